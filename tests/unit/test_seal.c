#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <sodium.h>
#include <stdio.h>

#include "tests/trust_rig.h"

static uint8_t memory[1 << 18];
static struct rig rig;

static int fresh(void **state)
{
	(void)state;
	rig = rig_make(memory, sizeof memory);
	return sodium_init() < 0;
}

static const char body_text[] = "a body, and nobody asks what is in it";

static struct span body(void)
{
	return span_of(body_text, sizeof body_text - 1);
}

static void links_fill(hash_t links[static LINKS_MAX])
{
	for (size_t i = 0; i < LINKS_MAX; i++)
		memset(links[i], (int)('A' + i), HASH_LEN);
}

/* ---- the signed bytes -----------------------------------------------------------------------------------
 */

static void signed_bytes_are_dsse_of_type_and_links_and_body(void **state)
{
	static const char trip[] = "DSSEv1 39 application/vnd.guosuo.trip.v1+protobuf 3 abc";
	static const char leg[] = "DSSEv1 38 application/vnd.guosuo.leg.v1+protobuf 35 "
	                          "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAabc";
	hash_t links[LINKS_MAX];
	struct span message;
	(void)state;
	links_fill(links);
	assert_int_equal(seal_message(KIND_trip, NULL, span_text("abc"), &rig.arena, &message), ERR_OK);
	assert_true(span_equal(message, span_text(trip)));
	assert_int_equal(
	    seal_message(KIND_leg, (const hash_t *)links, span_text("abc"), &rig.arena, &message), ERR_OK);
	assert_true(span_equal(message, span_text(leg)));
	assert_int_equal(seal_message(KIND_trip, NULL, span_of(NULL, 0), &rig.arena, &message), ERR_OK);
	assert_memory_equal(message.p + message.n - 2, "0 ", 2);
}

static void kinds_have_their_types_and_links(void **state)
{
	(void)state;
	assert_string_equal(kind_type(KIND_presentation), "application/vnd.guosuo.presentation.v1+protobuf");
	assert_int_equal(kind_links(KIND_presentation), 3);
	for (enum kind kind = 0; kind < KIND_COUNT; kind++)
		assert_true(kind_links(kind) <= LINKS_MAX);
}

static void a_key_id_is_a_labelled_hash(void **state)
{
	static const uint8_t key[KEY_LEN] = {0xd7, 0x5a, 0x98, 0x01, 0x82, 0xb1, 0x0a, 0xb7, 0xd5, 0x4b, 0xfe,
	                                     0xd3, 0xc9, 0x64, 0x07, 0x3a, 0x0e, 0xe1, 0x72, 0xf3, 0xda, 0xa6,
	                                     0x23, 0x25, 0xaf, 0x02, 0x1a, 0x68, 0xf7, 0x07, 0x51, 0x1a};
	static const uint8_t want[] = {0xbe, 0x9e, 0x86, 0x81, 0x65, 0x36,
	                               0x78, 0x2d, 0x98, 0x9f, 0xa2, 0x11};
	uint8_t id[HASH_LEN];
	(void)state;
	key_id(key, id);
	assert_memory_equal(id, want, sizeof want);
}

/* ---- one seal -------------------------------------------------------------------------------------------
 */

static enum err check_one(enum kind kind, const hash_t *links, struct span bytes, const uint8_t *seal,
                          uint32_t number)
{
	struct rig_pair pair = rig_pair(number);
	struct signer_key key = {pair.key, 1, 0};
	size_t persons;
	return seals_check(kind, links, bytes, span_of(seal, SEAL_LEN), &key, 1, &rig.arena, &persons, NULL);
}

/* The payloads of all kinds are the same bytes here: only the type keeps them apart. */
static void threat_11_a_seal_of_one_kind_never_counts_for_another(void **state)
{
	uint8_t payload[LINKS_MAX * HASH_LEN + sizeof body_text];
	hash_t links[LINKS_MAX];
	struct rig_pair pair = rig_pair(1);
	(void)state;
	links_fill(links);
	memcpy(payload, links, sizeof links);
	memcpy(payload + sizeof links, body_text, sizeof body_text);
	for (enum kind made = 0; made < KIND_COUNT; made++) {
		uint8_t seal[SEAL_LEN];
		size_t at = kind_links(made) * HASH_LEN;
		assert_int_equal(seal_sign(made, (const hash_t *)links,
		                           span_of(payload + at, sizeof payload - at), pair.secret,
		                           &rig.arena, seal),
		                 ERR_OK);
		for (enum kind shown = 0; shown < KIND_COUNT; shown++) {
			at = kind_links(shown) * HASH_LEN;
			assert_int_equal(check_one(shown, (const hash_t *)links,
			                           span_of(payload + at, sizeof payload - at), seal, 1),
			                 made == shown ? ERR_OK : ERR_SEAL);
		}
	}
}

