/* SPDX-License-Identifier: MIT */
#include "http/head.h"

#include <stdio.h>
#include <string.h>

#include "http/syntax.h"

/*
 * The fields that are passed on as they came, of all that a client sends. A
 * copy that reads another one names it here. What decides where a message
 * ends and who it is for, Connection and Expect are written anew.
 */
static const char *const passed[] = {"Content-Type", NULL};

/* Spans of the text, of which `path` may lack its slash: "http://x?query". */
struct request {
    struct span method, path, host;
    unsigned minor; /* of its version: HTTP/1.minor */
    unsigned hosts, lengths, codings, types;
    bool whole;          /* its target is a URI, which has the host */
    bool coded, chunked; /* by another coding; by chunked, the last one */
    bool closes, keeps, expects;
    uint64_t length;
    char passed[HEAD_PASSED_MAX];
    size_t passed_size;
};

/* ---- The first line (section 3) --------------------------------------- */

/* "http://host/path" (section 3.2.2). */
static enum fault read_uri(struct request *request, struct span target)
{
    struct span rest;
    struct span scheme = span_until(target, ':', &rest);
    size_t host = 2;

    if ((!span_is(scheme, "http") && !span_is(scheme, "https")) ||
        rest.length < 2 || memcmp(rest.at, "//", 2) != 0)
        return FAULT_TARGET;
    while (host < rest.length && rest.at[host] != '/' && rest.at[host] != '?')
        host++;
    request->whole = true;
    request->host = (struct span){rest.at + 2, host - 2};
    request->path = (struct span){rest.at + host, rest.length - host};
    return host > 2 && host - 2 <= HEAD_HOST_MAX &&
                   syntax_is_host(request->host) &&
                   syntax_is_path(request->path)
               ? FAULT_NONE
               : FAULT_TARGET;
}

static enum fault read_target(struct request *request, struct span target)
{
    unsigned arguments = 1;

    for (size_t i = 0; i < target.length; i++)
        arguments += target.at[i] == '&';
    /* libmicrohttpd takes memory of the connection for each argument. */
    if (target.length > HEAD_TARGET_MAX || arguments > HEAD_ARGUMENTS_MAX)
        return FAULT_LONG_TARGET;
    request->path = target;
    if (span_is(request->method, "CONNECT")) /* this is no proxy */
        return FAULT_TARGET;
    if (span_is(target, "*") && span_is(request->method, "OPTIONS"))
        return FAULT_NONE;
    if (target.at[0] != '/')
        return read_uri(request, target);
    return syntax_is_path(target) ? FAULT_NONE : FAULT_TARGET;
}

static enum fault read_line(struct request *request, struct span line)
{
    struct span rest, version;
    struct span target;
    struct span minor;
    uint64_t number = 0;

    request->method = span_until(line, ' ', &rest);
    target = span_until(rest, ' ', &version);
    if (!syntax_is_token(request->method) || target.length == 0 ||
        request->method.length > HEAD_METHOD_MAX || version.length != 8 ||
        memcmp(version.at, "HTTP/", 5) != 0 || version.at[6] != '.' ||
        !syntax_number((struct span){version.at + 5, 1}, &number))
        return FAULT_LINE;
    minor = (struct span){version.at + 7, 1};
    if (number != 1)
        return FAULT_VERSION;
    if (!syntax_number(minor, &number))
        return FAULT_LINE;
    request->minor = (unsigned)number;
    return read_target(request, target);
}

/* ---- Fields (section 5) ----------------------------------------------- */

/* One member of a list: a coding, an option, an expectation. */
static enum fault take_member(struct request *request, char list,
                              struct span member)
{
    bool chunked = span_is(member, "chunked");

    if (list == 'E') {
        request->expects = span_is(member, "100-continue");
        return request->expects ? FAULT_NONE : FAULT_UNKNOWN_EXPECTATION;
    }
    if (!syntax_is_token(member) || (list == 'T' && request->chunked))
        return list == 'T' ? FAULT_CODING : FAULT_FIELD;
    if (list == 'T') {
        request->chunked = chunked; /* and nothing may come after it */
        request->coded = request->coded || !chunked;
    } else {
        request->closes = request->closes || span_is(member, "close");
        request->keeps = request->keeps || span_is(member, "keep-alive");
    }
    return FAULT_NONE;
}

/* The members of a list, of which empty ones mean nothing (RFC 9110, 5.6). */
static enum fault read_list(struct request *request, char list,
                            struct span value)
{
    enum fault fault = FAULT_NONE;

    while (value.at != NULL && fault == FAULT_NONE) {
        struct span member = span_trim(span_until(value, ',', &value));

        if (member.length > 0)
            fault = take_member(request, list, member);
    }
    return fault;
}

static enum fault pass_on(struct request *request, struct span line)
{
    char *end = request->passed + request->passed_size;

    if (line.length + 2 > sizeof request->passed - request->passed_size)
        return FAULT_LONG_HEAD;
    memcpy(end, line.at, line.length + 2); /* with its CRLF */
    request->passed_size += line.length + 2;
    return FAULT_NONE;
}

static enum fault read_field(struct request *request, struct span line)
{
    struct span name, value;

