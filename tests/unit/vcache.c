/* SPDX-License-Identifier: MIT */
/*
 * vcache.h: the table of chains that were verified, with a clock of the
 * test's own. What goes into it and who asks it is for contract/vcache.
 */
#include "tls/vcache.h"

#include <string.h>

#include "unit.h"

#define NOW ((time_t)1000000)
#define LATER (NOW + 86400)

static void free_cache(struct vcache **cache)
{
    vcache_free(*cache);
}
#define scoped_cache __attribute__((cleanup(free_cache)))

static struct vcache_key key_of(unsigned long number)
{
    struct vcache_key key = {{0}};

    /* As a hash does: spread, and in each byte. */
    for (size_t i = 0; i < sizeof key.bytes; i++) {
        number = number * 6364136223846793005UL + 1442695040888963407UL;
        key.bytes[i] = (unsigned char)(number >> 56);
    }
    return key;
}

static bool finds(struct vcache *cache, const struct vcache_key *key,
                  time_t now)
{
    time_t expiry = 0;

    return vcache_find(cache, key, now, &expiry);
}

TEST(an_empty_one_finds_nothing)
{
    scoped_cache struct vcache *cache = vcache_new();
    const struct vcache_key key = key_of(1);
    const struct vcache_key zero = {{0}};

    assert_non_null(cache);
    assert_false(finds(cache, &key, NOW));
    assert_false(finds(cache, &zero, NOW));
}

TEST(what_is_added_is_found_until_its_path_expires)
{
    scoped_cache struct vcache *cache = vcache_new();
    const struct vcache_key key = key_of(1);
    time_t expiry = 0;

    vcache_add(cache, &key, NOW, NOW + 100);
    assert_true(vcache_find(cache, &key, NOW, &expiry));
    assert_int_equal(expiry, NOW + 100);
    assert_true(finds(cache, &key, NOW + 100));
    assert_false(finds(cache, &key, NOW + 101));
}

TEST(it_is_short_of_life)
{
    scoped_cache struct vcache *cache = vcache_new();
    const struct vcache_key key = key_of(1);

    vcache_add(cache, &key, NOW, LATER);
    assert_true(finds(cache, &key, NOW + 299));
    assert_false(finds(cache, &key, NOW + 300));
    assert_int_equal(vcache_option.set("10"), -1);
    assert_true(finds(cache, &key, NOW + 9));
    assert_false(finds(cache, &key, NOW + 10));
    assert_int_equal(vcache_option.set("0"), -1);
    assert_false(finds(cache, &key, NOW));
}

TEST(when_the_clock_was_set_back_nothing_is_found)
{
    scoped_cache struct vcache *cache = vcache_new();
    const struct vcache_key key = key_of(1);

    vcache_add(cache, &key, NOW, LATER);
    assert_false(finds(cache, &key, NOW - 1));
}

TEST(a_key_of_another_bit_is_another_key)
{
    scoped_cache struct vcache *cache = vcache_new();
    const struct vcache_key key = key_of(1);

    vcache_add(cache, &key, NOW, LATER);
    for (size_t bit = 0; bit < 8 * sizeof key.bytes; bit++) {
        struct vcache_key other = key;

        other.bytes[bit / 8] ^= (unsigned char)(1U << bit % 8);
        assert_false(finds(cache, &other, NOW));
    }
    assert_true(finds(cache, &key, NOW));
}

TEST(two_caches_know_nothing_of_each_other)
{
    scoped_cache struct vcache *cache = vcache_new();
    scoped_cache struct vcache *other = vcache_new();
    const struct vcache_key key = key_of(1);

    vcache_add(cache, &key, NOW, LATER);
    assert_false(finds(other, &key, NOW));
}

/* No place is made for them: unit.h counts the blocks. */
TEST(a_hundred_thousand_chains_leave_nothing_behind)
{
    scoped_cache struct vcache *cache = vcache_new();
    size_t found = 0;

    for (unsigned long i = 0; i < 100000; i++) {
        const struct vcache_key key = key_of(i);

        unit_fail_nth(1); /* whatever it allocates */
        vcache_add(cache, &key, NOW, LATER);
        assert_true(finds(cache, &key, NOW));
        assert_false(unit_failed());
    }
    for (unsigned long i = 0; i < 100000; i++) {
        const struct vcache_key key = key_of(i);

        found += finds(cache, &key, NOW);
    }
    assert_true(found > VCACHE_PLACES / 2 && found <= VCACHE_PLACES);
}

TEST(its_option_takes_seconds)
{
    unit_catch_stderr();
    assert_int_equal(vcache_option.set("0"), -1);
    assert_int_equal(vcache_option.set("3600"), -1);
    assert_int_equal(vcache_option.set("3601"), 2);
    assert_int_equal(vcache_option.set("-1"), 2);
    assert_int_equal(vcache_option.set(""), 2);
    assert_non_null(strstr(unit_stderr(), "--verify-cache takes a number"));
}

UNIT_MAIN("unit/vcache")
