/* SPDX-License-Identifier: MIT */
/* Tests under their own meter: see heapmeter_self.h. */
#include "heapmeter_self.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static struct heapmeter self;
static struct heapmeter_sample marked;

void meter_self(char **argv)
{
    static char command[] = HEAPMETER_BUILD "/instruments/heapmeter";
    const char *dir = getenv("HEAPMETER_DIR");

    if (dir == NULL) {
        execl(command, command, "run", "--", argv[0], (char *)NULL);
        fprintf(stderr, "%s: %s\n", command, strerror(errno));
        exit(EXIT_FAILURE);
    }
    if (heapmeter_open(&self, dir, getpid()) != 0) {
        fprintf(stderr, "%s/%ld: %s\n", dir, (long)getpid(), strerror(errno));
        exit(EXIT_FAILURE);
    }
}

struct heapmeter_sample sample(void)
{
    struct heapmeter_sample s;

    assert_int_equal(heapmeter_read(&self, &s), 0);
    assert_true(s.settled);
    return s;
}

void mark(void)
{
    marked = sample();
}

long allocs_since_mark(void)
{
    return (long)(sample().allocs - marked.allocs);
}

long failed_since_mark(void)
{
    return (long)(sample().failed - marked.failed);
}

long foreign_since_mark(void)
{
    return (long)(sample().foreign - marked.foreign);
}

void assert_grown_at(long blocks, long bytes, const char *file, int line)
{
    struct heapmeter_sample s = sample();
    long more_blocks = (long)(s.blocks - marked.blocks);
    long more_bytes = (long)(s.bytes - marked.bytes);

    if (more_blocks == blocks && more_bytes == bytes)
        return;
    print_error("grown by %ld blocks, %ld bytes instead of %ld, %ld\n",
                more_blocks, more_bytes, blocks, bytes);
    _fail(file, line);
}
