/* SPDX-License-Identifier: MIT */
/*
 * Contract: --watch, and the metrics of a reload.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "support.h"

#define LAST "mtls_last_reload_success_seconds"
#define FAILED "mtls_reloads_failed_total"

static struct service *start_watching(void)
{
    static const char *const options[] = {"--watch", "1", NULL};

    return service_start(&(struct service_setup){.options = options});
}

/* Puts another pair in place. */
static void replace_pair(struct service *server, const char *name)
{
    char path[PATH_SIZE];

    cert_path(path, name);
    service_replace(server, "server.pem", path);
    key_path(path, name);
    service_replace(server, "server-key.pem", path);
}

/* The date that the page must have, by the file itself. */
static double not_after(const char *name)
{
    gnutls_x509_crt_t crt = cert_load(name);
    time_t expiry = gnutls_x509_crt_get_expiration_time(crt);

    gnutls_x509_crt_deinit(crt);
    return (double)expiry;
}

/* ---- What changes is read --------------------------------------------- */

BARE_TEST(a_pair_that_is_renewed_is_taken_without_a_signal)
{
    struct service *server = start_watching();
    size_t mark = service_log_mark(server);
    struct deadline second = deadline_after(1);
    bool at_once = false;

    replace_pair(server, "server-2");
    at_once = deadline_left(&second) > 0;
    (void)service_log_wait(server, mark, "info reloaded key");
    assert_get(server, "sensor-1", "/healthz", 200);
    wait_until(sample(server, "mtls_certificate_not_after_seconds") ==
               not_after("server-2"));
    /* A machine that stops between the two files shows half a pair. */
    assert_true(sample(server, FAILED) == 0 || !at_once);
}

/* As a link that points elsewhere, which is how Kubernetes renews a secret. */
BARE_TEST(a_link_that_points_elsewhere_is_seen)
{
    struct service *server = start_watching();
    size_t mark = 0;
    char path[PATH_SIZE], there[PATH_SIZE];

    service_file(server, "crl.pem", path);
    service_file(server, "there.pem", there);
    copy_file(path, there);
    mark = service_log_mark(server);
    assert_system_ok(unlink(path));
    assert_system_ok(symlink("there.pem", path));
    (void)service_log_wait(server, mark, "info reloaded key");
    assert_get(server, "sensor-1", "/healthz", 200);
}

/* In place, to the same length: by its dates alone. */
BARE_TEST(a_file_that_is_written_in_place_is_seen)
{
    struct service *server = start_watching();
    size_t size = 0;
    char path[PATH_SIZE];
    char *text = NULL;
    FILE *file = NULL;
    size_t mark = service_log_mark(server);

    service_file(server, "ca.pem", path);
    text = read_file(path, &size);
    file = fopen(path, "r+");
    assert_non_null(file);
    assert_int_equal(fwrite(text, 1, size, file), size);
    assert_system_ok(fclose(file));
    free(text);
    (void)service_log_wait(server, mark, "info reloaded key");
    assert_get(server, "sensor-1", "/healthz", 200);
}

BARE_TEST(a_file_that_is_bad_is_told_of_once_and_the_good_one_is_taken)
{
    struct service *server = start_watching();
    char path[PATH_SIZE], good[PATH_SIZE];
    size_t mark = service_log_mark(server);
    const char *line = NULL;

    service_file(server, "ca.pem", path);
    cert_path(good, "ca");
    write_text(path, "-----BEGIN CERTIFICATE-----\nMII");
    line = service_log_wait(server, mark, "error reload failed");
    assert_contains(line, path);
    assert_get(server, "sensor-1", "/healthz", 200);
    assert_true(sample(server, FAILED) == 1);
    copy_file(good, path);
    (void)service_log_wait(server, mark, "info reloaded key");
    assert_true(sample(server, FAILED) == 1);
    assert_int_equal(service_log_count(server, mark, "reload failed"), 1);
}

BARE_TEST(a_pair_half_renewed_is_not_taken)
{
    struct service *server = start_watching();
    size_t mark = service_log_mark(server);
    char path[PATH_SIZE];

    cert_path(path, "server-2");
    service_replace(server, "server.pem", path);
    (void)service_log_wait(server, mark, "is not the key of --cert");
    assert_get(server, "sensor-1", "/healthz", 200);
    replace_pair(server, "server-2");
    (void)service_log_wait(server, mark, "info reloaded key");
    assert_get(server, "sensor-1", "/healthz", 200);
}

/* Whether the server has met the list before its date; *MARK is before it. */
static bool meets_early(struct service *server, time_t *begins, time_t ahead,
                        size_t *mark)
{
    char path[PATH_SIZE];

    *mark = service_log_mark(server);
    service_file(server, "crl.pem", path);
    *begins = time(NULL) + ahead;
    crl_begins(path, *begins);
    return strstr(service_log_wait(server, *mark,
                                   "in the future|info reloaded key"),
                  "in the future") != NULL;
}

