# SPDX-License-Identifier: MIT
# What a suite of cmocka's printed, without the tests that passed.
/^\[ RUN / {
    held = $0
    next
}
/^\[       OK \]/ && held != "" {
    held = ""
    next
}
held != "" {
    print held
    held = ""
}
{ print }
