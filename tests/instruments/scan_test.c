/* SPDX-License-Identifier: MIT */
/*
 * What scan finds: all of it, and nothing else, on a server with one fault at
 * a time, and on the kit's own.
 */
#include "heapmeter_launch.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "probe/truth.h"

#define TOY HEAPMETER_BUILD "/tests/scan/scan_server " SCAN_CERTS " "
#define PAIR(name) \
    " --cert " SCAN_CERTS "/" name ".pem --key " SCAN_CERTS "/" name "-key." \
    "pem"
#define KNOWN PAIR("sensor-1") " --bad " SCAN_CERTS "/unexpected"
#define SCAN HEAPMETER_BUILD "/instruments/scan"
#define KIT(name) \
    HEAPMETER_BUILD "/" name "/mtls-server --port 0 --log-level error" \
                    " --cert " SCAN_CERTS "/server.pem --key " SCAN_CERTS \
                    "/server-key.pem --ca " SCAN_CERTS \
                    "/ca.pem --crl " SCAN_CERTS "/crl.pem"

/* A slow machine is no finding: what is waited for in vain is said apart. */
#define PATIENT " --patience 100 "

/* ---- One scan ---------------------------------------------------------- */

static char output[1 << 17];

/* Its report, as JSON; json_decref() it. Its status must be this one. */
static json_t *scan_with(const char *before, int status, const char *route,
                         const char *server, const char *options)
{
    json_t *root = NULL;
    int is = shell(output, sizeof output,
                   "%s " SCAN_RUN " 0 %s %s -- --format json %s 2>&1", before,
                   route, server, options);

    root = json_loads(output, 0, NULL);
    if (is != status || root == NULL)
        fail_msg("status %d, not %d: %s", is, status, output);
    return root;
}

static json_t *scan(int status, const char *server, const char *options)
{
    return scan_with("", status, "/", server, options);
}

static const char *text_of(const json_t *object, const char *name)
{
    const char *text = json_string_value(json_object_get(object, name));

    return text != NULL ? text : "";
}

/* The names, each with a blank behind it, in the order of the table. */
static const char *found(const json_t *root)
{
    static char text[2048];
    const json_t *finding = NULL;
    size_t i = 0;

    text[0] = '\0';
    json_array_foreach (json_object_get(root, "findings"), i, finding) {
        (void)strcat(text, text_of(finding, "id"));
        (void)strcat(text, " ");
    }
    return text;
}

/* How many lines of that list begin so. */
static size_t count(const json_t *list, const char *beginning)
{
    const json_t *line = NULL;
    size_t i = 0, lines = 0;

    json_array_foreach (list, i, line) {
        lines += strncmp(json_string_value(line), beginning,
                         strlen(beginning)) == 0;
    }
    return lines;
}

static const json_t *evidence(const json_t *root, const char *id)
{
    const json_t *finding = NULL;
    size_t i = 0;

    json_array_foreach (json_object_get(root, "findings"), i, finding) {
        if (strcmp(text_of(finding, "id"), id) == 0)
            return json_object_get(finding, "evidence");
    }
    fail_msg("no %s: %s", id, output);
    return NULL;
}

/* ---- One fault at a time ----------------------------------------------- */

#define ANY "self-signed-let-in wrong-ca-let-in not-a-ca-let-in "
#define SPOILT \
    "expired-let-in not-yet-valid-let-in wrong-purpose-let-in " \
    "revoked-let-in weak-key-let-in "

