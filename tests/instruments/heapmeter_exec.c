/* SPDX-License-Identifier: MIT */
/*
 * A program that replaces itself by another: heapmeter_exec HOW PROGRAM, by
 * the function of the exec family that HOW says. It has one block.
 */
/* _GNU_SOURCE: execvpe, execveat */
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void leave(const char *how, const char *path)
{
    static char program[] = "program";
    static char what[] = "leak";
    char *argv[] = {program, what, NULL};

    if (strcmp(how, "execv") == 0)
        (void)execv(path, argv);
    else if (strcmp(how, "execve") == 0)
        (void)execve(path, argv, environ);
    else if (strcmp(how, "execvp") == 0)
        (void)execvp(path, argv);
    else if (strcmp(how, "execvpe") == 0)
        (void)execvpe(path, argv, environ);
    else if (strcmp(how, "execl") == 0)
        (void)execl(path, program, what, (char *)NULL);
    else if (strcmp(how, "execlp") == 0)
        (void)execlp(path, program, what, (char *)NULL);
    else if (strcmp(how, "execle") == 0)
        (void)execle(path, program, what, (char *)NULL, environ);
    else if (strcmp(how, "fexecve") == 0)
        (void)fexecve(open(path, O_RDONLY | O_CLOEXEC), argv, environ);
    else if (strcmp(how, "execveat") == 0)
        (void)execveat(AT_FDCWD, path, argv, environ, 0);
}

/* Exit status 42: the other program could not be had. */
int main(int argc, char **argv)
{
    if (argc != 3 || malloc(10) == NULL)
        return 1;
    leave(argv[1], argv[2]);
    return 42;
}
