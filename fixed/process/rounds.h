/* SPDX-License-Identifier: MIT */
/*
 * The rounds of libmicrohttpd's threads. Each goes round a loop and waits in
 * epoll_wait(). As our program has a function of that name, libmicrohttpd
 * calls ours (ld.so(8)): it counts the rounds, and keeps them from spinning,
 * and from waiting for more where there is work.
 *
 * epoll, not poll: poll looks at every client each time one of them sends
 * something. But libmicrohttpd's loop over epoll does not wait at all as long
 * as one client thinks in the midst of its handshake: anybody could take a
 * core. Such a round finds nothing and moves nothing, so ours waits after it:
 * a millisecond, and twice as long each time, up to half a second. Whatever
 * comes ends the wait at once.
 */
#ifndef ROUNDS_H
#define ROUNDS_H

/*
 * From now on no thread waits for longer than `milliseconds`, so that each
 * that is not stuck comes round. Call before there are threads.
 */
void rounds_watch(int milliseconds);

/* How many threads have not come round since the last call. */
unsigned rounds_stuck(void);

/*
 * A client is in the midst of its handshake and has nothing to say: that alone
 * is no reason for another round of this thread.
 */
void rounds_thinking(void);

/* This thread has moved bytes from or to a client: its next round is due. */
void rounds_moved(void);

#endif