static const struct fault {
    const char *server; /* its certificate, and the fault */
    const char *found;
    int status;
    const char *options;
} faults[] = {
    {"server", "", 0, PATIENT},
    {"server off", "none-let-in ", 1, PATIENT},
    {"server optional", "none-let-in " ANY SPOILT, 1, PATIENT},
    {"server late", "late-refusal ", 0, PATIENT},
    {"server resumed-in", "none-let-in " ANY SPOILT "late-refusal ", 1,
     PATIENT},
    {"server takes-any", ANY SPOILT, 1, PATIENT},
    {"server names-only", "wrong-ca-let-in " SPOILT, 1, PATIENT},
    {"server no-ca-check", "not-a-ca-let-in ", 1, PATIENT},
    {"server no-dates", "expired-let-in not-yet-valid-let-in ", 1, PATIENT},
    {"server no-purpose", "wrong-purpose-let-in ", 1, PATIENT},
    {"server no-crl", "revoked-let-in ", 1, PATIENT},
    {"server weak", "weak-key-let-in ", 0, PATIENT},
    {"server mute", "no-alert ", 0, PATIENT},
    /* Of the server's own certificate. */
    {"unexpected/self-signed", "server-untrusted server-name ", 1, PATIENT},
    {"unexpected/expired", "server-dates server-name ", 1, PATIENT},
    {"unexpected/weak-key weak",
     "server-weak-key server-name weak-key-let-in ", 1, PATIENT},
    {"sensor-1", "server-name ", 0, PATIENT},
    /* With a cipher that does nothing GnuTLS does not speak TLS 1.3. */
    {"server null", "weak-cipher no-tls-1.3 ", 1, PATIENT},
    {"server old", "old-version ", 0, PATIENT},
    {"server no-tickets", "no-resumption ", 0, PATIENT},
    {"server long-ticket", "long-ticket ", 0, PATIENT},
    {"server renegotiates", "renegotiation ", 0, PATIENT},
    {"server no-keep-alive", "no-keep-alive ", 0, PATIENT},
    {"server two-lengths", "two-lengths ", 1, PATIENT},
    {"server length-and-coding", "length-and-coding ", 0, PATIENT},
    {"server body-as-request", "body-as-request ", 1, PATIENT},
    {"server blank", "blank-before-colon ", 0, PATIENT},
    {"server no-host", "no-host ", 0, PATIENT},
    {"server tells", "error-tells ", 0, PATIENT},
    {"server trace", "trace-echoes ", 0, PATIENT},
    {"server banner", "banner ", 0, PATIENT},
    {"server any-method", "any-method ", 0, PATIENT},
    {"server long-head", "long-head ", 0, PATIENT},
    /* These are found when nothing comes for so long. */
    {"server huge-message", "huge-message ", 0, "--patience 20"},
    {"server long-body", "long-body ", 0, "--patience 20"},
    {"server one-by-one", "idle-keep-out ", 0, "--patience 20"},
    {"server one-by-one few-places", "idle-keep-out ", 0, "--patience 20"},
    {"server late hangs-up", "late-refusal ", 0, "--patience 20"},
};

/* The worst first, then in the order of the table: as text it is a set. */
static bool is_same(const char *one, const char *other)
{
    const char *name = one;

    if (strlen(one) != strlen(other))
        return false;
    for (; *name != '\0'; name += strcspn(name, " ") + 1) {
        char word[64];

        (void)snprintf(word, sizeof word, "%.*s ", (int)strcspn(name, " "),
                       name);
        if (strstr(other, word) == NULL)
            return false;
    }
    return true;
}

TEST(each_fault_is_found_and_nothing_else)
{
    for (size_t i = 0; i < sizeof faults / sizeof *faults; i++) {
        const struct fault *fault = &faults[i];
        char server[PATH_MAX], options[PATH_MAX];
        json_t *root = NULL;

        (void)snprintf(server, sizeof server, TOY "%s", fault->server);
        (void)snprintf(options, sizeof options, KNOWN " --slow 0 %s",
                       fault->options);
        root = scan(fault->status, server, options);
        if (!is_same(found(root), fault->found))
            fail_msg("%s: found %s, not %s: %s", fault->server, found(root),
                     fault->found, output);
        /* That of --slow 0 alone. */
        if (json_array_size(json_object_get(root, "not_judged")) != 1)
            fail_msg("%s: %s", fault->server, output);
        json_decref(root);
    }
}

