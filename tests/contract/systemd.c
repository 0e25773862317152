/* SPDX-License-Identifier: MIT */
/*
 * Contract: what systemd is told, and what it hands over, by its protocols
 * alone: sd_notify(3), sd_listen_fds(3).
 */
#include <arpa/inet.h>
#include <dirent.h>
#include <errno.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "support.h"

/* ---- The one who is told ------------------------------------------------ */

/* A socket as systemd has it; `name` is what NOTIFY_SOCKET says. */
struct manager {
    int socket;
    char variable[160];
};

static void manager_open(struct manager *manager, bool abstract)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    const struct timeval wait = {.tv_sec = (time_t)patience()};
    socklen_t size = 0;
    char folder[PATH_SIZE];
    int length = 0;

    make_folder(folder);
    length = snprintf(address.sun_path, sizeof address.sun_path, "%s%.80s/n",
                      abstract ? "@" : "", folder);
    (void)snprintf(manager->variable, sizeof manager->variable,
                   "NOTIFY_SOCKET=%s", address.sun_path);
    if (abstract)
        address.sun_path[0] = '\0';
    size = (socklen_t)(sizeof address.sun_family + (size_t)length);
    manager->socket = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    assert_system_ok(manager->socket);
    assert_system_ok(setsockopt(manager->socket, SOL_SOCKET, SO_RCVTIMEO,
                                &wait, sizeof wait));
    assert_system_ok(bind(manager->socket, (struct sockaddr *)&address, size));
}

/* The next message but those of the watchdog. */
static void told(const struct manager *manager, char text[256])
{
    do {
        ssize_t got = recv(manager->socket, text, 255, 0);

        if (got < 0)
            fail_because("the server says nothing: %s", strerror(errno));
        text[got > 0 ? got : 0] = '\0';
    } while (strcmp(text, "WATCHDOG=1") == 0);
}

static void expect_told(const struct manager *manager, const char *what)
{
    char text[256];

    told(manager, text);
    assert_string_equal(text, what);
}

/* A server that the manager has started. `more` is in its environment. */
static struct service *start_under(const struct manager *manager,
                                   const char *more)
{
    const char *const environment[] = {manager->variable, more, NULL};

    return service_start(&(struct service_setup){.environment = environment});
}

