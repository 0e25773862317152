/* SPDX-License-Identifier: MIT */
#include "ask.h"

#include "probe/asserts.h"
#include "probe/certs.h"

void ask(struct tls_client *client, const char *request,
         struct http_response *response)
{
    assert_true(tls_exchange(client, request, response));
}

long ask_status(struct tls_client *client, const char *request)
{
    scoped_response struct http_response response = {0};

    ask(client, request, &response);
    if (response.status == 403)
        assert_problem(&response, 403);
    return response.status;
}

void assert_get_at(const struct service *server, const char *certificate,
                   const char *path, long status, const char *file, int line)
{
    scoped_response struct http_response response = {0};

    (void)http_get(server, certificate, path, &response);
    if (status < 400)
        assert_status_at(&response, status, file, line);
    else
        assert_problem_at(&response, status, file, line);
}

json_t *ask_json(struct http_client *client, const char *path)
{
    scoped_response struct http_response response = {0};
    json_error_t error;
    json_t *json = NULL;

    (void)client_get(client, path, &response);
    assert_status(&response, 200);
    json = json_loadb(response.body, response.length, JSON_REJECT_DUPLICATES,
                      &error);
    if (json == NULL)
        fail_because("%s is not JSON: %s: %.400s", path, error.text,
                     response.body);
    return json;
}

void post_reading(const struct service *server, const char *json,
                  struct http_response *response)
{
    (void)http_post_json(server, "sensor-1", "/readings", json, response);
}

void reload_with(struct service *server, const char *file,
                 const char *certificate)
{
    char path[PATH_SIZE];

    cert_path(path, certificate);
    service_replace(server, file, path);
    assert_contains(service_reload(server), "reloaded key");
}
