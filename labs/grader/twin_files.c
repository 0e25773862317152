/* SPDX-License-Identifier: MIT */
#include "twin_files.h"

#include <fcntl.h>
#include <stdint.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "probe/acts.h"
#include "probe/probe.h"

static void ask_once(struct account *account, const char *request)
{
    struct tls_client *client =
        account_enter(account, "operator", NULL, NULL, 0);

    account_ask(account, client, request);
    account_leave(account, client);
}

/* ---- Replaced ----------------------------------------------------------- */

/* In its place: the same file, length and date, and other bytes. */
static void write_over(const struct service *server, const char *name,
                       char byte, size_t size)
{
    char path[PATH_SIZE], bytes[512];
    struct stat info = {0};
    int file = -1;

    join_path(path, server->data, name);
    memset(bytes, byte, sizeof bytes);
    file = open(path, O_WRONLY | O_CLOEXEC);
    assert_system_ok(file);
    assert_system_ok(fstat(file, &info));
    assert_int_equal(write(file, bytes, size), size);
    assert_system_ok(
        futimens(file, (struct timespec[2]){info.st_atim, info.st_mtim}));
    assert_system_ok(close(file));
}

static void replace_a_file(struct account *account)
{
    char bytes[300];

    for (char version = 1; version <= 3; version++) {
        memset(bytes, version, sizeof bytes);
        service_put(account->server, "new.bin", bytes, 100 * (size_t)version);
        ask_once(account, GET("/firmware/new.bin"));
        ask_once(account, HEAD("HEAD", "/firmware/new.bin") "\r\n");
    }
    write_over(account->server, "new.bin", 4, sizeof bytes);
    ask_once(account, GET("/firmware/new.bin"));
}

/* ---- No file, and none to be read --------------------------------------- */

/*
 * They are there (triggers_prepare), but for one. None of them is a download
 * that goes on: the line "draining" tells.
 */
static void ask_for_no_file(struct account *account)
{
    static const char *const requests[] = {
        GET("/firmware/folder"),
        GET("/firmware/fifo"),
        GET("/firmware/missing"),
        GET("/firmware/empty.bin"),
        HEAD("HEAD", "/firmware/folder") "\r\n",
        HEAD("HEAD", "/firmware/empty.bin") "\r\n",
    };
    struct tls_client *client =
        account_enter(account, "operator", NULL, NULL, 0);

    for (size_t i = 0; i < sizeof requests / sizeof *requests; i++)
        account_ask(account, client, requests[i]);
    account_leave(account, client);
}

/* ---- A long one --------------------------------------------------------- */

#define VERY_LONG (INT64_C(5) << 30) /* bytes: more than 32 bits count */

/* Without a block on the disk. Not where a file may not be so long. */
static bool make_long(const char *path)
{
    struct rlimit most = {0};
    int file = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
    bool made = false;

    assert_system_ok(file);
    assert_system_ok(getrlimit(RLIMIT_FSIZE, &most));
    made = sizeof(off_t) >= sizeof(int64_t) && most.rlim_cur >= VERY_LONG &&
           ftruncate(file, (off_t)VERY_LONG) == 0;
    assert_system_ok(close(file));
    return made;
}

/* Its bytes are in the audit line, and in the list. */
static void ask_how_long(struct account *account)
{
    size_t mark = service_log_mark(account->server);
    struct tls_client *client = NULL;
    char path[PATH_SIZE];

    join_path(path, account->server->data, "long.bin");
    if (make_long(path)) {
        client = account_enter(account, "operator", NULL, NULL, 0);
        account_ask(account, client,
                    HEAD("HEAD", "/firmware/long.bin") "\r\n");
        account_tell_audit(account, "the HEAD of a file of 5 GiB", mark,
                           "HEAD");
        account_ask(account, client, GET("/requests"));
        account_leave(account, client);
    }
    assert_system_ok(unlink(path));
}

void twin_files(struct account *account)
{
    replace_a_file(account);
    ask_for_no_file(account);
    ask_how_long(account);
}