IN_A_FOLDER(a_key_exchange_without_forward_secrecy_is_found)
{
    char server[PATH_MAX];
    json_t *root = NULL;

    assert_int_equal(
        shell(output, sizeof output,
              "cd %s && printf 'cn = x\\nencryption_key\\nsigning_key\\n"
              "dns_name = localhost\\nip_address = 127.0.0.1\\n' >t && "
              "certtool --generate-privkey --key-type rsa --bits 2048 "
              "--outfile rsa-key.pem 2>&1 && certtool "
              "--generate-self-signed --load-privkey rsa-key.pem "
              "--template t --outfile rsa.pem 2>&1 && "
              "cp " SCAN_CERTS "/ca.pem " SCAN_CERTS "/crl.pem .",
              (char *)*state),
        0);
    (void)snprintf(server, sizeof server,
                   HEAPMETER_BUILD "/tests/scan/scan_server %s rsa rsa weak",
                   (char *)*state);
    root = scan(1, server, PAIR("sensor-1") " --slow 0" PATIENT);
    assert_true(is_same(found(root), "server-untrusted no-forward-secrecy "));
    json_decref(root);
}

TEST(a_long_ticket_is_found_in_both_versions)
{
    json_t *root =
        scan(0, TOY "server long-ticket", KNOWN " --slow 0" PATIENT);
    const json_t *found = evidence(root, "long-ticket");

    assert_int_equal(count(found, "TLS 1.2: 172800 s"), 1);
    assert_int_equal(count(found, "TLS 1.3: 172800 s"), 1);
    assert_int_equal(json_array_size(found), 2);
    json_decref(root);
}

static size_t refusals(const json_t *root, const char *how)
{
    char line[80];

    (void)snprintf(line, sizeof line, "renegotiation: TLS 1.2: %s", how);
    return count(json_object_get(root, "facts"), line);
}

TEST(how_a_second_handshake_is_refused_is_told)
{
    json_t *root = scan(0, TOY "server", KNOWN " --slow 0" PATIENT);

    assert_int_equal(refusals(root, "refused by an alert"), 1);
    json_decref(root);
}

/* How many clients were not judged, by what they were answered. */
static size_t unjudged(const json_t *root, const char *answer)
{
    const json_t *line = NULL;
    size_t i = 0, lines = 0;

    json_array_foreach (json_object_get(root, "not_judged"), i, line)
        lines += strstr(json_string_value(line), answer) != NULL;
    return lines;
}

/* A busy machine is as silent, and has no fault. */
TEST(a_second_request_that_meets_silence_is_not_judged)
{
    json_t *root = scan(0, TOY "server mute-second",
                        PAIR("sensor-1") " --slow 0 --patience 3");

    assert_string_equal(found(root), "");
    assert_int_equal(unjudged(root, "keep-alive: nothing comes"), 1);
    json_decref(root);
}

TEST(an_answer_without_an_end_is_left)
{
    json_t *root = scan(1, TOY "server endless-head",
                        PAIR("sensor-1") " --slow 0" PATIENT);

    assert_int_equal(unjudged(root, "the first answer does not come whole"),
                     1);
    json_decref(root);
}

/* The server has no time-out at all. */
TEST(clients_that_are_kept_without_an_end_are_found)
{
    json_t *root = scan(1, TOY "server", KNOWN PATIENT "--slow 1");

    assert_string_equal(found(root), "slow-handshake slow-head slow-body ");
    assert_int_equal(json_array_size(evidence(root, "slow-handshake")), 2);
    json_decref(root);
}

TEST(what_no_client_can_tell_from_being_let_in_is_not_judged)
{
    json_t *root =
        scan(0, TOY "server off other-name", KNOWN " --slow 0" PATIENT);

    assert_string_equal(found(root), "");
    assert_int_equal(unjudged(root, "answer 421, and the server asks for no "
                                    "certificate"),
                     20);
    json_decref(root);
    root = scan(0, TOY "server late leads-on", KNOWN " --slow 0" PATIENT);
    assert_string_equal(found(root), "");
    assert_int_equal(unjudged(root, "answer 302; "), 20);
    json_decref(root);
    root = scan(1, TOY "server off leads-on", KNOWN " --slow 0" PATIENT);
    assert_string_equal(found(root), "none-let-in ");
    json_decref(root);
}

