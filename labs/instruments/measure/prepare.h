/* SPDX-License-Identifier: MIT */
/*
 * What clients need before the first of them.
 */
#ifndef MEASURE_PREPARE_H
#define MEASURE_PREPARE_H

#include "subject.h"

/*
 * The clients' certificates, by the names that the probe's triggers know, and
 * what TLS the server speaks. Ends the program when it lets in nobody.
 */
void prepare_clients(struct subject *subject);

#endif
