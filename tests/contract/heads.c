/* SPDX-License-Identifier: MIT */
/*
 * Contract: the first line and the fields of a request, as RFC 9112 has them.
 * What is wrong is refused by an answer, which is the last of its connection.
 */
#include <stdio.h>
#include <string.h>

#include "sent.h"
#include "support.h"

/* ---- The first line (RFC 9112, section 3) ------------------------------ */

SERVER_TEST(a_wrong_first_line_is_refused)
{
    static const struct sent sent[] = {
        SENT(400, "GET /healthz\r\n"), /* HTTP/0.9: no more comes */
        SENT(400, "GET  /healthz HTTP/1.1\r\n" END),
        SENT(400, "GET /healthz  HTTP/1.1\r\n" END),
        SENT(400, "GET /healthz HTTP/1.1 \r\n" END),
        SENT(400, " GET /healthz HTTP/1.1\r\n" END),
        SENT(400, "GET\t/healthz HTTP/1.1\r\n" END),
        SENT(400, "GET /healthz\tHTTP/1.1\r\n" END),
        SENT(400, "GET /health z HTTP/1.1\r\n" END),
        SENT(400, "GE(T /healthz HTTP/1.1\r\n" END),
        SENT(400, "GE\x01T /healthz HTTP/1.1\r\n" END),
        SENT(400, "GE\0T /healthz HTTP/1.1\r\n" END),
        SENT(400, "G\xc3\x89T /healthz HTTP/1.1\r\n" END),
        SENT(400, "GET /healthz http/1.1\r\n" END),
        SENT(400, "GET /healthz HTTP/1.10\r\n" END),
        SENT(400, "GET /healthz HTTP/1.\r\n" END),
        SENT(400, "GET /healthz HTTP/11\r\n" END),
        SENT(400, "GET /healthz HTCPCP/1.0\r\n" END),
        SENT(505, "GET /healthz HTTP/0.9\r\n" END),
        SENT(505, "GET /healthz HTTP/2.0\r\n" END),
        SENT(505, "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"),
        SENT(200, "GET /healthz HTTP/1.2\r\n" END),
        SENT(200, "\r\n" HEALTHZ END),
    };

    ALL_ANSWERED();
}

SERVER_TEST(a_wrong_target_is_refused)
{
    static const struct sent sent[] = {
        SENT(400, "GET healthz HTTP/1.1\r\n" END),
        SENT(400, "GET * HTTP/1.1\r\n" END),
        SENT(400, "GET x:80 HTTP/1.1\r\n" END),
        SENT(400, "CONNECT x:80 HTTP/1.1\r\n" END),
        SENT(400, "GET /healthz#part HTTP/1.1\r\n" END),
        SENT(400, "GET /firmware/a.txt\0.bin HTTP/1.1\r\n" END),
        SENT(400, "GET /firmware/a.txt\x01 HTTP/1.1\r\n" END),
        SENT(400, "GET /firmware/a.txt\x7f HTTP/1.1\r\n" END),
        SENT(400, "GET /firmware/\xc3\xa9 HTTP/1.1\r\n" END),
        SENT(400, "GET /firmware/% HTTP/1.1\r\n" END),
        SENT(400, "GET /firmware/%2 HTTP/1.1\r\n" END),
        SENT(400, "GET /firmware/%zz HTTP/1.1\r\n" END),
        SENT(400, "GET /firmware/a\\b HTTP/1.1\r\n" END),
        SENT(400, "GET /firmware/<a> HTTP/1.1\r\n" END),
        SENT(400, "GET /healthz?\"a\" HTTP/1.1\r\n" END),
    };

    service_put(*state, "a.txt", "a", 1);
    ALL_ANSWERED();
}

/* RFC 9112, section 3.2.2: a server must take it. */
SERVER_TEST(a_whole_uri_is_a_target)
{
    static const struct sent sent[] = {
        SENT(200, "GET http://x/healthz HTTP/1.1\r\n" END),
        SENT(200, "GET https://x:8443/healthz?a=b HTTP/1.1\r\n" END),
        SENT(200, "GET HTTPS://[::1]:1/healthz HTTP/1.1\r\n" END),
        SENT(200, "GET http://y/healthz HTTP/1.1\r\n" END),
        SENT(404, "GET http://x HTTP/1.1\r\nConnection: close\r\n" END),
        SENT(404, "GET http://x?a HTTP/1.1\r\nConnection: close\r\n" END),
        SENT(400, "GET http:///healthz HTTP/1.1\r\n" END),
        SENT(400, "GET http://user@x/healthz HTTP/1.1\r\n" END),
        SENT(400, "GET http://x/healthz HTTP/1.1\r\n\r\n"),
        SENT(400, "GET ftp://x/healthz HTTP/1.1\r\n" END),
        SENT(400, "GET http:/healthz HTTP/1.1\r\n" END),
    };

    ALL_ANSWERED();
}

