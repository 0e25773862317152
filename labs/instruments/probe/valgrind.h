/* SPDX-License-Identifier: MIT */
/*
 * How a server under test is run by valgrind, for the lists of its options:
 *
 *     {VALGRIND, VALGRIND_MEMCHECK, "--freelist-vol=200000000", NULL}
 */
#ifndef VALGRIND_H
#define VALGRIND_H

/*
 * What all runs have in common:
 * - no options from VALGRIND_OPTS or ~/.valgrindrc;
 * - threads take turns, else a busy one may keep the others out for long;
 * - a call that is translated together with its caller shows the caller as
 *   the place of an error in the callee's first instruction (seen with 3.19:
 *   on_finish where request_id reads). Not chasing calls ends that.
 */
#define VALGRIND_NO_CHASE "--vex-guest-chase=no"
#define VALGRIND \
    "valgrind", "--command-line-only=yes", "--fair-sched=try", \
        VALGRIND_NO_CHASE

/*
 * Everything there is to be found, at exit and before. Say --freelist-vol, too,
 * the bytes of freed memory that are kept out of use: an mTLS connection frees
 * 700 KB, so that by default a stale pointer would point at someone else's
 * after thirty.
 */
#define VALGRIND_MEMCHECK \
    "--tool=memcheck", "--leak-check=full", "--show-leak-kinds=all"

#endif
