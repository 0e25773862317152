/* SPDX-License-Identifier: MIT */
/*
 * In the server that ThreadSanitizer watches (ld --wrap): whoever gives up a
 * lock lets others run before it goes on, each third time. So what is touched
 * when the lock is gone meets them, also where threads hardly ever run at once.
 */
#include <pthread.h>
#include <sched.h>

int __real_pthread_mutex_unlock(pthread_mutex_t *mutex);
int __wrap_pthread_mutex_unlock(pthread_mutex_t *mutex);

int __wrap_pthread_mutex_unlock(pthread_mutex_t *mutex)
{
    static _Thread_local unsigned times;
    int code = __real_pthread_mutex_unlock(mutex);

    if (++times % 3 == 0) /* each time would cost more */
        (void)sched_yield();
    return code;
}
