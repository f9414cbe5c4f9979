#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>

#include "proto/wire/httpsig.h"

#define NOW INT64_C(1583805600)
#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

static const uint8_t nonce[HTTPSIG_NONCE_LEN] = {0xA0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 0xFF};
static uint8_t public_key[KEY_LEN], secret[SECRET_LEN];

static void keyid_of(const uint8_t key[static KEY_LEN], uint8_t out[static KEYID_LEN])
{
	uint8_t id[HASH_LEN];
	key_id(key, id);
	memcpy(out, id, KEYID_LEN);
}

static struct httpsig_request plain_request(void)
{
	return (struct httpsig_request){
	    .method = span_text("POST"),
	    .authority = span_text("desk.example:8443"),
	    .path = span_text("/guosuo.v1.DeskService/SubmitTrip"),
	    .content_type = span_text("application/proto"),
	    .body = span_text("\x0A\x03trip"),
	};
}

static struct httpsig_headers signed_headers(void)
{
	struct httpsig_request request = plain_request();
	struct httpsig_headers headers;
	assert_int_equal(httpsig_sign(&request, secret, NOW, nonce, &headers), ERR_OK);
	return headers;
}

static enum err read_headers(const struct httpsig_headers *headers, struct httpsig *out)
{
	return httpsig_read(span_text(headers->input), span_text(headers->signature),
	                    span_text(headers->digest), out);
}

static struct httpsig signed_claims(void)
{
	struct httpsig_headers headers = signed_headers();
	struct httpsig sig;
	assert_int_equal(read_headers(&headers, &sig), ERR_OK);
	return sig;
}

static int keys(void **state)
{
	static const uint8_t seed[crypto_sign_SEEDBYTES] = "a seed for the tests of httpsig";
	(void)state;
	return sodium_init() < 0 || crypto_sign_seed_keypair(public_key, secret, seed) != 0;
}

/* ---- RFC 9421, appendix B.2.6 ---------------------------------------------------------------------------
 */

static const struct httpsig_part rfc_parts[] = {
    {"date", {(const uint8_t *)"Tue, 20 Apr 2021 02:07:55 GMT", 29}},
    {"@method", {(const uint8_t *)"POST", 4}},
    {"@path", {(const uint8_t *)"/foo", 4}},
    {"@authority", {(const uint8_t *)"example.com", 11}},
    {"content-type", {(const uint8_t *)"application/json", 16}},
    {"content-length", {(const uint8_t *)"18", 2}},
};
static const char rfc_params[] = ";created=1618884473;keyid=\"test-key-ed25519\"";
static const char rfc_base[] = "\"date\": Tue, 20 Apr 2021 02:07:55 GMT\n"
                               "\"@method\": POST\n"
                               "\"@path\": /foo\n"
                               "\"@authority\": example.com\n"
                               "\"content-type\": application/json\n"
                               "\"content-length\": 18\n"
                               "\"@signature-params\": (\"date\" \"@method\" \"@path\" \"@authority\" "
                               "\"content-type\" \"content-length\")"
                               ";created=1618884473;keyid=\"test-key-ed25519\"";
static const char rfc_seed[] = "n4Ni+HpISpVObnQMW0wOhCKROaIKqKtW/2ZYb2p9KcU=";
static const char rfc_public[] = "JrQLj5P/89iXES9+vFgrIy29clF9CC/oPPsw3c5D0bs=";
static const char rfc_signature[] =
    "wqcAqbmYJ2ji2glfAMaRy4gruYYnx2nEFN2HN6jrnDnQCK1u02Gb04v9EDgwUPiu4A0w6vuQv5lIp5WPpBKRCw==";

static void base64(const char *text, uint8_t *out, size_t n)
{
	size_t length;
	assert_int_equal(sodium_base642bin(out, n, text, strlen(text), NULL, &length, NULL,
	                                   sodium_base64_VARIANT_ORIGINAL),
	                 0);
	assert_int_equal(length, n);
}

