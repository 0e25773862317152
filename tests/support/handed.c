/* SPDX-License-Identifier: MIT */
#include "handed.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include "support.h"

const struct service_setup handed_setup = {
    .wrapper = (const char *const[]){"sh", "-c",
                                     "export LISTEN_PID=$$; exec \"$@\" 3<&9",
                                     "sh", NULL},
    .environment = (const char *const[]){"LISTEN_FDS=1", NULL}};

unsigned handed_open(bool listens)
{
    struct sockaddr_in address = {.sin_family = AF_INET};
    socklen_t size = sizeof address;
    int descriptor = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

    assert_system_ok(descriptor);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    assert_system_ok(bind(descriptor, (struct sockaddr *)&address, size));
    if (listens)
        assert_system_ok(listen(descriptor, 8));
    assert_system_ok(
        getsockname(descriptor, (struct sockaddr *)&address, &size));
    assert_int_equal(dup2(descriptor, 9), 9); /* without CLOEXEC */
    if (descriptor != 9)
        (void)close(descriptor);
    return ntohs(address.sin_port);
}
