/* SPDX-License-Identifier: MIT */
/*
 * The calls that fail in one way: by what they return.
 */
/* pipe2 */
#define _GNU_SOURCE
#include <dirent.h>
#include <gnutls/abstract.h>
#include <gnutls/x509.h>
#include <jansson.h>
#include <microhttpd.h>
#include <netdb.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "fails.h"

/* ---- Memory --------------------------------------------------------- */

FAILS(void *, malloc, NULL, ENOMEM, (size_t size), size)
FAILS(void *, calloc, NULL, ENOMEM, (size_t n, size_t size), n, size)
FAILS(void *, realloc, NULL, ENOMEM, (void *block, size_t size), block, size)
FAILS(FILE *, open_memstream, NULL, ENOMEM, (char **text, size_t *n), text, n)

/* ---- Files, and what else has a descriptor -------------------------- */

FAILS(FILE *, fopen, NULL, EMFILE, (const char *path, const char *how), path,
      how)
FAILS(DIR *, opendir, NULL, EMFILE, (const char *path), path)
FAILS(ssize_t, read, -1, EIO, (int file, void *to, size_t size), file, to,
      size)
FAILS(ssize_t, pread, -1, EIO, (int file, void *to, size_t size, off_t at),
      file, to, size, at)
FAILS(int, fstat, -1, EIO, (int file, struct stat *info), file, info)
FAILS(int, pipe2, -1, EMFILE, (int ends[2], int flags), ends, flags)
FAILS(int, socket, -1, EMFILE, (int family, int type, int protocol), family,
      type, protocol)
FAILS(int, bind, -1, EADDRINUSE,
      (int s, const struct sockaddr *at, socklen_t size), s, at, size)
FAILS(int, listen, -1, EADDRINUSE, (int s, int queue), s, queue)
FAILS(int, signalfd, -1, EMFILE, (int file, const sigset_t *set, int flags),
      file, set, flags)
FAILS(int, getaddrinfo, EAI_MEMORY, ENOMEM,
      (const char *host, const char *port, const struct addrinfo *hints,
       struct addrinfo **found),
      host, port, hints, found)

/* ---- jansson -------------------------------------------------------- */

FAILS(json_t *, json_array, NULL, ENOMEM, (void), )
FAILS(json_t *, json_object, NULL, ENOMEM, (void), )
FAILS(json_t *, json_integer, NULL, ENOMEM, (json_int_t value), value)
FAILS(json_t *, json_string, NULL, ENOMEM, (const char *text), text)
FAILS(json_t *, json_stringn, NULL, ENOMEM, (const char *text, size_t size),
      text, size)
FAILS(json_t *, json_loadb, NULL, ENOMEM,
      (const char *text, size_t size, size_t flags, json_error_t *error), text,
      size, flags, error)
FAILS(char *, json_dumps, NULL, ENOMEM, (const json_t *json, size_t flags),
      json, flags)
FAILS(int, json_object_update, -1, ENOMEM, (json_t * to, json_t *from), to,
      from)

/* ---- GnuTLS --------------------------------------------------------- */

#define NO_MEMORY(name, parameters, ...) \
    FAILS(int, name, GNUTLS_E_MEMORY_ERROR, ENOMEM, parameters, __VA_ARGS__)

NO_MEMORY(gnutls_certificate_allocate_credentials,
          (gnutls_certificate_credentials_t * made), made)
NO_MEMORY(gnutls_certificate_set_x509_key,
          (gnutls_certificate_credentials_t to, gnutls_x509_crt_t *chain,
           int size, gnutls_x509_privkey_t key),
          to, chain, size, key)
NO_MEMORY(gnutls_certificate_set_x509_trust_mem,
          (gnutls_certificate_credentials_t to, const gnutls_datum_t *ca,
           gnutls_x509_crt_fmt_t format),
          to, ca, format)
NO_MEMORY(gnutls_certificate_set_x509_crl_mem,
          (gnutls_certificate_credentials_t to, const gnutls_datum_t *crl,
           gnutls_x509_crt_fmt_t format),
          to, crl, format)
NO_MEMORY(gnutls_certificate_get_x509_crt,
          (gnutls_certificate_credentials_t of, unsigned at,
           gnutls_x509_crt_t **list, unsigned *size),
          of, at, list, size)
NO_MEMORY(gnutls_certificate_verify_peers,
          (gnutls_session_t tls, gnutls_typed_vdata_st *data, unsigned count,
           unsigned *status),
          tls, data, count, status)
