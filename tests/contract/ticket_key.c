/* SPDX-License-Identifier: MIT */
/*
 * Contract: --ticket-key. Instances that share a file resume each other's
 * sessions, and judge who comes back.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "support.h"

#define KEY_SIZE ((size_t)64)

/* Makes a key of this many bytes, each of them `byte`. */
static void write_key(const char *path, char byte, size_t size, mode_t mode)
{
    char key[2 * KEY_SIZE];

    memset(key, byte, sizeof key);
    write_file(path, key, size);
    assert_system_ok(chmod(path, mode));
}

static void new_key(char path[PATH_SIZE])
{
    char folder[PATH_SIZE];

    make_folder(folder);
    join_path(path, folder, "ticket.key");
    write_key(path, 'a', KEY_SIZE, 0600);
}

/* A server with this key; NULL: with one of its own. */
static struct service *start_with(const char *key)
{
    const char *const options[] = {"--ticket-key", key, NULL};

    return service_start(
        &(struct service_setup){.options = key != NULL ? options : NULL});
}

/* What a session with this server leaves its client; gnutls_free() it. */
static gnutls_datum_t ticket_of(const struct service *server,
                                const char *version)
{
    const struct tls_setup setup = {.certificate = "sensor-1",
                                    .priorities = version};
    scoped_tls struct tls_client *client = tls_connect(server, &setup);

    assert_int_equal(ask_status(client, GET("/healthz")), 200);
    return tls_session(client);
}

/* Whether the ticket resumes there. It is served either way. */
static bool resumes(const struct service *server, const char *version,
                    const gnutls_datum_t *ticket)
{
    const struct tls_setup setup = {
        .certificate = "sensor-1", .priorities = version, .resume = ticket};
    scoped_tls struct tls_client *client = tls_connect(server, &setup);

    assert_int_equal(ask_status(client, GET("/healthz")), 200);
    return tls_resumed(client);
}

/* Whether a session with one resumes on the other. */
static bool goes_over(const struct service *from, const struct service *to,
                      const char *version)
{
    gnutls_datum_t ticket = ticket_of(from, version);
    bool resumed = resumes(to, version, &ticket);

    gnutls_free(ticket.data);
    return resumed;
}

/* ---- From instance to instance ----------------------------------------- */

BARE_TEST(a_session_begun_on_one_instance_resumes_on_another)
{
    char key[PATH_SIZE];
    struct service *one = NULL;
    struct service *other = NULL;

    if (!service_resumes())
        skip_because("this server resumes no session");
    new_key(key);
    one = start_with(key);
    other = start_with(key);
    for (size_t v = 0; v < 2; v++) {
        assert_true(goes_over(one, other, tls_versions[v]));
        assert_true(goes_over(other, one, tls_versions[v]));
    }
    assert_true(handshakes(other, "resumed") == 2);
}

BARE_TEST(without_a_shared_key_it_does_not)
{
    char key[PATH_SIZE], another[PATH_SIZE];
    struct service *one = NULL;

    if (!service_resumes())
        skip_because("this server resumes no session");
    new_key(key);
    new_key(another);
    write_key(another, 'b', KEY_SIZE, 0600);
    one = start_with(key);
    for (size_t v = 0; v < 2; v++) {
        assert_false(goes_over(one, start_with(another), tls_versions[v]));
        assert_false(goes_over(one, start_with(NULL), tls_versions[v]));
    }
}

/* ---- Reloads ------------------------------------------------------------ */

BARE_TEST(a_reload_takes_the_key_that_is_there_now)
{
    char key[PATH_SIZE];
    struct service *server = NULL;

    if (!service_resumes())
        skip_because("this server resumes no session");
    new_key(key);
    server = start_with(key);
    for (size_t v = 0; v < 2; v++) {
        gnutls_datum_t ticket = ticket_of(server, tls_versions[v]);

        assert_contains(service_reload(server), "reloaded key");
        assert_true(resumes(server, tls_versions[v], &ticket));
        write_key(key, (char)('x' + v), KEY_SIZE, 0600);
        assert_contains(service_reload(server), "reloaded key");
        assert_false(resumes(server, tls_versions[v], &ticket));
        gnutls_free(ticket.data);
    }
}

/* A ticket proves that its owner was let in once, by somebody. */
BARE_TEST(who_is_revoked_does_not_resume_on_any_instance)
{
    char key[PATH_SIZE], list[PATH_SIZE];
    struct service *one = NULL;
    struct service *other = NULL;

    if (!service_resumes())
        skip_because("this server resumes no session");
    new_key(key);
    one = start_with(key);
    other = start_with(key);
    cert_path(list, "crl-sensor-1");
    service_replace(other, "crl.pem", list);
    assert_contains(service_reload(other), "reloaded key");
    for (size_t v = 0; v < 2; v++) {
        gnutls_datum_t ticket = ticket_of(one, tls_versions[v]);
        struct tls_client *client =
            tls_open(other, &(struct tls_setup){.certificate = "sensor-1",
                                                .priorities = tls_versions[v],
                                                .resume = &ticket});

        assert_int_equal(tls_refusal(client), GNUTLS_A_CERTIFICATE_REVOKED);
        tls_close(client);
        gnutls_free(ticket.data);
    }
}

BARE_TEST(a_key_that_cannot_be_used_keeps_the_old_one)
{
    char key[PATH_SIZE];
    struct service *server = NULL;
    const char *line = NULL;

    new_key(key);
    server = start_with(key);
    write_key(key, 'b', KEY_SIZE - 1, 0600);
    line = service_reload(server);
    assert_contains(line, "reload failed");
    assert_contains(line, key);
    assert_contains(line, "has 63 bytes, and must have 64");
    write_key(key, 'b', KEY_SIZE, 0604);
    line = service_reload(server);
    assert_contains(line, "others may read it");
    assert_contains(line, key);
    write_key(key, 'b', KEY_SIZE, 0600);
    assert_contains(service_reload(server), "reloaded key");
}

/* ---- What is refused at the start --------------------------------------- */

BARE_TEST(a_key_of_another_length_is_refused)
{
    static const size_t sizes[] = {0, 1, KEY_SIZE - 1, KEY_SIZE + 1,
                                   2 * KEY_SIZE};
    char key[PATH_SIZE];

    new_key(key);
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        write_key(key, 'a', sizes[i], 0600);
        assert_refuses_option("--ticket-key", key, "and must have 64");
    }
}

BARE_TEST(a_key_that_others_may_read_is_refused)
{
    static const mode_t modes[] = {0640, 0604, 0620, 0610, 0666, 0777};
    char key[PATH_SIZE];

    new_key(key);
    for (size_t i = 0; i < sizeof modes / sizeof *modes; i++) {
        assert_system_ok(chmod(key, modes[i]));
        assert_refuses_option("--ticket-key", key, "others may read it");
    }
}

BARE_TEST(what_is_no_file_is_refused)
{
    char key[PATH_SIZE];

    new_key(key);
    assert_refuses_option("--ticket-key", "/dev/null", "not a file");
    assert_refuses_option("--ticket-key", "/tmp", "not a file");
    assert_system_ok(unlink(key));
    assert_refuses_option("--ticket-key", key, "No such file");
    assert_system_ok(mkfifo(key, 0600));
    assert_refuses_option("--ticket-key", key, "not a file");
}

SUITE("contract/ticket_key")
