# SPDX-License-Identifier: MIT
#
# The C of all that is not fixed/ or leaky/, for its Makefiles: C11 and POSIX
# 2008. A source that needs more defines that, and says why.

# Not where an instrument was copied by itself.
-include $(dir $(lastword $(MAKEFILE_LIST)))../place.mk

# make -R knows neither. And an empty CC is refused: a line that begins with an
# option is, to make, one whose failure is no matter.
CC ?= cc
AR ?= ar
ifneq ($(filter-out clean help,$(or $(MAKECMDGOALS),all)),)
ifeq ($(shell command -v $(firstword $(CC)) 2>/dev/null),)
$(error there is no compiler "$(CC)": install gcc, or say CC=gcc)
endif
endif

c_dialect := -std=c11 -D_POSIX_C_SOURCE=200809L -Wall -Wextra -Wpedantic \
	-Werror=implicit-function-declaration
