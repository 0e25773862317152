/* SPDX-License-Identifier: MIT */
/*
 * The heap meter where its file cannot be had: the program runs on as it
 * would without, no numbers are there that are not its own, and one line
 * says why.
 */
#include "heapmeter_launch.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define IN "LD_PRELOAD=" LIBRARY " HEAPMETER_DIR='%s' "

/* Words for a shell, with one %s for the folder, that print one line. */
#define assert_one_line(dir, words, why) \
    do { \
        char out_[1024]; \
        assert_int_equal(shell(out_, sizeof(out_), words, (dir)), 0); \
        if (strstr(out_, " runs on unmetered: ") == NULL || \
            strstr(out_, (why)) == NULL || \
            strchr(out_, '\n') != out_ + strlen(out_) - 1) \
            fail_msg("%s", out_); \
    } while (0)

static void assert_no_file(const char *dir, pid_t pid)
{
    struct heapmeter m;

    assert_int_equal(heapmeter_open(&m, dir, pid), -1);
    assert_int_equal(errno, ENOENT);
}

/* ---- Limits ---------------------------------------------------------- */

IN_A_FOLDER(a_file_size_limit_costs_one_line)
{
    assert_one_line((const char *)*state,
                    "ulimit -f 0; " IN SUBJECT " leak 2>&1",
                    "File too large: raise ulimit -f");
}

IN_A_FOLDER(a_line_that_cannot_be_written_costs_nothing)
{
    char out[1024];

    assert_int_equal(shell(out, sizeof out,
                           "cd '%s' && ulimit -f 0; " IN SUBJECT
                           " leak 2>stderr && cat stderr",
                           (const char *)*state, (const char *)*state),
                     0);
    assert_string_equal(out, "");
}

/* The parent's numbers are its own, whatever the child cannot have. */
static void a_child_counts_for_itself(const char *dir, const char *how,
                                      const char *why)
{
    char out[1024];
    const char *p;
    pid_t pid;

    assert_int_equal(shell(out, sizeof out,
                           "sh -c 'echo $$; exec env " IN SUBJECT " %s' 2>&1",
                           dir, how),
                     0);
    pid = (pid_t)strtol(out, NULL, 10);
    p = strchr(out, '\n') + 1;
    if (strstr(p, why) == NULL)
        fail_msg("%s", out);
    assert_ptr_equal(strchr(p, '\n'), p + strlen(p) - 1);
    assert_int_equal(sample_of(dir, pid).blocks, 3);
    assert_int_equal(sample_of(dir, pid).bytes, 300);
    assert_int_equal(shell(out, sizeof out, "ls '%s' | wc -l", dir), 0);
    assert_int_equal(strtol(out, NULL, 10), 1);
}

IN_A_FOLDER(a_fork_beyond_a_file_size_counts_for_itself)
{
    a_child_counts_for_itself(*state, "fork-file", "raise ulimit -f");
}

IN_A_FOLDER(a_fork_without_descriptors_counts_for_itself)
{
    a_child_counts_for_itself(*state, "fork-descriptor", "raise ulimit -n");
}

IN_A_FOLDER(a_fork_without_memory_counts_for_itself)
{
    a_child_counts_for_itself(*state, "fork-memory", "raise ulimit -v");
}

IN_A_FOLDER(no_numbers_of_before_an_exec_are_left)
{
    struct subject s = start_subject(*state, "exec-file");

    assert_int_equal(end_subject(&s), 0);
    assert_no_file(*state, s.pid);
}

/* ---- Folders --------------------------------------------------------- */

TEST(a_folder_that_is_none_costs_one_line)
{
    assert_one_line("/dev/null", IN SUBJECT " leak 2>&1", "Not a directory");
    assert_one_line("/proc", IN SUBJECT " leak 2>&1", "/proc/");
}

/* In a namespace of our own, where we may mount: a few kilobytes. */
#define MOUNTED UNSHARE "-m sh -c 'mount -t tmpfs -o %s none \"$0\" && %s' "

static void may_mount(const char *dir)
{
    char out[1024];

    if (shell(out, sizeof out, MOUNTED "'%s' 2>&1", "size=4k", "true", dir) !=
        0) {
        print_message("    no file system may be mounted here: %s", out);
        skip();
    }
}

IN_A_FOLDER(a_full_disk_costs_one_line)
{
    may_mount(*state);
    assert_one_line((const char *)*state,
                    UNSHARE
                    "-m sh -c 'mount -t tmpfs -o size=4k none "
                    "\"$0\" && echo >\"$0\"/full && LD_PRELOAD=" LIBRARY
                    " HEAPMETER_DIR=$0 " SUBJECT " leak' '%s' 2>&1",
                    "No space left on device: name another folder");
}

IN_A_FOLDER(a_folder_that_is_read_only_costs_one_line)
{
    may_mount(*state);
    assert_one_line((const char *)*state,
                    UNSHARE "-m sh -c 'mount -t tmpfs -o ro none \"$0\" && "
                            "LD_PRELOAD=" LIBRARY " HEAPMETER_DIR=$0 " SUBJECT
                            " leak' '%s' 2>&1",
                    "Read-only file system: name another folder");
}

/* ---- stderr ---------------------------------------------------------- */

TEST(nobody_at_the_end_of_stderr_costs_nothing)
{
    int ends[2];
    int status;
    pid_t pid;

    assert_int_equal(pipe(ends), 0);
    assert_int_equal(close(ends[0]), 0);
    pid = fork();
    assert_true(pid >= 0);
    if (pid == 0) {
        (void)signal(SIGPIPE, SIG_DFL);
        if (dup2(ends[1], STDERR_FILENO) >= 0 &&
            setenv("LD_PRELOAD", LIBRARY, 1) == 0 &&
            setenv("HEAPMETER_DIR", "/dev/null", 1) == 0)
            execl(SUBJECT, SUBJECT, "leak", (char *)NULL);
        _exit(96);
    }
    assert_int_equal(close(ends[1]), 0);
    assert_int_equal(waitpid(pid, &status, 0), pid);
    assert_int_equal(status, 0);
}

TEST(a_closed_stderr_costs_nothing)
{
    char out[1024];

    assert_int_equal(shell(out, sizeof out,
                           IN SUBJECT " leak 2>&- && " IN SUBJECT
                                      " descriptor 2>&-; echo $?",
                           "/dev/null", "/dev/null"),
                     0);
    assert_string_equal(out, "2\n"); /* the program's first own descriptor */
}

TEST_MAIN("heapmeter, limits")
