/* SPDX-License-Identifier: MIT */
#include "service.h"

#include <netdb.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "acts.h"
#include "certs.h"
#include "failure.h"
#include "service_log.h"

#define ARGUMENTS_MAX 47

static SLIST_HEAD(service_list,
                  service) services = SLIST_HEAD_INITIALIZER(services);

bool service_is_per_request(void)
{
    const char *text = getenv("MTLS_SERVER_PER_REQUEST");

    return text != NULL && strcmp(text, "1") == 0;
}

bool service_resumes(void)
{
    const char *text = getenv("MTLS_SERVER_RESUMES");

    if (text == NULL || *text == '\0')
        return !service_is_per_request();
    return strcmp(text, "1") == 0;
}

/* ---- Files ----------------------------------------------------------- */

void service_file(const struct service *server, const char *name,
                  char path[PATH_SIZE])
{
    join_path(path, server->folder, name);
}

void service_replace(const struct service *server, const char *name,
                     const char *by)
{
    char path[PATH_SIZE];

    service_file(server, name, path);
    copy_file(by, path);
}

void service_put(const struct service *server, const char *name,
                 const void *data, size_t size)
{
    char path[PATH_SIZE];

    join_path(path, server->data, name);
    write_file(path, data, size);
}

static void make_files(struct service *server)
{
    static const char *const names[] = {"server.pem", "server-key.pem",
                                        "ca.pem", "crl.pem"};
    char from[PATH_SIZE];

    make_folder(server->folder);
    join_path(server->data, server->folder, "data");
    assert_system_ok(mkdir(server->data, 0700));
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        join_path(from, certs_folder(), names[i]);
        service_replace(server, names[i], from);
    }
}

/* ---- Start ----------------------------------------------------------- */

