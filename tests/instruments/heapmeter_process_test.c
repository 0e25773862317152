/* SPDX-License-Identifier: MIT */
/*
 * The heap meter from outside: numbers of a running process, of its forks,
 * after exec, after its end; agreement with memcheck to the byte; and that
 * a meter which cannot be made harms nobody.
 */
#define _XOPEN_SOURCE 700 /* symlink */
#include "heapmeter_launch.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define assert_live(sample, live_blocks, live_bytes) \
    do { \
        assert_int_equal((sample).blocks, (live_blocks)); \
        assert_int_equal((sample).bytes, (live_bytes)); \
    } while (0)

/* ---- One process ----------------------------------------------------- */

IN_A_FOLDER(a_running_process_can_be_read)
{
    const char *dir = *state;
    struct subject s = start_ready(dir, "hold");

    assert_live(sample_of(dir, s.pid), 5, 500);
    assert_int_equal(end_subject(&s), 0);
    assert_live(sample_of(dir, s.pid), 6, 1500); /* its last state */
    assert_string_equal(sample_of(dir, s.pid).program, "heapmeter_subject");
    assert_int_equal(sample_of(dir, s.pid).parent, getpid());
}

IN_A_FOLDER(allocations_at_exit_count)
{
    struct subject s = start_subject(*state, "late");

    assert_int_equal(end_subject(&s), 0);
    assert_live(sample_of(*state, s.pid), 1, 13);
}

IN_A_FOLDER(the_meter_takes_no_descriptor)
{
    struct subject s = start_subject(*state, "descriptor");

    assert_int_equal(end_subject(&s), 3);
}

IN_A_FOLDER(only_its_owner_may_read_the_file)
{
    struct subject s = start_subject(*state, "leak");
    char path[PATH_MAX];
    struct stat st;

    assert_int_equal(end_subject(&s), 0);
    path_of(path, *state, s.pid);
    assert_int_equal(stat(path, &st), 0);
    assert_int_equal(st.st_mode & 07777, 0600);
    assert_int_equal(st.st_size, 512);
}

/* ---- Forks and exec -------------------------------------------------- */

static void forks_count_apart(void *dir, const char *how)
{
    struct subject s = start_subject(dir, how);
    pid_t child;

    hear(&s, &child, sizeof child);
    assert_live(sample_of(dir, child), 4, 300);
    assert_int_equal(sample_of(dir, child).parent, s.pid);
    assert_int_equal(end_subject(&s), 0);
    assert_live(sample_of(dir, s.pid), 4, 310);
    assert_live(sample_of(dir, child), 4, 300);
}

IN_A_FOLDER(a_fork_goes_on_in_a_file_of_its_own)
{
    forks_count_apart(*state, "fork");
}

IN_A_FOLDER(so_does_a_fork_without_handlers)
{
    forks_count_apart(*state, "clone");
}

IN_A_FOLDER(vfork_and_spawn_count_for_the_parent)
{
    struct subject s = start_subject(*state, "vfork");

    assert_int_equal(end_subject(&s), 0);
    assert_live(sample_of(*state, s.pid), 1, 10);
}

IN_A_FOLDER(after_exec_the_numbers_begin_again)
{
    struct subject s = start_ready(*state, "exec");

    assert_live(sample_of(*state, s.pid), 5, 500);
    assert_int_equal(sample_of(*state, s.pid).allocs, 5);
    assert_int_equal(end_subject(&s), 0);
}

/* ---- memcheck -------------------------------------------------------- */

/* Reads "N" from memcheck's "1,234": its numbers have commas. */
static uint64_t number_after(const char *text, const char *before)
{
    const char *p = strstr(text, before);
    uint64_t n = 0;

    if (p == NULL)
        fail_msg("no \"%s\" in: %s", before, text);
    for (p += strlen(before); (*p >= '0' && *p <= '9') || *p == ','; p++) {
        if (*p != ',')
            n = n * 10 + (uint64_t)(*p - '0');
    }
    return n;
}

