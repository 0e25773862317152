# SPDX-License-Identifier: MIT
#
# Each call of fixed/'s own code that can fail is made to fail, in turn.
# Included by tests/Makefile.
#
#   make torture                         all points, by scenario
#   make test ONLY=torture               a sample of them
#   make torture TORTURE_STEP=3          each third

torture_server := $(abspath $(BUILD))/torture/mtls-server
# All of them by `make torture`, each fifth by `make test`.
TORTURE_STEP ?= $(if $(filter torture,$(MAKECMDGOALS)),1,5)
torture_points := \
	$(out)/obj/torture/calls.o \
	$(out)/obj/torture/points.o

# No sanitizer and no fortified calls: they have other names.
$(torture_points): $(out)/obj/torture/%.o: torture/%.c
	@mkdir -p $(@D)
	@echo cc $@
	@$(CC) $(c_dialect) -pthread -MMD -MP $(shell $(PKG_CONFIG) --cflags \
		gnutls jansson libmicrohttpd) -O1 -g -c -o $@ $<

# A plant is laid over fixed/ by OVERLAY. How it is built is kept for the
# grader, which lays a learner's module over it.
torture_cflags := -Og -g -U_FORTIFY_SOURCE -fno-optimize-sibling-calls
.PHONY: torture-server
torture-server: $(torture_points)
	@for points in $^; do [ ! $$points -nt $(torture_server) ] || \
		rm -f $(torture_server); done
	@mkdir -p $(dir $(torture_server))
	@echo '$(torture_cflags)' >$(dir $(torture_server))cflags
	@echo $(abspath $^) -ldl \
		$$(nm $^ | sed -n 's/.* T __wrap_/-Wl,--wrap=/p') \
		>$(dir $(torture_server))ldflags
	@$(MAKE) -s -C ../fixed BUILD='$(patsubst %/,%,$(dir $(torture_server)))' \
		CFLAGS='$(torture_cflags)' SANITIZE= OVERLAY='$(OVERLAY)' \
		LDFLAGS="$$(cat $(dir $(torture_server))ldflags)"

torture_objects := \
	$(out)/obj/torture/scenes.o \
	$(out)/obj/torture/server.o \
	$(out)/obj/torture/torture.o

$(out)/torture/torture: $(torture_objects) $(out)/libsupport.a \
		$(probe_library)
	@mkdir -p $(@D)
	@echo link $@
	@$(link) -o $@ $^ $(probe_libs)

.PHONY: torture-program
torture-program: torture-server $(out)/torture/torture

run_torture := run-torture/torture
.PHONY: $(run_torture)
$(run_torture): torture-program
	@BUILD='$(abspath $(BUILD))' MTLS_CERTS='$(abspath $(CERTS))' \
		MTLS_INSTRUMENTS='$(abspath $(INSTRUMENTS))' \
		MTLS_TORTURE_STEP='$(TORTURE_STEP)' \
		sh ./run.sh torture/torture torture '$(results)/torture/torture'

-include $(wildcard $(out)/obj/torture/*.d)
