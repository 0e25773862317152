/* SPDX-License-Identifier: MIT */
#include "triggers.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "acts.h"
#include "probe.h"

#define POST(type, length, body) \
    HEAD("POST", "/readings") \
    "Content-Type: " type "\r\nContent-Length: " length "\r\n\r\n" body
#define READING "{\"sensor\":\"s\",\"value\":1,\"unit\":\"C\"}"
#define JSON "application/json"

#define SMALL ((size_t)20000) /* two of the chunks it is read in */

/* ---- The table --------------------------------------------------------- */

/* What comes in one step. */
#define CONNECTS .times = {[PER_CONNECTION] = 1}
#define ASKS .times = {[PER_CONNECTION] = 1, [PER_REQUEST] = 1}
#define DOWNLOADS \
    .times = {[PER_CONNECTION] = 1, [PER_REQUEST] = 1, [PER_DOWNLOAD] = 1}
#define IS_REFUSED .times = {[PER_CONNECTION] = 1, [PER_REFUSAL] = 1}

#define REFUSED(certificate, why) \
    .name = "refused-" certificate, .argument = (certificate), \
    .what = "a handshake refused: " why, IS_REFUSED, .step = act_refused, \
    .load = "--mix refused:" certificate
#define SENT(called, in_words, text, answer, options) \
    .name = (called), .what = (in_words), .argument = (text), \
    .status = (answer), .step = act_request, .load = (options)
#define REQUEST(...) SENT(__VA_ARGS__), ASKS
#define DOWNLOAD(...) SENT(__VA_ARGS__), DOWNLOADS

#define RELOAD_BAD(file, why) \
    .name = "reload-bad-" file, .argument = file ".pem", \
    .what = "a reload that fails: " why, .begin = act_spoil, \
    .step = act_reload_fails, .end = act_mend