TEST(what_is_not_judged_costs_no_points_and_the_report_says_so)
{
    int status = shell(
        output, sizeof output,
        SCAN_RUN " 0 / " TOY "server late leads-on -- --slow 0" KNOWN PATIENT
                 " --threshold 100 2>&1");

    assert_int_equal(status, 0);
    assert_non_null(strstr(output, ": grade A, 100 of 100 points, 0 find"));
    assert_non_null(strstr(output, "\nnot judged: costs no points, the grade "
                                   "is of all else\n    "));
}

TEST(that_a_stranger_gets_another_body_is_told)
{
    json_t *root =
        scan(1, TOY "server late says-no", KNOWN " --slow 0" PATIENT);

    assert_int_equal(count(evidence(root, "none-let-in"),
                           "none, TLS 1.3, GET /: answer 200, but another "
                           "body than"),
                     1);
    json_decref(root);
    root = scan(1, TOY "server optional", KNOWN " --slow 0" PATIENT);
    assert_int_equal(count(evidence(root, "none-let-in"),
                           "none, TLS 1.3, GET /: answer 200, "),
                     0);
    json_decref(root);
}

TEST(of_a_server_that_is_too_old_a_line_says_so)
{
    int status = shell(output, sizeof output,
                       SCAN_RUN " 0 / " TOY
                                "server old-only -- --slow 0" PATIENT " 2>&1");

    assert_int_equal(status, 2);
    assert_non_null(strstr(output, "only what RFC 8996 forbids"));
}

/* ---- Without a client of one's own ------------------------------------- */

TEST(without_a_certificate_the_handshake_is_judged_and_the_rest_is_not)
{
    json_t *root = scan(0, TOY "server",
                        "--slow 0 --bad " SCAN_CERTS "/unexpected" PATIENT);

    assert_string_equal(found(root), "");
    assert_int_equal(count(json_object_get(root, "facts"), "refused: "), 20);
    assert_int_equal(count(json_object_get(root, "not_judged"),
                           "what lies behind the handshake"),
                     1);
    json_decref(root);
    root = scan(1, TOY "server optional banner", "--slow 0" PATIENT);
    assert_string_equal(found(root), "none-let-in self-signed-let-in "
                                     "wrong-ca-let-in banner ");
    json_decref(root);
}

/* ---- The kit's own ----------------------------------------------------- */

static size_t tickets(const json_t *root, int minor)
{
    char line[60];

    (void)snprintf(line, sizeof line, "resumed: TLS 1.%d: a ticket is good",
                   minor);
    return count(json_object_get(root, "facts"), line);
}

TEST(fixed_gets_an_A_and_nothing_is_left_unjudged)
{
    json_t *root = scan_with("", 0, "/healthz", KIT("fixed") " --timeout 15",
                             KNOWN PATIENT "--slow 600 --threshold 100");

    assert_string_equal(found(root), "");
    assert_string_equal(text_of(root, "grade"), "A");
    assert_int_equal(json_array_size(json_object_get(root, "not_judged")), 0);
    assert_int_equal(count(json_object_get(root, "facts"), "refused: "), 20);
    assert_int_equal(tickets(root, 2) + tickets(root, 3), 2);
    assert_int_equal(refusals(root, "refused"), 1);
    json_decref(root);
}

TEST(of_leaky_the_two_things_are_found_that_a_client_can_see)
{
    json_t *root =
        scan_with("", 0, "/healthz", KIT("leaky"), KNOWN PATIENT "--slow 0");

    assert_string_equal(found(root), "no-resumption no-keep-alive ");
    assert_int_equal(tickets(root, 2) + tickets(root, 3), 0);
    assert_int_equal(refusals(root, "refused"), 1);
    json_decref(root);
}

