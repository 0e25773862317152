/* SPDX-License-Identifier: MIT */
#include "listed.h"

#include <jansson.h>
#include <stdint.h>

#include "probe/probe.h"

void listed_falling(struct http_client *client)
{
    scoped_response struct http_response response = {0};
    json_t *list = NULL;
    const json_t *entry = NULL;
    json_int_t last = INT64_MAX;
    size_t i = 0;

    if (client_get(client, "/requests", &response) != CURLE_OK ||
        response.status != 200)
        return;
    list = json_loads(response.body, 0, NULL);
    json_array_foreach (list, i, entry) {
        json_int_t id = json_integer_value(json_object_get(entry, "id"));

        if (id >= last)
            fail_because("GET /requests lists %lld behind %lld", (long long)id,
                         (long long)last);
        last = id;
    }
    json_decref(list);
}
