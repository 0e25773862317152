/* SPDX-License-Identifier: MIT */
/*
 * rounds.h: how long a thread's loop is let wait, and which threads are stuck.
 * The kernel's part is played: it notes the time-out, and says what comes.
 */
#include "process/rounds.h"

#include <errno.h>
#include <pthread.h>
#include <sys/epoll.h>
#include <unistd.h>

#include "unit.h"

#define ROOM 2

static int asked; /* milliseconds */
static int comes;

int epoll_pwait(int epoll, struct epoll_event *events, int size,
                int milliseconds, const sigset_t *signals)
{
    (void)epoll, (void)events, (void)size, (void)signals;
    asked = milliseconds;
    return comes;
}

/* For how long the kernel is asked to wait. */
static int go_round(int milliseconds)
{
    struct epoll_event events[ROOM];

    assert_int_equal(epoll_wait(0, events, ROOM, milliseconds), comes);
    return asked;
}

/* The same, after a round in which a client was in mid-handshake. */
static int spin(void)
{
    rounds_thinking();
    return go_round(0);
}

TEST(a_loop_that_waits_is_let_wait)
{
    assert_int_equal(go_round(-1), -1);
    assert_int_equal(go_round(7), 7);
    assert_int_equal(go_round(60000), 60000);
}

TEST(a_loop_that_spins_waits_longer_and_longer_up_to_half_a_second)
{
    assert_int_equal(spin(), 0);
    for (int pause = 1; pause <= 512; pause *= 2)
        assert_int_equal(spin(), pause);
    assert_int_equal(spin(), 512);
}

/* It has work, of which nothing is told: a plain answer that is long. */
TEST(without_such_a_client_no_round_waits)
{
    for (int i = 0; i < 5; i++)
        (void)spin();
    for (int i = 0; i < 20; i++)
        assert_int_equal(go_round(0), 0);
    assert_int_equal(spin(), 0);
}

TEST(what_comes_ends_that)
{
    for (int i = 0; i < 5; i++)
        (void)spin();
    comes = 1;
    (void)spin();
    assert_int_equal(spin(), 0);
    comes = 0;
    assert_int_equal(spin(), 0);
    assert_int_equal(spin(), 1);
}

TEST(so_do_bytes_that_were_moved)
{
    for (int i = 0; i < 20; i++) {
        assert_int_equal(spin(), 0);
        rounds_moved();
    }
    assert_int_equal(spin(), 0);
    assert_int_equal(spin(), 1);
}

/* libmicrohttpd asks again, and only then looks at what has come. */
TEST(who_has_come_does_not_wait_for_the_next_one)
{
    comes = ROOM;
    assert_int_equal(go_round(60000), 60000);
    assert_int_equal(go_round(60000), 0);
    comes = 0;
    assert_int_equal(go_round(60000), 0);
    assert_int_equal(go_round(60000), 60000);
}

TEST(so_does_a_wait)
{
    (void)spin();
    (void)spin();
    (void)go_round(30);
    assert_int_equal(spin(), 0);
}

TEST(who_is_watched_comes_round_in_time)
{
    rounds_watch(5);
    assert_int_equal(go_round(-1), 5);
    assert_int_equal(go_round(60000), 5);
    assert_int_equal(go_round(4), 4);
    for (int i = 0; i < 20; i++)
        (void)spin();
    assert_int_equal(spin(), 5);
}

static void *go_round_once(void *unused)
{
    (void)unused;
    (void)go_round(1);
    return NULL;
}

TEST(a_thread_that_does_not_come_round_is_stuck)
{
    pthread_t other;

    rounds_watch(5);
    assert_int_equal(rounds_stuck(), 0); /* nobody is known */
    (void)go_round(1);
    assert_int_equal(pthread_create(&other, NULL, go_round_once, NULL), 0);
    assert_int_equal(pthread_join(other, NULL), 0);
    assert_int_equal(rounds_stuck(), 0); /* both are new */
    (void)go_round(1);
    assert_int_equal(rounds_stuck(), 1); /* the other one */
    assert_int_equal(rounds_stuck(), 2);
}

TEST(what_is_out_of_a_set_can_be_taken_out)
{
    int set = epoll_create1(0);
    int member[2] = {-1, -1};
    struct epoll_event event = {.events = EPOLLIN};

    assert_true(set >= 0);
    assert_int_equal(pipe(member), 0);
    assert_int_equal(epoll_ctl(set, EPOLL_CTL_ADD, member[0], &event), 0);
    assert_int_equal(epoll_ctl(set, EPOLL_CTL_ADD, member[0], &event), -1);
    assert_int_equal(errno, EEXIST);
    assert_int_equal(epoll_ctl(set, EPOLL_CTL_DEL, member[0], NULL), 0);
    assert_int_equal(epoll_ctl(set, EPOLL_CTL_DEL, member[0], NULL), 0);
    assert_int_equal(epoll_ctl(set, EPOLL_CTL_MOD, member[0], &event), -1);
    assert_int_equal(errno, ENOENT);
    assert_int_equal(epoll_ctl(set, EPOLL_CTL_DEL, -1, NULL), -1);
    assert_int_equal(errno, EBADF);
    assert_int_equal(close(member[0]), 0);
    assert_int_equal(close(member[1]), 0);
    assert_int_equal(close(set), 0);
}

UNIT_MAIN("rounds")
