# SPDX-License-Identifier: MIT
# The tests of report:
#     make -f tests/instruments/report.mk check-report

report_tests := $(abspath $(dir $(lastword $(MAKEFILE_LIST))))
BUILD ?= $(report_tests)/../../build

.PHONY: check-report
check-report: ## test report
	@$(MAKE) --no-print-directory -C $(report_tests)/../../labs/instruments/report \
		BUILD=$(abspath $(BUILD))
	@sh $(report_tests)/report_test.sh $(abspath $(BUILD))/instruments/report
