#include "proto/wire/httpsig.h"

#include <assert.h>
#include <inttypes.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>

#include "proto/wire/base64.h"

#define LABEL "sig1="
#define COMPONENTS "(\"@method\" \"@authority\" \"@path\" \"content-type\" \"content-digest\")"
#define CREATED ";created="
#define KEYID ";keyid=\""
#define NONCE "\";alg=\"ed25519\";nonce=\""
#define TAG "\";tag=\"guosuo-v1\""

enum {
	CREATED_DIGITS = 15, /* RFC 9651 section 3.3.1: integers have at most 15 */
	BASE64_MAX = sodium_base64_ENCODED_LEN(SIG_LEN, sodium_base64_VARIANT_ORIGINAL),
};
#define CREATED_MAX INT64_C(999999999999999)

/* ---- the signature base ---------------------------------------------------------------------------------
 */

struct base {
	char *p;
	size_t size, n;
	enum err err;
};

static void put(struct base *base, struct span text)
{
	if (base->err != ERR_OK)
		return;
	if (text.n > base->size - base->n) {
		base->err = ERR_SIZE;
		return;
	}
	if (text.n > 0)
		memcpy(base->p + base->n, text.p, text.n);
	base->n += text.n;
}

static void put_text(struct base *base, const char *text)
{
	put(base, span_text(text));
}

/* A line feed in a value would let one request read as another. */
static bool is_printable(struct span text)
{
	for (size_t i = 0; i < text.n; i++)
		if (text.p[i] < 0x20 || text.p[i] > 0x7E)
			return false;
	return true;
}

static bool is_trimmed(struct span text)
{
	return text.n == 0 || (text.p[0] != ' ' && text.p[text.n - 1] != ' ');
}

static void put_value(struct base *base, struct span value)
{
	if (base->err == ERR_OK && !(is_printable(value) && is_trimmed(value)))
		base->err = ERR_FORMAT;
	put(base, value);
}

static void put_name(struct base *base, const char *name)
{
	put_text(base, "\"");
	put_text(base, name);
	put_text(base, "\"");
}

enum err httpsig_base(const struct httpsig_part *parts, size_t count, struct span params, size_t size,
                      char *out, size_t *length)
{
	struct base base = {out, size, 0, ERR_OK};
	for (size_t i = 0; i < count; i++) {
		put_name(&base, parts[i].name);
		put_text(&base, ": ");
		put_value(&base, parts[i].value);
		put_text(&base, "\n");
	}
	put_text(&base, "\"@signature-params\": (");
	for (size_t i = 0; i < count; i++) {
		if (i > 0)
			put_text(&base, " ");
		put_name(&base, parts[i].name);
	}
	put_text(&base, ")");
	put_value(&base, params);
	if (base.err == ERR_OK)
		*length = base.n;
	return base.err;
}

/* ---- header values --------------------------------------------------------------------------------------
 */

static void write_binary(const char *prefix, const uint8_t *raw, size_t n, char *out, size_t size)
{
	char text[BASE64_MAX];
	sodium_bin2base64(text, sizeof text, raw, n, sodium_base64_VARIANT_ORIGINAL);
	int written = snprintf(out, size, "%s:%s:", prefix, text);
	assert(written > 0 && (size_t)written < size);
	(void)written;
}

void httpsig_write(const struct httpsig *sig, struct httpsig_headers *out)
{
	char keyid[2 * KEYID_LEN + 1], nonce[2 * HTTPSIG_NONCE_LEN + 1];
	sodium_bin2hex(keyid, sizeof keyid, sig->keyid, sizeof sig->keyid);
	sodium_bin2hex(nonce, sizeof nonce, sig->nonce, sizeof sig->nonce);
	int written = snprintf(out->input, sizeof out->input,
	                       LABEL COMPONENTS CREATED "%" PRId64 KEYID "%s" NONCE "%s" TAG, sig->created,
	                       keyid, nonce);
	assert(written > 0 && (size_t)written < sizeof out->input);
	(void)written;
	write_binary(LABEL, sig->signature, sizeof sig->signature, out->signature, sizeof out->signature);
	write_binary("sha-256=", sig->digest, sizeof sig->digest, out->digest, sizeof out->digest);
}

static bool take_text(struct span *rest, const char *text)
{
	size_t n = strlen(text);
	if (rest->n < n || memcmp(rest->p, text, n) != 0)
		return false;
	*rest = span_of(rest->p + n, rest->n - n);
	return true;
}

static bool take_hex(struct span *rest, uint8_t *out, size_t n)
{
	size_t length;
	if (rest->n < 2 * n)
		return false;
	for (size_t i = 0; i < 2 * n; i++)
		if (rest->p[i] >= 'A' && rest->p[i] <= 'F')
			return false;
	if (sodium_hex2bin(out, n, (const char *)rest->p, 2 * n, NULL, &length, NULL) != 0 || length != n)
		return false;
	*rest = span_of(rest->p + 2 * n, rest->n - 2 * n);
	return true;
}

static bool take_created(struct span *rest, int64_t *out)
{
	size_t n = 0;
	int64_t value = 0;
	while (n < rest->n && rest->p[n] >= '0' && rest->p[n] <= '9') {
		if (n == CREATED_DIGITS)
			return false;
		value = value * 10 + (rest->p[n++] - '0');
	}
	if (n == 0 || (n > 1 && rest->p[0] == '0'))
		return false;
	*rest = span_of(rest->p + n, rest->n - n);
	*out = value;
	return true;
}