static void the_rfc_example_is_reproduced_byte_for_byte(void **state)
{
	(void)state;
	char base[HTTPSIG_BASE_MAX];
	size_t length;
	assert_int_equal(
	    httpsig_base(rfc_parts, COUNT(rfc_parts), span_text(rfc_params), sizeof base, base, &length),
	    ERR_OK);
	assert_int_equal(length, sizeof rfc_base - 1);
	assert_memory_equal(base, rfc_base, length);

	uint8_t seed[32], named[32], derived[32], pair[64], want[64], got[64];
	base64(rfc_seed, seed, sizeof seed);
	base64(rfc_public, named, sizeof named);
	base64(rfc_signature, want, sizeof want);
	crypto_sign_seed_keypair(derived, pair, seed);
	assert_memory_equal(derived, named, sizeof named);
	crypto_sign_detached(got, NULL, (const uint8_t *)base, length, pair);
	assert_memory_equal(got, want, sizeof want);
}

static void the_base_takes_printable_ascii_only(void **state)
{
	static const struct {
		const char *why, *value, *params;
		size_t size;
		enum err want;
	} rows[] = {
	    {"a plain value", "/foo", ";created=1", 64, ERR_OK},
	    {"an empty value", "", ";created=1", 64, ERR_OK},
	    {"a line feed", "/foo\n\"@path\": /bar", ";created=1", 128, ERR_FORMAT},
	    {"a carriage return", "/foo\r", ";created=1", 64, ERR_FORMAT},
	    {"a tab", "/f\too", ";created=1", 64, ERR_FORMAT},
	    {"DEL", "/foo\x7F", ";created=1", 64, ERR_FORMAT},
	    {"bytes above ASCII", "/\xE8\xBF\x87", ";created=1", 64, ERR_FORMAT},
	    {"a leading space", " /foo", ";created=1", 64, ERR_FORMAT},
	    {"a trailing space", "/foo ", ";created=1", 64, ERR_FORMAT},
	    {"a line feed in the parameters", "/foo", ";created=1\n", 64, ERR_FORMAT},
	    {"exactly full", "/foo", ";created=1", 54, ERR_OK},
	    {"one byte too long", "/foo", ";created=1", 53, ERR_SIZE},
	    {"no room at all", "/foo", ";created=1", 0, ERR_SIZE},
	};
	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		char out[128];
		size_t length = 999;
		struct httpsig_part part = {"@path", span_text(rows[i].value)};
		enum err err = httpsig_base(&part, 1, span_text(rows[i].params), rows[i].size, out, &length);
		if (err != rows[i].want || (err != ERR_OK && length != 999))
			fail_msg("%s: %s", rows[i].why, err_name(err));
	}
}

/* ---- our shape ------------------------------------------------------------------------------------------
 */

static void our_headers_are_exactly_these(void **state)
{
	(void)state;
	struct httpsig_headers headers = signed_headers();
	uint8_t keyid[KEYID_LEN];
	char hex[17], want[sizeof headers.input];
	keyid_of(public_key, keyid);
	sodium_bin2hex(hex, sizeof hex, keyid, sizeof keyid);
	snprintf(want, sizeof want,
	         "sig1=(\"@method\" \"@authority\" \"@path\" \"content-type\" "
	         "\"content-digest\");created=1583805600;"
	         "keyid=\"%s\";alg=\"ed25519\";nonce=\"a00102030405060708090a0b0c0d0eff\";tag=\"guosuo-v1\"",
	         hex);
	assert_string_equal(headers.input, want);
	/* printf '\x0a\x03trip' | openssl dgst -sha256 -binary | base64 */
	assert_string_equal(headers.digest, "sha-256=:3//g/fCuxEaz4ZvpC9Ej92GjtidGRwDpGUhLe2+oK8E=:");
}