static void threat_7_a_seal_for_one_trip_fails_for_another(void **state)
{
	hash_t links[LINKS_MAX];
	struct rig_pair pair = rig_pair(1);
	uint8_t seal[SEAL_LEN];
	(void)state;
	links_fill(links);
	assert_int_equal(seal_sign(KIND_stamp, (const hash_t *)links, body(), pair.secret, &rig.arena, seal),
	                 ERR_OK);
	assert_int_equal(check_one(KIND_stamp, (const hash_t *)links, body(), seal, 1), ERR_OK);
	for (size_t i = 0; i < kind_links(KIND_stamp); i++) {
		links[i][HASH_LEN - 1] ^= 1;
		assert_int_equal(check_one(KIND_stamp, (const hash_t *)links, body(), seal, 1), ERR_SEAL);
		links[i][HASH_LEN - 1] ^= 1;
	}
}

static void threat_1_any_bit_flipped_fails(void **state)
{
	struct rig_pair pair = rig_pair(1);
	uint8_t seal[SEAL_LEN], text[sizeof body_text];
	(void)state;
	memcpy(text, body_text, sizeof text);
	assert_int_equal(
	    seal_sign(KIND_trip, NULL, span_of(text, sizeof text), pair.secret, &rig.arena, seal), ERR_OK);
	for (size_t bit = 0; bit < SEAL_LEN * 8; bit++) {
		seal[bit / 8] ^= (uint8_t)(1 << bit % 8);
		assert_int_equal(check_one(KIND_trip, NULL, span_of(text, sizeof text), seal, 1),
		                 bit < KID_LEN * 8 ? ERR_KEY : ERR_SEAL);
		seal[bit / 8] ^= (uint8_t)(1 << bit % 8);
	}
	for (size_t bit = 0; bit < sizeof text * 8; bit++) {
		text[bit / 8] ^= (uint8_t)(1 << bit % 8);
		assert_int_equal(check_one(KIND_trip, NULL, span_of(text, sizeof text), seal, 1), ERR_SEAL);
		text[bit / 8] ^= (uint8_t)(1 << bit % 8);
	}
}

static void a_damaged_secret_gives_nothing_out(void **state)
{
	struct rig_pair pair = rig_pair(1), other = rig_pair(2);
	uint8_t seal[SEAL_LEN] = {0}, zeros[SEAL_LEN] = {0};
	(void)state;
	memcpy(pair.secret + 32, other.key, KEY_LEN);
	assert_int_equal(seal_sign(KIND_trip, NULL, body(), pair.secret, &rig.arena, seal), ERR_SEAL);
	assert_memory_equal(seal, zeros, sizeof seal);
}

static void a_full_arena_is_said_and_a_check_gives_its_memory_back(void **state)
{
	struct rig_pair pair = rig_pair(1);
	uint8_t seal[SEAL_LEN], small[128];
	struct arena arena = {small, sizeof small, 0};
	struct span out;
	(void)state;
	size_t used = rig.arena.used;
	for (int i = 0; i < 100; i++) {
		assert_int_equal(seal_sign(KIND_trip, NULL, body(), pair.secret, &rig.arena, seal), ERR_OK);
		assert_int_equal(check_one(KIND_trip, NULL, body(), seal, 1), ERR_OK);
		assert_int_equal(check_one(KIND_leg, (const hash_t[]){{0}}, body(), seal, 1), ERR_SEAL);
	}
	assert_int_equal(rig.arena.used, used);
	assert_int_equal(seal_message(KIND_leg, (const hash_t[]){{0}}, body(), &arena, &out), ERR_MEMORY);
	assert_int_equal(seal_sign(KIND_leg, (const hash_t[]){{0}}, body(), pair.secret, &arena, seal),
	                 ERR_MEMORY);
	assert_int_equal(seal_message(KIND_trip, NULL, span_of(small, SIZE_MAX - 10), &arena, &out),
	                 ERR_MEMORY);
	assert_int_equal(arena.used, 0);
}

