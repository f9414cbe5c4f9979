#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>

#include "proto/wire/keyfile.h"

#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define ADDRESS_SANITIZER
#endif
#elif defined(__SANITIZE_ADDRESS__)
#define ADDRESS_SANITIZER
#endif

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

enum { PREFIX = 14, RAW_MAX = 256, OPS = 2, MEM = 3, SALT = 7, PUBLIC = 47, HEADER = 79 };

static const uint8_t seed[KEYFILE_SEED_LEN] = "thirty-two bytes of a test seed";
static const uint8_t salt[KEYFILE_SALT_LEN] = "sixteen of salt";
static const uint8_t nonce[KEYFILE_NONCE_LEN] = "twenty-four of a nonce.";
static const struct keyfile_cost cheap = {1, KEYFILE_MEM_MIN_KIB};
static const char label[] = "审批 reviewer 61";
static const char passphrase[] = "过所 correct horse";

struct text {
	char p[KEYFILE_TEXT_MAX + 1];
};

static struct text sealed(void)
{
	struct text text;
	assert_int_equal(
	    keyfile_seal(seed, span_text(label), span_text(passphrase), cheap, salt, nonce, text.p), ERR_OK);
	return text;
}

static enum err open_text(const char *text, const char *with, struct keyfile *out)
{
	return keyfile_open(span_text(text), span_text(with), out);
}

struct raw {
	uint8_t p[RAW_MAX];
	size_t n;
};

static struct raw raw_of(const char *text)
{
	struct raw raw = {.n = 0};
	assert_int_equal(sodium_base642bin(raw.p, sizeof raw.p, text + PREFIX, strlen(text) - PREFIX, NULL,
	                                   &raw.n, NULL, sodium_base64_VARIANT_ORIGINAL),
	                 0);
	return raw;
}

static struct text text_of(const struct raw *raw)
{
	struct text text = {"guosuo-key-v1:"};
	sodium_bin2base64(text.p + PREFIX, sizeof text.p - PREFIX, raw->p, raw->n,
	                  sodium_base64_VARIANT_ORIGINAL);
	return text;
}

static int start(void **state)
{
	(void)state;
	return sodium_init() < 0;
}

/* ---- there and back -------------------------------------------------------------------------------------
 */

static void a_sealed_key_opens_with_its_passphrase(void **state)
{
	(void)state;
	struct text text = sealed();
	struct keyfile file;
	uint8_t public_key[32], secret[64], shown[32];
	crypto_sign_seed_keypair(public_key, secret, seed);
	assert_int_equal(open_text(text.p, passphrase, &file), ERR_OK);
	assert_memory_equal(file.seed, seed, sizeof seed);
	assert_memory_equal(file.public_key, public_key, sizeof public_key);
	assert_string_equal(file.label, label);
	assert_int_equal(keyfile_public(span_text(text.p), shown), ERR_OK);
	assert_memory_equal(shown, public_key, sizeof public_key);
}

static void labels_may_be_empty_or_full(void **state)
{
	(void)state;
	char full[KEYFILE_LABEL_MAX + 1];
	memset(full, 'x', KEYFILE_LABEL_MAX);
	full[KEYFILE_LABEL_MAX] = '\0';
	const char *labels[] = {"", full};
	const size_t lengths[] = {PREFIX + 172, KEYFILE_TEXT_MAX};
	for (size_t i = 0; i < COUNT(labels); i++) {
		struct text text;
		struct keyfile file;
		assert_int_equal(
		    keyfile_seal(seed, span_text(labels[i]), span_text("p"), cheap, salt, nonce, text.p),
		    ERR_OK);
		assert_int_equal(strlen(text.p), lengths[i]);
		assert_int_equal(open_text(text.p, "p", &file), ERR_OK);
		assert_string_equal(file.label, labels[i]);
	}
}

