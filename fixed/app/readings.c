/* SPDX-License-Identifier: MIT */
#include "app/readings.h"

#include <pthread.h>
#include <string.h>
#include <time.h>

#include "scope.h"

struct reading {
    unsigned long number;
    time_t received;
    double value;
    char sensor[64];
    char unit[16];
};

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static struct reading ring[READINGS_MAX];
static unsigned long last_number;

/* ---- Add ------------------------------------------------------------- */

/* Copies a text of 1 to size - 1 bytes; -1 if it is none. */
static int copy_text(char *out, size_t size, const json_t *text)
{
    size_t length = json_string_length(text); /* 0 if it is no string */

    if (length == 0 || length >= size)
        return -1;
    memcpy(out, json_string_value(text), length + 1);
    return 0;
}

static const char *parse(struct reading *reading, const json_t *body)
{
    if (!json_is_object(body))
        return "the body must be a JSON object";
    if (copy_text(reading->sensor, sizeof reading->sensor,
                  json_object_get(body, "sensor")) < 0)
        return "\"sensor\" must be a text of 1 to 63 bytes";
    if (!json_is_number(json_object_get(body, "value")))
        return "\"value\" must be a number";
    if (copy_text(reading->unit, sizeof reading->unit,
                  json_object_get(body, "unit")) < 0)
        return "\"unit\" must be a text of 1 to 15 bytes";
    if (json_object_size(body) != 3)
        return "only \"sensor\", \"value\" and \"unit\" are taken";
    reading->value = json_number_value(json_object_get(body, "value"));
    return NULL;
}

unsigned long readings_add(const json_t *body, const char **fault)
{
    struct reading reading = {.received = time(NULL)};

    *fault = parse(&reading, body);
    if (*fault != NULL)
        return 0;
    (void)pthread_mutex_lock(&mutex); /* cannot fail: a static mutex */
    reading.number = ++last_number;
    ring[reading.number % READINGS_MAX] = reading;
    (void)pthread_mutex_unlock(&mutex);
    return reading.number;
}

/* ---- List ------------------------------------------------------------ */

static json_t *to_json(const struct reading *reading)
{
    return json_pack("{s:I s:s s:f s:s s:I}", "id",
                     (json_int_t)reading->number, "sensor", reading->sensor,
                     "value", reading->value, "unit", reading->unit,
                     "received", (json_int_t)reading->received);
}

json_t *readings_json(unsigned long limit)
{
    scoped_json json_t *array = json_array();
    int failed = array == NULL;

    (void)pthread_mutex_lock(&mutex);
    if (limit > READINGS_MAX)
        limit = READINGS_MAX;
    for (unsigned long i = 0; i < limit && i < last_number && !failed; i++) {
        const struct reading *reading =
            &ring[(last_number - i) % READINGS_MAX];

        failed = json_array_append_new(array, to_json(reading)) < 0;
    }
    (void)pthread_mutex_unlock(&mutex);
    return failed ? NULL : scope_take(array);
}

json_t *reading_json(unsigned long number)
{
    const struct reading *reading = &ring[number % READINGS_MAX];
    json_t *json = NULL;

    (void)pthread_mutex_lock(&mutex);
    if (number > 0 && reading->number == number)
        json = to_json(reading);
    else
        json = json_null();
    (void)pthread_mutex_unlock(&mutex);
    return json;
}
