/* SPDX-License-Identifier: MIT */
#include "service_log.h"

#include <regex.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "failure.h"

static char *kept; /* what the last call returned a pointer into */

static void free_kept(void)
{
    free(kept);
    kept = NULL;
}

size_t service_log_mark(const struct service *server)
{
    struct stat info = {0};

    assert_system_ok(stat(server->process.err, &info));
    return (size_t)info.st_size;
}

const char *service_log(const struct service *server, size_t mark)
{
    static int registered;
    size_t size = 0;

    if (!registered) /* a leak checker looks at the tests, too */
        registered = atexit(free_kept) == 0;
    free_kept();
    kept = read_file_if(server->process.err, &size);
    if (kept == NULL)
        return "";
    return kept + (mark < size ? mark : size);
}

/* ---- Lines ----------------------------------------------------------- */

/*
 * Cuts the next whole line off *text and returns it; NULL when there is none.
 * One without a newline is still being written.
 */
static char *next_line(char **text)
{
    char *line = *text;
    char *end = strchr(line, '\n');

    if (end == NULL)
        return NULL;
    *end = '\0';
    *text = end + 1;
    return line;
}

static char *find(const struct service *server, size_t mark,
                  const regex_t *pattern, unsigned *count)
{
    const char *from = service_log(server, mark); /* which sets kept */
    char *text = kept != NULL ? kept + (from - kept) : NULL;
    char *found = NULL;
    char *line = NULL;

    *count = 0;
    while (kept != NULL && (line = next_line(&text)) != NULL) {
        if (regexec(pattern, line, 0, NULL, 0) != 0)
            continue;
        (*count)++;
        found = found == NULL ? line : found;
    }
    return found;
}

static void compile(regex_t *compiled, const char *pattern)
{
    if (regcomp(compiled, pattern, REG_EXTENDED | REG_NOSUB) != 0)
        fail_because("not a regular expression: %s", pattern);
}

const char *service_log_wait(const struct service *server, size_t mark,
                             const char *pattern)
{
    struct deadline deadline = deadline_start();
    const char *line = NULL;
    unsigned count = 0;
    regex_t compiled;

    compile(&compiled, pattern);
    do {
        line = find(server, mark, &compiled, &count);
    } while (line == NULL && deadline_wait(&deadline));
    regfree(&compiled);
    if (line == NULL)
        fail_because("the log has no line '%s':\n%s", pattern,
                     service_log(server, mark));
    return line;
}

unsigned service_log_count(const struct service *server, size_t mark,
                           const char *pattern)
{
    unsigned count = 0;
    regex_t compiled;

    compile(&compiled, pattern);
    (void)find(server, mark, &compiled, &count);
    regfree(&compiled);
    return count;
}
