/* SPDX-License-Identifier: MIT */
#include "walk.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "acts.h"
#include "probe.h"

/* ---- The grammar ------------------------------------------------------- */

#define LIMIT ((size_t)65536)    /* of a body: --max-body's default */
#define LONG_HEAD ((size_t)8000) /* bytes of one field: HEAD_MAX is 8192 */
#define READING "{\"sensor\":\"s\",\"value\":1,\"unit\":\"C\"}"

static const char *const methods[] = {"GET",    "HEAD",    "POST", "PUT",
                                      "DELETE", "OPTIONS", "BREW"};

/* The longest is as long as what is listed of a path, and more. */
static const char *const routes[] = {
    "/healthz",
    "/whoami",
    "/readings",
    "/readings/1",
    "/firmware/small.bin",
    "/firmware/nothing.bin",
    "/requests",
    "/sessions",
    "/metrics",
    "/a-path-that-is-longer-than-sixty-four-bytes-and-leads-to-nowhere-at-all",
};
#define DOWNLOAD 4 /* of the routes */

enum body { NONE, CHUNKS, FIRST_LENGTH, BODIES = FIRST_LENGTH + 4 };

static const size_t lengths[BODIES] = {0,     sizeof READING - 1, 0, 1,
                                       LIMIT, LIMIT + 1};

static const char *const bodies[BODIES] = {
    "no body",
    "a body in chunks",
    "a body of 0 bytes",
    "a body of 1 byte",
    "a body as long as may be",
    "a body of one byte too many",
};

enum ending { ANSWERED, IN_HEAD, IN_BODY, UNREAD, ENDINGS };

static const char *const endings[ENDINGS] = {
    "and answered",
    "gone within the head",
    "gone within the body",
    "gone before the answer",
};

#define METHODS (sizeof methods / sizeof *methods)
#define ROUTES (sizeof routes / sizeof *routes)
#define HEADS 2 /* a short one and a long one */

const size_t walk_count = METHODS * ROUTES * BODIES * HEADS * ENDINGS;

struct input {
    size_t method, route;
    enum body body;
    bool long_head;
    enum ending ending;
};

static size_t take(size_t *number, size_t of)
{
    size_t digit = *number % of;

    *number /= of;
    return digit;
}

/*
 * False for what would be another one once more: of who is gone within a head,
 * route and body are not known yet; where there is nothing of a body, nobody
 * is gone within it. The length of a head is tried on those who are answered.
 */
static bool read_input(size_t number, struct input *input)
{
    input->ending = (enum ending)take(&number, ENDINGS);
    input->method = take(&number, METHODS);
    input->route = take(&number, ROUTES);
    input->body = (enum body)take(&number, BODIES);
    input->long_head = take(&number, HEADS) == 1;
    switch (input->ending) {
    case IN_HEAD:
        return input->body == NONE && input->route == 0;
    case IN_BODY:
        return lengths[input->body] > 0 && !input->long_head;
    case UNREAD:
        return !input->long_head;
    default:
        return true;
    }
}

const char *walk_text(size_t number, char text[WALK_TEXT])
{
    struct input input;

    (void)read_input(number, &input);
    (void)snprintf(text, WALK_TEXT, "%s %s, %s%s, %s", methods[input.method],
                   routes[input.route], input.long_head ? "a long head, " : "",
                   bodies[input.body], endings[input.ending]);
    return text;
}

/* ---- One of them ------------------------------------------------------- */