/* The layout of keyfile.h, taken apart here by hand. */
static void the_bytes_stand_where_the_header_says(void **state)
{
	(void)state;
	struct text text = sealed();
	struct raw raw = raw_of(text.p);
	const uint8_t head[] = {1, 1, 1, 0, 0, 0, 8};
	assert_memory_equal(text.p, "guosuo-key-v1:", PREFIX);
	assert_int_equal(raw.n, HEADER + 32 + strlen(label) + 16);
	assert_memory_equal(raw.p, head, sizeof head);
	assert_memory_equal(raw.p + SALT, salt, sizeof salt);
	assert_memory_equal(raw.p + 23, nonce, sizeof nonce);

	uint8_t key[32], plain[128];
	unsigned long long n;
	assert_int_equal(crypto_pwhash(key, sizeof key, passphrase, strlen(passphrase), salt, 1, 8192,
	                               crypto_pwhash_ALG_ARGON2ID13),
	                 0);
	assert_int_equal(crypto_aead_xchacha20poly1305_ietf_decrypt(
	                     plain, &n, NULL, raw.p + HEADER, raw.n - HEADER, raw.p, HEADER, nonce, key),
	                 0);
	assert_int_equal(n, 32 + strlen(label));
	assert_memory_equal(plain, seed, sizeof seed);
	assert_memory_equal(plain + 32, label, strlen(label));
}

static void the_cost_our_programs_use_works(void **state)
{
	(void)state;
	struct text text;
	struct keyfile file;
	struct keyfile_cost cost = {KEYFILE_OPS, KEYFILE_MEM_KIB};
	assert_int_equal(keyfile_seal(seed, span_text(label), span_text("p"), cost, salt, nonce, text.p),
	                 ERR_OK);
	assert_int_equal(open_text(text.p, "p", &file), ERR_OK);
}

static void a_line_end_is_allowed(void **state)
{
	static const struct {
		const char *why, *end;
		enum err want;
	} rows[] = {
	    {"none", "", ERR_OK},
	    {"LF", "\n", ERR_OK},
	    {"CRLF", "\r\n", ERR_OK},
	    {"CR", "\r", ERR_FORMAT},
	    {"two", "\n\n", ERR_FORMAT},
	    {"a space", " ", ERR_FORMAT},
	    {"more text", "\nx", ERR_FORMAT},
	};
	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct text text = sealed();
		struct keyfile file;
		strcat(text.p, rows[i].end);
		if (open_text(text.p, passphrase, &file) != rows[i].want)
			fail_msg("%s", rows[i].why);
	}
}

/* ---- threat 22: a stolen device -------------------------------------------------------------------------
 */

static void threat_22_another_passphrase_does_not_open_it(void **state)
{
	static const char *others[] = {"", "过所 correct horsf", "过所 correct hors", "过所 correct horse ",
	                               "correct horse"};
	(void)state;
	struct text text = sealed();
	for (size_t i = 0; i < COUNT(others); i++) {
		struct keyfile file = {.label = "untouched"};
		if (open_text(text.p, others[i], &file) != ERR_PASSPHRASE ||
		    strcmp(file.label, "untouched") != 0)
			fail_msg("\"%s\"", others[i]);
	}
}

static void threat_22_the_text_does_not_show_seed_or_label(void **state)
{
	(void)state;
	struct text text = sealed();
	struct raw raw = raw_of(text.p);
	assert_null(memmem(raw.p, raw.n, seed, 8));
	assert_null(memmem(raw.p, raw.n, "reviewer", 8));
}

/* Costs above a megabyte are left to the next test: flipping a high bit there means minutes of hashing. */
static void no_bit_of_a_key_file_can_be_flipped(void **state)
{
	(void)state;
	struct text text = sealed();
	const struct raw good = raw_of(text.p);
	for (size_t bit = 0; bit < 8 * good.n; bit++) {
		struct raw raw = good;
		struct keyfile file;
		raw.p[bit / 8] ^= (uint8_t)(1 << bit % 8);
		if (raw.p[MEM] == 0 && (raw.p[MEM + 1] > 0 || raw.p[MEM + 2] > 3))
			continue;
		text = text_of(&raw);
		if (open_text(text.p, passphrase, &file) == ERR_OK)
			fail_msg("bit %zu", bit);
	}
}

