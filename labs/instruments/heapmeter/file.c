/* SPDX-License-Identifier: MIT */
/*
 * The page under the counters: how it is filled and put there; start.c and
 * fork.c say when, and claim.c makes the file.
 * Nothing here allocates, and nothing here may keep the program from
 * running.
 */
/* _GNU_SOURCE: MAP_ANONYMOUS, mremap, prctl */
#define _GNU_SOURCE
#include "file.h"

#include <errno.h>
#include <limits.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <time.h>
#include <unistd.h>

#include "identity.h"

_Alignas(METER_ROOM) union meter_area meter_area;

/* Whether that is a file's, and a page that can take its place. */
static bool published;
static _Alignas(METER_ROOM) union meter_area spare;

/* Long buffers are static: the stack may be a small thread's. */
static char folder[PATH_MAX]; /* absolute; "" when nothing is published */
static char program[HEAPMETER_PROGRAM_MAX];
static char refusal[HEAPMETER_REFUSAL_MAX];

/* Of prctl(2), as the program was started: a container has a filter, too. */
static int seccomp_then;

/* ---- Filling it ------------------------------------------------------ */

/*
 * Reads in the order that layout.h asks for. Done is set to what it is when
 * all is quiet: an operation that another thread had under way at a fork is
 * never finished in the child, which has no such thread.
 */
bool file_copy_counters(struct heapmeter_layout *to,
                        const struct heapmeter_layout *from)
{
    uint64_t done = from->done;

    to->live_bytes = from->live_bytes;
    to->total_bytes = from->total_bytes;
    to->peak_bytes = from->peak_bytes;
    to->failed = from->failed;
    to->foreign = from->foreign;
    to->marks = from->marks;
    to->frees = from->frees;
    to->allocs = from->allocs;
    to->done = to->allocs + to->frees;
    return to->done == done;
}

static void introduce(struct heapmeter_layout *page)
{
    struct timespec now = {0};

    (void)clock_gettime(CLOCK_REALTIME, &now); /* cannot fail for this id */
    page->version = HEAPMETER_VERSION;
    page->size = sizeof *page;
    page->pid = getpid();
    page->parent = getppid();
    page->start_ns =
        (uint64_t)now.tv_sec * 1000000000U + (uint64_t)now.tv_nsec;
    memcpy(page->program, program, sizeof page->program);
    memcpy(page->refusal, refusal, sizeof page->refusal);
    page->space = identity_space();
    page->born = identity_born("self");
    page->magic = HEAPMETER_MAGIC; /* last: from here on it can be read */
}

/* Moves the file under the counters. Returns 0, or -1 with errno. */
static int move_to_file(const char *path, const struct heapmeter_layout *kept)
{
    size_t size = file_page_size();
    struct heapmeter_layout *page = claim_file(path);

    if (page == NULL)
        return -1;
    (void)file_copy_counters(page, kept);
    introduce(page);
    if (mremap(page, size, size, MREMAP_MAYMOVE | MREMAP_FIXED, &meter_area) !=
        MAP_FAILED) {
        published = true;
        return 0;
    }
    int error = errno;
    (void)munmap(page, size); /* cannot fail: just mapped */
    errno = error;
    return -1;
}

/*
 * So that a child does not count in its parent's file. A page that is there
 * can be moved even where a limit allows no new one; once it has been, one
 * more is asked for.
 */
static void move_to_memory(const struct heapmeter_layout *kept)
{
    size_t size = file_page_size();

    if (published &&
        mremap(&spare, size, size, MREMAP_MAYMOVE | MREMAP_FIXED,
               &meter_area) == MAP_FAILED &&
        mmap(&meter_area, size, PROT_READ | PROT_WRITE,
             MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0) == MAP_FAILED)
        return; /* not even that: its parent's numbers are wrong */
    published = false;
    (void)file_copy_counters(&meter_area.page, kept); /* nobody reads more */
}

void file_move_in(const struct heapmeter_layout *from, uint64_t mark)
{
    static char path[PATH_MAX + 48];
    static struct heapmeter_layout kept; /* FROM may be what is replaced */
    int cancel;

    (void)pthread_setcancelstate(PTHREAD_CANCEL_DISABLE, &cancel);
    (void)file_copy_counters(&kept, from);
    kept.marks |= mark;
    if (prctl(PR_GET_SECCOMP) != seccomp_then) {
        file_tell("runs on unmetered: its seccomp filter may end it at an "
                  "open: meter it without its sandbox");
        move_to_memory(&kept);
    } else {
        (void)identity_file(path, sizeof path, folder, getpid());
        if (move_to_file(path, &kept) != 0) {
            claim_withdraw(path);
            file_complain(path, errno);
            move_to_memory(&kept);
        }
    }
    (void)pthread_setcancelstate(cancel, NULL);
}

bool file_name(char *path, size_t size)
{
    int n = published ? identity_file(path, size, folder, getpid()) : -1;

    return n > 0 && (size_t)n < size;
}

/* ---- Settings -------------------------------------------------------- */

/* Absolute: children may be forked after a chdir. */
bool file_set_folder(const char *dir)
{
    char here[PATH_MAX];
    int n;

    seccomp_then = prctl(PR_GET_SECCOMP);
    if (dir[0] == '/')
        n = snprintf(folder, sizeof folder, "%s", dir);
    else if (getcwd(here, sizeof here) != NULL)
        n = snprintf(folder, sizeof folder, "%s/%s", here, dir);
    else
        return false;
    if (n >= 0 && (size_t)n < sizeof folder)
        return true;
    errno = ENAMETOOLONG;
    return false;
}

void file_set_program(const char *name)
{
    const char *slash = strrchr(name, '/');

    (void)snprintf(program, sizeof program, "%s",
                   slash != NULL ? slash + 1 : name); /* cut at its end */
}

void file_set_refusal(const char *why)
{
    (void)snprintf(refusal, sizeof refusal, "%s", why);
}
