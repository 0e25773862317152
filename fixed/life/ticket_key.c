/* SPDX-License-Identifier: MIT */
/*
 * --ticket-key: the key of the session tickets comes from a file that several
 * instances share, so that a session begun on one resumes on another.
 *
 * The file is a master key. GnuTLS hashes it with the hour (SHA3-512, anew
 * every 18 hours, while a ticket is good for 6), so instances agree as long as
 * their clocks do; but who has the file has every key of the past and to come,
 * and can make a ticket for whomever it likes. Replace it as often as you
 * would want to forget it: after a reload, tickets of the old one are no
 * error, but mean a full handshake.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "life/parts.h"
#include "life/reload.h"
#include "scope.h"

static const char *path;

/*
 * Nobody but the owner may know it. If that is root, who lays secrets down
 * for others, our group may read it, too: as Kubernetes does with fsGroup.
 */
static bool is_secret(const struct stat *info)
{
    mode_t others = info->st_uid == 0 && geteuid() != 0 ? 037 : 077;

    return (info->st_mode & others) == 0;
}

static int refuse(char *error, const char *what)
{
    (void)snprintf(error, TLS_ERROR_SIZE, "--ticket-key %.200s: %s", path,
                   what);
    return -1;
}

/* Into the key that is there: no copy of it stays anywhere. */
static int take(gnutls_datum_t *key, char *error)
{
    /* O_NONBLOCK: to open a FIFO must not wait for its writer. */
    scoped_descriptor int file = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
    struct stat info = {0};
    ssize_t got = 0;
    char what[128];

    if (file < 0 || fstat(file, &info) < 0) {
        (void)snprintf(what, sizeof what, "%s; check the path and its mode",
                       strerror(errno));
        return refuse(error, what);
    }
    if (!S_ISREG(info.st_mode))
        return refuse(error, "not a file");
    if (!is_secret(&info))
        return refuse(error, "others may read it; chmod 600");
    if (info.st_size == (off_t)key->size)
        got = read(file, key->data, key->size);
    if (got == (ssize_t)key->size)
        return 0;
    if (got < 0)
        return refuse(error, strerror(errno));
    (void)snprintf(what, sizeof what,
                   "has %lld bytes, and must have %u; make it with "
                   "head -c %u /dev/urandom",
                   (long long)info.st_size, key->size, key->size);
    return refuse(error, what);
}

static int set(const char *text)
{
    path = text;
    return -1;
}

static int start(const struct options *options, char *error)
{
    (void)options, (void)error;
    if (path != NULL) {
        tls_take_ticket_key(take);
        reload_reads(path);
    }
    return 0;
}

static const char help[] =
    "  --ticket-key FILE      64 random bytes, shared by instances: sessions\n"
    "                         resume on each (its own, new at each reload)\n";

const struct part part_ticket_key = {
    .option = {"ticket-key", "FILE", help, set},
    .start = start,
};