static void the_keyid_is_the_start_of_the_domain_hash(void **state)
{
	(void)state;
	uint8_t input[13 + 32], hash[32], keyid[KEYID_LEN];
	memcpy(input, "guosuo-key-v1", 13);
	memcpy(input + 13, public_key, 32);
	crypto_hash_sha256(hash, input, sizeof input);
	keyid_of(public_key, keyid);
	assert_memory_equal(keyid, hash, sizeof keyid);
}

static void a_signed_request_verifies(void **state)
{
	(void)state;
	struct httpsig_request request = plain_request();
	struct httpsig sig = signed_claims();
	assert_int_equal(httpsig_verify(&request, &sig, public_key, NOW), ERR_OK);
	assert_int_equal(sig.created, NOW);
	assert_memory_equal(sig.nonce, nonce, sizeof nonce);
}

static void an_empty_body_is_signed_too(void **state)
{
	(void)state;
	struct httpsig_request request = plain_request();
	struct httpsig_headers headers;
	struct httpsig sig;
	request.body = span_of(NULL, 0);
	assert_int_equal(httpsig_sign(&request, secret, NOW, nonce, &headers), ERR_OK);
	assert_string_equal(headers.digest, "sha-256=:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=:");
	assert_int_equal(read_headers(&headers, &sig), ERR_OK);
	assert_int_equal(httpsig_verify(&request, &sig, public_key, NOW), ERR_OK);
}

static void what_was_read_is_written_the_same(void **state)
{
	(void)state;
	struct httpsig_headers headers = signed_headers(), again = {0};
	struct httpsig sig = signed_claims();
	httpsig_write(&sig, &again);
	assert_string_equal(again.input, headers.input);
	assert_string_equal(again.signature, headers.signature);
	assert_string_equal(again.digest, headers.digest);
}

/* ---- threat 25: replayed or altered requests ------------------------------------------------------------
 */

static void threat_25_a_request_outside_the_clock_window_is_refused(void **state)
{
	static const struct {
		const char *why;
		int64_t now;
		enum err want;
	} rows[] = {
	    {"5 minutes later", NOW + 300, ERR_OK},      {"a second more", NOW + 301, ERR_CLOCK},
	    {"5 minutes earlier", NOW - 300, ERR_OK},    {"a second less", NOW - 301, ERR_CLOCK},
	    {"a year later", NOW + 31536000, ERR_CLOCK}, {"a clock that was never set", 0, ERR_CLOCK},
	};
	(void)state;
	struct httpsig_request request = plain_request();
	struct httpsig sig = signed_claims();
	for (size_t i = 0; i < COUNT(rows); i++)
		if (httpsig_verify(&request, &sig, public_key, rows[i].now) != rows[i].want)
			fail_msg("%s", rows[i].why);
}

static void threat_25_any_altered_component_is_refused(void **state)
{
	struct httpsig_request as_sent = plain_request();
	struct httpsig_request method = as_sent, authority = as_sent, port = as_sent, path = as_sent,
	                       query = as_sent, type = as_sent, body = as_sent, longer = as_sent,
	                       none = as_sent, feed = as_sent;
	method.method = span_text("PUT");
	authority.authority = span_text("desk.example.org:8443");
	port.authority = span_text("desk.example");
	path.path = span_text("/guosuo.v1.DeskService/CancelTrip");
	query.path = span_text("/guosuo.v1.DeskService/SubmitTrip?x=1");
	type.content_type = span_text("application/json");
	body.body = span_text("\x0A\x03trap");
	longer.body = span_text("\x0A\x03trip ");
	none.body = span_text("");
	feed.content_type = span_text("application/proto\n");
	const struct {
		const char *why;
		const struct httpsig_request *request;
		enum err want;
	} rows[] = {
	    {"as sent", &as_sent, ERR_OK},
	    {"another method", &method, ERR_SEAL},
	    {"another authority", &authority, ERR_SEAL},
	    {"another port", &port, ERR_SEAL},
	    {"another path", &path, ERR_SEAL},
	    {"a query", &query, ERR_UNAUTHENTICATED},
	    {"another content type", &type, ERR_SEAL},
	    {"a line feed in the content type", &feed, ERR_UNAUTHENTICATED},
	    {"another body", &body, ERR_UNAUTHENTICATED},
	    {"a longer body", &longer, ERR_UNAUTHENTICATED},
	    {"no body", &none, ERR_UNAUTHENTICATED},
	};
	(void)state;
	struct httpsig sig = signed_claims();
	for (size_t i = 0; i < COUNT(rows); i++) {
		enum err err = httpsig_verify(rows[i].request, &sig, public_key, NOW);
		if (err != rows[i].want)
			fail_msg("%s: %s", rows[i].why, err_name(err));
	}
}

