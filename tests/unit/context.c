/* SPDX-License-Identifier: MIT */
/*
 * context.h: the shared context, its references, and files that it refuses.
 */
#include "tls/context.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "unit.h"

static char paths[4][512];
static char error[TLS_ERROR_SIZE];

static const char *in_folder(int place, const char *name)
{
    const char *folder = getenv("MTLS_CERTS");

    assert_non_null(folder);
    (void)snprintf(paths[place], sizeof paths[place], "%s/%s.pem", folder,
                   name);
    return paths[place];
}

static struct options good(void)
{
    return (struct options){.cert = in_folder(0, "server"),
                            .key = in_folder(1, "server-key"),
                            .ca = in_folder(2, "ca"),
                            .crl = in_folder(3, "crl")};
}

static struct tls_context *load(void)
{
    struct options options = good();
    struct tls_context *context = tls_load(&options, error);

    if (context == NULL)
        fail_msg("%s", error);
    return context;
}

/* ---- Files -------------------------------------------------------------- */

static void assert_refused(const struct options *options, const char *why)
{
    unsigned before = unit_descriptors();

    assert_null(tls_load(options, error));
    assert_non_null(strstr(error, why));
    assert_null(strchr(error, '\n'));
    assert_int_equal(unit_descriptors(), before);
}

TEST(files_that_will_not_do_leave_nothing_behind)
{
    struct options options = good();
    char nowhere[UNIT_PATH_SIZE];

    unit_nowhere(nowhere);
    options.cert = nowhere;
    assert_refused(&options, "cannot read --cert /");
    assert_refused(&options, nowhere);
    options = good();
    options.key = nowhere;
    assert_refused(&options, "cannot read --key /");
    assert_refused(&options, nowhere);
    options = good();
    options.key = in_folder(1, "operator-key");
    assert_refused(&options, "is not the key of --cert");
    options = good();
    options.key = in_folder(1, "ca");
    assert_refused(&options, "both must be PEM");
    options = good();
    options.ca = in_folder(2, "server-key");
    assert_refused(&options, "holds no certificate");
    options = good();
    options.crl = in_folder(3, "ca");
    assert_refused(&options, "cannot use --crl");
    options = good();
    options.ca = in_folder(2, "unexpected/other-ca");
    assert_refused(&options, "a list is signed by no CA of --ca");
}

/* The context and its cache, then one block for each of the four files. */
TEST(without_memory_a_load_leaves_nothing_behind)
{
    struct options options = good();
    unsigned nth = 1;

    for (nth = 1; nth == 1 || unit_failed(); nth++) {
        struct tls_context *context = NULL;

        unit_fail_nth(nth);
        context = tls_load(&options, error);
        assert_true((context == NULL) == (nth <= 6));
        if (context == NULL)
            assert_non_null(strstr(
                error, nth <= 2 ? "out of memory" : "Cannot allocate memory"));
        tls_release(context);
    }
    assert_int_equal(nth, 8);
}

/* ---- References --------------------------------------------------------- */

TEST(before_any_is_installed_there_is_none)
{
    assert_null(tls_acquire());
    tls_release(NULL);
    tls_install(NULL);
}

TEST(the_installed_one_is_the_current_one)
{
    struct tls_context *context = load();
    struct tls_context *held = NULL;

    assert_false(tls_is_current(context));
    tls_install(context);
    held = tls_acquire();
    assert_ptr_equal(held, context);
    assert_true(tls_is_current(held));
    assert_false(tls_crl_due(held));
    tls_release(held);
    tls_install(NULL);
}

TEST(one_that_is_held_outlives_a_reload)
{
    struct tls_context *held = NULL;
    gnutls_session_t session = NULL;

    tls_install(load());
    held = tls_acquire();
    tls_install(load());
    assert_false(tls_is_current(held));
    assert_int_equal(gnutls_init(&session, GNUTLS_SERVER), 0);
    assert_int_equal(tls_attach(held, session), 0);
    assert_int_equal(tls_enable_tickets(held, session), 0);
    gnutls_deinit(session);
    tls_release(held);
    tls_install(NULL);
}

TEST(ten_reloads_leave_nothing_behind)
{
    for (int i = 0; i < 10; i++)
        tls_install(load());
    tls_install(NULL);
}

TEST(libmicrohttpd_is_given_no_certificate)
{
    assert_true(tls_no_certificate(NULL, NULL, 0, NULL, 0, NULL, NULL, NULL) <
                0);
}

UNIT_MAIN("context")
