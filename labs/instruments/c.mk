# SPDX-License-Identifier: MIT
#
# The C of all that is not fixed/ or leaky/, for its Makefiles: C11 and POSIX
# 2008. A source that needs more defines that, and says why.

# Not where an instrument was copied by itself.
-include $(dir $(lastword $(MAKEFILE_LIST)))../place.mk

c_dialect := -std=c11 -D_POSIX_C_SOURCE=200809L -Wall -Wextra -Wpedantic \
	-Werror=implicit-function-declaration