static void a_swapped_public_key_is_noticed(void **state)
{
	(void)state;
	struct text text = sealed();
	struct raw raw = raw_of(text.p);
	struct keyfile file;
	uint8_t shown[32];
	memset(raw.p + PUBLIC, 7, 32);
	text = text_of(&raw);
	assert_int_equal(keyfile_public(span_text(text.p), shown), ERR_OK);
	assert_int_equal(shown[0], 7);
	assert_int_equal(open_text(text.p, passphrase, &file), ERR_PASSPHRASE);
}

/* Sealed by somebody who knows the passphrase but not what belongs inside. */
static void a_pair_that_does_not_match_or_a_bad_label_is_refused(void **state)
{
	static const struct {
		const char *why, *label;
		size_t n;
		uint8_t flip;
		enum err want;
	} rows[] = {
	    {"as it should be", "ab", 2, 0, ERR_OK},
	    {"another public key", "ab", 2, 1, ERR_PASSPHRASE},
	    {"a NUL in the label", "a\0b", 3, 0, ERR_PASSPHRASE},
	    {"bad UTF-8 in the label", "\xFF", 1, 0, ERR_PASSPHRASE},
	};
	(void)state;
	struct text text = sealed();
	const struct raw good = raw_of(text.p);
	uint8_t key[32], plain[64];
	assert_int_equal(crypto_pwhash(key, sizeof key, passphrase, strlen(passphrase), salt, 1, 8192,
	                               crypto_pwhash_ALG_ARGON2ID13),
	                 0);
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct raw raw = good;
		struct keyfile file;
		unsigned long long n;
		raw.p[PUBLIC] ^= rows[i].flip;
		memcpy(plain, seed, 32);
		memcpy(plain + 32, rows[i].label, rows[i].n);
		crypto_aead_xchacha20poly1305_ietf_encrypt(raw.p + HEADER, &n, plain, 32 + rows[i].n, raw.p,
		                                           HEADER, NULL, nonce, key);
		raw.n = HEADER + (size_t)n;
		text = text_of(&raw);
		if (open_text(text.p, passphrase, &file) != rows[i].want)
			fail_msg("%s", rows[i].why);
	}
}

/* ---- what is not a key file -----------------------------------------------------------------------------
 */

static void absurd_costs_are_refused_before_they_are_paid(void **state)
{
	static const struct {
		const char *why;
		uint8_t ops, mem[4];
	} rows[] = {
	    {"no pass", 0, {0, 0, 0, 8}},       {"9 passes", 9, {0, 0, 0, 8}},
	    {"255 passes", 255, {0, 0, 0, 8}},  {"7 KiB", 1, {0, 0, 0, 7}},
	    {"no memory", 1, {0, 0, 0, 0}},     {"256 MiB and 1 KiB", 1, {0, 4, 0, 1}},
	    {"4 TiB", 8, {255, 255, 255, 255}},
	};
	(void)state;
	struct text text = sealed();
	const struct raw good = raw_of(text.p);
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct raw raw = good;
		struct keyfile file;
		raw.p[OPS] = rows[i].ops;
		memcpy(raw.p + MEM, rows[i].mem, 4);
		text = text_of(&raw);
		if (open_text(text.p, passphrase, &file) != ERR_FORMAT)
			fail_msg("%s", rows[i].why);
	}
}

static void other_texts_are_refused(void **state)
{
	static const struct {
		const char *why, *text;
		enum err want;
	} rows[] = {
	    {"nothing", "", ERR_FORMAT},
	    {"the prefix alone", "guosuo-key-v1:", ERR_FORMAT},
	    {"another prefix", "guosuo-key-v2:AQEB", ERR_FORMAT},
	    {"a short one", "guosuo-key-v1:AQEB", ERR_FORMAT},
	    {"another version", "guosuo-key-v1:AgEB", ERR_NEWER},
	    {"another hash", "guosuo-key-v1:AQIB", ERR_NEWER},
	    {"one byte", "guosuo-key-v1:AQ==", ERR_FORMAT},
	    {"not base64", "guosuo-key-v1:AQ?=", ERR_FORMAT},
	    {"a PEM file", "-----BEGIN PRIVATE KEY-----\n", ERR_FORMAT},
	};
	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct keyfile file;
		uint8_t shown[32];
		if (open_text(rows[i].text, "p", &file) != rows[i].want ||
		    keyfile_public(span_text(rows[i].text), shown) != rows[i].want)
			fail_msg("%s", rows[i].why);
	}
}

