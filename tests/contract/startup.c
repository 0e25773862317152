/* SPDX-License-Identifier: MIT */
/*
 * Contract: files that keep the server from starting: one line on stderr that
 * names the file and the remedy, exit status 1.
 */
#define _POSIX_C_SOURCE 200809L
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "support.h"

/* Makes a folder and the path of a file in it. */
static void scratch(char path[PATH_SIZE], const char *name)
{
    char folder[PATH_SIZE];

    make_folder(folder);
    join_path(path, folder, name);
}

/* The line that it refuses for each of the three files being bad. */
static void assert_refuses_file(const char *path, const char *part)
{
    struct credentials_paths p;

    command_line_paths(&p);
    assert_refuses(1, "--cert", "--port", "0", "--cert", path, "--key", p.key,
                   "--ca", p.ca);
    assert_refuses(1, part, "--port", "0", "--cert", path, "--key", p.key,
                   "--ca", p.ca);
    assert_refuses(1, "--key", "--port", "0", "--cert", p.cert, "--key", path,
                   "--ca", p.ca);
    assert_refuses(1, part, "--port", "0", "--cert", p.cert, "--key", path,
                   "--ca", p.ca);
    assert_refuses(1, "--ca", "--port", "0", "--cert", p.cert, "--key", p.key,
                   "--ca", path);
    assert_refuses(1, part, "--port", "0", "--cert", p.cert, "--key", p.key,
                   "--ca", path);
    assert_refuses(1, "--crl", "--port", "0", "--cert", p.cert, "--key", p.key,
                   "--ca", p.ca, "--crl", path);
    assert_refuses(1, part, "--port", "0", "--cert", p.cert, "--key", p.key,
                   "--ca", p.ca, "--crl", path);
}

/* ---- Files ----------------------------------------------------------- */

static void a_missing_file_is_named(void **state)
{
    char folder[PATH_SIZE], path[PATH_SIZE];

    (void)state;
    make_folder(folder);
    join_path(path, folder, "nowhere.pem");
    assert_refuses_file(path, path);
    assert_refuses_file("", "No such file");
}

static void a_folder_in_place_of_a_file_is_named(void **state)
{
    (void)state;
    assert_refuses_file("/tmp", "/tmp");
}

static void an_empty_file_is_named(void **state)
{
    char path[PATH_SIZE];

    (void)state;
    scratch(path, "empty.pem");
    write_text(path, "");
    assert_refuses_file(path, path);
}

static void a_file_of_garbage_is_named(void **state)
{
    char path[PATH_SIZE];

    (void)state;
    scratch(path, "garbage.pem");
    write_file(path, "\0\xff\x01garbage", 10);
    assert_refuses_file(path, path);
    write_text(path, "-----BEGIN CERTIFICATE-----\nAAAA\n"
                     "-----END CERTIFICATE-----\n");
    assert_refuses_file(path, path);
}

/* Endless: it must not be read until memory runs out. */
static void a_device_without_an_end_is_named(void **state)
{
    (void)state;
    assert_refuses_file("/dev/zero", "/dev/zero");
}

static void a_file_that_may_not_be_read_is_named(void **state)
{
    struct credentials_paths p;
    char path[PATH_SIZE];
    const char *options[] = {"--port", "0",    "--cert", p.cert, "--key",
                             path,     "--ca", p.ca,     NULL};

    (void)state;
    command_line_paths(&p);
    scratch(path, "locked.pem");
    copy_file(p.key, path);
    assert_system_ok(chmod(path, 0));
    assert_obedient_refuses(options, 1, "Permission denied");
    assert_obedient_refuses(options, 1, path);
}

static void a_key_of_another_certificate_is_refused(void **state)
{
    struct credentials_paths p;
    char key[PATH_SIZE];

    (void)state;
    command_line_paths(&p);
    key_path(key, "server-2");
    assert_refuses(1, "is not the key of", "--port", "0", "--cert", p.cert,
                   "--key", key, "--ca", p.ca);
}

static void a_key_in_place_of_a_certificate_is_refused(void **state)
{
    struct credentials_paths p;

    (void)state;
    command_line_paths(&p);
    assert_refuses(1, "--cert", "--port", "0", "--cert", p.key, "--key", p.key,
                   "--ca", p.ca);
    assert_refuses(1, "--ca", "--port", "0", "--cert", p.cert, "--key", p.key,
                   "--ca", p.key);
}

/* ---- Revocation lists ------------------------------------------------ */

static void refuses_crl(const char *crl)
{
    struct credentials_paths p;

    command_line_paths(&p);
    assert_refuses(1, "--crl", "--port", "0", "--cert", p.cert, "--key", p.key,
                   "--ca", p.ca, "--crl", crl);
    assert_refuses(1, crl, "--port", "0", "--cert", p.cert, "--key", p.key,
                   "--ca", p.ca, "--crl", crl);
}

static void a_forged_list_is_refused(void **state)
{
    char path[PATH_SIZE];

    (void)state;
    scratch(path, "forged.pem");
    crl_issue(path, time(NULL) + 86400, true);
    refuses_crl(path);
}

static void an_overdue_list_is_refused(void **state)
{
    char path[PATH_SIZE];

    (void)state;
    scratch(path, "overdue.pem");
    crl_issue(path, time(NULL) - 60, false);
    refuses_crl(path);
}

/* RFC 5280 5.1.2.5 demands the date. */
static void a_list_without_a_next_update_is_refused_for_that(void **state)
{
    char path[PATH_SIZE];
    struct credentials_paths p;

    (void)state;
    command_line_paths(&p);
    scratch(path, "undated.pem");
    crl_issue(path, 0, false);
    assert_refuses(1, "nextUpdate", "--port", "0", "--cert", p.cert, "--key",
                   p.key, "--ca", p.ca, "--crl", path);
}

static void a_list_of_another_ca_is_refused(void **state)
{
    struct credentials_paths p;
    char ca[PATH_SIZE];
    char crl[PATH_SIZE];

    (void)state;
    command_line_paths(&p);
    cert_path(ca, "other-ca"); /* of the same name: only the key differs */
    cert_path(crl, "crl");
    assert_refuses(1, "--crl", "--port", "0", "--cert", p.cert, "--key", p.key,
                   "--ca", ca, "--crl", crl);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        BARE_TEST(a_missing_file_is_named),
        BARE_TEST(a_folder_in_place_of_a_file_is_named),
        BARE_TEST(an_empty_file_is_named),
        BARE_TEST(a_file_of_garbage_is_named),
        BARE_TEST(a_device_without_an_end_is_named),
        BARE_TEST(a_file_that_may_not_be_read_is_named),
        BARE_TEST(a_key_of_another_certificate_is_refused),
        BARE_TEST(a_key_in_place_of_a_certificate_is_refused),
        BARE_TEST(a_forged_list_is_refused),
        BARE_TEST(an_overdue_list_is_refused),
        BARE_TEST(a_list_without_a_next_update_is_refused_for_that),
        BARE_TEST(a_list_of_another_ca_is_refused),
    };

    return suite_run("contract/startup", tests, argc, argv);
}
