/* SPDX-License-Identifier: MIT */
/* pipe2 is Linux's. */
#define _GNU_SOURCE
#include "show_launch.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

char show_answer[1 << 20];
const char *show_body;

/* ---- Its life ---------------------------------------------------------- */

void show_start(struct show *show)
{
    char line[256] = "";
    int out[2];
    FILE *from = NULL;

    *show = (struct show){.folder = "/tmp/show.XXXXXX"};
    assert_non_null(mkdtemp(show->folder));
    assert_int_equal(pipe(out), 0);
    show->pid = fork();
    assert_true(show->pid >= 0);
    if (show->pid == 0) {
        (void)dup2(out[1], STDOUT_FILENO);
        (void)close(out[0]);
        (void)close(out[1]);
        (void)setenv("TMPDIR", show->folder, 1);
        (void)prctl(PR_SET_PDEATHSIG, SIGTERM); /* a test may be killed */
        execl("/bin/sh", "sh", "-c",
              "exec " SHOW " --requests 100 " SHOW_PATHS, (char *)NULL);
        _exit(96);
    }
    (void)close(out[1]);
    from = fdopen(out[0], "r");
    assert_non_null(from);
    assert_non_null(fgets(line, sizeof line, from));
    assert_int_equal(
        sscanf(line, "%63[^?]?token=%63s", show->base, show->token), 2);
    show->base[strlen(show->base) - 1] = '\0'; /* the slash */
    (void)fclose(from);
}

unsigned show_processes(const struct show *show)
{
    char out[32];

    (void)shell(out, sizeof out,
                "grep -lzs '^TMPDIR=%s/' /proc/[0-9]*/environ 2>/dev/null | "
                "wc -l",
                show->folder);
    return (unsigned)strtoul(out, NULL, 10);
}

int show_end(struct show *show, int signal)
{
    char out[1024];
    int status = 0;

    (void)kill(show->pid, signal);
    assert_int_equal(waitpid(show->pid, &status, 0), show->pid);
    assert_int_equal(show_processes(show), 0);
    if (shell(out, sizeof out, "rmdir %s 2>&1; ls %s 2>/dev/null",
              show->folder, show->folder) == 0)
        fail_msg("it left: %s", out);
    assert_true(WIFEXITED(status));
    return WEXITSTATUS(status);
}

/* ---- Requests ---------------------------------------------------------- */

int show_connect(const struct show *show, int receive_buffer)
{
    struct sockaddr_in to = {.sin_family = AF_INET,
                             .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    int descriptor = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    struct timeval limit = {.tv_sec = 120};

    to.sin_port = htons((uint16_t)atoi(strrchr(show->base, ':') + 1));
    assert_true(descriptor >= 0);
    if (receive_buffer > 0)
        assert_int_equal(setsockopt(descriptor, SOL_SOCKET, SO_RCVBUF,
                                    &receive_buffer, sizeof receive_buffer),
                         0);
    assert_int_equal(
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit),
        0);
    assert_int_equal(connect(descriptor, (struct sockaddr *)&to, sizeof to),
                     0);
    return descriptor;
}

/* Writes the path with TOKEN made the right one. */
static void write_path(const struct show *show, const char *path, FILE *out)
{
    const char *at = strstr(path, "TOKEN");

    if (at == NULL)
        (void)fputs(path, out);
    else
        (void)fprintf(out, "%.*s%s%s", (int)(at - path), path, show->token,
                      at + strlen("TOKEN"));
}