/* It is tried again, and told of no more. The file is the same all the time. */
BARE_TEST(what_is_valid_a_little_later_is_taken_then)
{
    struct service *server = start_watching();
    time_t begins = 0;
    time_t ahead = 4;
    size_t mark = 0;

    while (!meets_early(server, &begins, ahead, &mark) && ahead < patience())
        ahead *= 2;
    (void)service_log_wait(server, mark, "info reloaded key");
    assert_true(time(NULL) >= begins);
    assert_true(sample(server, FAILED) == 1);
    assert_int_equal(service_log_count(server, mark, " warning | error "), 1);
    assert_get(server, "sensor-1", "/healthz", 200);
}

/* Of each file that is bad there is a line, and of each but one. */
BARE_TEST(the_next_bad_file_is_told_of_for_the_same_reason)
{
    struct service *server = start_watching();
    char path[PATH_SIZE];

    service_file(server, "crl.pem", path);
    for (int i = 1; i <= 2; i++) {
        size_t mark = service_log_mark(server);

        crl_issue(path, time(NULL) - 60, false);
        (void)service_log_wait(server, mark, "reload failed.* is overdue");
        wait_until(sample(server, FAILED) == i);
    }
    assert_get(server, "sensor-1", "/healthz", 200);
}

/* Nor does a list that is good meanwhile make another line of the pair. */
BARE_TEST(what_has_expired_is_told_of_in_one_line)
{
    struct service *server = start_watching();
    size_t mark = service_log_mark(server);
    char good[PATH_SIZE], path[PATH_SIZE];

    replace_pair(server, "expired");
    (void)service_log_wait(server, mark, "error reload failed.* has expired");
    service_file(server, "crl.pem", path);
    cert_path(good, "crl");
    mark = service_log_mark(server);
    copy_file(good, path);
    (void)service_log_wait(server, mark, "error reload failed.* has expired");
    assert_int_equal(service_log_count(server, mark, " warning "), 0);
}

/* ---- What is out of date is not --------------------------------------- */

SERVER_TEST(a_certificate_that_has_expired_keeps_the_old_ones)
{
    const char *line = NULL;
    char path[PATH_SIZE];

    replace_pair(*state, "expired");
    line = service_reload(*state);
    assert_contains(line, "reload failed");
    assert_contains(line, "has expired");
    service_file(*state, "server.pem", path);
    assert_contains(line, path);
    assert_get(*state, "sensor-1", "/healthz", 200);
    assert_true(sample(*state, "mtls_certificate_not_after_seconds") ==
                not_after("server"));
    replace_pair(*state, "server");
    assert_contains(service_reload(*state), "reloaded key");
}

SERVER_TEST(a_certificate_that_is_not_valid_yet_keeps_the_old_ones)
{
    const char *line = NULL;

    replace_pair(*state, "not-yet-valid");
    line = service_reload(*state);
    assert_contains(line, "reload failed");
    assert_contains(line, "not valid yet");
    assert_get(*state, "sensor-1", "/healthz", 200);
}

SERVER_TEST(a_ca_that_has_expired_keeps_the_old_ones)
{
    const char *line = NULL;
    char path[PATH_SIZE];

    service_file(*state, "ca.pem", path);
    ca_write(path, time(NULL) - 60);
    line = service_reload(*state);
    assert_contains(line, "reload failed");
    assert_contains(line, path);
    assert_get(*state, "sensor-1", "/healthz", 200);
}

/* ---- Metrics ----------------------------------------------------------- */

SERVER_TEST(the_page_says_until_when_the_files_hold)
{
    char path[PATH_SIZE];
    time_t due = time(NULL) + 86400;

    assert_true(sample(*state, "mtls_certificate_not_after_seconds") ==
                not_after("server"));
    assert_true(sample(*state, "mtls_ca_not_after_seconds") ==
                not_after("ca"));
    service_file(*state, "crl.pem", path);
    crl_issue(path, due, false);
    assert_contains(service_reload(*state), "reloaded key");
    assert_true(sample(*state, "mtls_crl_next_update_seconds") == (double)due);
}

SERVER_TEST(reloads_are_counted_and_the_last_good_one_is_dated)
{
    double last = sample(*state, LAST);
    char path[PATH_SIZE], good[PATH_SIZE];

    assert_true(last >= (double)time(NULL) - 600);
    assert_true(last <= (double)time(NULL));
    assert_true(sample(*state, FAILED) == 0);
    service_file(*state, "ca.pem", path);
    cert_path(good, "ca");
    write_text(path, "");
    assert_contains(service_reload(*state), "reload failed");
    assert_true(sample(*state, LAST) == last);
    assert_true(sample(*state, FAILED) == 1);
    copy_file(good, path);
    assert_contains(service_reload(*state), "reloaded key");
    assert_true(sample(*state, LAST) >= last);
    assert_true(sample(*state, FAILED) == 1);
}

SUITE("contract/watch")
