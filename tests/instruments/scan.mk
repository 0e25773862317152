# SPDX-License-Identifier: MIT
# The tests of scan, with the heap meter's tools:
#     make -f tests/instruments/scan.mk check-scan

# Apart from the heap meter's own: both may be made at the same time.
heapmeter_bin = $(abspath $(BUILD))/tests/scan

include $(dir $(lastword $(MAKEFILE_LIST)))heapmeter.mk

scan_run = SCAN=$(abspath $(BUILD))/instruments/scan \
	CERTS=$(heapmeter_top)/certs sh $(heapmeter_tests)scan_run.sh

heapmeter_flags += -DSCAN_CERTS='"$(heapmeter_top)/certs"' \
	-DSCAN_RUN='"$(scan_run)"' \
	-DSCAN_TRUTH='"$(heapmeter_top)/tests/truth.csv"' \
	-I$(heapmeter_top)/labs/instruments \
	$(shell $(PKG_CONFIG) --cflags gnutls)

.PHONY: check-scan
check-scan: scan-instrument heapmeter-certs $(heapmeter_bin)/scan_test \
		$(heapmeter_bin)/scan_server ## test scan
	@$(heapmeter_bin)/scan_test

# Not part of the above: servers that the kit does not install.
.PHONY: check-scan-servers
check-scan-servers: scan-instrument heapmeter-certs ## scan nginx, haproxy and node
	@SCAN=$(abspath $(BUILD))/instruments/scan CERTS=$(heapmeter_top)/certs \
		sh $(heapmeter_tests)scan_servers.sh $(heapmeter_bin)

.PHONY: scan-instrument
scan-instrument: heapmeter-instrument
	@$(MAKE) --no-print-directory BUILD=$(abspath $(BUILD)) \
		-C $(heapmeter_top)/labs/instruments/scan

$(heapmeter_bin)/scan_test: $(addprefix $(heapmeter_bin)/, \
	scan_test.o heapmeter_launch.o reader.o truth.o)
	$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $^ $(heapmeter_libs)

$(heapmeter_bin)/truth.o: $(heapmeter_top)/labs/instruments/probe/truth.c
	@mkdir -p $(@D)
	$(CC) $(CPPFLAGS) $(CFLAGS) $(heapmeter_flags) -MMD -MP -c -o $@ $<

$(heapmeter_bin)/scan_server: $(addprefix $(heapmeter_bin)/, \
	scan_fault.o scan_server.o scan_server_http.o)
	$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $^ $(shell $(PKG_CONFIG) --libs gnutls)