static bool take_binary(struct span *rest, uint8_t *out, size_t n)
{
	size_t length, text = sodium_base64_ENCODED_LEN(n, sodium_base64_VARIANT_ORIGINAL) - 1;
	if (!take_text(rest, ":") || rest->n < text ||
	    !base64_read(span_of(rest->p, text), sodium_base64_VARIANT_ORIGINAL, out, n, &length) ||
	    length != n)
		return false;
	*rest = span_of(rest->p + text, rest->n - text);
	return take_text(rest, ":");
}

static bool read_input(struct span rest, struct httpsig *sig)
{
	return take_text(&rest, LABEL COMPONENTS CREATED) && take_created(&rest, &sig->created) &&
	       take_text(&rest, KEYID) && take_hex(&rest, sig->keyid, sizeof sig->keyid) &&
	       take_text(&rest, NONCE) && take_hex(&rest, sig->nonce, sizeof sig->nonce) &&
	       take_text(&rest, TAG) && rest.n == 0;
}

static bool read_binary(struct span rest, const char *prefix, uint8_t *out, size_t n)
{
	return take_text(&rest, prefix) && take_binary(&rest, out, n) && rest.n == 0;
}

enum err httpsig_read(struct span input, struct span signature, struct span digest, struct httpsig *out)
{
	struct httpsig sig;
	if (!read_input(input, &sig) || !read_binary(signature, LABEL, sig.signature, sizeof sig.signature) ||
	    !read_binary(digest, "sha-256=", sig.digest, sizeof sig.digest))
		return ERR_UNAUTHENTICATED;
	*out = sig;
	return ERR_OK;
}

/* ---- signing and verifying ------------------------------------------------------------------------------
 */

static void keyid_of(const uint8_t key[static KEY_LEN], uint8_t out[static KEYID_LEN])
{
	uint8_t id[HASH_LEN];
	key_id(key, id);
	memcpy(out, id, KEYID_LEN);
}

static bool has_any_of(struct span text, const char *set)
{
	for (size_t i = 0; i < text.n; i++)
		if (text.p[i] != '\0' && strchr(set, text.p[i]) != NULL)
			return true;
	return false;
}

static bool request_ok(const struct httpsig_request *request)
{
	return request->method.n > 0 && request->authority.n > 0 && request->content_type.n > 0 &&
	       request->path.n > 0 && request->path.p[0] == '/' && !has_any_of(request->path, "?#") &&
	       !has_any_of(request->authority, "ABCDEFGHIJKLMNOPQRSTUVWXYZ");
}

static enum err request_base(const struct httpsig_request *request, const struct httpsig *sig,
                             char out[static HTTPSIG_BASE_MAX], size_t *length)
{
	struct httpsig_headers headers;
	if (!request_ok(request))
		return ERR_FORMAT;
	httpsig_write(sig, &headers);
	const struct httpsig_part parts[] = {
	    {"@method", request->method},
	    {"@authority", request->authority},
	    {"@path", request->path},
	    {"content-type", request->content_type},
	    {"content-digest", span_text(headers.digest)},
	};
	struct span params = span_text(headers.input + strlen(LABEL COMPONENTS));
	return httpsig_base(parts, sizeof parts / sizeof parts[0], params, HTTPSIG_BASE_MAX, out, length);
}

enum err httpsig_sign(const struct httpsig_request *request, const uint8_t secret[static SECRET_LEN],
                      int64_t created, const uint8_t nonce[static HTTPSIG_NONCE_LEN],
                      struct httpsig_headers *out)
{
	const uint8_t *public_key = secret + SECRET_LEN - KEY_LEN;
	struct httpsig sig = {.created = created};
	char base[HTTPSIG_BASE_MAX];
	size_t length;
	if (created < 0 || created > CREATED_MAX)
		return ERR_FORMAT;
	keyid_of(public_key, sig.keyid);
	memcpy(sig.nonce, nonce, sizeof sig.nonce);
	crypto_hash_sha256(sig.digest, request->body.p, request->body.n);
	enum err err = request_base(request, &sig, base, &length);
	if (err != ERR_OK)
		return err;
	crypto_sign_detached(sig.signature, NULL, (const uint8_t *)base, length, secret);
	if (crypto_sign_verify_detached(sig.signature, (const uint8_t *)base, length, public_key) != 0)
		return ERR_INTERNAL;
	httpsig_write(&sig, out);
	return ERR_OK;
}

static bool claims_ok(const struct httpsig_request *request, const struct httpsig *sig,
                      const uint8_t *public_key)
{
	uint8_t digest[HASH_LEN], keyid[KEYID_LEN];
	crypto_hash_sha256(digest, request->body.p, request->body.n);
	keyid_of(public_key, keyid);
	return memcmp(digest, sig->digest, sizeof digest) == 0 &&
	       memcmp(keyid, sig->keyid, sizeof keyid) == 0;
}

enum err httpsig_verify(const struct httpsig_request *request, const struct httpsig *sig,
                        const uint8_t public_key[static KEY_LEN], int64_t now)
{
	char base[HTTPSIG_BASE_MAX];
	size_t length;
	if (sig->created < now - HTTPSIG_SKEW_S || sig->created > now + HTTPSIG_SKEW_S)
		return ERR_CLOCK;
	if (!claims_ok(request, sig, public_key) || request_base(request, sig, base, &length) != ERR_OK)
		return ERR_UNAUTHENTICATED;
	if (crypto_sign_verify_detached(sig->signature, (const uint8_t *)base, length, public_key) != 0)
		return ERR_SEAL;
	return ERR_OK;
}
