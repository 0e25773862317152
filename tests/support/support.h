/* SPDX-License-Identifier: MIT */
/*
 * One include for everything a test of the server needs: the probe, and what
 * only the contract tests use.
 */
#ifndef SUPPORT_H
#define SUPPORT_H

#include "ask.h"
#include "command_line.h"
#include "forged.h"
#include "image.h"
#include "probe/probe.h"
#include "status_port.h"

#endif