static struct truth truth;

static unsigned long bytes_of(const char *leak)
{
    char error[TRUTH_ERROR_SIZE];

    if (truth.count == 0 && truth_load(&truth, SCAN_TRUTH, error) < 0)
        fail_msg("%s", error);
    assert_non_null(truth_leak(&truth, leak));
    return truth_leak(&truth, leak)->bytes.low;
}

/* With the meter, whose folder is `folder`. */
static json_t *scan_metered(const char *folder, int status, const char *server)
{
    char before[PATH_MAX];

    (void)snprintf(before, sizeof before, "METER=%s", folder);
    return scan_with(before, status, "/healthz", server,
                     PAIR("sensor-1") PATIENT
                     "--slow 0 --fill 128 --connections 8 --threshold 100");
}

IN_A_FOLDER(what_a_refused_client_leaves_behind_is_found_to_the_byte)
{
    json_t *root = scan_metered(*state, 1, KIT("variants/peer"));
    char line[120];

    assert_string_equal(found(root), "keeps-refused ");
    (void)snprintf(line, sizeof line, "none, TLS 1.3: %lu bytes in 1 blocks",
                   bytes_of("peer"));
    assert_int_equal(count(evidence(root, "keeps-refused"), line), 1);
    json_decref(root);
    truth_free(&truth);
}

IN_A_FOLDER(what_each_connection_leaves_behind_is_found_for_each_kind)
{
    json_t *root = scan_metered(*state, 1, KIT("variants/sessions"));

    assert_true(
        is_same(found(root), "keeps-refused keeps-aborted keeps-served "));
    json_decref(root);
}

IN_A_FOLDER(fixed_leaves_nothing_behind)
{
    json_t *root = scan_metered(*state, 0, KIT("fixed"));

    assert_string_equal(found(root), "");
    assert_int_equal(count(json_object_get(root, "facts"), "left behind: "),
                     12);
    json_decref(root);
}

TEST(a_process_that_does_not_listen_there_is_not_looked_at)
{
    const char *options = PAIR("sensor-1") " --slow 0" PATIENT;
    int status = shell(
        output, sizeof output,
        "PID=1 " SCAN_RUN " 0 / " TOY "server in-a-child -- %s 2>&1", options);

    assert_int_equal(status, 2);
    assert_non_null(strstr(output, ", which came of it: say --pid "));
    assert_non_null(strstr(output, ": it does not listen on port "));
}

TEST(another_process_that_listens_there_is_said_not_to_be_looked_at)
{
    json_t *root = scan_with(
        "PID=1", 0, "/", TOY "server in-both",
        PAIR("sensor-1") " --slow 0 --connections 0 --fill 1" PATIENT);

    assert_int_equal(
        count(json_object_get(root, "not_judged"), "left behind: in process "),
        1);
    json_decref(root);
}

/* ---- What it writes ---------------------------------------------------- */

TEST(sarif_has_a_rule_for_each_result)
{
    json_t *root = NULL;
    const json_t *run = NULL, *rules = NULL, *result = NULL;
    size_t i = 0;

    assert_int_equal(shell(output, sizeof output,
                           SCAN_RUN " 0 / " TOY "server optional -- " KNOWN
                                    " --slow 0 --format sarif" PATIENT),
                     1);
    root = json_loads(output, 0, NULL);
    assert_string_equal(text_of(root, "version"), "2.1.0");
    run = json_array_get(json_object_get(root, "runs"), 0);
    rules = json_object_get(
        json_object_get(json_object_get(run, "tool"), "driver"), "rules");
    assert_int_equal(json_array_size(rules), 9);
    json_array_foreach (json_object_get(run, "results"), i, result) {
        assert_string_equal(text_of(result, "ruleId"),
                            text_of(json_array_get(rules, i), "id"));
    }
    assert_int_equal(i, 9);
    json_decref(root);
}

