/* SPDX-License-Identifier: MIT */
#include "http.h"

#include <errno.h>
#include <inttypes.h>
#include <microhttpd.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

#include "answer.h"
#include "control.h"
#include "events.h"
#include "page.h"
#include "stacks.h"

#include "probe/failure.h"

#define CONNECTIONS_MAX 32U
#define SILENCE_MAX 60U /* seconds: of a page that does not read, too */
#define BODY_MAX ((size_t)4096)
#define TOKEN_BYTES 16

static struct MHD_Daemon *daemon_;
static char token[2 * TOKEN_BYTES + 1];
static char hosts[2][64];
static char url_[128];

/* A request with a body, from its head to its end. */
struct body {
    size_t length; /* above BODY_MAX: it was too long, and is not kept */
    char text[BODY_MAX];
};

/* ---- Who may ask ------------------------------------------------------- */

/* Takes as long for any text of that length. */
static bool is_token(const char *text)
{
    unsigned differ = 0;

    if (text == NULL || strlen(text) != strlen(token))
        return false;
    for (size_t i = 0; token[i] != '\0'; i++)
        differ |= (unsigned)(unsigned char)(text[i] ^ token[i]);
    return differ == 0;
}

static bool is_own_origin(const char *origin, const char *host)
{
    static const char scheme[] = "http://";

    return origin == NULL || (strncmp(origin, scheme, strlen(scheme)) == 0 &&
                              strcmp(origin + strlen(scheme), host) == 0);
}

static const char *header(struct MHD_Connection *connection, const char *name)
{
    return MHD_lookup_connection_value(connection, MHD_HEADER_KIND, name);
}

/* A name of another site may lead here (DNS rebinding): by Host it shows. */
static struct answer refuse_strangers(struct MHD_Connection *connection)
{
    const char *host = header(connection, MHD_HTTP_HEADER_HOST);

    if (host == NULL ||
        (strcmp(host, hosts[0]) != 0 && strcmp(host, hosts[1]) != 0))
        return answer_problem(MHD_HTTP_MISDIRECTED_REQUEST,
                              "Host is not the page's own");
    if (!is_own_origin(header(connection, MHD_HTTP_HEADER_ORIGIN), host))
        return answer_problem(MHD_HTTP_FORBIDDEN,
                              "Origin is not the page's own");
    return answer_none();
}

static struct answer refuse_without_token(struct MHD_Connection *connection)
{
    if (is_token(MHD_lookup_connection_value(connection, MHD_GET_ARGUMENT_KIND,
                                             "token")))
        return answer_none();
    return answer_problem(MHD_HTTP_FORBIDDEN,
                          "the token is missing or wrong: open the address "
                          "that make show prints");
}

/* ---- What there is ----------------------------------------------------- */

static struct answer get_events(struct MHD_Connection *connection)
{
    struct MHD_Response *response = events_response(connection);

    if (response == NULL)
        return answer_problem(MHD_HTTP_SERVICE_UNAVAILABLE,
                              "too many pages listen: close one");
    return answer_of(MHD_HTTP_OK, "text/event-stream", response);
}

static struct answer get_flame(struct MHD_Connection *connection)
{
    (void)connection;
    return stacks_answer(STACKS_FLAME);
}

static struct answer get_folded(struct MHD_Connection *connection)
{
    (void)connection;
    return stacks_answer(STACKS_FOLDED);
}

static const struct {
    const char *path;
    struct answer (*get)(struct MHD_Connection *connection); /* NULL: POST */
} places[] = {
    {"/events", get_events},
    {"/flame.svg", get_flame},
    {"/folded", get_folded},
    {"/control", NULL},
};

#define PLACES (sizeof places / sizeof *places)

static size_t find_place(const char *url)
{
    size_t i = 0;

    while (i < PLACES && strcmp(places[i].path, url) != 0)
        i++;
    return i;
}

static bool is_get(const char *method)
{
    return strcmp(method, MHD_HTTP_METHOD_GET) == 0 ||
           strcmp(method, MHD_HTTP_METHOD_HEAD) == 0;
}

/* Of a head: why it gets no further. */
static struct answer refuse(struct MHD_Connection *connection, const char *url,
                            const char *method)
{
    struct answer answer = refuse_strangers(connection);
    size_t place = find_place(url);
    bool posts = place < PLACES && places[place].get == NULL;

    if (answer.response != NULL)
        return answer;
    if (place == PLACES && page_find(url) == NULL)
        return answer_problem(MHD_HTTP_NOT_FOUND, "there is no such place");
    if (posts ? strcmp(method, MHD_HTTP_METHOD_POST) != 0 : !is_get(method))
        return answer_allow(posts ? "POST" : "GET, HEAD");
    if (place == PLACES && strcmp(url, "/") != 0)
        return answer; /* a file, which holds no secret */
    return refuse_without_token(connection);
}

