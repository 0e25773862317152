/* SPDX-License-Identifier: MIT */
/*
 * GET /metrics, sample by sample.
 */
#include "samples.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "asserts.h"
#include "service.h"

char *samples_page(const struct service *server)
{
    struct http_response response = {0};
    char *page = NULL;

    (void)http_get(server, "operator", "/metrics", &response);
    assert_status(&response, 200);
    page = response.body;
    response.body = NULL;
    response_free(&response);
    return page;
}

double samples_value(const char *page, const char *sample)
{
    size_t length = strlen(sample);
    const char *line = page;

    while (line != NULL && *line != '\0') {
        if (strncmp(line, sample, length) == 0 && line[length] == ' ')
            return strtod(line + length, NULL);
        line = strchr(line, '\n');
        line = line != NULL ? line + 1 : NULL;
    }
    return -1;
}

double sample(const struct service *server, const char *name)
{
    char *page = samples_page(server);
    double value = samples_value(page, name);

    free(page);
    return value;
}

double handshakes(const struct service *server, const char *reason)
{
    char name[128];
    const char *result = "refused";

    if (strcmp(reason, "full") == 0 || strcmp(reason, "resumed") == 0)
        result = "accepted";
    else if (strcmp(reason, "incomplete") == 0)
        result = "failed";
    (void)snprintf(name, sizeof name,
                   "mtls_handshakes_total{result=\"%s\",reason=\"%s\"}",
                   result, reason);
    return sample(server, name);
}

double requests_counted(const struct service *server)
{
    static const char name[] = "http_requests_total{route=\"";
    char *page = samples_page(server);
    const char *line = page;
    double sum = 0;

    while ((line = strstr(line, name)) != NULL) {
        const char *value = strchr(line, ' ');

        line += sizeof name - 1;
        if (strncmp(line, "/metrics\"", 9) != 0 && value != NULL)
            sum += strtod(value, NULL);
    }
    free(page);
    return sum;
}
