/* SPDX-License-Identifier: MIT */
/*
 * Processes that become others: by a fork among threads that allocate, in
 * which no block may be lost; by a fork that nobody is told of; by an exec of
 * what is not metered, which must not inherit the numbers.
 */
#include "heapmeter_launch.h"

#include <dirent.h>
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#define FORKER BIN "heapmeter_forker"
/* As in heapmeter_forker.c. */
#define THREADS 4
#define CANNOT 77
/* The remark of a child whose numbers may be wrong. */
#define LATE "was forked while other threads allocated"

/* ---- Forks ----------------------------------------------------------- */

static bool has_remark(const struct heapmeter_sample *s, const char *text)
{
    const char *remark;

    for (unsigned i = 0; (remark = heapmeter_remark(s, i)) != NULL; i++) {
        if (strstr(remark, text) != NULL)
            return true;
    }
    return false;
}

static void metered(const char *dir, const char *what, const char *says)
{
    char out[2048];
    int status =
        shell(out, sizeof out, COMMAND " run --dir '%s' " FORKER " %s 2>&1",
              dir, what);

    if (status == CANNOT) {
        print_message("    no seccomp sandbox can be entered here\n");
        skip();
    }
    if (status != 0 || strstr(out, says) == NULL)
        fail_msg("%s: %s", what, out);
}

/* Gives each process's last state to CHECK; the parent's is in *parent. */
static int each_child(const char *dir, struct heapmeter_sample *parent,
                      void (*check)(const struct heapmeter_sample *parent,
                                    const struct heapmeter_sample *child))
{
    struct heapmeter_sample s[64];
    int n = 0;
    int first = 0;
    DIR *folder = opendir(dir);
    const struct dirent *entry;
    char path[PATH_MAX];
    struct heapmeter m;

    assert_non_null(folder);
    while ((entry = readdir(folder)) != NULL) {
        if (entry->d_name[0] != '.') {
            assert_true(n < 64);
            (void)snprintf(path, sizeof path, "%s/%s", dir, entry->d_name);
            assert_int_equal(heapmeter_open_file(&m, path), 0);
            /* On a busy machine a fork may be late: numbers below zero. */
            assert_true(heapmeter_read(&m, &s[n]) == 0 ||
                        (errno == ERANGE && has_remark(&s[n], LATE)));
            heapmeter_close(&m);
            if (s[n].start_ns < s[first].start_ns)
                first = n;
            n++;
        }
    }
    (void)closedir(folder);
    assert_true(n > 0);
    *parent = s[first];
    for (int i = 0; i < n; i++) {
        if (i != first)
            check(parent, &s[i]);
    }
    return n - 1;
}

/*
 * A block that a thread has in hand at the fork is nobody's in the child:
 * there are at most so many. The parent, at its end, has the threads' storage
 * and nothing else, as the child has besides.
 */
static void is_exact_or_says_so(const struct heapmeter_sample *parent,
                                const struct heapmeter_sample *child)
{
    uint64_t more = child->blocks - parent->blocks;

    if (has_remark(child, LATE))
        return;
    if (more > THREADS || child->bytes - parent->bytes != 32 * more)
        fail_msg("%ld blocks, %ld bytes; the parent's %ld, %ld",
                 (long)child->blocks, (long)child->bytes, (long)parent->blocks,
                 (long)parent->bytes);
}

IN_A_FOLDER(a_fork_among_threads_begins_with_what_there_is)
{
    struct heapmeter_sample parent;

    metered(*state, "storm", " live at exit");
    assert_int_equal(each_child(*state, &parent, is_exact_or_says_so), 20);
    assert_null(heapmeter_remark(&parent, 0));
}

static void says_so(const struct heapmeter_sample *parent,
                    const struct heapmeter_sample *child)
{
    (void)parent;
    assert_true(has_remark(child, "without fork's handlers"));
}

IN_A_FOLDER(a_fork_that_nobody_is_told_of_says_so)
{
    struct heapmeter_sample parent;

    metered(*state, "late-clone", " live at exit");
    assert_int_equal(each_child(*state, &parent, says_so), 1);
    assert_int_equal(parent.blocks, 1000);
    assert_null(heapmeter_remark(&parent, 0));
}

IN_A_FOLDER(fork_is_no_point_of_cancellation)
{
    metered(*state, "cancelled", " live at exit");
}

IN_A_FOLDER(a_block_needs_no_system_call_to_be_freed)
{
    metered(*state, "strict", " live at exit");
}

IN_A_FOLDER(a_fork_in_a_sandbox_opens_no_file)
{
    metered(*state, "no-open", "unmetered: its seccomp filter may end it");
}

/* ---- Exec ------------------------------------------------------------ */

static const char *const ways[] = {"execv",   "execve",  "execvp",
                                   "execvpe", "execl",   "execlp",
                                   "execle",  "fexecve", "execveat"};

/* Every way of exec to SUBJECT ends so, and the output has this in it. */
static void each_way(const char *subject, int status, const char *text,
                     bool one_line)
{
    char out[2048];

    for (size_t i = 0; i < sizeof ways / sizeof ways[0]; i++) {
        int ended = shell(out, sizeof out,
                          COMMAND " run " BIN "heapmeter_exec %s %s 2>&1",
                          ways[i], subject);

        if (ended != status || strstr(out, text) == NULL ||
            (one_line && strchr(out, '\n') != out + strlen(out) - 1))
            fail_msg("%s: status %d: %s", ways[i], ended, out);
    }
}

TEST(an_exec_of_the_unmetered_inherits_no_numbers)
{
    each_way(BIN "heapmeter_static", 0,
             " is not metered: it has replaced itself by exec;", true);
}

TEST(an_exec_of_the_metered_begins_again)
{
    each_way(SUBJECT, 0, " 7 blocks, 1616 bytes live at exit;", false);
}

TEST(an_exec_that_fails_changes_nothing)
{
    each_way("/dev/null", 42, " 1 blocks, 10 bytes live at exit;", false);
}

TEST_MAIN("heapmeter, forks and exec")