/* ---- Ed25519 at its edges -------------------------------------------------------------------------------
 */

static size_t unhex(const char *text, uint8_t *out, size_t size)
{
	size_t n = 0;
	if (strcmp(text, "-") != 0)
		assert_int_equal(sodium_hex2bin(out, size, text, strlen(text), NULL, &n, NULL), 0);
	return n;
}

static void threat_9_signatures_on_which_libraries_disagree_are_refused(void **state)
{
	FILE *file = fopen(TESTS_DIR "/vectors/ed25519-edge.txt", "r");
	char line[1024], key_text[80], sig_text[160], message_text[160], expect[16], why[80];
	size_t rows = 0;
	(void)state;
	assert_non_null(file);
	while (fgets(line, sizeof line, file) != NULL) {
		uint8_t key[KEY_LEN], sig[SIG_LEN], message[80];
		if (line[0] == '#')
			continue;
		assert_int_equal(sscanf(line, "%79s %159s %159s %15s %79[^\n]", key_text, sig_text,
		                        message_text, expect, why),
		                 5);
		assert_int_equal(unhex(key_text, key, sizeof key), KEY_LEN);
		assert_int_equal(unhex(sig_text, sig, sizeof sig), SIG_LEN);
		size_t n = unhex(message_text, message, sizeof message);
		bool sealed = key_valid(key) && seal_check(span_of(message, n), key, sig) == ERR_OK;
		if (sealed != (strcmp(expect, "sealed") == 0))
			fail_msg("%s", why);
		rows++;
	}
	fclose(file);
	assert_int_equal(rows, 15);
}

/* Every encoding of a point of small order, the non-canonical ones too. */
static const char *const small_order[] = {
    "0100000000000000000000000000000000000000000000000000000000000000",
    "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "0000000000000000000000000000000000000000000000000000000000000000",
    "0000000000000000000000000000000000000000000000000000000000000080",
    "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
    "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa",
    "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
    "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85",
    /* from here on not canonical */
    "0100000000000000000000000000000000000000000000000000000000000080",
    "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
    "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
    "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
};
enum { CANONICAL = 8 };

static void threat_9_keys_of_small_order_are_refused(void **state)
{
	(void)state;
	for (size_t i = 0; i < RIG_COUNT(small_order); i++) {
		uint8_t key[KEY_LEN], sig[SIG_LEN] = {0};
		unhex(small_order[i], key, sizeof key);
		assert_false(key_valid(key));
		for (size_t k = 0; k < RIG_COUNT(small_order); k++) {
			unhex(small_order[k], sig, KEY_LEN);
			assert_int_equal(seal_check(body(), key, sig), ERR_SEAL);
		}
	}
}

static void threat_9_keys_of_mixed_order_are_refused(void **state)
{
	(void)state;
	for (uint32_t number = 1; number <= 4; number++) {
		struct rig_pair pair = rig_pair(number);
		assert_true(key_valid(pair.key));
		for (size_t i = 1; i < CANONICAL; i++) {
			uint8_t torsion[KEY_LEN], mixed[KEY_LEN];
			unhex(small_order[i], torsion, sizeof torsion);
			assert_int_equal(crypto_core_ed25519_add(mixed, pair.key, torsion), 0);
			assert_false(key_valid(mixed));
		}
	}
}

static void threat_9_a_key_off_the_curve_is_refused(void **state)
{
	(void)state;
	uint8_t off[KEY_LEN] = {2}, high[KEY_LEN];
	memset(high, 0xFF, sizeof high);
	assert_false(key_valid(off));
	assert_false(key_valid(high));
}

static void add_order(uint8_t s[static 32])
{
	static const uint8_t order[32] = {0xed, 0xd3, 0xf5, 0x5c, 0x1a, 0x63, 0x12, 0x58, 0xd6, 0x9c, 0xf7,
	                                  0xa2, 0xde, 0xf9, 0xde, 0x14, 0,    0,    0,    0,    0,    0,
	                                  0,    0,    0,    0,    0,    0,    0,    0,    0,    0x10};
	sodium_add(s, order, sizeof order);
}

