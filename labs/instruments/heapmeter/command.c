/* SPDX-License-Identifier: MIT */
/*
 * What the subcommands share: the messages, and the search for a meter.
 */
/* _GNU_SOURCE: pidfd_open */
#define _GNU_SOURCE
#include "command.h"

#include <ctype.h>
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/pidfd.h>
#include <unistd.h>

#include "identity.h"

/* ---- Messages -------------------------------------------------------- */

int fail(const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    /* When stderr cannot be written, there is nobody to tell. */
    (void)fputs("heapmeter: ", stderr);
    (void)vfprintf(stderr, format, arguments);
    (void)fputs("\n", stderr);
    va_end(arguments);
    return EXIT_FAILED;
}

int misuse(const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    (void)fputs("heapmeter: ", stderr);
    (void)vfprintf(stderr, format, arguments);
    (void)fputs(" (see heapmeter --help)\n", stderr);
    va_end(arguments);
    return EXIT_USAGE;
}

bool parse_number(const char *text, double low, double high, double *out)
{
    char *end;
    double value;

    if (!isdigit((unsigned char)text[0]) && text[0] != '.')
        return false; /* strtod would take blanks, signs, "nan" and "inf" */
    errno = 0;
    value = strtod(text, &end);
    if (errno != 0 || *end != '\0' || !(value >= low && value <= high))
        return false;
    *out = value;
    return true;
}

/* ---- Finding a meter ------------------------------------------------- */

int process_handle(const struct heapmeter_sample *s)
{
    return heapmeter_present(s) == 1 ? pidfd_open(s->pid, 0) : -1;
}

int read_named(const struct heapmeter *m, struct heapmeter_sample *s,
               const char *what)
{
    if (heapmeter_read(m, s) == 0)
        return EXIT_OK;
    switch (errno) {
    case ENOTSUP:
        return fail("%s (pid %ld) is not metered: %s", s->program,
                    (long)s->pid, s->refusal);
    case ERANGE:
        return fail("%s (pid %ld) freed more than it allocated: it was forked "
                    "while other threads allocated, and cannot be metered",
                    s->program, (long)s->pid);
    default:
        return fail("%s: replaces itself just now; try again", what);
    }
}

/* From proc(5): strings that end in a null byte. */
bool folder_of_process(pid_t pid, char *dir, size_t size)
{
    static const char name[] = "HEAPMETER_DIR=";
    char path[64];
    char *entry = NULL;
    size_t room = 0;
    bool found = false;

    (void)snprintf(path, sizeof path, "/proc/%ld/environ", (long)pid);
    errno = 0;
    FILE *f = fopen(path, "re");
    if (f == NULL)
        return false;
    while (!found && getdelim(&entry, &room, '\0', f) > 0) {
        if (strncmp(entry, name, sizeof name - 1) == 0) {
            int n = snprintf(dir, size, "%s", entry + sizeof name - 1);
            found = n > 0 && (size_t)n < size;
        }
    }
    free(entry);
    (void)fclose(f); /* read only */
    return found;
}

static int explain(int error, const char *what)
{
    switch (error) {
    case ENOENT:
        return fail("%s: not metered here; start it with "
                    "'heapmeter run --dir DIR PROGRAM' and name the same "
                    "DIR, or from another pid namespace its file",
                    what);
    case ESTALE:
        return fail("%s: the file is that of an earlier process of this "
                    "number; name the file itself to see its last state",
                    what);
    case EPERM:
        return fail("%s: the file is neither that user's whose the process "
                    "is, nor root's, nor yours: it may be forged",
                    what);
    case EAGAIN:
        return fail("%s: the process is just starting; try again", what);
    case EACCES:
        return fail("%s: Permission denied; read it as the user that started "
                    "the process",
                    what);
    case EPROTO:
        return fail("%s: not a heap meter's file", what);
    case EPROTONOSUPPORT:
        return fail("%s: written by another version of the meter; use the "
                    "heapmeter that came with it",
                    what);
    case ELOOP:
        return fail("%s: a symbolic link; name the file itself", what);
    default:
        return fail("%s: %s", what, strerror(error));
    }
}

int locate_named(struct heapmeter *m, const char *what, const char *dir,
                 char path[PATH_MAX])
{
    char found[PATH_MAX];
    char label[PATH_MAX + 64];
    double pid;

    (void)snprintf(path, PATH_MAX, "%s", what);
    if (what[strspn(what, "0123456789")] != '\0') {
        if (heapmeter_open_file(m, what) == 0)
            return EXIT_OK;
        return errno == ENOENT ? fail("%s: no such file", what)
                               : explain(errno, what);
    }
    if (!parse_number(what, 1, INT_MAX, &pid))
        return misuse("%s: neither a process id nor a file", what);
    if (dir == NULL || dir[0] == '\0')
        dir = getenv("HEAPMETER_DIR");
    if (dir != NULL && dir[0] == '\0')
        dir = NULL; /* to the library, too, that is none */
    if (dir == NULL && folder_of_process((pid_t)pid, found, sizeof found))
        dir = found;
    if (dir == NULL && errno == EACCES)
        return fail("process %s is another user's; read it as that user, or "
                    "name the folder with --dir",
                    what);
    if (dir == NULL)
        return fail("no process %s under the meter; start it with "
                    "'heapmeter run PROGRAM', or name the folder with --dir "
                    "if it has ended",
                    what);
    (void)snprintf(label, sizeof label, "process %s in %s", what, dir);
    if (identity_file(path, PATH_MAX, dir, (pid_t)pid) >= PATH_MAX)
        return explain(ENAMETOOLONG, label);
    return heapmeter_open(m, dir, (pid_t)pid) == 0 ? EXIT_OK
                                                   : explain(errno, label);
}

int open_named(struct heapmeter *m, const char *what, const char *dir)
{
    char path[PATH_MAX];

    return locate_named(m, what, dir, path);
}