static void threat_25_any_altered_claim_is_refused(void **state)
{
	static const uint8_t other_seed[crypto_sign_SEEDBYTES] = "another seed";
	(void)state;
	uint8_t other_public[32], other_secret[64];
	crypto_sign_seed_keypair(other_public, other_secret, other_seed);
	struct httpsig as_sent = signed_claims();
	struct httpsig created = as_sent, once = as_sent, digest = as_sent, keyid = as_sent,
	               signature = as_sent;
	created.created++;
	once.nonce[15] ^= 1;
	digest.digest[0] ^= 1;
	keyid_of(other_public, keyid.keyid);
	signature.signature[0] ^= 1;
	const struct {
		const char *why;
		const struct httpsig *sig;
		const uint8_t *key;
		enum err want;
	} rows[] = {
	    {"as sent", &as_sent, public_key, ERR_OK},
	    {"another time", &created, public_key, ERR_SEAL},
	    {"another nonce", &once, public_key, ERR_SEAL},
	    {"another digest", &digest, public_key, ERR_UNAUTHENTICATED},
	    {"another keyid", &keyid, public_key, ERR_UNAUTHENTICATED},
	    {"another keyid and its key", &keyid, other_public, ERR_SEAL},
	    {"another key", &as_sent, other_public, ERR_UNAUTHENTICATED},
	    {"another signature", &signature, public_key, ERR_SEAL},
	};
	struct httpsig_request request = plain_request();
	for (size_t i = 0; i < COUNT(rows); i++) {
		enum err err = httpsig_verify(&request, rows[i].sig, rows[i].key, NOW);
		if (err != rows[i].want)
			fail_msg("%s: %s", rows[i].why, err_name(err));
	}
}

/* Also proves that the parser has one reading: no flipped bit gives headers that verify. */
static void threat_25_no_bit_of_a_header_can_be_flipped(void **state)
{
	(void)state;
	struct httpsig_request request = plain_request();
	struct httpsig_headers headers = signed_headers();
	char *values[] = {headers.input, headers.signature, headers.digest};
	for (size_t v = 0; v < COUNT(values); v++) {
		size_t n = strlen(values[v]);
		for (size_t bit = 0; bit < 8 * n; bit++) {
			struct httpsig sig;
			values[v][bit / 8] ^= (char)(1 << bit % 8);
			if (read_headers(&headers, &sig) == ERR_OK &&
			    httpsig_verify(&request, &sig, public_key, NOW) == ERR_OK)
				fail_msg("header %zu, bit %zu", v, bit);
			values[v][bit / 8] ^= (char)(1 << bit % 8);
		}
	}
}

