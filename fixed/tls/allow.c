/* SPDX-License-Identifier: MIT */
#include "tls/allow.h"

#include <string.h>

#include "tls/identity.h"

#define PIN_SIZE 32

static struct rule {
    const char *kind; /* static text: one of kinds */
    const char *value;
    size_t size; /* of value, without the star */
    unsigned roles;
    bool star;
    unsigned char pin[PIN_SIZE];
} rules[ALLOW_MAX];
static size_t count;

static const char *const kinds[] = {"cn", "ou", "uri", "dns", "email", "pin"};
#define KINDS (sizeof kinds / sizeof *kinds)

/* ---- One rule, as it is given ----------------------------------------- */

static bool is_name(const char *name, const char *bytes, size_t size)
{
    return strlen(name) == size && memcmp(name, bytes, size) == 0;
}

static const char *find_kind(const char *text, size_t size)
{
    for (size_t i = 0; i < KINDS; i++) {
        if (is_name(kinds[i], text, size))
            return kinds[i];
    }
    return NULL;
}

/* NULL, or what is wrong with it. */
static const char *parse_value(struct rule *rule)
{
    gnutls_datum_t hex = {(unsigned char *)rule->value, (unsigned)rule->size};
    size_t size = sizeof rule->pin;

    if (rule->size == 0)
        return "has no value behind the colon";
    if (strcmp(rule->kind, "pin") == 0)
        return rule->size == (size_t)2 * PIN_SIZE &&
                       gnutls_hex_decode(&hex, rule->pin, &size) >= 0 &&
                       size == PIN_SIZE
                   ? NULL
                   : "takes a pin of 64 digits of hex";
    rule->star = rule->value[rule->size - 1] == '*';
    if (rule->star && strcmp(rule->kind, "uri") != 0)
        return "takes a * at the end of a URI only";
    rule->size -= rule->star;
    if (memchr(rule->value, '*', rule->size) != NULL && rule->kind[0] == 'u')
        return "takes one *, at the end";
    return NULL;
}

const char *allow_add(const char *text, const struct allow_role *roles)
{
    struct rule rule = {.roles = ALLOW_ALL};
    size_t length = strcspn(text, "=:");
    const char *fault = NULL;

    if (count == ALLOW_MAX)
        return "is one too many: 64 are taken";
    if (text[length] == '=') {
        while (roles->name != NULL && !is_name(roles->name, text, length))
            roles++;
        if (roles->name == NULL)
            return "names no role before the =";
        rule.roles = roles->role;
        text += length + 1;
        length = strcspn(text, ":");
    }
    rule.kind = text[length] == ':' ? find_kind(text, length) : NULL;
    if (rule.kind == NULL)
        return "takes cn:, ou:, uri:, dns:, email: or pin:";
    rule.value = text + length + 1;
    rule.size = strlen(rule.value);
    fault = parse_value(&rule);
    if (fault == NULL)
        rules[count++] = rule;
    return fault;
}

/* ---- A certificate ----------------------------------------------------- */

/* What is looked for among the values of one kind; NULL: any that matches. */
struct wanted {
    const struct rule *rule;
    const char *name;
};

static bool matches(void *object, const char *bytes, size_t size)
{
    const struct wanted *wanted = object;
    const struct rule *rule = wanted->rule;

    if (size < rule->size || memcmp(bytes, rule->value, rule->size) != 0)
        return false;
    if (rule->star ? size == rule->size : size > rule->size)
        return false;
    return wanted->name == NULL || is_name(wanted->name, bytes, size) ||
           (rule->star &&
            is_name(wanted->name, bytes + rule->size, size - rule->size));
}

static bool equals(void *name, const char *bytes, size_t size)
{
    return is_name(name, bytes, size);
}

static bool has_name(gnutls_x509_crt_t crt, const char *name)
{
    static const char *const names[] = {"cn", "uri", "dns", "email"};

    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (identity_any(crt, names[i], equals, (void *)name))
            return true;
    }
    return false;
}

static bool has_pin(gnutls_x509_crt_t crt, const struct rule *rule)
{
    unsigned char pin[PIN_SIZE] = {0};
    size_t size = sizeof pin;

    return gnutls_x509_crt_get_key_id(crt, GNUTLS_KEYID_USE_SHA256, pin,
                                      &size) >= 0 &&
           size == sizeof pin && memcmp(pin, rule->pin, size) == 0;
}

/* Whether the rule is for it; with a name, whether it knows it by that. */
static bool applies(const struct rule *rule, gnutls_x509_crt_t crt,
                    const char *name)
{
    bool pin = strcmp(rule->kind, "pin") == 0;
    bool names = !pin && strcmp(rule->kind, "ou") != 0;
    struct wanted wanted = {rule, names ? name : NULL};

    if (!(pin ? has_pin(crt, rule)
              : identity_any(crt, rule->kind, matches, &wanted)))
        return false;
    return names || name == NULL || has_name(crt, name);
}

unsigned allow_roles(gnutls_x509_crt_t crt, const char *name)
{
    unsigned roles = count == 0 ? ALLOW_ALL : 0;

    for (size_t i = 0; i < count; i++) {
        if (applies(&rules[i], crt, name))
            roles |= rules[i].roles;
    }
    return roles;
}
