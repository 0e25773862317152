/* SPDX-License-Identifier: MIT */
#include "unit.h"

#include <dirent.h>
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "count.h"
#include "process/metrics.h"

/* ---- Run -------------------------------------------------------------- */

/* A test named so is about what is left; the others, about what is done. */
static bool is_about_memory(const char *name)
{
    static const char end[] = "_behind";
    size_t length = strlen(name);

    return length >= sizeof end &&
           strcmp(name + length - (sizeof end - 1), end) == 0;
}

static bool is_chosen(const char *name, const char *mode)
{
    if (mode == NULL)
        return true;
    if (strcmp(mode, "behaviour") == 0)
        return !is_about_memory(name);
    return strcmp(mode, name) == 0;
}

static int run(const char *name, const struct CMUnitTest *test)
{
    int status = 0;
    pid_t child = 0;

    (void)fflush(NULL);
    child = fork();
    if (child < 0) {
        perror("fork");
        return 1;
    }
    if (child == 0)
        exit(_cmocka_run_group_tests(name, test, 1, NULL, NULL));
    if (waitpid(child, &status, 0) == child && WIFEXITED(status))
        return WEXITSTATUS(status) != 0;
    (void)printf("%s: ended by signal %d\n", test->name, WTERMSIG(status));
    return 1;
}

int unit_main(const char *name, const struct CMUnitTest *tests, size_t count,
              int argc, char **argv)
{
    const char *mode = argc > 1 ? argv[1] : NULL;
    int passed = 0;
    int failed = 0;

    (void)signal(SIGPIPE, SIG_IGN); /* an error of a write, and no more */
    unit_count_blocks(mode == NULL || strcmp(mode, "behaviour") != 0);
    for (size_t i = 0; i < count; i++) {
        if (mode != NULL && strcmp(mode, "list") == 0)
            (void)puts(tests[i].name);
        else if (is_chosen(tests[i].name, mode))
            *(run(name, &tests[i]) == 0 ? &passed : &failed) += 1;
    }
    if (mode != NULL && strcmp(mode, "list") == 0)
        return 0;
    if (passed + failed == 0) {
        (void)fprintf(stderr, "%s: no test %s; see '%s list'\n", name,
                      mode != NULL ? mode : "", argv[0]);
        return 2;
    }
    (void)printf("result: %d passed, %d failed\n", passed, failed);
    return failed > 0;
}

/* ---- What a test looks at --------------------------------------------- */

static FILE *caught;

void unit_catch_stderr(void)
{
    caught = tmpfile();
    if (caught == NULL || dup2(fileno(caught), STDERR_FILENO) < 0)
        fail_msg("stderr cannot be caught: %s", strerror(errno));
}

const char *unit_stderr(void)
{
    static char text[65536];
    ssize_t got = pread(fileno(caught), text, sizeof text - 1, 0);

    assert_true(got >= 0);
    text[got] = '\0';
    return text;
}

double unit_metric(const char *sample)
{
    size_t length = 0;
    char *page = metrics_text(&length);
    double value = -1;

    assert_non_null(page);
    for (const char *line = page; line != NULL; line = strchr(line, '\n')) {
        line += *line == '\n';
        if (strncmp(line, sample, strlen(sample)) == 0 &&
            line[strlen(sample)] == ' ')
            value = strtod(line + strlen(sample), NULL);
    }
    free(page);
    return value;
}

void unit_template(char path[UNIT_PATH_SIZE], const char *name)
{
    const char *folder = getenv("TMPDIR");

    (void)snprintf(path, UNIT_PATH_SIZE, "%s/%s.XXXXXX",
                   folder != NULL && *folder != '\0' ? folder : "/tmp", name);
}

void unit_nowhere(char path[UNIT_PATH_SIZE])
{
    unit_template(path, "unit-nowhere");
    assert_non_null(mkdtemp(path));
    assert_int_equal(rmdir(path), 0);
}

unsigned unit_descriptors(void)
{
    DIR *folder = opendir("/proc/self/fd");
    unsigned count = 0;

    assert_non_null(folder);
    while (readdir(folder) != NULL)
        count++;
    (void)closedir(folder);
    return count - 3; /* ".", ".." and the folder's own */
}