NO_MEMORY(gnutls_credentials_set,
          (gnutls_session_t tls, gnutls_credentials_type_t type, void *what),
          tls, type, what)
NO_MEMORY(gnutls_session_ticket_key_generate, (gnutls_datum_t * key), key)
NO_MEMORY(gnutls_session_ticket_enable_server,
          (gnutls_session_t tls, const gnutls_datum_t *key), tls, key)
NO_MEMORY(gnutls_alpn_set_protocols,
          (gnutls_session_t tls, const gnutls_datum_t *names, unsigned count,
           unsigned flags),
          tls, names, count, flags)
FAILS(int, gnutls_alert_send, GNUTLS_E_PUSH_ERROR, EPIPE,
      (gnutls_session_t tls, gnutls_alert_level_t level,
       gnutls_alert_description_t what),
      tls, level, what)
NO_MEMORY(gnutls_x509_crt_init, (gnutls_x509_crt_t * crt), crt)
NO_MEMORY(gnutls_x509_crt_import,
          (gnutls_x509_crt_t crt, const gnutls_datum_t *data,
           gnutls_x509_crt_fmt_t format),
          crt, data, format)
NO_MEMORY(gnutls_x509_crt_list_import2,
          (gnutls_x509_crt_t * *list, unsigned *size,
           const gnutls_datum_t *data, gnutls_x509_crt_fmt_t format,
           unsigned flags),
          list, size, data, format, flags)
NO_MEMORY(gnutls_x509_crl_list_import2,
          (gnutls_x509_crl_t * *list, unsigned *size,
           const gnutls_datum_t *data, gnutls_x509_crt_fmt_t format,
           unsigned flags),
          list, size, data, format, flags)
NO_MEMORY(gnutls_x509_privkey_init, (gnutls_x509_privkey_t * key), key)
NO_MEMORY(gnutls_x509_privkey_import2,
          (gnutls_x509_privkey_t key, const gnutls_datum_t *data,
           gnutls_x509_crt_fmt_t format, const char *password, unsigned flags),
          key, data, format, password, flags)
NO_MEMORY(gnutls_pubkey_init, (gnutls_pubkey_t * key), key)
NO_MEMORY(gnutls_pubkey_import_x509,
          (gnutls_pubkey_t key, gnutls_x509_crt_t crt, unsigned flags), key,
          crt, flags)
NO_MEMORY(gnutls_x509_crt_get_dn2,
          (gnutls_x509_crt_t crt, gnutls_datum_t *name), crt, name)
NO_MEMORY(gnutls_x509_crt_get_issuer_dn2,
          (gnutls_x509_crt_t crt, gnutls_datum_t *name), crt, name)
NO_MEMORY(gnutls_x509_crt_get_dn3,
          (gnutls_x509_crt_t crt, gnutls_datum_t *name, unsigned flags), crt,
          name, flags)
NO_MEMORY(gnutls_x509_crt_get_subject,
          (gnutls_x509_crt_t crt, gnutls_x509_dn_t *name), crt, name)
NO_MEMORY(gnutls_x509_crt_get_serial,
          (gnutls_x509_crt_t crt, void *out, size_t *size), crt, out, size)
NO_MEMORY(gnutls_x509_crt_get_subject_alt_name,
          (gnutls_x509_crt_t crt, unsigned at, void *out, size_t *size,
           unsigned *critical),
          crt, at, out, size, critical)

/* ---- libmicrohttpd -------------------------------------------------- */

FAILS(struct MHD_Response *, MHD_create_response_from_buffer, NULL, ENOMEM,
      (size_t size, void *text, enum MHD_ResponseMemoryMode mode), size, text,
      mode)
FAILS(struct MHD_Response *, MHD_create_response_from_callback, NULL, ENOMEM,
      (uint64_t size, size_t block, MHD_ContentReaderCallback read,
       void *object, MHD_ContentReaderFreeCallback end),
      size, block, read, object, end)
FAILS(enum MHD_Result, MHD_add_response_header, MHD_NO, ENOMEM,
      (struct MHD_Response * response, const char *name, const char *value),
      response, name, value)
FAILS(enum MHD_Result, MHD_queue_response, MHD_NO, ENOMEM,
      (struct MHD_Connection * connection, unsigned status,
       struct MHD_Response *response),
      connection, status, response)
