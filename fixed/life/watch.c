/* SPDX-License-Identifier: MIT */
/*
 * --watch: reloads when one of the files has changed, whoever changed it and
 * however (written in place, renamed, a link that points elsewhere, as
 * Kubernetes renews a secret).
 */
#include <string.h>
#include <sys/stat.h>

#include "life/parts.h"
#include "life/reload.h"

#define FILES_MAX 16

/*
 * What tells one content from another without reading it: no file can be
 * written to and keep its ctime. All zeroes: there is no such file.
 */
struct look {
    struct {
        ino_t inode;
        struct timespec changed;
    } file[FILES_MAX];
};

static const struct options *options;
static unsigned long seconds;
static struct look loaded; /* as of the last reload, good or bad */
static struct look last;

static void look_at(struct look *look)
{
    const char *const *files = reload_files(options);

    memset(look, 0, sizeof *look); /* with the padding: they are compared */
    for (size_t i = 0; i < FILES_MAX && files[i] != NULL; i++) {
        struct stat info = {0};

        if (stat(files[i], &info) < 0)
            continue;
        look->file[i].inode = info.st_ino;
        look->file[i].changed = info.st_ctim;
    }
}

static int set(const char *text)
{
    return options_number("--watch", text, 1, 86400, &seconds);
}

static int start(const struct options *chosen, char *error)
{
    (void)error;
    options = chosen;
    if (chosen->plain)
        seconds = 0;  /* nothing is read */
    look_at(&loaded); /* what will be read is at least as new */
    last = loaded;
    return 0;
}

static void on(enum event event)
{
    if (seconds > 0 && event == EVENT_RELOADING) {
        look_at(&loaded);
        last = loaded;
    }
}

static unsigned period(void)
{
    return (unsigned)seconds * 1000;
}

/*
 * Only what has stayed the same from one look to the next is read: whoever
 * writes four files, one after the other, is not to be met in the middle. What
 * could not be loaded is tried again: a disk recovers, and a date comes.
 */
static bool tick(void)
{
    struct look now;
    bool settled = false;

    look_at(&now);
    settled = memcmp(&now, &last, sizeof now) == 0;
    last = now;
    if (!settled)
        return false;
    if (memcmp(&now, &loaded, sizeof now) == 0)
        return reload_failed();
    reload_changed();
    return true;
}

static const char help[] =
    "  --watch SECONDS        1 to 86400: reload when a file has changed,\n"
    "                         looked at so often (on SIGHUP only)\n";

const struct part part_watch = {
    .option = {"watch", "SECONDS", help, set},
    .start = start,
    .on = on,
    .period = period,
    .tick = tick,
};
