/* SPDX-License-Identifier: MIT */
/*
 * streams.h, with a fake of the two functions of libmicrohttpd that it
 * needs: a response that the test reads as the daemon would. Which names are
 * files, and that those come whole, is for the contract tests.
 */
#include "streams.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "unit.h"

/* ---- The fake library --------------------------------------------------- */

struct MHD_Response {
    MHD_ContentReaderCallback read;
    MHD_ContentReaderFreeCallback end;
    void *object;
    uint64_t size;
};

static struct MHD_Response responses[2];
static unsigned made;
static bool no_response; /* as when memory ran out */

struct MHD_Response *MHD_create_response_from_callback(
    uint64_t size, size_t block_size, MHD_ContentReaderCallback reader,
    void *object, MHD_ContentReaderFreeCallback end)
{
    (void)block_size;
    if (no_response)
        return NULL;
    responses[made] = (struct MHD_Response){reader, end, object, size};
    return &responses[made++];
}

/* The real one calls it when the last reference goes. */
static void destroy(struct MHD_Response *response)
{
    response->end(response->object);
}

static ssize_t read_at(struct MHD_Response *response, uint64_t position,
                       char *out, size_t room)
{
    return response->read(response->object, position, out, room);
}

/* ---- A folder with files ------------------------------------------------ */

#define LARGE 100000

static char path[UNIT_PATH_SIZE];
static int folder = -1;

static char byte_at(uint64_t position)
{
    return (char)(position * 31 + position / 251);
}

static void write_large(int file, size_t size)
{
    for (uint64_t i = 0; i < size; i++) {
        char byte = byte_at(i);

        assert_int_equal(pwrite(file, &byte, 1, (off_t)i), 1);
    }
}

static int make_files(void **state)
{
    int file = -1;

    (void)state;
    unit_template(path, "unit-streams");
    assert_non_null(mkdtemp(path));
    folder = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    assert_true(folder >= 0);
    file = openat(folder, "large", O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
    assert_true(file >= 0);
    write_large(file, LARGE);
    assert_int_equal(close(file), 0);
    file = openat(folder, "empty", O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
    assert_int_equal(close(file), 0);
    assert_int_equal(mkdirat(folder, "folder", 0700), 0);
    assert_int_equal(mkfifoat(folder, "fifo", 0600), 0);
    return 0;
}

static int remove_files(void **state)
{
    static const char *const names[] = {"large", "empty", "fifo"};

    (void)state;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        (void)unlinkat(folder, names[i], 0);
    (void)unlinkat(folder, "folder", AT_REMOVEDIR);
    (void)close(folder);
    return rmdir(path);
}

#define STREAM_TEST(name) CASE(name, make_files, remove_files)

static struct MHD_Response *begin(const char *name)
{
    struct stream *stream = stream_open(folder, name);
    struct MHD_Response *response = NULL;

    assert_non_null(stream);
    response = stream_response(stream, NULL);
    assert_non_null(response);
    return response;
}

/* ---- What is sent ------------------------------------------------------- */

STREAM_TEST(it_is_sent_from_any_position)
{
    static const uint64_t positions[] = {LARGE - 1, 0, 16384, 16383, 50000};
    struct MHD_Response *response = begin("large");
    char out = 0;

    for (size_t i = 0; i < sizeof positions / sizeof *positions; i++) {
        assert_int_equal(read_at(response, positions[i], &out, 1), 1);
        assert_int_equal(out, byte_at(positions[i]));
    }
    destroy(response);
}

STREAM_TEST(a_file_that_shrinks_breaks_off)
{
    struct MHD_Response *response = begin("large");
    char out[64];

    assert_true(read_at(response, 0, out, sizeof out) > 0);
    assert_int_equal(unlinkat(folder, "folder", AT_REMOVEDIR), 0);
    {
        int file = openat(folder, "large", O_WRONLY | O_TRUNC | O_CLOEXEC);

        assert_int_equal(close(file), 0);
    }
    assert_int_equal(read_at(response, 40000, out, sizeof out),
                     MHD_CONTENT_READER_END_WITH_ERROR);
    destroy(response);
}

/* ---- What is refused ---------------------------------------------------- */

STREAM_TEST(without_memory_it_is_refused_and_its_file_closed)
{
    unsigned before = unit_descriptors();

    unit_fail_nth(1);
    assert_null(stream_open(folder, "large"));
    assert_int_equal(errno, ENOMEM);
    assert_true(unit_failed());
    assert_int_equal(unit_descriptors(), before);
}

STREAM_TEST(without_descriptors_it_is_refused)
{
    struct rlimit limit = {0};
    int next = dup(folder);

    assert_int_equal(close(next), 0);
    assert_int_equal(getrlimit(RLIMIT_NOFILE, &limit), 0);
    limit.rlim_cur = (rlim_t)next;
    assert_int_equal(setrlimit(RLIMIT_NOFILE, &limit), 0);
    assert_null(stream_open(folder, "large"));
    assert_int_equal(errno, EMFILE);
    limit.rlim_cur = limit.rlim_max;
    assert_int_equal(setrlimit(RLIMIT_NOFILE, &limit), 0);
}

/* ---- While it lives ----------------------------------------------------- */

STREAM_TEST(those_on_their_way_are_counted)
{
    struct MHD_Response *one = begin("large");
    struct MHD_Response *two = begin("empty");

    assert_int_equal(streams_active(), 2);
    destroy(one);
    assert_int_equal(streams_active(), 1);
    destroy(two);
    assert_int_equal(streams_active(), 0);
}

STREAM_TEST(the_end_of_the_process_closes_all)
{
    unsigned before = unit_descriptors();

    streams_close_all();
    destroy(begin("large"));
    destroy(begin("large"));
    streams_close_all();
    streams_close_all();
    assert_int_equal(unit_descriptors(), before);
    assert_int_equal(unit_metric("mtls_live_objects{module=\"streams\"}"), 0);
}

/* ---- What is left ------------------------------------------------------- */

STREAM_TEST(a_download_leaves_nothing_behind)
{
    destroy(begin("large"));
}

STREAM_TEST(two_downloads_leave_nothing_behind)
{
    destroy(begin("large"));
    destroy(begin("empty"));
}

STREAM_TEST(a_download_without_response_leaves_nothing_behind)
{
    struct stream *stream = stream_open(folder, "large");

    no_response = true;
    assert_null(stream_response(stream, NULL));
    assert_int_equal(streams_active(), 0);
}

STREAM_TEST(a_file_that_is_refused_leaves_nothing_behind)
{
    assert_null(stream_open(folder, "fifo"));
    assert_null(stream_open(folder, "missing"));
}

/* As a leak checker sees it, which looks when all is over. */
STREAM_TEST(the_process_leaves_nothing_behind)
{
    destroy(begin("large"));
    destroy(begin("large"));
    streams_close_all();
}

UNIT_MAIN("streams")
