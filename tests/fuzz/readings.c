/* SPDX-License-Identifier: MIT */
/*
 * app/readings: the body of POST /readings.
 */
#include <string.h>

#include "app/readings.h"
#include "fuzz.h"
#include "process/log.h"

static void check(unsigned long number, const json_t *body)
{
    json_t *kept = reading_json(number);
    json_t *list = readings_json(1);
    char *text = json_dumps(list, JSON_COMPACT);

    must(json_is_object(kept) && json_array_size(list) == 1);
    must(json_equal(json_array_get(list, 0), kept));
    must(json_equal(json_object_get(kept, "sensor"),
                    json_object_get(body, "sensor")));
    must(json_equal(json_object_get(kept, "unit"),
                    json_object_get(body, "unit")));
    must(text != NULL);
    free(text);
    json_decref(list);
    json_decref(kept);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    json_error_t error = {0};
    char text[JSON_ERROR_TEXT_LENGTH];
    const char *fault = NULL;
    json_t *body =
        json_loadb((const char *)data, size, JSON_REJECT_DUPLICATES, &error);
    unsigned long number = 0;

    if (body == NULL) {
        (void)log_clean(text, sizeof text, error.text);
        must(memchr(text, '\0', sizeof text) != NULL);
        return 0;
    }
    number = readings_add(body, &fault);
    must((number == 0) == (fault != NULL));
    if (number > 0)
        check(number, body);
    json_decref(body);
    return 0;
}
