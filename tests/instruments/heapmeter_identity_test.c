/* SPDX-License-Identifier: MIT */
/*
 * Whose numbers a file holds: processes of one number, in two pid namespaces
 * or one after the other, are told apart; what cannot be right is refused.
 */
#include "heapmeter_launch.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "layout.h"

IN_A_FOLDER(two_namespaces_with_one_number_keep_two_files)
{
    const char *dir = *state;
    char out[4096];

    if (shell(out, sizeof out,
              UNSHARE "--pid --fork --mount-proc true 2>&1") != 0) {
        print_message("    no namespace may be made here: %s", out);
        skip();
    }
    /* One program a shell, as number 1; the second while the first is there. */
    assert_int_equal(
        shell(out, sizeof out,
              "one() { " UNSHARE "--pid --fork --mount-proc env LD_PRELOAD=%s "
              "HEAPMETER_DIR='%s' %s \"$1\"; }; "
              "cd '%s' && mkfifo in out && { one hold <in >out & "
              "exec 3>in && dd bs=1 count=1 <out 2>/dev/null >/dev/null && "
              "one leak; s=$?; exec 3>&-; wait $! && rm in out && "
              "for f in 1.*; do " COMMAND " read $f; done; exit $s; }",
              LIBRARY, dir, SUBJECT, dir),
        0);
    assert_non_null(strstr(out, "live        6 blocks, 1500 bytes\n"));
    assert_non_null(strstr(out, "live        7 blocks, 1616 bytes\n"));
    assert_non_null(strstr(out, "in another pid namespace"));
}

/*
 * Processes of one number are told apart by when they were made, in clock
 * ticks. So soon after each other no number comes twice, but for these tests,
 * on a quick machine: waits until the tick of the last one is over.
 */
static void let_the_clock_tick(void)
{
    uint64_t tick = 1000000000 / (uint64_t)sysconf(_SC_CLK_TCK);
    struct timespec begun = {0}, now = {0};

    assert_int_equal(clock_gettime(CLOCK_BOOTTIME, &begun), 0);
    do {
        (void)poll(NULL, 0, 1); /* from look to look */
        assert_int_equal(clock_gettime(CLOCK_BOOTTIME, &now), 0);
    } while (now.tv_sec == begun.tv_sec &&
             (uint64_t)now.tv_nsec / tick == (uint64_t)begun.tv_nsec / tick);
}

/* As start_subject leaves it, under the name of this process's file. */
static void leave_file_as_ours(const char *dir, char path[PATH_MAX])
{
    struct subject s = {0};
    char theirs[PATH_MAX];

    let_the_clock_tick();
    s = start_subject(dir, "leak");
    assert_int_equal(end_subject(&s), 0);
    let_the_clock_tick();
    path_of(theirs, dir, s.pid);
    path_of(path, dir, getpid());
    assert_int_equal(rename(theirs, path), 0);
}

IN_A_FOLDER(an_earlier_process_s_file_is_not_this_one_s)
{
    char path[PATH_MAX];
    char out[1024];
    struct heapmeter m;

    leave_file_as_ours(*state, path);
    assert_int_equal(heapmeter_open(&m, *state, getpid()), -1);
    assert_int_equal(errno, ESTALE);
    assert_int_equal(shell(out, sizeof out,
                           COMMAND " read --dir '%s' %ld 2>&1",
                           (const char *)*state, (long)getpid()),
                     1);
    assert_non_null(strstr(out, "that of an earlier process"));
    assert_int_equal(shell(out, sizeof out, COMMAND " read '%s'", path), 0);
    assert_non_null(strstr(out, "7 blocks"));
}

/* Its readers keep the numbers that they have open. */
IN_A_FOLDER(an_earlier_process_s_file_is_not_written_to)
{
    const char *dir = *state;
    char earlier[PATH_MAX];
    char out[1024];
    struct heapmeter m;
    struct heapmeter_sample s;

    leave_file_as_ours(dir, earlier);
    assert_int_equal(heapmeter_open_file(&m, earlier), 0);
    assert_int_equal(shell(out, sizeof out,
                           "cd '%s' && mv '%s' %s && LD_PRELOAD=%s "
                           "HEAPMETER_DIR='%s' exec %s late 2>&1",
                           dir, earlier, FILE_OF_SHELL, LIBRARY, dir, SUBJECT),
                     0);
    assert_string_equal(out, "");
    assert_int_equal(heapmeter_read(&m, &s), 0);
    assert_int_equal(s.blocks, 7);
    heapmeter_close(&m);
    assert_int_equal(shell(out, sizeof out, COMMAND " read '%s'/*", dir), 0);
    assert_non_null(strstr(out, "1 blocks, 13 bytes"));
}

IN_A_FOLDER(counts_below_zero_are_refused)
{
    const uint64_t many = 1000;
    char path[PATH_MAX];
    char out[1024];
    struct heapmeter m;
    struct heapmeter_sample s;
    int fd;

    leave_file_as_ours(*state, path);
    fd = open(path, O_WRONLY);
    assert_true(fd >= 0);
    assert_int_equal(pwrite(fd, &many, sizeof many,
                            offsetof(struct heapmeter_layout, frees)),
                     sizeof many);
    assert_int_equal(close(fd), 0);
    assert_int_equal(heapmeter_open_file(&m, path), 0);
    assert_int_equal(heapmeter_read(&m, &s), -1);
    assert_int_equal(errno, ERANGE);
    heapmeter_close(&m);
    assert_int_equal(shell(out, sizeof out, COMMAND " read '%s' 2>&1", path),
                     1);
    assert_non_null(strstr(out, "freed more than it allocated"));
}

TEST_MAIN("heapmeter, identity")
