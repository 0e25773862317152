/* SPDX-License-Identifier: MIT */
/*
 * files.h: a file that holds a key is read whole, and wiped.
 */
#include "process/files.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "unit.h"

static char path[UNIT_PATH_SIZE];

static void write_bytes(off_t size)
{
    int file = open(path, O_WRONLY | O_TRUNC | O_CLOEXEC);

    assert_true(file >= 0);
    assert_int_equal(ftruncate(file, size), 0);
    if (size > 1)
        assert_int_equal(pwrite(file, "xyz", 1, size - 1), 1);
    assert_int_equal(close(file), 0);
}

static int make_file(void **state)
{
    int file = -1;

    (void)state;
    unit_template(path, "unit-files");
    file = mkstemp(path);
    return file >= 0 ? close(file) : -1;
}

static int remove_file(void **state)
{
    (void)state;
    return unlink(path);
}

#define FILES_TEST(name) CASE(name, make_file, remove_file)

FILES_TEST(a_file_is_read_whole)
{
    static const off_t sizes[] = {0, 2, 4096, 65537, (4 << 20) - 1};

    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        gnutls_datum_t datum = {NULL, 0};

        write_bytes(sizes[i]);
        assert_int_equal(files_read(path, &datum), 0);
        assert_int_equal(datum.size, sizes[i]);
        if (datum.size > 0)
            assert_int_equal(datum.data[datum.size - 1], 'x');
        files_wipe(&datum);
        assert_null(datum.data);
        assert_int_equal(datum.size, 0);
    }
}

FILES_TEST(one_of_4_mib_is_too_long)
{
    gnutls_datum_t datum = {NULL, 0};

    write_bytes(4 << 20);
    assert_int_equal(files_read(path, &datum), -1);
    assert_int_equal(errno, EFBIG);
    files_wipe(&datum);
}

FILES_TEST(a_pipe_is_read_to_its_end)
{
    gnutls_datum_t datum = {NULL, 0};
    char name[32];
    int ends[2];

    assert_int_equal(pipe(ends), 0);
    assert_int_equal(write(ends[1], "secret", 6), 6);
    assert_int_equal(close(ends[1]), 0);
    (void)snprintf(name, sizeof name, "/dev/fd/%d", ends[0]);
    assert_int_equal(files_read(name, &datum), 0);
    assert_int_equal(datum.size, 6);
    assert_memory_equal(datum.data, "secret", 6);
    files_wipe(&datum);
    assert_int_equal(close(ends[0]), 0);
}

/* Who writes a byte now and then is not waited for to the end: here, a minute. */
FILES_TEST(a_pipe_that_trickles_is_given_up)
{
    const struct timespec pause = {.tv_nsec = 10000000};
    gnutls_datum_t datum = {NULL, 0};
    char name[32];
    int ends[2];
    pid_t writer = -1;

    assert_int_equal(pipe(ends), 0);
    assert_true(fcntl(ends[0], F_SETFL, O_NONBLOCK) == 0);
    writer = fork();
    if (writer == 0) {
        (void)close(ends[0]);
        for (int i = 0; i < 6000 && write(ends[1], "x", 1) == 1; i++)
            (void)nanosleep(&pause, NULL);
        _exit(0);
    }
    assert_true(writer > 0);
    assert_int_equal(close(ends[1]), 0);
    (void)snprintf(name, sizeof name, "/dev/fd/%d", ends[0]);
    assert_int_equal(files_read(name, &datum), -1);
    assert_int_equal(errno, ETIMEDOUT);
    files_wipe(&datum);
    assert_int_equal(close(ends[0]), 0);
    assert_int_equal(kill(writer, SIGKILL), 0);
    assert_int_equal(waitpid(writer, NULL, 0), writer);
}

FILES_TEST(what_cannot_be_read_says_why)
{
    gnutls_datum_t datum = {NULL, 0};
    unsigned before = unit_descriptors();
    char nowhere[UNIT_PATH_SIZE];

    unit_nowhere(nowhere);
    assert_int_equal(files_read(nowhere, &datum), -1);
    assert_int_equal(errno, ENOENT);
    files_wipe(&datum);
    assert_int_equal(files_read("/", &datum), -1);
    assert_int_equal(errno, EISDIR);
    files_wipe(&datum);
    assert_int_equal(unit_descriptors(), before);
}

FILES_TEST(without_memory_it_is_not_read)
{
    gnutls_datum_t datum = {NULL, 0};
    unsigned before = unit_descriptors();

    unit_fail_nth(1);
    assert_int_equal(files_read(path, &datum), -1);
    assert_int_equal(errno, ENOMEM);
    assert_true(unit_failed());
    files_wipe(&datum);
    assert_int_equal(unit_descriptors(), before);
}

FILES_TEST(wiping_twice_is_fine)
{
    gnutls_datum_t datum = {NULL, 0};

    write_bytes(10);
    files_wipe(&datum);
    assert_int_equal(files_read(path, &datum), 0);
    files_wipe(&datum);
    files_wipe(&datum);
}

UNIT_MAIN("files")