TEST(the_table_says_what_is_wrong_what_mends_it_and_where_one_learns_it)
{
    static const char *const parts[] = {
        ": grade F, 40 of 100 points, 1 findings",
        "critical  a client without a certificate is served",
        "none-let-in, CWE-306, labs/00-handshake",
        "the server asks for no certificate",
        "remedy: require a certificate in the handshake",
    };

    assert_int_equal(shell(output, sizeof output,
                           SCAN_RUN " 0 / " TOY "server off -- " KNOWN
                                    " --slow 0 --threshold 41" PATIENT),
                     1);
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
        assert_non_null(strstr(output, parts[i]));
    assert_int_equal(shell(output, sizeof output,
                           SCAN_RUN " 0 / " TOY "server off -- " KNOWN
                                    " --slow 0 --threshold 40" PATIENT),
                     0);
}

/* ---- What it is not for ------------------------------------------------ */

#define CA "--ca " SCAN_CERTS "/ca.pem "
#define SOMEWHERE " https://127.0.0.1:9/"

static const struct misuse {
    const char *options, *says;
} misuses[] = {
    {"", "say which server: https://HOST"},
    {SOMEWHERE, "--ca is missing"},
    {CA "http://127.0.0.1/", "must be https://HOST"},
    {CA SOMEWHERE, "takes no connection"},
    {CA "https://192.0.2.1/", "no loopback or private address"},
    {CA "https://[2001:db8::1]/", "no loopback or private address"},
    {CA SOMEWHERE SOMEWHERE, "one server at a time"},
    {CA "--cert x" SOMEWHERE, "--cert and --key go together"},
    {CA "--cert x --key y" SOMEWHERE, "x"},
    {"--ca /dev/null" SOMEWHERE, "no certificate of a CA in PEM"},
    {CA "--route x" SOMEWHERE, "must be a path"},
    {CA "--format xml" SOMEWHERE, "must be table, json or sarif"},
    {CA "--threshold 101" SOMEWHERE, "from 0 to 100"},
    {CA "--slow x" SOMEWHERE, "from 0 to 3600"},
    {CA "--bad /" SOMEWHERE, "there is no expired.pem"},
    {CA "--also expired" SOMEWHERE, "must be NAME=CERT,KEY"},
    {CA "--also old=x,y" SOMEWHERE, "must be NAME=CERT,KEY"},
    {CA "--also expired=" SCAN_CERTS "/sensor-1.pem," SCAN_CERTS
        "/sensor-1-key.pem" SOMEWHERE,
     "it has not expired"},
    {CA "--also wrong-purpose=" SCAN_CERTS "/sensor-1.pem," SCAN_CERTS
        "/sensor-1-key.pem" SOMEWHERE,
     "it is for clients, too"},
    {CA "--meter /tmp" SOMEWHERE, "--meter needs --pid"},
    {CA "--pid 4194304" SOMEWHERE, "there is no such process"},
    {CA "--pid $$ --meter /" SOMEWHERE, "no heap of process"},
    {CA "--pid $$" SOMEWHERE, "it does not listen on port 9"},
    {CA "--nonsense" SOMEWHERE, "unrecognized option"},
};

TEST(each_misuse_is_one_line_and_status_2)
{
    for (size_t i = 0; i < sizeof misuses / sizeof *misuses; i++) {
        int status =
            shell(output, sizeof output, SCAN " %s 2>&1", misuses[i].options);

        if (status != 2 || strstr(output, misuses[i].says) == NULL ||
            strncmp(output, "scan: ", 6) != 0 ||
            strchr(output, '\n') != output + strlen(output) - 1)
            fail_msg("%s: status %d: %s", misuses[i].options, status, output);
    }
}

TEST(a_client_that_the_server_does_not_know_is_no_scan)
{
    int status = shell(output, sizeof output,
                       SCAN_RUN " 0 / " TOY "server -- " PAIR(
                           "unexpected/wrong-ca") " --slow 0" PATIENT " 2>&1");

    assert_int_equal(status, 2);
    assert_non_null(strstr(output, "is not answered: alert"));
}

TEST_MAIN("scan")