    if (!syntax_is_field(line, &name, &value))
        return FAULT_FIELD;
    if (span_is(name, "Host")) {
        request->hosts++;
        if (!request->whole) /* else it is ignored (section 3.2.2) */
            request->host = value;
        return value.length <= HEAD_HOST_MAX && syntax_is_host(value)
                   ? FAULT_NONE
                   : FAULT_HOST;
    }
    if (span_is(name, "Content-Length")) {
        request->lengths++;
        return syntax_number(value, &request->length) ? FAULT_NONE
                                                      : FAULT_LENGTH;
    }
    if (span_is(name, "Transfer-Encoding")) {
        request->codings++;
        return read_list(request, 'T', value);
    }
    if (span_is(name, "Connection") || span_is(name, "Expect"))
        return read_list(request, span_is(name, "Expect") ? 'E' : 'C', value);
    /* Two types of one body: the application would see the first of them. */
    if (span_is(name, "Content-Type") && request->types++ > 0)
        return FAULT_FIELD;
    for (size_t i = 0; passed[i] != NULL; i++) {
        if (span_is(name, passed[i]))
            return pass_on(request, line);
    }
    return FAULT_NONE;
}

/* What one field cannot know of another (sections 3.2 and 6). */
static enum fault judge(const struct request *request)
{
    if (request->hosts > 1 || (request->hosts == 0 && request->minor > 0))
        return FAULT_HOST;
    if (request->lengths > 1)
        return FAULT_LENGTH;
    if (request->codings == 0)
        return FAULT_NONE;
    if (request->lengths > 0 || request->minor == 0)
        return FAULT_CODING;
    if (request->coded)
        return FAULT_UNKNOWN_CODING;
    return request->chunked ? FAULT_NONE : FAULT_CODING;
}

static enum fault read_head(struct request *request, struct span rest)
{
    enum fault fault = read_line(request, syntax_line(&rest));
    struct span line = syntax_line(&rest);

    while (fault == FAULT_NONE && line.length > 0) {
        fault = read_field(request, line);
        line = syntax_line(&rest);
    }
    return fault != FAULT_NONE ? fault : judge(request);
}

/* ---- Written anew ----------------------------------------------------- */

/* Behind what is there; HEAD_TEXT_MAX has room for all. */
#define ADD(span) (length = span_add((span), out, length, HEAD_TEXT_MAX))
#define WORDS(words) ((struct span){(words), sizeof(words) - 1})

/* A field of our own with a number. */
static size_t add_number(char *out, size_t length, const char *name,
                         uint64_t number)
{
    char text[48];
    int size = snprintf(text, sizeof text, "%s: %llu\r\n", name,
                        (unsigned long long)number);

    ADD(((struct span){text, (size_t)size}));
    return length;
}

static size_t write_line(const struct request *request, char *out)
{
    size_t length = 0;

    ADD(request->method);
    ADD(WORDS(" "));
    if (request->path.length == 0 || request->path.at[0] == '?')
        ADD(WORDS("/"));
    ADD(request->path);
    ADD(request->minor > 0 ? WORDS(" HTTP/1.1\r\n") : WORDS(" HTTP/1.0\r\n"));
    return length;
}

size_t head_read(const char *text, size_t size, struct head *head,
                 char out[HEAD_TEXT_MAX], enum fault *fault)
{
    struct request request = {.length = 0};
    size_t length = 0;

    *fault = read_head(&request, (struct span){text, size});
    if (*fault != FAULT_NONE)
        return 0;
    *head = (struct head){request.chunked, request.length};
    length = write_line(&request, out);
    if (request.host.at != NULL) {
        ADD(WORDS("Host: "));
        ADD(request.host);
        ADD(WORDS("\r\n"));
    }
    if (request.chunked)
        ADD(WORDS("Transfer-Encoding: chunked\r\n"));
    else if (request.lengths > 0)
        length = add_number(out, length, "Content-Length", request.length);
    if (request.closes)
        ADD(WORDS("Connection: close\r\n"));
    else if (request.keeps)
        ADD(WORDS("Connection: keep-alive\r\n"));
    if (request.expects && request.minor > 0 &&
        (request.chunked || request.length > 0))
        ADD(WORDS("Expect: 100-continue\r\n"));
    ADD(((struct span){request.passed, request.passed_size}));
    ADD(WORDS("\r\n"));
    return length;
}

size_t head_refuse(const char *text, size_t size, enum fault fault,
                   char out[HEAD_TEXT_MAX])
{
    static const struct request unknown = {
        .method = {"-", 1}, .path = {"-", 1}, .minor = 1};
    struct request request = {.length = 0};
    struct span rest = {text, size};
    size_t length = 0;

    /* What has no end is no line, even if it would be right up to here. */
    if (read_line(&request, syntax_line(&rest)) != FAULT_NONE ||
        rest.at == NULL)
        request = unknown;
    length = write_line(&request, out);
    ADD(WORDS("Host: -\r\n"));
    length = add_number(out, length, FAULT_FIELD_NAME, (uint64_t)fault);
    ADD(WORDS("Connection: close\r\n\r\n"));
    return length;
}

enum fault head_line(const char *text, size_t size)
{
    struct request request = {.length = 0};
    struct span rest = {text, size};

    return read_line(&request, syntax_line(&rest));
}