/* Signed by the right key, but saying something else: only the strict shape refuses it. */
static void threat_25_another_tag_label_or_list_is_refused(void **state)
{
	static const struct {
		const char *why, *from, *to;
	} rows[] = {
	    {"another tag", "guosuo-v1", "guosuo-v2"},
	    {"no tag", ";tag=\"guosuo-v1\"", ""},
	    {"a tag with more behind it", "guosuo-v1\"", "guosuo-v1\";x"},
	    {"another label", "sig1=", "sig2="},
	    {"a second signature", "guosuo-v1\"", "guosuo-v1\", sig2=();tag=\"x\""},
	    {"another algorithm", "ed25519", "ecdsa-p256-sha256"},
	    {"no algorithm", ";alg=\"ed25519\"", ""},
	    {"no nonce", ";nonce=\"a00102030405060708090a0b0c0d0eff\"", ""},
	    {"a short nonce", "a00102", "a001"},
	    {"a nonce in upper case", "a00102", "A00102"},
	    {"a nonce that is not hex", "a00102", "g00102"},
	    {"no time", "created=1583805600;", ""},
	    {"a time with a sign", "created=15", "created=+15"},
	    {"a negative time", "created=15", "created=-15"},
	    {"a time with a leading zero", "created=15", "created=015"},
	    {"a time with a fraction", "1583805600;", "1583805600.0;"},
	    {"a time of 16 digits", "1583805600;", "1583805600000000;"},
	    {"an expiry", ";keyid", ";expires=1583805900;keyid"},
	    {"a space between parameters", ";keyid", "; keyid"},
	    {"parameters in another order", ";created=1583805600", ""},
	    {"the body left out", " \"content-digest\"", ""},
	    {"the path left out", " \"@path\"", ""},
	    {"components in another order", "\"@method\" \"@authority\"", "\"@authority\" \"@method\""},
	    {"a component twice", "(\"@method\"", "(\"@method\" \"@method\""},
	    {"a component with a parameter", "\"content-type\"", "\"content-type\";sf"},
	    {"two spaces", "\"@method\" ", "\"@method\"  "},
	};
	(void)state;
	struct httpsig_headers headers = signed_headers();
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct httpsig sig;
		char text[512];
		const char *at = strstr(headers.input, rows[i].from);
		assert_non_null(at);
		snprintf(text, sizeof text, "%.*s%s%s", (int)(at - headers.input), headers.input, rows[i].to,
		         at + strlen(rows[i].from));
		if (httpsig_read(span_text(text), span_text(headers.signature), span_text(headers.digest),
		                 &sig) != ERR_UNAUTHENTICATED)
			fail_msg("%s", rows[i].why);
	}
}

static void threat_25_odd_binary_values_are_refused(void **state)
{
	static const char good[] = "sha-256=:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=:";
	static const struct {
		const char *why, *text;
	} rows[] = {
	    {"nothing", ""},
	    {"no padding", "sha-256=:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU:"},
	    {"bits left over", "sha-256=:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFV=:"},
	    {"the url-safe alphabet", "sha-256=:47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU=:"},
	    {"a space inside", "sha-256=:47DEQpj8HBSa+/TImW+5 CeuQeRkm5NMpJWZG3hSuFU=:"},
	    {"a short value", "sha-256=:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hS:"},
	    {"no closing colon", "sha-256=:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="},
	    {"another algorithm", "sha-512=:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=:"},
	    {"a second value", "sha-256=:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=:, md5=:AA==:"},
	    {"a trailing space", "sha-256=:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=: "},
	};
	(void)state;
	struct httpsig_headers headers = signed_headers();
	struct httpsig sig;
	struct span input = span_text(headers.input), signature = span_text(headers.signature);
	assert_int_equal(httpsig_read(input, signature, span_text(good), &sig), ERR_OK);
	for (size_t i = 0; i < COUNT(rows); i++)
		if (httpsig_read(input, signature, span_text(rows[i].text), &sig) != ERR_UNAUTHENTICATED)
			fail_msg("%s", rows[i].why);
	assert_int_equal(httpsig_read(span_of(NULL, 0), signature, span_text(good), &sig),
	                 ERR_UNAUTHENTICATED);
	assert_int_equal(httpsig_read(input, span_of(NULL, 0), span_text(good), &sig), ERR_UNAUTHENTICATED);
	assert_int_equal(httpsig_read(input, signature, span_of(NULL, 0), &sig), ERR_UNAUTHENTICATED);
}