/* A request in full; free() it. *head is how much of it is the head. */
static char *make_request(const struct input *input, size_t *size,
                          size_t *head)
{
    size_t length = lengths[input->body];
    char *text = NULL;
    FILE *out = open_memstream(&text, size);

    if (out == NULL)
        fail_because("out of memory");
    (void)fprintf(out, HEAD("%s", "%s") "Content-Type: application/json\r\n",
                  methods[input->method], routes[input->route]);
    if (input->long_head)
        (void)fprintf(out, "X-Long: %0*d\r\n", (int)LONG_HEAD - 256, 0);
    if (input->body == CHUNKS)
        (void)fputs("Transfer-Encoding: chunked\r\n", out);
    else if (input->body != NONE)
        (void)fprintf(out, "Content-Length: %zu\r\n", length);
    (void)fputs("\r\n", out);
    (void)fflush(out); /* memory: shows in fclose */
    *head = *size;
    if (input->body == CHUNKS)
        (void)fprintf(out, "5\r\n%.5s\r\n%zx\r\n%s\r\n0\r\n\r\n", READING,
                      length - 5, READING + 5);
    else if (length >= sizeof READING - 1)
        (void)fprintf(out, "%s%*s", READING,
                      (int)(length - (sizeof READING - 1)), "");
    else
        (void)fprintf(out, "%.*s", (int)length, "1");
    if (fclose(out) != 0)
        fail_because("out of memory");
    return text;
}

static void enter(struct walk *walk)
{
    struct tls_setup setup = tls_as("operator", 3);

    if (walk->client != NULL)
        return;
    setup.resume = &walk->ticket;
    walk->client = tls_connect(walk->server, &setup);
    walk->times[PER_CONNECTION]++;
}

static void leave(struct walk *walk)
{
    if (walk->client != NULL)
        tls_leave(walk->client);
    walk->client = NULL;
}

/* A server that resumes sessions may all the same end each connection. */
static void get_ticket(struct walk *walk)
{
    if (walk->ticket.size > 0 || !service_resumes())
        return;
    enter(walk);
    tls_ask(walk->client, GET("/healthz"), 200);
    walk->times[PER_REQUEST]++;
    walk->ticket = tls_session(walk->client);
    leave(walk);
}

static void read_answer(struct walk *walk, const struct input *input)
{
    scoped_response struct http_response response = {0};
    bool head = strcmp(methods[input->method], "HEAD") == 0;
    const char *connection = NULL;

    if (!tls_answer(walk->client, head, &response))
        fail_because("no whole answer: status %ld", response.status);
    if (response.status == 200 && input->route == DOWNLOAD)
        walk->times[PER_DOWNLOAD]++;
    connection = response_header(&response, "Connection");
    if (connection != NULL && strcmp(connection, "close") == 0)
        leave(walk);
}

/* Nobody has read its answer, but the server has found the file. */
static bool is_unread_download(const struct input *input)
{
    return input->ending == UNREAD && input->route == DOWNLOAD &&
           (strcmp(methods[input->method], "GET") == 0 ||
            strcmp(methods[input->method], "HEAD") == 0) &&
           lengths[input->body] <= LIMIT;
}

static void send_input(struct walk *walk, const struct input *input)
{
    size_t size = 0, head = 0;
    char *request = make_request(input, &size, &head);

    enter(walk);
    if (input->ending == IN_HEAD)
        size = head / 2;
    if (input->ending == IN_BODY)
        size = head + (size - head) / 2;
    assert_gnutls_ok(tls_send(walk->client, request, size));
    free(request);
    walk->times[PER_REQUEST] += input->ending != IN_HEAD;
    walk->times[PER_DOWNLOAD] += is_unread_download(input);
    if (input->ending == ANSWERED) {
        read_answer(walk, input);
        return;
    }
    tls_end(walk->client);
    walk->client = NULL;
}

void walk(struct walk *walk, size_t first, size_t end, size_t stride)
{
    struct input input;

    gnutls_free(walk->ticket.data); /* a reload may have made it worthless */
    walk->ticket = (gnutls_datum_t){NULL, 0};
    get_ticket(walk);
    for (size_t i = first; i < end; i += stride) {
        if (read_input(i, &input))
            send_input(walk, &input);
    }
    leave(walk);
}

void walk_drop(struct walk *walk)
{
    gnutls_free(walk->ticket.data);
    *walk = (struct walk){0};
}
