/* SPDX-License-Identifier: MIT */
/* A program whose library opens another: see heapmeter_opener.c. */
#include <stdlib.h>

extern int open_plugin(const char *how);

int main(int argc, char **argv)
{
    return argc != 2 || malloc(10) == NULL || open_plugin(argv[1]) != 0;
}
