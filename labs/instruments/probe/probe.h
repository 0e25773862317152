/* SPDX-License-Identifier: MIT */
/*
 * The probe: one include for who runs a server, drives it, waits until it is
 * at rest and reads what it holds. Nothing in it knows which server that is.
 */
#ifndef PROBE_H
#define PROBE_H

#include "asserts.h"
#include "certs.h"
#include "deadline.h"
#include "files.h"
#include "http.h"
#include "process.h"
#include "samples.h"
#include "service.h"
#include "service_log.h"
#include "suite.h"
#include "tls_client.h"

#endif
