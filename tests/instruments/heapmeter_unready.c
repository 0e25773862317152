/* SPDX-License-Identifier: MIT */
/*
 * A program as clang's ThreadSanitizer makes it: it stands in for functions
 * of the C library, which nobody may call before it has begun.
 */
#include <stdlib.h>
#include <sys/stat.h>

void __tsan_init(void);

static int begun;

__attribute__((constructor)) void __tsan_init(void)
{
    begun = 1;
}

int fstat(int fd, struct stat *st)
{
    (void)fd;
    (void)st;
    if (!begun)
        abort();
    return -1;
}

int main(void)
{
    return malloc(10) == NULL;
}