static void threat_9_a_second_signature_cannot_be_made_of_the_first(void **state)
{
	(void)state;
	for (uint32_t number = 1; number <= 16; number++) {
		struct rig_pair pair = rig_pair(number);
		uint8_t sig[SIG_LEN], torsion[KEY_LEN], mixed[SIG_LEN];
		crypto_sign_detached(sig, NULL, body().p, body().n, pair.secret);
		assert_int_equal(seal_check(body(), pair.key, sig), ERR_OK);
		memcpy(mixed, sig, sizeof mixed);
		for (size_t i = 1; i < CANONICAL; i++) {
			unhex(small_order[i], torsion, sizeof torsion);
			assert_int_equal(crypto_core_ed25519_add(mixed, sig, torsion), 0);
			assert_int_equal(seal_check(body(), pair.key, mixed), ERR_SEAL);
		}
		for (int times = 1; times <= 14; times++) {
			add_order(sig + 32);
			assert_int_equal(seal_check(body(), pair.key, sig), ERR_SEAL);
		}
	}
}

/* ---- several seals --------------------------------------------------------------------------------------
 */

/* Numbers of two keys with the same first four bytes of key id, found by trying 160,000. */
enum { TWIN_A = 132169, TWIN_B = 138752 };

static void threat_10_a_kid_collision_changes_nothing(void **state)
{
	struct rig_pair a = rig_pair(TWIN_A), b = rig_pair(TWIN_B);
	uint8_t ids[2][HASH_LEN];
	size_t persons, tags[SEALS_MAX];
	(void)state;
	key_id(a.key, ids[0]);
	key_id(b.key, ids[1]);
	assert_memory_equal(ids[0], ids[1], KID_LEN);
	assert_memory_not_equal(a.key, b.key, KEY_LEN);

	const struct signer_key orders[2][2] = {{{a.key, 1, 71}, {b.key, 2, 72}},
	                                        {{b.key, 2, 72}, {a.key, 1, 71}}};
	struct span by_b = rig_seals(&rig, KIND_trip, NULL, body(), RIG_KEYS(TWIN_B));
	struct span by_both = rig_seals(&rig, KIND_trip, NULL, body(), RIG_KEYS(TWIN_A, TWIN_B));
	struct span stale = rig_seals(&rig, KIND_notice, NULL, body(), RIG_KEYS(TWIN_B));
	for (size_t i = 0; i < 2; i++) {
		assert_int_equal(
		    seals_check(KIND_trip, NULL, body(), by_b, orders[i], 2, &rig.arena, &persons, tags),
		    ERR_OK);
		assert_int_equal(persons, 1);
		assert_int_equal(tags[0], 72);
		assert_int_equal(
		    seals_check(KIND_trip, NULL, body(), by_both, orders[i], 2, &rig.arena, &persons, tags),
		    ERR_OK);
		assert_int_equal(persons, 2);
		assert_int_equal(tags[0] + tags[1], 71 + 72);
		assert_int_equal(
		    seals_check(KIND_trip, NULL, body(), stale, orders[i], 2, &rig.arena, &persons, NULL),
		    ERR_SEAL);
	}
	assert_int_equal(seals_check(KIND_trip, NULL, body(), by_b, orders[0], 1, &rig.arena, &persons, NULL),
	                 ERR_SEAL);
}

/* Ed25519 lets the holder make as many signatures of one text as he likes: here with another nonce. */
static void other_signature(uint32_t number, uint8_t out[static SEAL_LEN])
{
	struct rig_pair pair = rig_pair(number);
	uint8_t hash[64], k[64], r[64] = {1}, id[HASH_LEN], reduced[32], product[32];
	struct span message;
	assert_int_equal(seal_message(KIND_trip, NULL, body(), &rig.arena, &message), ERR_OK);
	crypto_hash_sha512(hash, pair.secret, 32);
	hash[0] &= 248, hash[31] &= 127, hash[31] |= 64;
	r[5] = 77;
	uint8_t *sig = out + KID_LEN;
	crypto_scalarmult_ed25519_base_noclamp(sig, r);
	crypto_hash_sha512_state state;
	crypto_hash_sha512_init(&state);
	crypto_hash_sha512_update(&state, sig, 32);
	crypto_hash_sha512_update(&state, pair.key, 32);
	crypto_hash_sha512_update(&state, message.p, message.n);
	crypto_hash_sha512_final(&state, k);
	crypto_core_ed25519_scalar_reduce(reduced, k);
	crypto_core_ed25519_scalar_mul(product, reduced, hash);
	crypto_core_ed25519_scalar_add(sig + 32, product, r);
	key_id(pair.key, id);
	memcpy(out, id, KID_LEN);
}