static void any_truncation_is_refused(void **state)
{
	(void)state;
	struct text text = sealed();
	struct keyfile file;
	for (size_t n = strlen(text.p); n-- > 0;)
		if (keyfile_open(span_of(text.p, n), span_text(passphrase), &file) == ERR_OK)
			fail_msg("%zu characters", n);
}

static void what_cannot_be_sealed_is_said(void **state)
{
	static char wide[KEYFILE_LABEL_MAX + 2];
	memset(wide, 'x', KEYFILE_LABEL_MAX + 1);
	const struct {
		const char *why;
		struct span label, passphrase;
		struct keyfile_cost cost;
	} rows[] = {
	    {"an empty passphrase", span_text("a"), span_text(""), cheap},
	    {"a label too long", span_text(wide), span_text("p"), cheap},
	    {"a label that is not UTF-8", span_text("\xFF"), span_text("p"), cheap},
	    {"a label with NUL", span_of("a\0b", 3), span_text("p"), cheap},
	    {"no pass", span_text("a"), span_text("p"), {0, 8}},
	    {"9 passes", span_text("a"), span_text("p"), {9, 8}},
	    {"257 passes, 1 modulo 256", span_text("a"), span_text("p"), {257, 8}},
	    {"7 KiB", span_text("a"), span_text("p"), {1, 7}},
	    {"more than 256 MiB", span_text("a"), span_text("p"), {1, KEYFILE_MEM_MAX_KIB + 1}},
	};
	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct text text = {"untouched"};
		if (keyfile_seal(seed, rows[i].label, rows[i].passphrase, rows[i].cost, salt, nonce,
		                 text.p) != ERR_INPUT ||
		    strcmp(text.p, "untouched") != 0)
			fail_msg("%s", rows[i].why);
	}
}

/* A real shortage: the address space is held below what the cost asks for. AddressSanitizer needs it all
 * itself. */
static void a_machine_too_small_for_the_cost_says_so(void **state)
{
#ifdef ADDRESS_SANITIZER
	(void)state;
	skip();
#else
	(void)state;
	struct rlimit was, small;
	struct text text = {"untouched"};
	assert_int_equal(getrlimit(RLIMIT_AS, &was), 0);
	small = was;
	small.rlim_cur = 64 << 20;
	assert_int_equal(setrlimit(RLIMIT_AS, &small), 0);
	enum err err = keyfile_seal(seed, span_text(label), span_text("p"),
	                            (struct keyfile_cost){1, KEYFILE_MEM_MAX_KIB}, salt, nonce, text.p);
	assert_int_equal(setrlimit(RLIMIT_AS, &was), 0);
	assert_int_equal(err, ERR_MEMORY);
	assert_string_equal(text.p, "untouched");
#endif
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_sealed_key_opens_with_its_passphrase),
	    cmocka_unit_test(labels_may_be_empty_or_full),
	    cmocka_unit_test(the_bytes_stand_where_the_header_says),
	    cmocka_unit_test(the_cost_our_programs_use_works),
	    cmocka_unit_test(a_line_end_is_allowed),
	    cmocka_unit_test(threat_22_another_passphrase_does_not_open_it),
	    cmocka_unit_test(threat_22_the_text_does_not_show_seed_or_label),
	    cmocka_unit_test(no_bit_of_a_key_file_can_be_flipped),
	    cmocka_unit_test(a_swapped_public_key_is_noticed),
	    cmocka_unit_test(a_pair_that_does_not_match_or_a_bad_label_is_refused),
	    cmocka_unit_test(absurd_costs_are_refused_before_they_are_paid),
	    cmocka_unit_test(other_texts_are_refused),
	    cmocka_unit_test(any_truncation_is_refused),
	    cmocka_unit_test(what_cannot_be_sealed_is_said),
	    cmocka_unit_test(a_machine_too_small_for_the_cost_says_so),
	};
	return cmocka_run_group_tests(tests, start, NULL);
}
