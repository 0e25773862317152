# SPDX-License-Identifier: MIT
# The hosts of lab 10: what each holds, once a minute for eight hours, and
# which alert must fire when. Makes a test file for promtool.

# The same noise in each run: 0 to high.
function noise(high) {
    seed = (seed * 1103 + 12345) % 65536
    return int(seed / 65536 * (high + 1))
}

function held(kind, t) {
    if (kind == "noise") return 6 + noise(6)
    if (kind == "plateau") return 5000 + noise(40)
    if (kind == "warm-up") return (t < 20 ? 40 * t : 800) + noise(4)
    if (kind == "sawtooth") return t % 20 * 20 + noise(3)
    if (kind == "restarts")
        return (t % 120 < 5 ? t % 120 * 20 : 100) + noise(4)
    if (kind == "leak") return 60 * t + noise(6)
    if (kind == "slow") return int(t / 2) + noise(4)
    if (kind == "reborn") return 3 * (t % 240) + noise(4)
    if (kind == "mended") return t < 240 ? 60 * t : 6 + noise(6)
    if (kind == "drop") return int(t / 5)
    return 0
}

function series(name, kind, unit, base,    t) {
    printf "      - series: '%s'\n        values: '", name
    for (t = 0; t <= 480; t++)
        printf "%s%d", t ? " " : "", held(kind, t) * unit + base
    print "'"
}

# A host whose sessions and resident memory are of these kinds.
function host(sessions, memory, peer,    instance) {
    instance = "instance=\"host" ++hosts ":443\""
    series("mtls_live_objects{module=\"sessions\"," instance "}", sessions,
        1, 0)
    series("mtls_live_objects{module=\"peer\"," instance "}", peer, 1, 0)
    series("process_resident_memory_bytes{" instance "}", memory, 40960,
        6000000)
}

function firing(number, alert) {
    return "ALERTS{alertname=\"" alert "\",alertstate=\"firing\"," \
        "instance=\"host" number ":443\"}"
}

function expect(expression, at, samples) {
    printf "      - expr: '%s'\n        eval_time: %dm\n", expression, at
    printf "        exp_samples: [%s]\n", samples
}

function never(number, alert) {
    expect("count(max_over_time(" firing(number, alert) "[8h]))", 480, "")
}

function fires(number, alert, at, module) {
    expect("count by (module) (" firing(number, alert) ")", at,
        "{labels: '{" (module ? "module=\"" module "\"" : "") \
        "}', value: 1}")
}

BEGIN {
    print "rule_files: ['" rules "']\nevaluation_interval: 1m\ntests:"
    print "  - interval: 1m\n    input_series:"
    kinds = split("noise plateau warm-up sawtooth restarts leak slow " \
        "reborn mended", kind, " ")
    for (i = 1; i <= kinds; i++)
        host(kind[i], kind[i], "none")
    host("noise", "noise", "drop") # 10: so little that memory hides it
    host("noise", "leak", "none") # 11: memory that no object stands for
    print "    promql_expr_test:"
    objects = "LiveObjectsGrow"
    memory = "ResidentMemoryGrows"
    for (i = 1; i <= 5; i++) {
        never(i, objects)
        never(i, memory)
    }
    for (i = 6; i <= 9; i++) {
        at = i == 7 ? 480 : 230
        fires(i, objects, at, "sessions")
        fires(i, memory, at)
    }
    fires(8, objects, 470, "sessions")
    fires(8, memory, 470)
    expect("count(" firing(9, objects) ")", 480, "")
    expect("count(" firing(9, memory) ")", 480, "")
    fires(10, objects, 480, "peer")
    never(10, memory)
    never(11, objects)
    fires(11, memory, 230)
}
