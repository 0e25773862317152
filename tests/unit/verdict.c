/* SPDX-License-Identifier: MIT */
/*
 * verdict.h: which of a certificate's faults is the one that is told.
 */
#include "tls/verdict.h"

#include "unit.h"

#define INVALID ((unsigned)GNUTLS_CERT_INVALID)

TEST(each_fault_has_its_reason)
{
    static const struct {
        unsigned status;
        enum handshake reason;
    } cases[] = {
        {GNUTLS_CERT_REVOKED, HANDSHAKE_REVOKED},
        {GNUTLS_CERT_SIGNER_NOT_CA, HANDSHAKE_SIGNER_NOT_CA},
        {GNUTLS_CERT_SIGNER_NOT_FOUND, HANDSHAKE_UNKNOWN_CA},
        {GNUTLS_CERT_EXPIRED, HANDSHAKE_EXPIRED},
        {GNUTLS_CERT_NOT_ACTIVATED, HANDSHAKE_NOT_YET_VALID},
        {GNUTLS_CERT_INSECURE_ALGORITHM, HANDSHAKE_WEAK},
        {GNUTLS_CERT_PURPOSE_MISMATCH, HANDSHAKE_WRONG_PURPOSE},
        {GNUTLS_CERT_SIGNATURE_FAILURE, HANDSHAKE_BAD_CERTIFICATE},
        {0, HANDSHAKE_BAD_CERTIFICATE},
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_int_equal(verdict_of(cases[i].status | INVALID, false),
                         cases[i].reason);
}

TEST(without_an_issuer_it_may_be_its_own)
{
    assert_int_equal(verdict_of(GNUTLS_CERT_SIGNER_NOT_FOUND, true),
                     HANDSHAKE_SELF_SIGNED);
    assert_int_equal(verdict_of(GNUTLS_CERT_EXPIRED, true), HANDSHAKE_EXPIRED);
}

TEST(the_most_telling_of_several_is_told)
{
    const unsigned all = GNUTLS_CERT_REVOKED | GNUTLS_CERT_SIGNER_NOT_FOUND |
                         GNUTLS_CERT_EXPIRED | GNUTLS_CERT_PURPOSE_MISMATCH;

    assert_int_equal(verdict_of(all, false), HANDSHAKE_REVOKED);
    assert_int_equal(verdict_of(all & ~(unsigned)GNUTLS_CERT_REVOKED, false),
                     HANDSHAKE_UNKNOWN_CA);
    assert_int_equal(
        verdict_of(GNUTLS_CERT_EXPIRED | GNUTLS_CERT_PURPOSE_MISMATCH, false),
        HANDSHAKE_EXPIRED);
}

/* Whatever is not good is refused: no status gives an accepting reason. */
TEST(no_fault_is_accepted)
{
    for (unsigned bit = 0; bit < 32; bit++) {
        enum handshake reason = verdict_of(1U << bit, bit % 2 == 0);

        assert_true(reason >= HANDSHAKE_NO_CERTIFICATE &&
                    reason <= HANDSHAKE_BAD_CERTIFICATE);
    }
}

TEST(a_key_that_may_not_sign_is_of_the_wrong_purpose)
{
    assert_int_equal(verdict_of_failure(GNUTLS_E_KEY_USAGE_VIOLATION),
                     HANDSHAKE_WRONG_PURPOSE);
    assert_int_equal(verdict_of_failure(GNUTLS_E_UNEXPECTED_PACKET),
                     HANDSHAKE_PROTOCOL_ERROR);
}

TEST(every_reason_has_a_name_of_its_own)
{
    const struct metrics_reason *all = verdict_reasons;

    for (unsigned i = 0; i < HANDSHAKE_COUNT; i++) {
        const char *result = i <= HANDSHAKE_RESUMED      ? "accepted"
                             : i == HANDSHAKE_INCOMPLETE ? "failed"
                                                         : "refused";

        assert_non_null(verdict_name(i));
        assert_ptr_equal(verdict_name(i), all[i].reason);
        assert_string_equal(all[i].result, result);
        for (unsigned j = 0; j < i; j++)
            assert_string_not_equal(verdict_name(i), verdict_name(j));
    }
    assert_null(all[HANDSHAKE_COUNT].reason);
}

UNIT_MAIN("verdict")