static void send_request(const struct show *show, int descriptor,
                         const struct ask *ask)
{
    char *text = NULL;
    size_t length = 0;
    FILE *out = open_memstream(&text, &length);

    assert_non_null(out);
    (void)fprintf(out, "%s ",
                  ask->method != NULL ? ask->method
                  : ask->body != NULL ? "POST"
                                      : "GET");
    write_path(show, ask->path, out);
    (void)fprintf(out, " HTTP/1.1\r\nHost: %s\r\nConnection: close\r\n",
                  ask->host != NULL ? ask->host
                                    : show->base + strlen("http://"));
    if (ask->origin != NULL)
        (void)fprintf(out, "Origin: %s\r\n", ask->origin);
    if (ask->body != NULL && ask->chunked)
        (void)fprintf(out,
                      "Transfer-Encoding: chunked\r\n\r\n%zx\r\n%s\r\n"
                      "0\r\n",
                      strlen(ask->body), ask->body);
    else if (ask->body != NULL)
        (void)fprintf(out, "Content-Length: %zu\r\n\r\n%s", strlen(ask->body),
                      ask->body);
    (void)fputs(ask->body == NULL || ask->chunked ? "\r\n" : "", out);
    assert_int_equal(fclose(out), 0);
    /* It may be refused, and the connection closed, before the end of it. */
    (void)send(descriptor, text, length, MSG_NOSIGNAL);
    free(text);
}

long show_ask(const struct show *show, const struct ask *ask)
{
    int descriptor = show_connect(show, 0);
    size_t length = 0;
    ssize_t got = 1;
    char *end = NULL;

    send_request(show, descriptor, ask);
    while (got > 0 && length < sizeof show_answer - 1) {
        got = recv(descriptor, show_answer + length,
                   sizeof show_answer - 1 - length, 0);
        length += got > 0 ? (size_t)got : 0;
    }
    (void)close(descriptor);
    show_answer[length] = '\0';
    end = strstr(show_answer, "\r\n\r\n");
    if (end == NULL || strncmp(show_answer, "HTTP/1.1 ", 9) != 0)
        fail_msg("%s: no answer: %s", ask->path, show_answer);
    show_body = end + 4;
    return strtol(show_answer + 9, NULL, 10);
}

long show_get(const struct show *show, const char *path)
{
    return show_ask(show, &(struct ask){.path = path});
}

long show_control(const struct show *show, const char *json)
{
    return show_ask(
        show, &(struct ask){.path = "/control?token=TOKEN", .body = json});
}

/* ---- Events ------------------------------------------------------------ */

static pid_t listening; /* curl */

FILE *listen_begin(const struct show *show)
{
    char address[256];
    FILE *events = NULL;
    int out[2];

    (void)snprintf(address, sizeof address, "%s/events?token=%s", show->base,
                   show->token);
    assert_int_equal(pipe2(out, O_CLOEXEC), 0);
    listening = fork();
    assert_true(listening >= 0);
    if (listening == 0) {
        (void)dup2(out[1], STDOUT_FILENO);
        execlp("curl", "curl", "-sN", "-m", "900", address, (char *)NULL);
        _exit(96);
    }
    (void)close(out[1]);
    events = fdopen(out[0], "r");
    assert_non_null(events);
    return events;
}

void listen_end(FILE *events)
{
    (void)fclose(events);
    (void)kill(listening, SIGKILL);
    assert_int_equal(waitpid(listening, NULL, 0), listening);
}

/* Whether it is one of those; then its object. */
static json_t *read_event(FILE *events, const char *name)
{
    static char line[1 << 20];
    char wanted[64];

    (void)snprintf(wanted, sizeof wanted, "event: %s\n", name);
    if (fgets(line, sizeof line, events) == NULL)
        fail_msg("the stream ended before an event \"%s\"", name);
    if (strcmp(line, wanted) != 0)
        return NULL;
    assert_non_null(fgets(line, sizeof line, events));
    assert_memory_equal(line, "data: {", 7);
    return json_loads(line + 6, 0, NULL);
}

json_t *listen_for(FILE *events, const char *name)
{
    json_t *object = NULL;

    while (object == NULL)
        object = read_event(events, name);
    return object;
}

json_t *listen_until(FILE *events, const char *name, const char *key,
                     const char *value)
{
    for (;;) {
        json_t *object = listen_for(events, name);
        const char *text = json_string_value(json_object_get(object, key));

        if (text != NULL && strcmp(text, value) == 0)
            return object;
        json_decref(object);
    }
}

json_int_t side_number(const json_t *event, size_t side, const char *key)
{
    const json_t *value = json_object_get(
        json_array_get(json_object_get(event, "sides"), side), key);

    if (!json_is_number(value))
        fail_msg("side %zu has no number %s", side, key);
    return (json_int_t)json_number_value(value);
}
