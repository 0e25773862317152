/* SPDX-License-Identifier: MIT */
/*
 * The start of the program: the meter gets its settings and its file (after
 * exec the next program takes it over).
 */
/* _GNU_SOURCE: syscall */
#define _GNU_SOURCE
#include "file.h"

#include <errno.h>
#include <string.h>
#include <sys/auxv.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "next.h"
#include "rivals.h"
#include "stacks.h"

static const char *setting(char **envp, const char *name)
{
    size_t n = strlen(name);

    for (; *envp != NULL; envp++) {
        if (strncmp(*envp, name, n) == 0 && (*envp)[n] == '=')
            return *envp + n + 1;
    }
    return NULL;
}

/* By the kernel alone. */
static void tell_unready(void)
{
    static const char line[] =
        "heapmeter: a program runs on unmetered: ThreadSanitizer's malloc is "
        "the program's own: build it without\n";

    (void)syscall(SYS_write, STDERR_FILENO, line, sizeof line - 1);
}

/*
 * Runs before all other constructors (the Makefile links with -z initfirst)
 * and so before there can be threads; even before the C library has set
 * environ, hence the arguments, which glibc gives to every constructor.
 */
__attribute__((constructor)) static void start(int argc, char **argv,
                                               char **envp)
{
    int error = errno;
    const char *dir = setting(envp, "HEAPMETER_DIR");

    /* A file of a setuid program's making is not the caller's to direct. */
    if (dir == NULL || dir[0] == '\0' || getauxval(AT_SECURE) != 0)
        return;
    if (rivals_unready()) {
        tell_unready();
        return;
    }
    file_remember_stderr();
    if (argc > 0 && argv[0] != NULL)
        file_set_program(argv[0]);
    if (!next_ready())
        file_set_refusal(next_refusal);
    meter_area.page.marks |= rivals_marks();
    if (!file_set_folder(dir)) {
        file_complain(dir, errno);
    } else {
        file_move_in(&meter_area.page, 0);
        if (fork_follow() != 0)
            file_complain(dir, ENOMEM);
        stacks_first_end = (uint64_t)(uintptr_t)envp;
        stacks_start(setting(envp, "HEAPMETER_STACKS"));
    }
    errno = error;
}