static void two_seals_of_one_key_are_a_surplus(void **state)
{
	struct rig_pair pair = rig_pair(3);
	const struct signer_key keys[] = {{pair.key, 3, 0}};
	struct span seals = rig_seals(&rig, KIND_trip, NULL, body(), RIG_KEYS(3));
	uint8_t second[SEAL_LEN];
	size_t persons, who[SEALS_MAX], count;
	(void)state;
	other_signature(3, second);
	assert_int_equal(seals_check(KIND_trip, NULL, body(), span_of(second, SEAL_LEN), keys, 1, &rig.arena,
	                             &persons, NULL),
	                 ERR_OK);
	assert_int_equal(seals_insert(seals, second, &rig.arena, &seals), ERR_OK);
	assert_int_equal(seals_check(KIND_trip, NULL, body(), seals, keys, 1, &rig.arena, &persons, NULL),
	                 ERR_SURPLUS);
	assert_int_equal(seals_match(KIND_trip, NULL, body(), seals, keys, 1, &rig.arena, who, &count),
	                 ERR_SURPLUS);
}

/* Keys 1 and 2 are of persons 1 and 2; key 3 is person 1's other one. */
static const struct {
	const char *why;
	uint32_t sealers[4];
	size_t key_count;
	enum err want;
	size_t persons;
} persons_rows[] = {
    {"one person", {1}, 3, ERR_OK, 1},
    {"two persons", {1, 2}, 3, ERR_OK, 2},
    {"threat 2b: one person with two keys", {1, 3}, 3, ERR_SURPLUS, 0},
    {"two persons, one of them twice", {1, 2, 3}, 3, ERR_SURPLUS, 0},
    {"a stranger", {4}, 3, ERR_KEY, 0},
    {"a stranger beside a good one", {1, 4}, 3, ERR_KEY, 0},
    {"no keys at all", {1}, 0, ERR_KEY, 0},
};

static void threat_2b_persons_are_counted_not_keys(void **state)
{
	struct rig_pair pairs[] = {rig_pair(1), rig_pair(2), rig_pair(3)};
	const struct signer_key keys[] = {
	    {pairs[0].key, 1, 10}, {pairs[1].key, 2, 20}, {pairs[2].key, 1, 30}};
	(void)state;
	for (size_t i = 0; i < RIG_COUNT(persons_rows); i++) {
		size_t persons = 99;
		struct span seals = rig_seals(&rig, KIND_trip, NULL, body(), persons_rows[i].sealers);
		enum err got = seals_check(KIND_trip, NULL, body(), seals, keys, persons_rows[i].key_count,
		                           &rig.arena, &persons, NULL);
		if (got != persons_rows[i].want || persons != (got == ERR_OK ? persons_rows[i].persons : 99))
			fail_msg("%s: %s, %zu", persons_rows[i].why, err_name(got), persons);
	}
}

