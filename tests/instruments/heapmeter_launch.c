/* SPDX-License-Identifier: MIT */
/* Subjects under the heap meter: see heapmeter_launch.h. */
/* _GNU_SOURCE: pipe2 */
#define _GNU_SOURCE
#include "heapmeter_launch.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "identity.h"

int make_folder(void **state)
{
    char template[] = "/tmp/heapmeter-test.XXXXXX";

    if (mkdtemp(template) == NULL)
        return -1;
    *state = strdup(template);
    return *state == NULL ? -1 : 0;
}

int remove_folder(void **state)
{
    char output[512];
    int status = shell(output, sizeof output, "rm -r -- '%s' 2>&1",
                       (const char *)*state);

    free(*state);
    return status;
}

struct subject start_program(const char *dir, const char *program,
                             const char *what, const char *room)
{
    struct subject s;
    int in[2];
    int out[2];

    assert_int_equal(pipe2(in, O_CLOEXEC), 0);
    assert_int_equal(pipe2(out, O_CLOEXEC), 0);
    s.pid = fork();
    assert_true(s.pid >= 0);
    if (s.pid == 0) {
        if (dup2(in[0], STDIN_FILENO) >= 0 &&
            dup2(out[1], STDOUT_FILENO) >= 0 &&
            setenv("LD_PRELOAD", LIBRARY, 1) == 0 &&
            setenv("HEAPMETER_DIR", dir, 1) == 0 &&
            (room != NULL ? setenv("HEAPMETER_STACKS", room, 1)
                          : unsetenv("HEAPMETER_STACKS")) == 0)
            execl(program, program, what, BIN, (char *)NULL);
        _exit(96);
    }
    assert_int_equal(close(in[0]), 0);
    assert_int_equal(close(out[1]), 0);
    s.in = in[1];
    s.out = out[0];
    return s;
}

struct subject start_subject(const char *dir, const char *what)
{
    return start_program(dir, SUBJECT, what, NULL);
}

struct subject start_ready(const char *dir, const char *what)
{
    struct subject s = start_subject(dir, what);
    char ready;

    hear(&s, &ready, 1);
    return s;
}

void hear(const struct subject *s, void *data, size_t size)
{
    assert_int_equal(read(s->out, data, size), size);
}

int end_subject(struct subject *s)
{
    int status;

    assert_int_equal(close(s->in), 0);
    assert_int_equal(waitpid(s->pid, &status, 0), s->pid);
    assert_int_equal(close(s->out), 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

struct heapmeter_sample sample_of(const char *dir, pid_t pid)
{
    struct heapmeter m;
    struct heapmeter_sample s;

    if (heapmeter_open(&m, dir, pid) != 0)
        fail_msg("%s/%ld: %s", dir, (long)pid, strerror(errno));
    assert_int_equal(heapmeter_read(&m, &s), 0);
    heapmeter_close(&m);
    assert_true(s.settled);
    assert_int_equal(s.pid, pid);
    return s;
}

void path_of(char path[PATH_MAX], const char *dir, pid_t pid)
{
    int n = identity_file(path, PATH_MAX, dir, pid);

    assert_true(n > 0 && n < PATH_MAX);
}

int shell(char *output, size_t size, const char *format, ...)
{
    char line[PATH_MAX * 2];
    va_list arguments;
    size_t n;
    int status;

    va_start(arguments, format);
    n = (size_t)vsnprintf(line, sizeof line, format, arguments);
    va_end(arguments);
    assert_true(n < sizeof line);
    FILE *f = popen(line, "r");
    assert_non_null(f);
    n = fread(output, 1, size - 1, f);
    output[n] = '\0';
    status = pclose(f);
    assert_true(WIFEXITED(status));
    return WEXITSTATUS(status);
}