IN_A_FOLDER(memcheck_agrees_to_the_byte)
{
    char out[4096];
    struct subject s;
    struct heapmeter_sample m;

    if (shell(out, sizeof out, "command -v valgrind") != 0) {
        print_message("    no valgrind here: not compared\n");
        skip();
    }
    s = start_subject(*state, "leak");
    assert_int_equal(end_subject(&s), 0);
    m = sample_of(*state, s.pid);
    assert_live(m, 7, 1616);
    /* Not glibc's own clean-up: the meter counts what the program left. */
    assert_int_equal(shell(out, sizeof out,
                           "valgrind --command-line-only=yes "
                           "--run-libc-freeres=no %s leak 2>&1",
                           SUBJECT),
                     0);
    assert_int_equal(number_after(out, "in use at exit: "), m.bytes);
    assert_int_equal(number_after(out, "bytes in "), m.blocks);
    assert_int_equal(number_after(out, "total heap usage: "), m.allocs);
    assert_int_equal(number_after(out, "allocs, "), m.frees);
    assert_int_equal(number_after(out, "frees, "), m.total_bytes);
}

/* ---- When it cannot be metered --------------------------------------- */

static void runs_unmetered(const char *dir, const char *why)
{
    char out[1024];

    assert_int_equal(shell(out, sizeof out,
                           "LD_PRELOAD=%s HEAPMETER_DIR='%s' %s leak 2>&1",
                           LIBRARY, dir, SUBJECT),
                     0);
    assert_non_null(strstr(out, "runs on unmetered"));
    assert_non_null(strstr(out, why));
    assert_ptr_equal(strchr(out, '\n'), out + strlen(out) - 1);
}

IN_A_FOLDER(a_missing_folder_costs_one_line)
{
    char nowhere[256];

    (void)snprintf(nowhere, sizeof nowhere, "%s/nowhere",
                   (const char *)*state);
    runs_unmetered(nowhere, "No such file");
}

IN_A_FOLDER(without_a_folder_it_is_silent)
{
    char out[1024];

    assert_int_equal(
        shell(out, sizeof out, "LD_PRELOAD=%s %s leak 2>&1", LIBRARY, SUBJECT),
        0);
    assert_string_equal(out, "");
}

/* $$ is the process id that the subject gets by exec. */
static void planted(const char *dir, const char *command, const char *why)
{
    char out[1024];

    assert_int_equal(shell(out, sizeof out,
                           "cd '%s' && echo precious >victim && %s && "
                           "LD_PRELOAD=%s HEAPMETER_DIR='%s' "
                           "exec %s leak 2>&1",
                           dir, command, LIBRARY, dir, SUBJECT),
                     0);
    assert_non_null(strstr(out, why));
    assert_int_equal(shell(out, sizeof out, "cat '%s'/victim", dir), 0);
    assert_string_equal(out, "precious\n");
}

IN_A_FOLDER(planted_links_are_not_followed)
{
    planted(*state, "ln -s victim " FILE_OF_SHELL,
            "Too many levels of symbolic links");
    planted(*state, "ln victim " FILE_OF_SHELL, "File exists");
    planted(*state, "mkfifo " FILE_OF_SHELL, "File exists");
}

IN_A_FOLDER(the_reader_refuses_what_is_no_meter)
{
    static const char zeros[512];
    struct heapmeter m;
    char path[PATH_MAX];
    int fd;

    path_of(path, *state, 1);
    assert_int_equal(heapmeter_open(&m, *state, 1), -1);
    assert_int_equal(errno, ENOENT);
    heapmeter_close(&m); /* a failed one may be closed */
    fd = open(path, O_RDWR | O_CREAT, 0600);
    assert_true(fd >= 0);
    assert_int_equal(heapmeter_open(&m, *state, 1), -1);
    assert_int_equal(errno, EAGAIN); /* empty: just being made */
    assert_int_equal(write(fd, zeros, sizeof zeros), sizeof zeros);
    assert_int_equal(heapmeter_open(&m, *state, 1), -1);
    assert_int_equal(errno, EAGAIN);
    assert_int_equal(pwrite(fd, "HEAPMETR\3", 9, 0), 9);
    assert_int_equal(heapmeter_open(&m, *state, 1), -1);
    assert_int_equal(errno, EPROTONOSUPPORT);
    assert_int_equal(pwrite(fd, "x", 1, 0), 1);
    assert_int_equal(heapmeter_open(&m, *state, 1), -1);
    assert_int_equal(errno, EPROTO);
    assert_int_equal(close(fd), 0);
    path_of(path, *state, 2);
    assert_int_equal(symlink("1", path), 0);
    assert_int_equal(heapmeter_open(&m, *state, 2), -1);
    assert_int_equal(errno, ELOOP);
}

TEST_MAIN("heapmeter, processes")
