# SPDX-License-Identifier: MIT
#
# The unit tests: each module's interface, with cmocka's test allocator behind
# every allocation of the servers' own code. Included by ../Makefile; alone:
#
#   make -f unit/unit.mk unit                    in tests/
#   make -f unit/unit.mk unit ONLY=unit/requests      both twins; or one:
#   make -f unit/unit.mk unit ONLY="unit/requests leaky"
#
# Each source that the list names is a suite, and each that is called as a
# module of the catalogue. That is linked twice, with the fixed twin and with
# the leaky one, from one object.

include ../labs/environment.mk
include modules.mk
include ../labs/instruments/c.mk

BUILD ?= ../build
CERTS ?= ../certs
CC ?= cc
CFLAGS ?= -O1 -g
PKG_CONFIG ?= pkg-config
out ?= $(abspath $(BUILD))/tests
results ?= $(out)/results

unit_twins := $(patsubst unit/%.c,%,$(wildcard $(modules:%=unit/%.c)))

unit_suites := \
	$(unit_twins) \
	admission \
	context \
	files \
	log \
	metrics \
	net \
	options \
	rounds \
	routes \
	scope \
	vcache \
	verdict

unit_support := \
	alloc \
	unit

# One run is SUITE@TWIN.
unit_runs := $(unit_suites:%=%@fixed) $(unit_twins:%=%@leaky)
unit_wanted := $(firstword $(ONLY))
unit_chosen := $(strip $(if $(filter-out unit,$(unit_wanted)),\
	$(filter $(unit_wanted:unit/%=%)@$(or $(word 2,$(ONLY)),%),\
	$(unit_runs)),$(unit_runs)))

# ---- Run -------------------------------------------------------------------

.PHONY: unit
unit: $(unit_chosen:%=run-unit/%) ## run the unit tests
	@$(if $(unit_chosen),,echo 'unit: no suite $(ONLY); there are:' \
		'$(unit_suites:%=unit/%)' >&2; exit 2)
	@sh ./summary.sh $(unit_chosen:%=$(results)/unit/%)

.PHONY: $(unit_runs:%=run-unit/%)
$(unit_runs:%=run-unit/%): run-unit/%: $(out)/unit/%
	@MTLS_CERTS='$(abspath $(CERTS))' sh unit/run.sh \
		'$(firstword $(subst @, ,$*))' '$(lastword $(subst @, ,$*))' \
		'$<' '$(results)/unit/$*'

.PHONY: unit-twins
unit-twins: $(unit_twins:%=$(out)/unit/%@fixed) \
	$(unit_twins:%=$(out)/unit/%@leaky) ## build those of modules, run nothing

# ---- Programs --------------------------------------------------------------

unit_packages := cmocka gnutls jansson libmicrohttpd
unit_compile := $(CC) $(c_dialect) -include unit/alloc.h -I../fixed -Iunit \
	-I../labs/instruments -pthread -MMD -MP \
	$(if $(SANITIZE),-fsanitize=$(SANITIZE) -fno-omit-frame-pointer) \
	$(shell $(PKG_CONFIG) --cflags $(unit_packages)) $(CPPFLAGS) $(CFLAGS)
unit_link := $(CC) -pthread $(if $(SANITIZE),-fsanitize=$(SANITIZE)) $(LDFLAGS)
unit_libraries := $(shell $(PKG_CONFIG) --libs $(unit_packages))
unit_objects := $(out)/unit/obj

# All of the application but its main(): an archive, from which the linker
# takes only what a test does not define itself, as a fake.
unit_modules := $(filter-out main,$(patsubst ../fixed/%.c,%,\
	$(wildcard ../fixed/*.c ../fixed/*/*.c)))

# What comes before the archive: the test, and the module under test (scope.h
# is no module). A suite is called as its module, whatever room that is in.
unit_suite = $(firstword $(subst @, ,$(1)))
unit_twin = $(lastword $(subst @, ,$(1)))
unit_parts = unit/$(unit_suite) \
	$(addprefix $(unit_twin)/,$(filter $(unit_suite) %/$(unit_suite),\
	$(unit_modules))) \
	$(if $(filter peer,$(unit_suite)),unit/peer_pair) \
	$(unit_support:%=unit/%)

$(foreach run,$(unit_runs),$(eval $(out)/unit/$(run): \
	$(patsubst %,$(unit_objects)/%.o,$(call unit_parts,$(run)))))

$(unit_runs:%=$(out)/unit/%): $(out)/unit/libfixed.a
	@$(unit_link) -o $@ $(filter %.o,$^) $(out)/unit/libfixed.a \
		$(unit_libraries)

$(out)/unit/libfixed.a: $(unit_modules:%=$(unit_objects)/fixed/%.o)
	@rm -f $@
	@$(AR) rcs $@ $^

$(unit_objects)/unit/%.o: unit/%.c $(out)/unit/flags
	@mkdir -p $(@D)
	@$(unit_compile) -c -o $@ $<

$(unit_objects)/fixed/%.o: ../fixed/%.c $(out)/unit/flags
	@mkdir -p $(@D)
	@$(unit_compile) -c -o $@ $<

$(unit_objects)/leaky/%.o: ../leaky/%.c $(out)/unit/flags
	@mkdir -p $(@D)
	@$(unit_compile) -c -o $@ $<

# Other flags or another compiler: everything is built anew.
$(out)/unit/flags: unit-force
	@mkdir -p $(@D)
	@echo '$(unit_compile) | $(unit_link)' | cmp -s - $@ || \
		echo '$(unit_compile) | $(unit_link)' >$@

.PHONY: unit-force
unit-force:

-include $(wildcard $(unit_objects)/*/*.d $(unit_objects)/*/*/*.d)
