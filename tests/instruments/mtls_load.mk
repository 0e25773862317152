# SPDX-License-Identifier: MIT
# The load generator's tests, with the heap meter's tools:
#     make -f tests/instruments/mtls_load.mk check-mtls-load

# Apart from the heap meter's own: both may be made at the same time.
heapmeter_bin = $(abspath $(BUILD))/tests/mtls-load

include $(dir $(lastword $(MAKEFILE_LIST)))heapmeter.mk

.PHONY: check-mtls-load
check-mtls-load: mtls-load-instrument mtls-load-home \
		$(heapmeter_bin)/mtls_load_test ## test the load generator
	@$(heapmeter_bin)/mtls_load_test

.PHONY: mtls-load-instrument
mtls-load-instrument:
	@for one in mtls-load compare; do \
		$(MAKE) --no-print-directory BUILD=$(abspath $(BUILD)) \
			-C $(heapmeter_top)/labs/instruments/$$one || exit 1; done

# As its README says.
.PHONY: mtls-load-home
mtls-load-home: home = $(heapmeter_bin)/home
mtls-load-home:
	@rm -rf $(home) && mkdir -p $(home)
	@cp -r $(heapmeter_top)/labs/instruments/c.mk \
		$(heapmeter_top)/labs/instruments/mtls-load $(home)
	@$(MAKE) --no-print-directory -s BUILD=build -C $(home)/mtls-load
	@$(home)/mtls-load/build/instruments/mtls-load --version >$(home)/version

$(heapmeter_bin)/mtls_load_test: $(addprefix $(heapmeter_bin)/, \
	mtls_load_test.o heapmeter_launch.o reader.o)
	$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $^ $(heapmeter_libs)