static struct answer get(struct MHD_Connection *connection, const char *url)
{
    const struct page_file *file = page_find(url);

    if (file == NULL)
        return places[find_place(url)].get(connection);
    return answer_bytes(MHD_HTTP_OK, file->type, file->data, file->size,
                        MHD_RESPMEM_PERSISTENT);
}

/* ---- POST /control ----------------------------------------------------- */

static struct answer take_control(const struct body *body)
{
    char error[CONTROL_ERROR_SIZE];
    char text[64];
    struct control control;

    if (body->length > BODY_MAX)
        return answer_problem(MHD_HTTP_CONTENT_TOO_LARGE,
                              "the body may have 4096 bytes");
    if (control_read(&control, body->text, body->length, error) < 0)
        return answer_problem(MHD_HTTP_BAD_REQUEST, error);
    (void)snprintf(text, sizeof text, "{\"asked\":%ld}\n",
                   control_put(&control));
    return answer_bytes(MHD_HTTP_ACCEPTED, "application/json", text,
                        strlen(text), MHD_RESPMEM_MUST_COPY);
}

static void append(struct body *body, const char *data, size_t size)
{
    if (body->length <= BODY_MAX && size <= BODY_MAX - body->length)
        memcpy(body->text + body->length, data, size);
    else
        size = BODY_MAX + 1 - body->length;
    body->length += size;
}

/* ---- One request after the other --------------------------------------- */

/* MHD_AccessHandlerCallback */
static enum MHD_Result handle(void *unused, struct MHD_Connection *connection,
                              const char *url, const char *method,
                              const char *version, const char *upload,
                              size_t *upload_size, void **begun)
{
    struct body *body = *begun;
    struct answer answer = answer_none();

    (void)unused, (void)version;
    if (body == NULL) {
        answer = refuse(connection, url, method);
        if (answer.response != NULL)
            return answer_queue(&answer, connection);
        *begun = calloc(1, sizeof *body);
        return *begun != NULL ? MHD_YES : MHD_NO;
    }
    if (*upload_size > 0) {
        append(body, upload, *upload_size);
        *upload_size = 0;
        return MHD_YES;
    }
    answer = is_get(method) ? get(connection, url) : take_control(body);
    return answer_queue(&answer, connection);
}

/* MHD_RequestCompletedCallback */
static void completed(void *unused, struct MHD_Connection *connection,
                      void **begun, enum MHD_RequestTerminationCode how)
{
    (void)unused, (void)connection, (void)how;
    free(*begun);
    *begun = NULL;
}

/* ---- Its life ---------------------------------------------------------- */

static void make_token(void)
{
    unsigned char bytes[TOKEN_BYTES];

    if (getrandom(bytes, sizeof bytes, 0) != (ssize_t)sizeof bytes)
        fail_because("no random bytes: %s", strerror(errno));
    for (size_t i = 0; i < sizeof bytes; i++)
        (void)snprintf(token + 2 * i, 3, "%02x", bytes[i]);
}

void http_begin(long port)
{
    struct sockaddr_in address = {.sin_family = AF_INET,
                                  .sin_port = htons((uint16_t)port),
                                  .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    const union MHD_DaemonInfo *bound = NULL;
    unsigned got = 0;

    make_token();
    /* An option a line. */
    /* clang-format off */
    daemon_ = MHD_start_daemon(
        MHD_USE_POLL_INTERNAL_THREAD | MHD_USE_ITC | MHD_ALLOW_SUSPEND_RESUME,
        0, NULL, NULL, handle, NULL,
        MHD_OPTION_SOCK_ADDR, &address,
        MHD_OPTION_NOTIFY_COMPLETED, completed, NULL,
        MHD_OPTION_CONNECTION_LIMIT, CONNECTIONS_MAX,
        MHD_OPTION_CONNECTION_TIMEOUT, SILENCE_MAX,
        MHD_OPTION_END);
    /* clang-format on */
    if (daemon_ == NULL)
        fail_because("cannot listen on 127.0.0.1:%ld: %s: give another "
                     "--port (to make show: PORT=)",
                     port, strerror(errno));
    bound = MHD_get_daemon_info(daemon_, MHD_DAEMON_INFO_BIND_PORT);
    got = bound != NULL && bound->port != 0 ? bound->port : (unsigned)port;
    (void)snprintf(hosts[0], sizeof hosts[0], "127.0.0.1:%u", got);
    (void)snprintf(hosts[1], sizeof hosts[1], "localhost:%u", got);
    (void)snprintf(url_, sizeof url_, "http://%s/?token=%s", hosts[0], token);
}

void http_end(void)
{
    events_end();
    if (daemon_ != NULL)
        MHD_stop_daemon(daemon_);
    daemon_ = NULL;
}

const char *http_url(void)
{
    return url_;
}