/* Free just now: the kernel picks another one for the next who asks. */
static void free_port(char digits[16])
{
    struct sockaddr_in address = {.sin_family = AF_INET,
                                  .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t size = sizeof address;
    int one = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

    assert_system_ok(one);
    assert_system_ok(bind(one, (struct sockaddr *)&address, size));
    assert_system_ok(getsockname(one, (struct sockaddr *)&address, &size));
    (void)close(one);
    (void)snprintf(digits, 16, "%u", ntohs(address.sin_port));
}

/* A copy of the program, where nothing else is. */
static void move_in(const struct service *server, const char *program,
                    char path[PATH_SIZE])
{
    service_file(server, "mtls-server", path);
    copy_file(program, path);
    assert_system_ok(chmod(path, 0700));
}

struct service *service_launch(const struct service_setup *setup)
{
    static const struct service_setup usual = {0};
    const char *argv[ARGUMENTS_MAX + 1] = {NULL, "--port", "0", "--timeout",
                                           "600"};
    char program[PATH_SIZE], port[16];
    char cert[PATH_SIZE], key[PATH_SIZE], ca[PATH_SIZE], crl[PATH_SIZE];
    struct service *server = calloc(1, sizeof *server);
    struct command command = {.argv = argv};
    size_t count = 5;

    if (server == NULL)
        fail_because("out of memory");
    SLIST_INSERT_HEAD(&services, server, entry);
    server->ask = GET("/healthz");
    server->ask_status = 200;
    setup = setup != NULL ? setup : &usual;
    argv[0] = setup->program != NULL ? setup->program : getenv("MTLS_SERVER");
    command.wrapper = setup->wrapper;
    command.environment = setup->environment;
    command.obey_modes = setup->obey_modes;
    make_files(server);
    service_file(server, "server.pem", cert);
    service_file(server, "server-key.pem", key);
    service_file(server, "ca.pem", ca);
    service_file(server, "crl.pem", crl);
    if (setup->at_home) {
        move_in(server, argv[0], program);
        free_port(port);
        command.orphan = true;
        argv[0] = program;
        argv[2] = port;
        count = 3;
    }
    argv[count++] = "--cert", argv[count++] = cert;
    argv[count++] = "--key", argv[count++] = key;
    argv[count++] = "--ca", argv[count++] = ca;
    if (!setup->without_crl)
        argv[count++] = "--crl", argv[count++] = crl;
    if (!setup->without_data)
        argv[count++] = "--data", argv[count++] = server->data;
    for (size_t i = 0; setup->options != NULL && setup->options[i] != NULL;
         i++) {
        if (count == ARGUMENTS_MAX)
            fail_because("more than %d arguments", ARGUMENTS_MAX);
        argv[count++] = setup->options[i];
    }
    process_start(&server->process, server->folder, &command);
    return server;
}

/* From "listening on https://127.0.0.1:PORT", or [::1] as asked for. */
static bool read_address(struct service *server)
{
    static const char says[] = "listening on https://";
    size_t size = 0;
    char *out = read_file_if(server->process.out, &size);
    const char *line = out != NULL ? strstr(out, says) : NULL;
    const char *colon = NULL;

    if (line != NULL && strchr(line, '\n') != NULL) {
        line += strlen("listening on ");
        (void)snprintf(server->url, sizeof server->url, "%.*s",
                       (int)strcspn(line, "\n"), line);
        colon = strrchr(server->url, ':');
        server->port = (unsigned)strtoul(colon + 1, NULL, 10);
    }
    free(out);
    return server->port != 0;
}

void service_listens(struct service *server)
{
    struct deadline deadline = deadline_start();

    while (!read_address(server)) {
        if (process_ended(&server->process))
            fail_because("the server did not start, exit status %d:\n%s",
                         server->process.exit, service_log(server, 0));
        if (!deadline_wait(&deadline))
            fail_because("the server does not say that it listens");
    }
}

struct service *service_start(const struct service_setup *setup)
{
    struct service *server = service_launch(setup);

    service_listens(server);
    return server;
}

struct service *service_elsewhere(const char *name, unsigned port,
                                  const char *ask)
{
    struct addrinfo hints = {.ai_socktype = SOCK_STREAM,
                             .ai_flags = AI_NUMERICHOST};
    struct addrinfo *found = NULL;
    struct service *server = calloc(1, sizeof *server);
    char digits[16];
    int code = 0;

    if (server == NULL)
        fail_because("out of memory");
    SLIST_INSERT_HEAD(&services, server, entry);
    server->ask = ask;
    server->may_refuse_later = true;
    server->port = port;
    (void)snprintf(digits, sizeof digits, "%u", port);
    if (getaddrinfo(name, digits, &hints, &found) != 0) {
        server->name = name; /* no number: the server may want to know it */
        hints.ai_flags = 0;
        code = getaddrinfo(name, digits, &hints, &found);
    }
    if (code != 0)
        fail_because("%s: %s", name, gai_strerror(code));
    memcpy(&server->address, found->ai_addr, found->ai_addrlen);
    server->address_size = found->ai_addrlen;
    freeaddrinfo(found);
    return server;
}

/* ---- While it runs --------------------------------------------------- */

void service_signal(const struct service *server, int signal)
{
    if (server->process.pid == 0)
        fail_because("the server is not running any more");
    assert_system_ok(kill(server->process.pid, signal));
}

const char *service_reload(struct service *server)
{
    size_t mark = service_log_mark(server);

    service_signal(server, SIGHUP);
    return service_log_wait(server, mark, "reloaded key|reload failed");
}

/* ---- Stop ------------------------------------------------------------ */

int service_stop(struct service *server)
{
    service_signal(server, SIGTERM);
    return process_wait(&server->process);
}

/* As at the end of a test that may have failed: nothing is taken as given. */
static int end(struct service *server)
{
    struct deadline deadline = deadline_start();

    if (server->process.pid == 0)
        return 0; /* the test has seen its end, and judged it */
    if (process_ended(&server->process)) {
        (void)fprintf(stderr, "the server ended by itself, status %d:\n%s\n",
                      server->process.exit, service_log(server, 0));
        return -1;
    }
    /*
     * Our own child. One that does not listen yet may not be waiting for the
     * signal either: it would end by that, which memcheck takes for a fault.
     */
    (void)kill(server->process.pid, read_address(server) ? SIGTERM : SIGKILL);
    while (!process_ended(&server->process) && deadline_wait(&deadline))
        continue;
    if (process_ended(&server->process) && server->process.exit == 0)
        return 0;
    process_kill(&server->process);
    (void)fprintf(stderr, "the server ended with status %d:\n%s\n",
                  server->process.exit, service_log(server, 0));
    return -1;
}

void services_forget(void)
{
    SLIST_INIT(&services);
}

int services_stop_all(void)
{
    int failed = 0;

    while (!SLIST_EMPTY(&services)) {
        struct service *server = SLIST_FIRST(&services);

        SLIST_REMOVE_HEAD(&services, entry);
        failed += end(server) != 0;
        free(server);
    }
    return failed;
}
