# SPDX-License-Identifier: MIT
#
# For a Makefile that judges, or builds what is judged: of the environment, it
# takes and passes on what environment.sh keeps, and the compiler, CC. All else
# is said on make's command line.

# LETTER,WORDS: of make's options. (override: -e is one of them.)
override environment_refuses = $(if $(findstring $(1),$(filter-out --%,\
	$(firstword -$(MAKEFLAGS)))),$(error make -$(1) would $(2): leave the \
	$(1) out, and out of MAKEFLAGS))
$(call environment_refuses,e,build what the environment says)
$(call environment_refuses,i,call a failed test a success)
$(call environment_refuses,t,call built what it has not built)
# With it closed, mawk fails, and make's own pipes get its number.
ifneq ($(shell true 3>&2 || echo closed),)
$(info make: stderr is closed: say 2>/dev/null)
$(error stderr is closed)
endif
ifneq ($(shell case $$(umask) in (?[1-7]??) echo odd ;; esac),)
$(error umask $(shell umask) takes from you what make builds: say umask 022)
endif
environment_folder := $(dir $(lastword $(MAKEFILE_LIST)))
environment_others := $(filter-out CC SHELL MAKEFLAGS MFLAGS MAKELEVEL \
	MAKEOVERRIDES MAKE_TERMOUT MAKE_TERMERR,\
	$(shell sh $(environment_folder)environment.sh))
# What apt-get needs to find its way out: make deps.
environment_proxies := $(foreach name,http_proxy https_proxy ftp_proxy \
	no_proxy,$(if $($(name)),$(name)='$($(name))'))
# Only what the environment has said: not what make says under such a name, nor
# what stands in a Makefile above its include of this.
$(foreach name,$(environment_others),$(if \
	$(filter environment%,$(origin $(name))),$(eval override undefine $(name))))
# Without them $(MAKE) is nothing, and the next word, -j, make's sign to ignore
# a failure.
ifeq ($(origin MAKE_COMMAND),undefined)
MAKE_COMMAND := make
endif
ifeq ($(origin MAKE),undefined)
MAKE = $(MAKE_COMMAND)
endif
AR ?= ar
export LC_ALL := C.UTF-8
# Not this machine's policy, /etc/gnutls/config: environment.sh.
export GNUTLS_SYSTEM_PRIORITY_FILE := /dev/null
