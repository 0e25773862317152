/* SPDX-License-Identifier: MIT */
/*
 * Contract: what systemd is told, by its protocol alone: sd_notify(3).
 */
#include <dirent.h>
#include <errno.h>
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

#define OTHERS 64

/* By as many sockets as it takes: each may hold but some messages itself. */
static void fill_queue(const struct manager *manager, int others[OTHERS])
{
    struct sockaddr_un address = {0};
    socklen_t size = sizeof address;

    assert_system_ok(
        getsockname(manager->socket, (struct sockaddr *)&address, &size));
    for (size_t i = 0; i < OTHERS; i++) {
        unsigned sent = 0;

        others[i] = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
        assert_system_ok(others[i]);
        while (sendto(others[i], "X=1", 3, MSG_DONTWAIT,
                      (struct sockaddr *)&address, size) == 3)
            sent++;
        if (sent == 0)
            return;
    }
    fail_because("a queue that is never full");
}

/* Whoever asks systemd for much at that moment has filled it. */
BARE_TEST(it_is_told_when_its_queue_was_full_at_first)
{
    struct manager manager = {0};
    int others[OTHERS] = {0};
    char text[256] = "";
    struct service *server = NULL;

    manager_open(&manager, true);
    fill_queue(&manager, others);
    server = start_under(&manager, NULL);
    do
        told(&manager, text);
    while (strcmp(text, "X=1") == 0);
    assert_string_equal(text, "READY=1");
    assert_int_equal(service_stop(server), 0);
    for (size_t i = 0; i < OTHERS && others[i] > 0; i++)
        (void)close(others[i]);
    (void)close(manager.socket);
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

SUITE("contract/systemd")
