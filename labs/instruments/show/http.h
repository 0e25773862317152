/* SPDX-License-Identifier: MIT */
/*
 * The server that the browser sees: on 127.0.0.1, for pages that have the
 * token, and for no page of another origin.
 */
#ifndef SHOW_HTTP_H
#define SHOW_HTTP_H

/* Starts it; port 0: a free one. Ends the program when that cannot be had. */
void http_begin(long port);
void http_end(void);

/* Where the page is, with its token. */
const char *http_url(void);

#endif
