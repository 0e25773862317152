/* SPDX-License-Identifier: MIT */
/*
 * Answers with the headers that each of them has.
 */
#ifndef SHOW_ANSWER_H
#define SHOW_ANSWER_H

#include <microhttpd.h>
#include <stdbool.h>

struct answer {
    unsigned status;
    const char *type;              /* NULL: none */
    const char *allow;             /* NULL: none */
    bool is_picture;               /* an SVG file with style and script */
    struct MHD_Response *response; /* NULL: no answer yet */
};

struct answer answer_none(void);

/* Takes the response over; NULL: no memory. */
struct answer answer_of(unsigned status, const char *type,
                        struct MHD_Response *response);

struct answer answer_bytes(unsigned status, const char *type, const char *data,
                           size_t size, enum MHD_ResponseMemoryMode mode);

/* application/problem+json (RFC 9457) */
struct answer answer_problem(unsigned status, const char *detail);

/* 405, with what is allowed. */
struct answer answer_allow(const char *methods);

/* Sends it, and gives the response away. */
enum MHD_Result answer_queue(struct answer *answer,
                             struct MHD_Connection *connection);

#endif