static void split_takes_whole_ascending_distinct_records(void **state)
{
	uint8_t list[SEAL_LEN * (SEALS_MAX + 1)] = {0};
	struct seal out[SEALS_MAX];
	size_t count = 99;
	(void)state;
	for (size_t i = 0; i <= SEALS_MAX; i++)
		list[i * SEAL_LEN + SEAL_LEN - 1] = (uint8_t)(i + 1);
	static const struct {
		const char *why;
		size_t from, bytes;
		enum err want;
	} rows[] = {
	    {"one", 0, SEAL_LEN, ERR_OK},
	    {"the most", 0, SEAL_LEN * SEALS_MAX, ERR_OK},
	    {"one too many", 0, SEAL_LEN * (SEALS_MAX + 1), ERR_SURPLUS},
	    {"none", 0, 0, ERR_FORMAT},
	    {"a byte short", 0, SEAL_LEN - 1, ERR_FORMAT},
	    {"a byte over", 0, SEAL_LEN + 1, ERR_FORMAT},
	};
	for (size_t i = 0; i < RIG_COUNT(rows); i++)
		if (seals_split(span_of(list + rows[i].from, rows[i].bytes), out, &count) != rows[i].want)
			fail_msg("%s", rows[i].why);
	assert_int_equal(seals_split(span_of(list, SEAL_LEN * 2), out, &count), ERR_OK);
	assert_int_equal(count, 2);
	assert_ptr_equal(out[1].kid, list + SEAL_LEN);
	assert_ptr_equal(out[1].sig, list + SEAL_LEN + KID_LEN);
	list[SEAL_LEN - 1] = 2;
	assert_int_equal(seals_split(span_of(list, SEAL_LEN * 2), out, &count), ERR_SURPLUS);
	list[SEAL_LEN - 1] = 3;
	assert_int_equal(seals_split(span_of(list, SEAL_LEN * 2), out, &count), ERR_FORMAT);
}

static void inserting_in_any_order_gives_one_list(void **state)
{
	struct span seals = {NULL, 0}, before;
	uint8_t seal[SEAL_LEN] = {0};
	(void)state;
	for (size_t i = 0; i < SEALS_MAX; i++) {
		struct seal list[SEALS_MAX];
		size_t count;
		seal[0] = (uint8_t)(i * 5 % SEALS_MAX + 1);
		assert_int_equal(seals_insert(seals, seal, &rig.arena, &seals), ERR_OK);
		assert_int_equal(seals_split(seals, list, &count), ERR_OK);
		assert_int_equal(count, i + 1);
	}
	before = seals;
	assert_int_equal(seals_insert(seals, seal, &rig.arena, &seals), ERR_EXISTS);
	seal[0] = 200;
	assert_int_equal(seals_insert(seals, seal, &rig.arena, &seals), ERR_SURPLUS);
	assert_int_equal(seals_insert(span_of(before.p, 5), seal, &rig.arena, &seals), ERR_FORMAT);
	struct arena none = {memory, 10, 0};
	assert_int_equal(seals_insert(span_of(before.p, SEAL_LEN), seal, &none, &seals), ERR_MEMORY);
	assert_ptr_equal(seals.p, before.p);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup(signed_bytes_are_dsse_of_type_and_links_and_body, fresh),
	    cmocka_unit_test_setup(kinds_have_their_types_and_links, fresh),
	    cmocka_unit_test_setup(a_key_id_is_a_labelled_hash, fresh),
	    cmocka_unit_test_setup(threat_11_a_seal_of_one_kind_never_counts_for_another, fresh),
	    cmocka_unit_test_setup(threat_7_a_seal_for_one_trip_fails_for_another, fresh),
	    cmocka_unit_test_setup(threat_1_any_bit_flipped_fails, fresh),
	    cmocka_unit_test_setup(a_damaged_secret_gives_nothing_out, fresh),
	    cmocka_unit_test_setup(a_full_arena_is_said_and_a_check_gives_its_memory_back, fresh),
	    cmocka_unit_test_setup(threat_9_signatures_on_which_libraries_disagree_are_refused, fresh),
	    cmocka_unit_test_setup(threat_9_keys_of_small_order_are_refused, fresh),
	    cmocka_unit_test_setup(threat_9_keys_of_mixed_order_are_refused, fresh),
	    cmocka_unit_test_setup(threat_9_a_key_off_the_curve_is_refused, fresh),
	    cmocka_unit_test_setup(threat_9_a_second_signature_cannot_be_made_of_the_first, fresh),
	    cmocka_unit_test_setup(threat_10_a_kid_collision_changes_nothing, fresh),
	    cmocka_unit_test_setup(two_seals_of_one_key_are_a_surplus, fresh),
	    cmocka_unit_test_setup(threat_2b_persons_are_counted_not_keys, fresh),
	    cmocka_unit_test_setup(split_takes_whole_ascending_distinct_records, fresh),
	    cmocka_unit_test_setup(inserting_in_any_order_gives_one_list, fresh),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