/* An identity point as public key "signs" anything under laxer libraries. */
static void threat_9_a_small_order_key_never_verifies(void **state)
{
	(void)state;
	uint8_t identity[32] = {1};
	struct httpsig_request request = plain_request();
	struct httpsig sig = signed_claims();
	memset(sig.signature, 0, sizeof sig.signature);
	sig.signature[0] = 1;
	keyid_of(identity, sig.keyid);
	assert_int_equal(httpsig_verify(&request, &sig, identity, NOW), ERR_SEAL);
}

/* ---- what cannot be signed ------------------------------------------------------------------------------
 */

static void a_request_that_has_two_readings_is_not_signed(void **state)
{
	static char long_path[HTTPSIG_BASE_MAX + 1];
	memset(long_path, 'a', HTTPSIG_BASE_MAX);
	long_path[0] = '/';
	struct httpsig_request good = plain_request(), upper = good, relative = good, query = good,
	                       empty = good, wide = good, feed = good;
	upper.authority = span_text("Desk.example");
	relative.path = span_text("guosuo.v1.DeskService/SubmitTrip");
	query.path = span_text("/a?b");
	empty.content_type = span_text("");
	wide.path = span_text(long_path);
	feed.method = span_text("POST\n");
	const struct {
		const char *why;
		const struct httpsig_request *request;
		int64_t created;
		enum err want;
	} rows[] = {
	    {"a good one", &good, NOW, ERR_OK},
	    {"an authority in upper case", &upper, NOW, ERR_FORMAT},
	    {"a relative path", &relative, NOW, ERR_FORMAT},
	    {"a query", &query, NOW, ERR_FORMAT},
	    {"no content type", &empty, NOW, ERR_FORMAT},
	    {"a line feed", &feed, NOW, ERR_FORMAT},
	    {"a path of 2 KiB", &wide, NOW, ERR_SIZE},
	    {"a negative time", &good, -1, ERR_FORMAT},
	    {"the largest time", &good, INT64_C(999999999999999), ERR_OK},
	    {"a time beyond it", &good, INT64_C(1000000000000000), ERR_FORMAT},
	};
	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct httpsig_headers headers = {.input = "untouched"};
		enum err err = httpsig_sign(rows[i].request, secret, rows[i].created, nonce, &headers);
		if (err != rows[i].want || (err != ERR_OK && strcmp(headers.input, "untouched") != 0))
			fail_msg("%s: %s", rows[i].why, err_name(err));
	}
}

static void a_signature_that_does_not_verify_is_not_handed_out(void **state)
{
	(void)state;
	struct httpsig_request request = plain_request();
	struct httpsig_headers headers;
	uint8_t torn[SECRET_LEN];
	memcpy(torn, secret, sizeof torn);
	torn[0] ^= 1;
	assert_int_equal(httpsig_sign(&request, torn, NOW, nonce, &headers), ERR_INTERNAL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(the_rfc_example_is_reproduced_byte_for_byte),
	    cmocka_unit_test(the_base_takes_printable_ascii_only),
	    cmocka_unit_test(our_headers_are_exactly_these),
	    cmocka_unit_test(the_keyid_is_the_start_of_the_domain_hash),
	    cmocka_unit_test(a_signed_request_verifies),
	    cmocka_unit_test(an_empty_body_is_signed_too),
	    cmocka_unit_test(what_was_read_is_written_the_same),
	    cmocka_unit_test(threat_25_a_request_outside_the_clock_window_is_refused),
	    cmocka_unit_test(threat_25_any_altered_component_is_refused),
	    cmocka_unit_test(threat_25_any_altered_claim_is_refused),
	    cmocka_unit_test(threat_25_no_bit_of_a_header_can_be_flipped),
	    cmocka_unit_test(threat_25_another_tag_label_or_list_is_refused),
	    cmocka_unit_test(threat_25_odd_binary_values_are_refused),
	    cmocka_unit_test(threat_9_a_small_order_key_never_verifies),
	    cmocka_unit_test(a_request_that_has_two_readings_is_not_signed),
	    cmocka_unit_test(a_signature_that_does_not_verify_is_not_handed_out),
	};
	return cmocka_run_group_tests(tests, keys, NULL);
}
