/* SPDX-License-Identifier: MIT */
/*
 * When the meter gets its file: at the start of the program (after exec the
 * next program takes it over), and in each child of a fork.
 */
/* _GNU_SOURCE: MAP_ANONYMOUS, MADV_WIPEONFORK */
#define _GNU_SOURCE

#include "file.h"
#include "next.h"
#include "rivals.h"

#include <errno.h>
#include <pthread.h>
#include <string.h>
#include <sys/auxv.h>
#include <sys/mman.h>

static _Atomic int at_home = 1;
_Atomic int *meter_at_home = &at_home;

/* Fork ------------------------------------------------------------------- */

/*
 * The page is shared with the child until the child has its own, and the
 * parent goes on counting in it: so the numbers as at the fork are set
 * aside just before. When other threads allocate between that moment and
 * the fork itself, the child's numbers lack those few operations.
 */
static struct heapmeter_layout at_fork;

static void before_fork(void)
{
    /* Bounded: a thread may have stopped in the midst of an operation. */
    for (int i = 0; i < 1000; i++)
        if (file_copy_counters(&at_fork, &meter_area.page))
            return;
}

static void in_child(void)
{
    int error = errno;

    atomic_store(meter_at_home, 1);
    file_move_in(&at_fork);
    errno = error;
}

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
    atomic_store(meter_at_home, 1);
}

void meter_move_out(void)
{
    int error = errno;

    /* Nobody set numbers aside: the parent's of this moment must do. */
    if (atomic_exchange(meter_at_home, 1) == 0)
        file_move_in(&meter_area.page);
    errno = error;
}

/* Start ------------------------------------------------------------------ */

static const char *setting(char **envp, const char *name)
{
    size_t n = strlen(name);

    for (; *envp != NULL; envp++)
        if (strncmp(*envp, name, n) == 0 && (*envp)[n] == '=')
            return *envp + n + 1;
    return NULL;
}

/*
 * Runs before all other constructors (the Makefile links with -z initfirst)
 * and so before there can be threads; even before the C library has set
 * environ, hence the arguments, which glibc gives to every constructor.
 */
__attribute__((constructor)) static void start(int argc, char **argv,
                                               char **envp)
{
    int error = errno;
    const char *dir = setting(envp, "HEAPMETER_DIR");

    /* A file of a setuid program's making is not the caller's to direct. */
    if (dir == NULL || dir[0] == '\0' || getauxval(AT_SECURE) != 0)
        return;
    file_remember_stderr();
    if (argc > 0 && argv[0] != NULL)
        file_set_program(argv[0]);
    if (!next_ready())
        file_set_refusal(next_refusal);
    meter_area.page.marks |= rivals_marks();
    if (!file_set_folder(dir)) {
        file_complain(dir, errno);
    } else {
        file_move_in(&meter_area.page);
        watch_forks();
        if (pthread_atfork(before_fork, NULL, in_child) != 0)
            file_complain(dir, ENOMEM);
    }
    errno = error;
}