static long long microseconds(void)
{
    struct timespec now = {0};

    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    return (long long)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

/* ---- What it is told ---------------------------------------------------- */

BARE_TEST(it_is_told_when_the_server_is_ready_and_when_it_stops)
{
    for (int abstract = 0; abstract < 2; abstract++) {
        struct manager manager = {0};
        struct service *server = NULL;

        manager_open(&manager, abstract != 0);
        server = start_under(&manager, NULL);
        expect_told(&manager, "READY=1");
        assert_int_equal(service_stop(server), 0);
        expect_told(&manager, "STOPPING=1");
        (void)close(manager.socket);
    }
}

BARE_TEST(a_reload_is_told_with_its_time_whether_it_succeeds_or_not)
{
    static const char says[] = "RELOADING=1\nMONOTONIC_USEC=";
    struct manager manager = {0};
    struct service *server = NULL;
    char path[PATH_SIZE];
    char text[256];

    manager_open(&manager, false);
    server = start_under(&manager, NULL);
    expect_told(&manager, "READY=1");
    for (int i = 0; i < 2; i++) {
        long long before = microseconds();
        long long when = 0;

        assert_contains(service_reload(server), i == 0 ? "info" : "error");
        told(&manager, text);
        if (strncmp(text, says, strlen(says)) != 0)
            fail_because("not RELOADING: %s", text);
        when = strtoll(text + strlen(says), NULL, 10);
        assert_true(when >= before && when <= microseconds());
        expect_told(&manager, "READY=1");
        service_file(server, "ca.pem", path);
        write_text(path, "");
    }
    (void)close(manager.socket);
}

BARE_TEST(a_manager_who_has_gone_harms_nobody)
{
    struct manager manager = {0};
    struct service *server = NULL;

    manager_open(&manager, false);
    server = start_under(&manager, NULL);
    (void)close(manager.socket);
    assert_contains(service_reload(server), "reloaded key");
    assert_get(server, "sensor-1", "/healthz", 200);
    assert_int_equal(service_stop(server), 0);
}

BARE_TEST(an_address_that_is_none_is_refused)
{
    static const char *const variables[] = {"NOTIFY_SOCKET=vsock:2:1", NULL};
    struct service *server =
        service_launch(&(struct service_setup){.environment = variables});

    assert_int_equal(process_wait(&server->process), 1);
    assert_contains(service_log(server, 0), "NOTIFY_SOCKET vsock:2:1: ");
}

/* ---- The watchdog ------------------------------------------------------- */

static void expect_fed(const struct manager *manager)
{
    char text[256] = "";

    while (strcmp(text, "WATCHDOG=1") != 0) {
        ssize_t got = recv(manager->socket, text, sizeof text - 1, 0);

        if (got < 0)
            fail_because("the watchdog is not fed: %s", strerror(errno));
        text[got > 0 ? got : 0] = '\0';
    }
}

/* A thread of the server that is not its first. */
static pid_t another_thread(const struct service *server)
{
    char path[64];
    const struct dirent *entry = NULL;
    pid_t found = 0;
    DIR *folder = NULL;

    (void)snprintf(path, sizeof path, "/proc/%d/task",
                   (int)server->process.pid);
    folder = opendir(path);
    assert_non_null(folder);
    while ((entry = readdir(folder)) != NULL) {
        pid_t thread = (pid_t)strtol(entry->d_name, NULL, 10);

        if (thread > 0 && thread != server->process.pid)
            found = thread;
    }
    (void)closedir(folder);
    assert_true(found > 0);
    return found;
}

BARE_TEST(the_watchdog_is_fed_without_any_client)
{
    struct manager manager = {0};

    manager_open(&manager, false);
    (void)start_under(&manager, "WATCHDOG_USEC=200000");
    for (int i = 0; i < 5; i++)
        expect_fed(&manager);
    (void)close(manager.socket);
}

BARE_TEST(one_thread_that_is_stuck_is_enough_not_to_feed_it)
{
    struct manager manager = {0};
    struct service *server = NULL;
    pid_t thread = 0;
    int status = 0;
    size_t mark = 0;

    if (service_is_per_request())
        skip_because("each of its threads waits for a client, for ever");
    manager_open(&manager, false);
    server = start_under(&manager, "WATCHDOG_USEC=200000");
    expect_fed(&manager);
    thread = another_thread(server);
    if (ptrace(PTRACE_SEIZE, thread, NULL, NULL) < 0)
        skip_because("a thread cannot be stopped here: ptrace");
    assert_system_ok(ptrace(PTRACE_INTERRUPT, thread, NULL, NULL));
    assert_int_equal(waitpid(thread, &status, __WALL), thread);
    mark = service_log_mark(server);
    (void)service_log_wait(server, mark,
                           "error watchdog not fed: threads stuck=1");
    assert_system_ok(ptrace(PTRACE_DETACH, thread, NULL, NULL));
    /* What was sent before is read away; what comes then is new. */
    while (recv(manager.socket, (char[256]){0}, 256, MSG_DONTWAIT) >= 0)
        continue;
    expect_fed(&manager);
    (void)close(manager.socket);
}

/* Another process is meant: nothing is told before the end. */
BARE_TEST(the_watchdog_of_another_process_is_not_fed)
{
    const char *const environment[] = {NULL, "WATCHDOG_USEC=20000",
                                       "WATCHDOG_PID=1", NULL};
    const char *mine[4];
    struct manager manager = {0};
    struct service *server = NULL;
    char text[256];

    manager_open(&manager, false);
    memcpy(mine, environment, sizeof mine);
    mine[0] = manager.variable;
    server = service_start(&(struct service_setup){.environment = mine});
    assert_int_equal(service_stop(server), 0);
    for (int i = 0; i < 2; i++) {
        ssize_t got = recv(manager.socket, text, sizeof text - 1, 0);

        assert_true(got > 0);
        text[got > 0 ? got : 0] = '\0';
        assert_string_equal(text, i == 0 ? "READY=1" : "STOPPING=1");
    }
    (void)close(manager.socket);
}

/* ---- A socket that is handed over --------------------------------------- */

/* As systemd starts it, with a socket as descriptor 3; and as if with two. */
static const char *const with_three[] = {
    "sh", "-c", "export LISTEN_PID=$$; exec \"$@\" 3<&9", "sh", NULL};
static const char *const one[] = {"LISTEN_FDS=1", NULL};
static const char *const two[] = {"LISTEN_FDS=2", NULL};
static const struct service_setup handed = {.wrapper = with_three,
                                            .environment = one};

/* A socket, which the server gets by the number 9. Returns its port. */
static unsigned open_nine(bool listens)
{
    struct sockaddr_in address = {.sin_family = AF_INET};
    socklen_t size = sizeof address;
    int descriptor = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

    assert_system_ok(descriptor);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    assert_system_ok(bind(descriptor, (struct sockaddr *)&address, size));
    if (listens)
        assert_system_ok(listen(descriptor, 8));
    assert_system_ok(
        getsockname(descriptor, (struct sockaddr *)&address, &size));
    assert_int_equal(dup2(descriptor, 9), 9); /* without CLOEXEC */
    if (descriptor != 9)
        (void)close(descriptor);
    return ntohs(address.sin_port);
}

BARE_TEST(a_socket_that_is_handed_over_is_served_and_outlives_the_server)
{
    unsigned port = open_nine(true);

    for (int i = 0; i < 2; i++) {
        struct service *server = service_start(&handed);

        assert_int_equal(server->port, port);
        assert_get(server, "sensor-1", "/healthz", 200);
        assert_int_equal(service_stop(server), 0);
    }
    (void)close(9);
}

BARE_TEST(who_connects_between_two_instances_is_served_by_the_next)
{
    struct service *server = NULL;
    struct tls_client *client = NULL;

    (void)open_nine(true);
    server = service_start(&handed);
    assert_int_equal(service_stop(server), 0);
    client = tls_open(server, &tls_sensor);
    (void)service_start(&handed);
    assert_gnutls_ok(tls_handshake(client));
    tls_close(client);
    (void)close(9);
}

static void expect_not_taken(const char *const *environment)
{
    struct service *server = service_launch(&(struct service_setup){
        .wrapper = with_three, .environment = environment});

    assert_int_equal(process_wait(&server->process), 1);
    assert_contains(service_log(server, 0), "LISTEN_FDS: not one TCP socket");
}

BARE_TEST(what_is_not_one_socket_that_listens_is_refused)
{
    (void)open_nine(false);
    expect_not_taken(one);
    (void)close(9);
    (void)open_nine(true);
    expect_not_taken(two);
    (void)close(9);
}

BARE_TEST(sockets_for_another_process_are_not_ours)
{
    static const char *const environment[] = {"LISTEN_PID=1", "LISTEN_FDS=1",
                                              NULL};
    struct service *server =
        service_start(&(struct service_setup){.environment = environment});

    assert_get(server, "sensor-1", "/healthz", 200);
}

SUITE("contract/systemd")
