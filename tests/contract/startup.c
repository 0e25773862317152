/* SPDX-License-Identifier: MIT */
/*
 * Contract: files that keep the server from starting: one line on stderr that
 * names the file and the remedy, exit status 1.
 */
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

/* Each of the four files being this one, it names the option and `part`. */
static void assert_refuses_file(const char *path, const char *part)
{
    static const char *const options[] = {"--cert", "--key", "--ca", "--crl"};

    for (size_t i = 0; i < 4; i++) {
        assert_refuses_option(options[i], path, options[i]);
        assert_refuses_option(options[i], path, part);
    }
}

/* ---- Files ----------------------------------------------------------- */

BARE_TEST(a_missing_file_is_named)
{
    char folder[PATH_SIZE], path[PATH_SIZE];

    make_folder(folder);
    join_path(path, folder, "nowhere.pem");
    assert_refuses_file(path, path);
    assert_refuses_file("", "No such file");
}

BARE_TEST(a_folder_in_place_of_a_file_is_named)
{
    assert_refuses_file("/tmp", "/tmp");
}

BARE_TEST(an_empty_file_is_named)
{
    char path[PATH_SIZE];

    scratch(path, "empty.pem");
    write_text(path, "");
    assert_refuses_file(path, path);
}

BARE_TEST(a_file_of_garbage_is_named)
{
    char path[PATH_SIZE];

    scratch(path, "garbage.pem");
    write_file(path, "\0\xff\x01garbage", 10);
    assert_refuses_file(path, path);
    write_text(path, "-----BEGIN CERTIFICATE-----\nAAAA\n"
                     "-----END CERTIFICATE-----\n");
    assert_refuses_file(path, path);
}

/* Endless: it must not be read until memory runs out. */
BARE_TEST(a_device_without_an_end_is_named)
{
    assert_refuses_file("/dev/zero", "/dev/zero");
}

BARE_TEST(a_file_that_may_not_be_read_is_named)
{
    char good[PATH_SIZE], path[PATH_SIZE];

    key_path(good, "server");
    scratch(path, "locked.pem");
    copy_file(good, path);
    assert_system_ok(chmod(path, 0));
    assert_obedient_refuses_option("--key", path, "Permission denied");
    assert_obedient_refuses_option("--key", path, path);
}

BARE_TEST(a_key_of_another_certificate_is_refused)
{
    char key[PATH_SIZE];

    key_path(key, "server-2");
    assert_refuses_option("--key", key, "is not the key of");
}

BARE_TEST(a_key_in_place_of_a_certificate_is_refused)
{
    char key[PATH_SIZE];

    key_path(key, "server");
    assert_refuses_option("--cert", key, "--cert");
    assert_refuses_option("--ca", key, "--ca");
}

/* ---- Revocation lists ------------------------------------------------ */

static void refuses_crl(const char *crl)
{
    assert_refuses_option("--crl", crl, "--crl");
    assert_refuses_option("--crl", crl, crl);
}

BARE_TEST(a_forged_list_is_refused)
{
    char path[PATH_SIZE];

    scratch(path, "forged.pem");
    crl_issue(path, time(NULL) + 86400, true);
    refuses_crl(path);
}

BARE_TEST(an_overdue_list_is_refused)
{
    char path[PATH_SIZE];

    scratch(path, "overdue.pem");
    crl_issue(path, time(NULL) - 60, false);
    refuses_crl(path);
}

/* RFC 5280 5.1.2.5 demands the date. */
BARE_TEST(a_list_without_a_next_update_is_refused_for_that)
{
    char path[PATH_SIZE];

    scratch(path, "undated.pem");
    crl_issue(path, 0, false);
    assert_refuses_option("--crl", path, "nextUpdate");
}

BARE_TEST(a_list_of_another_ca_is_refused)
{
    char cert[PATH_SIZE], key[PATH_SIZE], ca[PATH_SIZE], crl[PATH_SIZE];

    cert_path(cert, "server");
    key_path(key, "server");
    cert_path(ca, "other-ca"); /* of the same name: only the key differs */
    cert_path(crl, "crl");
    assert_refuses(1, "--crl", "--port", "0", "--cert", cert, "--key", key,
                   "--ca", ca, "--crl", crl);
}

SUITE("contract/startup")
