/* SPDX-License-Identifier: MIT */
/*
 * The support library of the tests: one include for everything a test of
 * the server needs. Nothing in it knows which of the servers it drives.
 */
#ifndef SUPPORT_H
#define SUPPORT_H

#include "asserts.h"
#include "certs.h"
#include "command_line.h"
#include "deadline.h"
#include "files.h"
#include "http.h"
#include "image.h"
#include "process.h"
#include "samples.h"
#include "service.h"
#include "service_log.h"
#include "suite.h"
#include "tls_client.h"

#endif
