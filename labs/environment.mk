# SPDX-License-Identifier: MIT
#
# For a Makefile that judges, or builds what is judged: of the environment, it
# takes and passes on what environment.sh keeps, and the compiler, CC. All else
# is said on make's command line.

environment_folder := $(dir $(lastword $(MAKEFILE_LIST)))
environment_others := $(filter-out CC SHELL MAKEFLAGS MFLAGS MAKELEVEL \
	MAKEOVERRIDES MAKE_TERMOUT MAKE_TERMERR,\
	$(shell sh $(environment_folder)environment.sh))
# What apt-get needs to find its way out: make deps.
environment_proxies := $(foreach name,http_proxy https_proxy ftp_proxy \
	no_proxy,$(if $($(name)),$(name)='$($(name))'))
$(foreach name,$(environment_others),$(eval undefine $(name)))
AR ?= ar
export LC_ALL := C.UTF-8