const struct trigger triggers[] = {
    {.name = "full-tls1.2",
     .what = "a full handshake of TLS 1.2, and a request",
     ASKS,
     .anywhere = true,
     .step = act_full_2,
     .load = "--tls 1.2 --mix healthz"},
    {.name = "full-tls1.3",
     .what = "a full handshake of TLS 1.3, and a request",
     ASKS,
     .anywhere = true,
     .step = act_full_3,
     .load = "--tls 1.3 --mix healthz"},
    {.name = "resumed-tls1.2",
     .what = "a session of TLS 1.2 resumed, and a request",
     ASKS,
     .anywhere = true,
     .begin = act_get_tickets,
     .step = act_resumed_2,
     .resumes = true,
     .load = "--tls 1.2 --handshake resumed --mix healthz"},
    {.name = "resumed-tls1.3",
     .what = "a session of TLS 1.3 resumed, and a request",
     ASKS,
     .anywhere = true,
     .begin = act_get_tickets,
     .step = act_resumed_3,
     .resumes = true,
     .load = "--tls 1.3 --handshake resumed --mix healthz"},
    {.name = "keep-alive",
     .what = "a further request on a connection",
     .times = {[PER_REQUEST] = 1},
     .anywhere = true,
     .begin = act_stay,
     .step = act_ask_again,
     .end = act_go,
     .reuses = true,
     .load = "--concurrency 1 --handshake keep-alive --mix healthz"},
    {.name = "same-client",
     .what = "all kinds of requests of one client, on its connection",
     .times = {[PER_REQUEST] = ALL_ASKS, [PER_DOWNLOAD] = ALL_DOWNLOADS},
     .begin = act_stay,
     .step = act_ask_for_all,
     .end = act_go,
     .reuses = true},
    {.name = "many-names",
     .what = "a certificate of 300 names, let in",
     ASKS,
     .step = act_many_names,
     .load = "--mix many-names"},
    {.name = "view",
     .what = "a GET or HEAD of each view in its turn",
     ASKS,
     .step = act_view,
     .load = "--mix whoami,readings,requests,sessions,metrics,head"},
    {REQUEST("reading", "a reading looked at", GET("/readings/1"), 200, NULL)},
    {REQUEST("post", "a reading posted", POST(JSON, "35", READING), 201,
             "--mix post")},
    {DOWNLOAD("download", "a file downloaded whole",
              GET("/firmware/small.bin"), 200, "--mix firmware")},
    {DOWNLOAD("empty-download", "a file without a byte downloaded",
              GET("/firmware/empty.bin"), 200, NULL)},
    {DOWNLOAD("head-download", "the HEAD of a download",
              HEAD("HEAD", "/firmware/small.bin") "\r\n", 200, NULL)},
    {.name = "two-at-once",
     .what = "a download, and a request sent before it is answered",
     .times = {[PER_CONNECTION] = 1, [PER_REQUEST] = 2, [PER_DOWNLOAD] = 1},
     .reuses = true,
     .step = act_two_at_once},
    {.name = "gone-download",
     .what = "a client gone in mid-download",
     DOWNLOADS,
     .step = act_gone_download,
     .load = "--mix vanish:download"},
    {.name = "stalled-download",
     .what = "a client that stops reading in mid-download, then resets",
     DOWNLOADS,
     .step = act_stalled_download,
     .load = "--mix stall:download --stall 0.1"},
    {.name = "shrunk-download",
     .what = "a file that becomes shorter in mid-download",
     DOWNLOADS,
     .step = act_shrunk_download},
    {.name = "half-head",
     .what = "a client gone within the head of its request",
     CONNECTS,
     .anywhere = true,
     .step = act_half_head,
     .load = "--mix vanish:request"},
    {.name = "half-body",
     .what = "a client gone within the body of its request",
     ASKS,
     .argument = POST(JSON, "35", "{\"sensor\":"),
     .step = act_broken_request,
     .load = "--mix vanish:post"},
    {.name = "long-head",
     .what = "a head that is longer than the server reads",
     ASKS,
     .step = act_long_head},
    {.name = "no-http",
     .what = "a line that is no request, on a secure connection",
     ASKS,
     .anywhere = true,
     .argument = "nonsense\r\n\r\n",
     .step = act_broken_request},
    {REQUEST("error-404", "a route that is not there", GET("/nowhere"), 404,
             "--mix not-found")},
    {REQUEST("error-404-file", "a file that is not there",
             GET("/firmware/nothing.bin"), 404, NULL)},
    {REQUEST("error-404-folder", "a folder, which is no file to download",
             GET("/firmware/folder"), 404, NULL)},
    {REQUEST("error-404-fifo", "a FIFO, which is no file to download",
             GET("/firmware/fifo"), 404, NULL)},
    {REQUEST("error-404-name", "a name that no file to download has",
             GET("/firmware/.hidden"), 404, NULL)},
    {REQUEST("error-404-reading", "a reading that is not there",
             GET("/readings/999999"), 404, NULL)},
    {REQUEST("error-404-nul", "a path with a NUL in it",
             GET("/firmware/small.bin%00"), 404, NULL)},
    {REQUEST("error-405", "a method that the route has not",
             HEAD("DELETE", "/healthz") "\r\n", 405, NULL)},
    {REQUEST("error-400", "a body that is no JSON", POST(JSON, "4", "{\"s\""),
             400, "--mix bad-json")},
    {REQUEST("error-400-fields", "JSON that is no reading",
             POST(JSON, "12", "{\"sensor\":1}"), 400, NULL)},
    {REQUEST("error-400-limit", "a limit that is out of range",
             GET("/readings?limit=0"), 400, NULL)},
    {REQUEST("error-413", "a body that is announced as too long",
             HEAD("POST", "/readings") "Content-Type: " JSON
                                       "\r\nContent-Length: 9999999\r\n\r\n",
             413, NULL)},
    {.name = "long-body",
     .what = "a body that turns out too long, in chunks",
     ASKS,
     .status = 413,
     .step = act_long_body},
    {REQUEST("error-415", "a body of another type",
             POST("text/plain", "2", "hi"), 415, NULL)},
    {.name = "refused-none",
     .what = "a handshake refused: no certificate",
     IS_REFUSED,
     .anywhere = true,
     .step = act_refused,
     .load = "--mix refused:none"},
    {REFUSED("wrong-ca", "signed by another CA of the same name"),
     .anywhere = true},
    {REFUSED("self-signed", "signed by its own key")},
    {REFUSED("expired", "expired")},
    {REFUSED("not-yet-valid", "not yet valid")},
    {REFUSED("wrong-purpose", "a certificate for servers")},
    {REFUSED("revoked", "revoked")},
    {REFUSED("not-a-ca", "its issuer is no CA")},
    {REFUSED("weak-key", "a key too weak")},
    {.name = "impostor",
     .what = "bytes for a certificate, another's, with a bad chain, too long",
     CONNECTS,
     .step = act_impostor},
    {.name = "long-chain",
     .what = "a handshake refused: a chain that goes in a circle",
     IS_REFUSED,
     .step = act_long_chain},
    {.name = "endless-hello",
     .what = "a ClientHello that claims 16 MiB, and more of it than is taken",
     CONNECTS,
     .step = act_endless_hello},
    {.name = "nothing-in-common",
     .what = "a version, a cipher or a group that the server has not",
     CONNECTS,
     .step = act_nothing_in_common},
    {.name = "bad-record",
     .what = "a record that nobody has sealed, after a request",
     ASKS,
     .step = act_bad_record},
    {.name = "other-address",
     .what = "a request from another address each time",
     ASKS,
     .step = act_other_address},
    {.name = "other-stranger",
     .what = "a handshake refused: no certificate, another address each time",
     IS_REFUSED,
     .step = act_other_stranger},
    {.name = "other-words",
     .what = "another path, query, user agent or method each time",
     ASKS,
     .step = act_other_words},
    {.name = "other-reading",
     .what = "a reading of another sensor each time, of another length",
     ASKS,
     .step = act_other_reading},
    {.name = "other-client",
     .what = "a client of another name each time, let in",
     ASKS,
     .step = act_other_client},
    {.name = "other-subject",
     .what = "a handshake refused: self-signed, of another name, or of none",
     IS_REFUSED,
     .step = act_other_subject},
    {.name = "other-cipher",
     .what = "another version of TLS, cipher or group each time",
     ASKS,
     .step = act_other_cipher},
    {.name = "abort-in-hello",
     .what = "a client gone within its ClientHello",
     CONNECTS,
     .anywhere = true,
     .step = act_abort_in_hello,
     .load = "--mix abort:hello"},
    {.name = "abort-after-hello",
     .what = "a client gone after its ClientHello",
     CONNECTS,
     .anywhere = true,
     .step = act_abort_after_hello,
     .load = "--mix abort:flight1"},
    {.name = "abort-after-flight",
     .what = "a client gone when it has read the server's flight",
     CONNECTS,
     .anywhere = true,
     .step = act_abort_after_flight,
     .load = "--mix abort:flight2"},
    {.name = "abort-before-finished",
     .what = "a client gone before its Finished, its certificate sent",
     CONNECTS,
     .step = act_abort_before_finished},
    {.name = "abort-after-finished",
     .what = "a client gone right after its handshake",
     CONNECTS,
     .anywhere = true,
     .step = act_abort_after_finished,
     .load = "--mix abort:finished"},
    {.name = "plain-http",
     .what = "plain HTTP to the TLS port",
     CONNECTS,
     .anywhere = true,
     .step = act_plain_http},
    {.name = "reload",
     .what = "a reload of good files (SIGHUP)",
     .times = {[PER_RELOAD] = 1},
     .step = act_reload},
    {.name = "reload-kept",
     .what = "a reload, and then a request on a connection from before it",
     .times = {[PER_REQUEST] = 1, [PER_RELOAD] = 1},
     .begin = act_stay,
     .step = act_reload_and_ask,
     .end = act_go,
     .reuses = true},
    {.name = "reload-download",
     .what = "a reload in mid-download, whose client then goes",
     .times = {1, 1, 1, [PER_RELOAD] = 1},
     .step = act_reloaded_download},
    {.name = "cut-off-download",
     .what = "a download that is cut off, as a reload revokes its client",
     .times = {1, 1, 1, [PER_RELOAD] = 2},
     .step = act_cut_off_download},
    {RELOAD_BAD("ca", "the CA's file is cut short")},
    {RELOAD_BAD("crl", "the CRL's file is cut short")},
    {RELOAD_BAD("server-key", "the key's file is cut short")},
    {.name = "reload-bad-other-key",
     .what = "a reload that fails: the key is not the certificate's",
     .begin = act_give_other_key,
     .step = act_reload_fails,
     .end = act_mend},
    {.name = "forbidden",
     .what = "a client that a reload has revoked asks, on its open connection",
     .times = {[PER_CONNECTION] = 1, [PER_REQUEST] = 1, [PER_RELOAD] = 2},
     .status = 403,
     .step = act_forbidden},
    {.name = "outlived",
     .what = "who asks when its certificate has expired, on its connection",
     .times = {[PER_CONNECTION] = 1, [PER_REQUEST] = 2},
     .reuses = true,
     .seldom = true,
     .begin = act_outlive},
    /* Of who resumes there is a report, too, but never one that is left. */
    {.name = "overdue-crl",
     .what =
         "a list that is overdue: who comes, resumes or asks is turned away",
     .times = {[PER_CONNECTION] = 2, [PER_REFUSAL] = 1},
     .resumes = true,
     .seldom = true,
     .begin = act_let_list_expire,
     .step = act_overdue,
     .end = act_mend},
};

const size_t trigger_count = sizeof triggers / sizeof *triggers;

const struct trigger *trigger_find(const char *name)
{
    for (size_t i = 0; i < trigger_count; i++) {
        if (strcmp(triggers[i].name, name) == 0)
            return &triggers[i];
    }
    return NULL;
}

/* ---- Before any -------------------------------------------------------- */

void triggers_prepare(struct service *server)
{
    char *zeros = calloc(1, TRIGGERS_BIG);
    scoped_response struct http_response posted = {0};
    char folder[PATH_SIZE];

    if (zeros == NULL)
        fail_because("out of memory");
    service_put(server, "big.bin", zeros, TRIGGERS_BIG);
    service_put(server, "small.bin", zeros, SMALL);
    service_put(server, "empty.bin", zeros, 0);
    join_path(folder, server->data, "folder");
    assert_system_ok(mkdir(folder, 0700));
    join_path(folder, server->data, "fifo");
    assert_system_ok(mkfifo(folder, 0600));
    (void)http_post_json(server, "sensor-1", "/readings", READING, &posted);
    assert_status(&posted, 201); /* the first: /readings/1 */
    free(zeros);
}
