/* SPDX-License-Identifier: MIT */
/*
 * What windows that were taken say.
 */
#include "window.h"

bool window_is_still(const struct window *window)
{
    const struct holding *grown = &window->grown;

    return window->same && grown->blocks == 0 && grown->descriptors == 0 &&
           grown->threads == 0 && grown->held.children == 0;
}

bool windows_have_ended(const struct windows *windows)
{
    return windows->row->done > 2 * windows->higher;
}

bool windows_are_swinging(const struct windows *windows)
{
    return windows->row->done > 4 * windows->higher;
}

bool windows_may_go_on(const struct windows *windows)
{
    return !windows_have_ended(windows) &&
           windows->level.bytes >= windows->height.bytes &&
           windows->level.blocks >= windows->height.blocks;
}
