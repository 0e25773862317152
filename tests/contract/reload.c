/* SPDX-License-Identifier: MIT */
/*
 * Contract: SIGHUP with files that cannot be used, and SIGHUP under traffic.
 * A reload that fails changes nothing; one that succeeds disturbs nobody.
 */
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "probe/gauge.h"
#include "support.h"

/* ---- Bad files -------------------------------------------------------- */

/*
 * The reload fails, says so in one line that names the file, and who was
 * served and who was refused still is. Then the good file is put back.
 */
static void expect_kept(struct service *server, const char *name,
                        const char *good)
{
    scoped_tls struct tls_client *revoked = NULL;
    const char *line = NULL;
    char path[PATH_SIZE];
    size_t mark = 0;

    gauge_settle(server); /* who came before has its lines */
    mark = service_log_mark(server);
    line = service_reload(server);
    service_file(server, name, path);
    assert_contains(line, "error reload failed, the old files stay in force");
    assert_contains(line, path);
    assert_int_equal(service_log_count(server, mark, "."), 1);
    assert_get(server, "sensor-1", "/healthz", 200);
    revoked = tls_open(server, &(struct tls_setup){.certificate = "revoked"});
    assert_int_equal(tls_refusal(revoked), GNUTLS_A_CERTIFICATE_REVOKED);
    (void)remove(path); /* it may be missing, or a folder */
    service_replace(server, name, good);
    assert_contains(service_reload(server), "reloaded key");
}

/* Each of the four files, and what it is copied from. */
static const char *const names[] = {"server.pem", "server-key.pem", "ca.pem",
                                    "crl.pem"};
#define NAMES (sizeof names / sizeof *names)

SERVER_TEST(a_file_that_is_missing_keeps_the_old_ones)
{
    char path[PATH_SIZE];
    char good[PATH_SIZE];

    for (size_t i = 0; i < NAMES; i++) {
        service_file(*state, names[i], path);
        join_path(good, certs_folder(), names[i]);
        assert_system_ok(unlink(path));
        expect_kept(*state, names[i], good);
    }
}

SERVER_TEST(a_file_cut_short_keeps_the_old_ones)
{
    char path[PATH_SIZE];
    char good[PATH_SIZE];

    for (size_t i = 0; i < NAMES; i++) {
        size_t size = 0;
        char *data = NULL;

        service_file(*state, names[i], path);
        join_path(good, certs_folder(), names[i]);
        data = read_file(good, &size);
        write_file(path, data, size / 2);
        expect_kept(*state, names[i], good);
        write_file(path, data, 0);
        expect_kept(*state, names[i], good);
        free(data);
    }
}

/* Puts something else in the place of each: mkdir(2), mkfifo(3). */
static void replace_each(struct service *server,
                         int (*make)(const char *path, mode_t mode))
{
    char path[PATH_SIZE];
    char good[PATH_SIZE];

    for (size_t i = 0; i < NAMES; i++) {
        service_file(server, names[i], path);
        join_path(good, certs_folder(), names[i]);
        assert_system_ok(unlink(path));
        assert_system_ok(make(path, 0700));
        expect_kept(server, names[i], good);
    }
}

SERVER_TEST(a_folder_in_place_of_a_file_keeps_the_old_ones)
{
    replace_each(*state, mkdir);
}

/* Nobody writes to it: who waited for that would hear no signal any more. */
SERVER_TEST(a_fifo_in_place_of_a_file_keeps_the_old_ones)
{
    replace_each(*state, mkfifo);
}

SERVER_TEST(a_key_of_another_certificate_keeps_the_old_ones)
{
    char good[PATH_SIZE];
    char other[PATH_SIZE];

    key_path(good, "server");
    key_path(other, "server-2");
    service_replace(*state, "server-key.pem", other);
    expect_kept(*state, "server-key.pem", good);
}

SERVER_TEST(a_list_that_is_forged_or_overdue_keeps_the_old_ones)
{
    char path[PATH_SIZE];
    char good[PATH_SIZE];

    service_file(*state, "crl.pem", path);
    cert_path(good, "crl");
    crl_issue(path, time(NULL) + 86400, true);
    expect_kept(*state, "crl.pem", good);
    crl_issue(path, time(NULL) - 60, false);
    expect_kept(*state, "crl.pem", good);
}

BARE_TEST(a_file_that_may_not_be_read_keeps_the_old_ones)
{
    struct service *server =
        service_start(&(struct service_setup){.obey_modes = true});
    char path[PATH_SIZE];
    char good[PATH_SIZE];

    for (size_t i = 0; i < NAMES; i++) {
        service_file(server, names[i], path);
        join_path(good, certs_folder(), names[i]);
        assert_system_ok(chmod(path, 0));
        expect_kept(server, names[i], good);
    }
}

/* ---- Under traffic ---------------------------------------------------- */

#define THREADS 4
#define RELOADS 20

struct traffic {
    const struct service *server;
    bool keep_alive;
    atomic_bool *stop;
    atomic_int answered;
    atomic_int failed;
};

static void *drive(void *object)
{
    struct traffic *traffic = object;
    scoped_client struct http_client *client =
        client_new(traffic->server, "sensor-1");
    scoped_response struct http_response response = {0};

    while (!atomic_load(traffic->stop)) {
        CURLcode code =
            traffic->keep_alive
                ? client_get(client, "/whoami", &response)
                : http_get(traffic->server, "operator", "/healthz", &response);

        if (code == CURLE_OK && response.status == 200)
            atomic_fetch_add(&traffic->answered, 1);
        else
            atomic_fetch_add(&traffic->failed, 1);
    }
    return NULL;
}

/* Reloads, each with another certificate, while every thread is served. */
static void reload_often(struct service *server, struct traffic *traffic)
{
    static const char *const pairs[] = {"server-2", "server"};
    char path[PATH_SIZE];

    for (int i = 0; i < RELOADS; i++) {
        int answered = atomic_load(&traffic[i % THREADS].answered);

        cert_path(path, pairs[i % 2]);
        service_replace(server, "server.pem", path);
        key_path(path, pairs[i % 2]);
        service_replace(server, "server-key.pem", path);
        assert_contains(service_reload(server), "reloaded key");
        wait_until(atomic_load(&traffic[i % THREADS].answered) > answered);
    }
}

SERVER_TEST(twenty_reloads_under_traffic_disturb_nobody)
{
    static struct traffic traffic[THREADS];
    static atomic_bool stop;
    pthread_t threads[THREADS];

    for (size_t i = 0; i < THREADS; i++) {
        traffic[i].server = *state;
        traffic[i].keep_alive = i % 2 == 0;
        traffic[i].stop = &stop;
        if (pthread_create(&threads[i], NULL, drive, &traffic[i]) != 0)
            fail_because("cannot start a thread");
    }
    reload_often(*state, traffic);
    atomic_store(&stop, true);
    for (size_t i = 0; i < THREADS; i++)
        (void)pthread_join(threads[i], NULL);
    for (size_t i = 0; i < THREADS; i++) {
        assert_true(atomic_load(&traffic[i].answered) >= RELOADS / THREADS);
        assert_int_equal(atomic_load(&traffic[i].failed), 0);
    }
    assert_int_equal(service_log_count(*state, 0, "info reloaded key"),
                     RELOADS);
    assert_int_equal(service_log_count(*state, 0, " (warning|error) "), 0);
}

SUITE("contract/reload")