/* ---- Fields (section 5) ------------------------------------------------ */

SERVER_TEST(lines_end_in_cr_lf_and_hold_no_controls)
{
    static const struct sent sent[] = {
        SENT(400, "GET /healthz HTTP/1.1\nHost: x\n\n"),
        SENT(400, HEALTHZ "Host: x\nA: b\r\n\r\n"),
        SENT(400, HEALTHZ "Host: x\rA: b\r\n\r\n"),
        SENT(400, HEALTHZ "Host: x\r\r\n\r\n"),
        SENT(400, HEALTHZ "A: b\0c\r\n" END),
        SENT(400, HEALTHZ "A: b\x01\r\n" END),
        SENT(400, HEALTHZ "A: b\x7f\r\n" END),
        SENT(400, HEALTHZ "A: b\x1b[31m\r\n" END),
        SENT(200, HEALTHZ "A: b\tc\xff\r\n" END),
    };

    ALL_ANSWERED();
}

SERVER_TEST(a_wrong_field_is_refused)
{
    static const struct sent sent[] = {
        SENT(400, HEALTHZ "A : b\r\n" END),
        SENT(400, HEALTHZ "Host : x\r\n\r\n"),
        SENT(400, HEALTHZ "A\t: b\r\n" END),
        SENT(400, HEALTHZ " A: b\r\n" END),
        SENT(400, HEALTHZ "A: b\r\n c\r\n" END),
        SENT(400, HEALTHZ "A: b\r\n\tc\r\n" END),
        SENT(400, HEALTHZ ": b\r\n" END),
        SENT(400, HEALTHZ "A\r\n" END),
        SENT(400, HEALTHZ "A(b): c\r\n" END),
        SENT(400, HEALTHZ "\xc3\xa9: b\r\n" END),
        SENT(400, HEALTHZ "A\0: b\r\n" END),
        SENT(400, POST JSON JSON "Content-Length: 35\r\n\r\n" GOOD),
        SENT(200,
             HEALTHZ "A:\r\nB:c\r\nC: \t d \r\n!#$%&'*+-.^_`|~: e\r\n" END),
    };

    ALL_ANSWERED();
}

SERVER_TEST(there_is_one_host_and_it_is_one)
{
    static const struct sent sent[] = {
        SENT(400, HEALTHZ "\r\n"),
        SENT(400, HEALTHZ "Host: x\r\nHost: x\r\n\r\n"),
        SENT(400, HEALTHZ "Host: x\r\nhost: y\r\n\r\n"),
        SENT(400, HEALTHZ "Host: x y\r\n\r\n"),
        SENT(400, HEALTHZ "Host: user@x\r\n\r\n"),
        SENT(400, HEALTHZ "Host: x/y\r\n\r\n"),
        SENT(400, HEALTHZ "Host: x:y\r\n\r\n"),
        SENT(400, HEALTHZ "Host: x:65536\r\n\r\n"),
        SENT(400, HEALTHZ "Host: x:1:2\r\n\r\n"),
        SENT(400, HEALTHZ "Host: :80\r\n\r\n"),
        SENT(400, HEALTHZ "Host: [::1\r\n\r\n"),
        SENT(400, HEALTHZ "Host: [::1]x\r\n\r\n"),
        SENT(400, HEALTHZ "Host: [:::]\r\n\r\n"),
        SENT(400, HEALTHZ "Host: \xc3\xa9\r\n\r\n"),
        SENT(400, "GET /healthz HTTP/1.0\r\nHost: x\r\nHost: x\r\n\r\n"),
        SENT(200, HEALTHZ "Host: x.example:8443\r\n\r\n"),
        SENT(200, HEALTHZ "Host: [::1]:8443\r\n\r\n"),
        SENT(200, HEALTHZ "Host: x:\r\n\r\n"),
        SENT(200, HEALTHZ "Host:\r\n\r\n"),
        SENT(200, "GET /healthz HTTP/1.0\r\n\r\n"),
    };

    ALL_ANSWERED();
}

SUITE("contract/heads")
