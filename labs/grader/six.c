/* SPDX-License-Identifier: MIT */
#include "six.h"

#include <stdio.h>

#include "probe/address.h"
#include "probe/client_name.h"
#include "probe/far.h"

static bool far_is_named(void)
{
    return client_is_named(FAR_ADDRESS);
}

bool six_is_misnamed(void)
{
    enum far far = FAR_FORBIDDEN;

    if (!address_is_here("::1")) {
        (void)puts("note: a client of IPv6 was left out: there is none here");
        return false;
    }
    if (!client_is_named("::1"))
        return true;
    far = far_look(far_is_named);
    if (far == FAR_FORBIDDEN)
        (void)puts("note: a client of a long address was left out: it takes "
                   "a network of its own, which is not allowed here");
    return far == FAR_ODD;
}
