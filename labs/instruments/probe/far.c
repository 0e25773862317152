/* SPDX-License-Identifier: MIT */
/* _GNU_SOURCE: unshare */
#define _GNU_SOURCE
#include "far.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <net/if.h>
#include <netinet/in.h>
#include <sched.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "address.h"
#include "failure.h"
#include "files.h"
#include "service.h"

/* ---- The network ------------------------------------------------------- */

/* As linux/ipv6.h has it, which some versions of netinet/in.h don't bear. */
struct address_of {
    struct in6_addr address;
    uint32_t prefix_length;
    int interface;
};

static bool add_address(int one)
{
    struct ifreq lo = {.ifr_name = "lo"};
    struct address_of address = {.prefix_length = 128};

    if (ioctl(one, SIOCGIFFLAGS, &lo) < 0)
        return false;
    lo.ifr_flags |= IFF_UP;
    address.interface = (int)if_nametoindex("lo");
    return ioctl(one, SIOCSIFFLAGS, &lo) == 0 &&
           inet_pton(AF_INET6, FAR_ADDRESS, &address.address) == 1 &&
           ioctl(one, SIOCSIFADDR, &address) == 0;
}

/* An ordinary user may make one inside a user namespace, where allowed. */
static bool enter_network(void)
{
    int one = -1;
    bool is_there = false;

    if (unshare(CLONE_NEWNET) < 0 && unshare(CLONE_NEWUSER | CLONE_NEWNET) < 0)
        return false;
    one = socket(AF_INET6, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    is_there = one >= 0 && add_address(one);
    if (one >= 0)
        (void)close(one);
    if (is_there) /* the kernel lets it be used a moment later */
        wait_until(address_is_here(FAR_ADDRESS));
    return is_there;
}

/* ---- A process there --------------------------------------------------- */

#define FAILED 3 /* beside those of enum far */

static int to_parent; /* the reason of a failure goes there */

static void end_failed(const char *text, const char *file, int line)
{
    (void)file;
    (void)line;
    (void)services_stop_all();
    files_remove_all();
    (void)!write(to_parent, text, strlen(text)); /* or there is no reason */
    (void)fflush(stdout);
    _exit(FAILED);
}

static void be_there(bool (*look)(void))
{
    enum far answer = FAR_FORBIDDEN;

    fail_by = end_failed;
    fail_first = NULL;
    services_forget(); /* those are our parent's, and so are the folders */
    files_forget_all();
    if (enter_network())
        answer = look() ? FAR_WELL : FAR_ODD;
    (void)services_stop_all();
    files_remove_all();
    (void)fflush(stdout);
    _exit((int)answer);
}

enum far far_look(bool (*look)(void))
{
    int ends[2];
    char text[4096];
    ssize_t got = 0;
    int status = 0;
    pid_t pid = 0;

    assert_system_ok(pipe2(ends, O_CLOEXEC));
    (void)fflush(stdout); /* else what is there is printed twice */
    pid = fork();
    assert_system_ok(pid);
    if (pid == 0) {
        (void)close(ends[0]);
        to_parent = ends[1];
        be_there(look);
    }
    (void)close(ends[1]);
    got = read(ends[0], text, sizeof text - 1);
    text[got > 0 ? got : 0] = '\0';
    (void)close(ends[0]); /* only read from */
    assert_system_ok(waitpid(pid, &status, 0));
    if (!WIFEXITED(status) || WEXITSTATUS(status) >= FAILED)
        fail_because("in a network of its own: %s",
                     *text != '\0' ? text : "it has ended by itself");
    return (enum far)WEXITSTATUS(status);
}
