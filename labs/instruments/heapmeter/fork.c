/* SPDX-License-Identifier: MIT */
/*
 * Forks: the numbers with which a child begins are those of the moment of the
 * fork, whatever other threads do.
 *
 * The page is shared with the child until the child has its own, and the
 * parent goes on counting in it: so the numbers are set aside just before.
 * From then to the fork itself no operation may begin. A thread that would
 * waits, but not for ever: it may hold what the fork waits for. If it goes on,
 * or if the numbers could not be set aside in the midst of an operation, the
 * child says that its own are not exact.
 */
/* _GNU_SOURCE: MAP_ANONYMOUS, MADV_WIPEONFORK */
#define _GNU_SOURCE
#include "file.h"

#include <errno.h>
#include <pthread.h>
#include <sched.h>
#include <sys/mman.h>
#include <time.h>

#include "stacks.h"

#define PATIENCE_NS 100000000
#define PATIENCE_TRIES 1000000 /* should somebody have stopped the clock */

static _Atomic int at_home = METER_HOME;
_Atomic int *meter_at_home = &at_home;
_Atomic int meter_late;

static struct heapmeter_layout at_fork;
static _Atomic uintptr_t holder; /* the thread that forks, or 0 */

/* See fork_enter. */
static _Atomic unsigned under_way;
static _Atomic bool never_more;

static uintptr_t self(void)
{
    return (uintptr_t)pthread_self();
}

struct patience {
    int64_t end;
    int tries;
};

static int64_t now_ns(void)
{
    struct timespec now = {0};

    (void)clock_gettime(CLOCK_MONOTONIC, &now); /* cannot fail for this id */
    return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

static struct patience begin(void)
{
    return (struct patience){now_ns() + PATIENCE_NS, PATIENCE_TRIES};
}

/* Lets others go on. False when patience is at its end. */
static bool wait_a_little(struct patience *p)
{
    (void)sched_yield();
    return --p->tries > 0 && now_ns() < p->end;
}

/* ---- Other threads' forks -------------------------------------------- */

static void wait_for_fork(void)
{
    struct patience p = begin();

    while (*meter_at_home == METER_FORKS && !meter_late) {
        if (holder == self() || !wait_a_little(&p))
            meter_late = 1; /* a signal handler's, in the forking thread */
    }
}

/* In a child: those of other threads are under way for ever. */
static void end_others(void)
{
    if (under_way > 0)
        never_more = true;
    under_way = 0;
}

void meter_wait(void)
{
    int away = METER_AWAY;
    int error = errno;

    /* Nobody set numbers aside: the parent's of this moment must do. */
    if (atomic_compare_exchange_strong(meter_at_home, &away, METER_HOME)) {
        file_move_in(&meter_area.page, HEAPMETER_MARK_CLONE);
        end_others();
        stacks_move_in(false);
    } else {
        wait_for_fork();
    }
    errno = error;
}

bool fork_enter(void)
{
    while (!never_more) {
        if (*meter_at_home != METER_HOME)
            meter_wait();
        under_way++;
        if (*meter_at_home != METER_FORKS || meter_late)
            return true;
        under_way--;
    }
    return false;
}

void fork_leave(void)
{
    under_way--;
}

/* ---- Our own --------------------------------------------------------- */

/* False when another thread's fork takes too long. */
static bool hold(struct patience *p)
{
    int state = METER_HOME;

    while (
        !atomic_compare_exchange_strong(meter_at_home, &state, METER_FORKS)) {
        if (state == METER_AWAY)
            meter_wait();
        else if (!wait_a_little(p))
            return false;
        state = METER_HOME;
    }
    holder = self();
    return true;
}

/*
 * False when an operation does not end: its thread may have been ended within
 * it, or be this one, in a signal handler. After that we wait less.
 */
static bool set_aside(struct patience *p)
{
    static bool stuck;

    if (stuck && p->tries > 100)
        p->tries = 100;
    stuck = true;
    while (!file_copy_counters(&at_fork, &meter_area.page) || under_way > 0) {
        if (!wait_a_little(p))
            return false;
    }
    stacks_set_aside();
    stuck = false;
    return true;
}

static void before_fork(void)
{
    struct patience p = begin();

    if (!hold(&p) || !set_aside(&p)) {
        stacks_set_aside(); /* as near as can be */
        meter_late = 1;
    }
}

static void in_parent(void)
{
    if (holder != self())
        return;
    holder = 0;
    meter_late = 0;
    *meter_at_home = METER_HOME; /* last: who forks next sets the others */
}

static void in_child(void)
{
    int error = errno;
    uint64_t mark = meter_late ? HEAPMETER_MARK_FORK : 0;

    holder = 0;
    meter_late = 0;
    *meter_at_home = METER_HOME;
    file_move_in(&at_fork, mark);
    end_others();
    stacks_move_in(true);
    errno = error;
}

/* ---- Start ----------------------------------------------------------- */

/* The kernel clears this page in the child of any fork whatever. */
static void watch_forks(void)
{
    void *flag = mmap(NULL, file_page_size(), PROT_READ | PROT_WRITE,
                      MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

    if (flag == MAP_FAILED)
        return; /* only forks without handlers go unnoticed then */
    if (madvise(flag, file_page_size(), MADV_WIPEONFORK) != 0) {
        (void)munmap(flag, file_page_size()); /* an old kernel: the same */
        return;
    }
    meter_at_home = flag;
    *meter_at_home = METER_HOME;
}

int fork_follow(void)
{
    watch_forks();
    return pthread_atfork(before_fork, in_parent, in_child);
}
