/* SPDX-License-Identifier: MIT */
#include "control.h"

#include <jansson.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "variants.h"

struct control control_none(void)
{
    return (struct control){.leaks = -1,
                            .load = -1,
                            .refused = -1,
                            .downloads = -1,
                            .stacks = -1,
                            .rate = -1,
                            .handshake = -1};
}

/* ---- Members ----------------------------------------------------------- */

static int fault(char error[CONTROL_ERROR_SIZE], const char *name,
                 const char *must)
{
    (void)snprintf(error, CONTROL_ERROR_SIZE, "%s: %s", name, must);
    return -1;
}

static int read_leaks(struct control *control, const json_t *value,
                      char error[CONTROL_ERROR_SIZE])
{
    char list[VARIANT_LIST_SIZE];
    unsigned leaks = 0;
    const json_t *one = NULL;
    size_t i = 0;

    if (!json_is_array(value))
        return fault(error, "leaks", "must be an array of names");
    json_array_foreach (value, i, one) {
        int module = variant_module(json_string_value(one)); /* may be NULL */

        if (module < 0)
            return fault(error, "leaks", "one of them is no leak of the kit");
        if (leaks >> module & 1U)
            return fault(error, "leaks", "one of them is there twice");
        leaks |= 1U << module;
    }
    if (!variant_is_built(leaks)) {
        (void)snprintf(error, CONTROL_ERROR_SIZE,
                       "leaks: that variant is not built: make variant "
                       "LEAKS=\"%s\"",
                       variant_list(leaks, " ", list));
        return -1;
    }
    control->leaks = (int)leaks;
    return 0;
}

static int read_rate(struct control *control, const json_t *value,
                     char error[CONTROL_ERROR_SIZE])
{
    json_int_t rate = json_integer_value(value);

    if (!json_is_integer(value) || rate < 0 || rate > CONTROL_RATE_MAX)
        return fault(error, "rate", "must be an integer from 0 to 10000");
    control->rate = (long)rate;
    return 0;
}

static int read_handshake(struct control *control, const json_t *value,
                          char error[CONTROL_ERROR_SIZE])
{
    const char *name = json_string_value(value);

    if (name == NULL ||
        (strcmp(name, "full") != 0 && strcmp(name, "resumed") != 0))
        return fault(error, "handshake", "must be \"full\" or \"resumed\"");
    control->handshake =
        strcmp(name, "resumed") == 0 ? WISH_RESUMED : WISH_FULL;
    return 0;
}

/* An action is asked for by true; false asks for nothing. */
static int read_switch(struct control *control, const char *name,
                       const json_t *value, char error[CONTROL_ERROR_SIZE])
{
    const struct {
        const char *name;
        int *state;
        bool *action;
    } switches[] = {
        {"load", &control->load, NULL},
        {"refused", &control->refused, NULL},
        {"downloads", &control->downloads, NULL},
        {"stacks", &control->stacks, NULL},
        {"rest", NULL, &control->rest},
        {"demo", NULL, &control->demo},
    };

    for (size_t i = 0; i < sizeof switches / sizeof *switches; i++) {
        if (strcmp(switches[i].name, name) != 0)
            continue;
        if (!json_is_boolean(value))
            return fault(error, name, "must be true or false");
        if (switches[i].state != NULL)
            *switches[i].state = json_is_true(value);
        else
            *switches[i].action = json_is_true(value);
        return 0;
    }
    (void)snprintf(error, CONTROL_ERROR_SIZE, "%.40s: there is no such member",
                   name);
    return -1;
}

static int read_member(struct control *control, const char *name,
                       const json_t *value, char error[CONTROL_ERROR_SIZE])
{
    if (strcmp(name, "leaks") == 0)
        return read_leaks(control, value, error);
    if (strcmp(name, "rate") == 0)
        return read_rate(control, value, error);
    if (strcmp(name, "handshake") == 0)
        return read_handshake(control, value, error);
    return read_switch(control, name, value, error);
}

int control_read(struct control *control, const char *body, size_t size,
                 char error[CONTROL_ERROR_SIZE])
{
    json_t *root = json_loadb(body, size, JSON_REJECT_DUPLICATES, NULL);
    const char *name = NULL;
    json_t *value = NULL;
    int rc = 0;

    *control = control_none();
    if (!json_is_object(root))
        rc = fault(error, "body", "must be a JSON object");
    else
        json_object_foreach (root, name, value) {
            rc = read_member(control, name, value, error);
            if (rc < 0)
                break;
        }
    json_decref(root); /* NULL is fine */
    return rc;
}

/* ---- The place between the threads -------------------------------------- */

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t come = PTHREAD_COND_INITIALIZER;
static struct control wanted;
static bool any;
static long asked;

static void merge(int *old, int by)
{
    *old = by >= 0 ? by : *old;
}

long control_put(const struct control *control)
{
    long number = 0;

    (void)pthread_mutex_lock(&lock); /* a plain mutex: cannot fail */
    if (!any)
        wanted = control_none();
    merge(&wanted.leaks, control->leaks);
    merge(&wanted.load, control->load);
    merge(&wanted.refused, control->refused);
    merge(&wanted.downloads, control->downloads);
    merge(&wanted.stacks, control->stacks);
    merge(&wanted.handshake, control->handshake);
    wanted.rate = control->rate >= 0 ? control->rate : wanted.rate;
    wanted.rest = wanted.rest || control->rest;
    wanted.demo = wanted.demo || control->demo;
    wanted.asked = number = ++asked;
    any = true;
    (void)pthread_cond_signal(&come);
    (void)pthread_mutex_unlock(&lock);
    return number;
}

bool control_take(struct control *control, long milliseconds)
{
    struct timespec end = {0};
    bool taken = false;
    int rc = 0;

    (void)clock_gettime(CLOCK_REALTIME, &end); /* cannot fail */
    end.tv_nsec += milliseconds % 1000 * 1000000;
    end.tv_sec += milliseconds / 1000 + end.tv_nsec / 1000000000;
    end.tv_nsec %= 1000000000;
    (void)pthread_mutex_lock(&lock);
    while (!any && rc == 0)
        rc = pthread_cond_timedwait(&come, &lock, &end);
    taken = any;
    if (taken)
        *control = wanted;
    any = false;
    (void)pthread_mutex_unlock(&lock);
    return taken;
}
