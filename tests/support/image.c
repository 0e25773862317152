/* SPDX-License-Identifier: MIT */
#include "image.h"

#include "probe/asserts.h"

static char image[IMAGE_SIZE];
static bool painted;

static void put_image(const struct service *server)
{
    for (size_t i = 0; i < IMAGE_SIZE && !painted; i++)
        image[i] = (char)(i * 2654435761U >> 11);
    painted = true;
    service_put(server, "image.bin", image, IMAGE_SIZE);
}

struct tls_client *image_try(const struct service *server)
{
    scoped_response struct http_response response = {0};
    struct tls_client *client = NULL;

    put_image(server); /* before anybody's time begins to run */
    client = tls_try(server, &(struct tls_setup){.certificate = "sensor-1",
                                                 .receive_buffer = 4096});
    if (client == NULL)
        return NULL;
    if (tls_send_text(client, "GET /firmware/image.bin HTTP/1.1\r\n"
                              "Host: x\r\n\r\n") >= 0 &&
        tls_answer(client, true, &response)) { /* headers only */
        assert_status(&response, 200);
        return client;
    }
    tls_close(client);
    return NULL;
}

struct tls_client *image_begin(const struct service *server)
{
    struct tls_client *client = image_try(server);

    if (client == NULL)
        fail_because("no download could be begun");
    return client;
}

size_t image_read(struct tls_client *client)
{
    static char part[65536];
    size_t size = 0;
    ssize_t got = 0;

    while (size < IMAGE_SIZE &&
           (got = tls_receive(client, part, sizeof part)) > 0) {
        assert_true(size + (size_t)got <= IMAGE_SIZE);
        assert_memory_equal(part, image + size, (size_t)got);
        size += (size_t)got;
    }
    return size;
}
