#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <sodium.h>

#include "proto/wire/enrol.h"
#include "tests/trust_rig.h"

typedef Guosuo__V1__Invitation invitation;
typedef Guosuo__V1__Enrolment enrolment;

static const uint8_t secret[INVITE_SECRET_LEN] = "sixteen secrets";
static uint8_t memory[1 << 18];
static struct rig rig;

static int fresh(void **state)
{
	(void)state;
	rig = rig_make(memory, sizeof memory);
	return sodium_init() < 0;
}

static char *text_of(const char *text)
{
	return arena_text(&rig.arena, span_text(text));
}

static invitation *invite(void)
{
	invitation *out = RIG_NEW(&rig, invitation, GUOSUO__V1__INVITATION__INIT);
	const uint8_t roots[HASH_LEN] = {1, 2, 3};
	out->secret = rig_bytes(&rig, secret, sizeof secret);
	out->role = GUOSUO__V1__ROLE__ROLE_CHECKPOINT;
	out->province = SHANDONG;
	out->checkpoint = 7;
	out->expires_at = RIG_NOW + 3600;
	out->root_set = rig_bytes(&rig, roots, sizeof roots);
	out->server = text_of("https://desk.example");
	return out;
}

static enrolment *enrol(void)
{
	enrolment *out = RIG_NEW(&rig, enrolment, GUOSUO__V1__ENROLMENT__INIT);
	uint8_t id[HASH_LEN], proof[HASH_LEN];
	invitation_id(secret, id);
	out->invitation = rig_bytes(&rig, id, sizeof id);
	out->role = GUOSUO__V1__ROLE__ROLE_CHECKPOINT;
	out->province = SHANDONG;
	out->checkpoint = 7;
	out->key = rig_key(&rig, 1);
	out->name = text_of("淄博西");
	out->device = GUOSUO__V1__DEVICE_KIND__DEVICE;
	assert_int_equal(enrol_proof(out, secret, &rig.arena, proof), ERR_OK);
	out->proof = rig_bytes(&rig, proof, sizeof proof);
	return out;
}

/* ---- invitations ----------------------------------------------------------------------------------------
 */

static void an_invitation_survives_its_text(void **state)
{
	char *text;
	invitation *read;
	(void)state;
	assert_int_equal(invitation_text(invite(), &rig.arena, &text), ERR_OK);
	assert_memory_equal(text, "guosuo-invite-1.", 16);
	assert_int_equal(
	    strspn(text + 16, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"),
	    strlen(text + 16));
	assert_int_equal(invitation_read(span_text(text), RIG_NOW, &rig.arena, &read), ERR_OK);
	assert_memory_equal(read->secret.data, secret, sizeof secret);
	assert_int_equal(read->role, GUOSUO__V1__ROLE__ROLE_CHECKPOINT);
	assert_int_equal(read->checkpoint, 7);
	assert_string_equal(read->server, "https://desk.example");
}

static const struct {
	const char *why;
	int64_t now;
	enum err want;
} time_rows[] = {
    {"in time", RIG_NOW, ERR_OK},
    {"the last second", RIG_NOW + 3600, ERR_OK},
    {"a second late", RIG_NOW + 3601, ERR_WINDOW},
    {"made a day ahead by a clock five minutes off", RIG_NOW + 3600 - INVITE_LIFE_S - INVITE_SKEW_S, ERR_OK},
    {"good for longer than a day", RIG_NOW + 3600 - INVITE_LIFE_S - INVITE_SKEW_S - 1, ERR_WINDOW},
    {"the end of time", INT64_MAX, ERR_WINDOW},
    {"the beginning of time", INT64_MIN, ERR_WINDOW},
};

static void an_invitation_is_good_for_a_day_at_most(void **state)
{
	char *text;
	invitation *read;
	(void)state;
	assert_int_equal(invitation_text(invite(), &rig.arena, &text), ERR_OK);
	for (size_t i = 0; i < RIG_COUNT(time_rows); i++) {
		enum err got = invitation_read(span_text(text), time_rows[i].now, &rig.arena, &read);
		if (got != time_rows[i].want)
			fail_msg("%s: %s", time_rows[i].why, err_name(got));
	}
}

static void short_secret(invitation *i)
{
	i->secret.len--;
}
static void no_role(invitation *i)
{
	i->role = GUOSUO__V1__ROLE__ROLE_UNSPECIFIED;
}
static void no_end(invitation *i)
{
	i->expires_at = 0;
}
static void no_roots(invitation *i)
{
	i->root_set.len = 0;
}
static void no_server(invitation *i)
{
	i->server = text_of("");
}
static void endless_server(invitation *i)
{
	char name[900];
	memset(name, 'a', sizeof name - 1);
	name[sizeof name - 1] = 0;
	i->server = text_of(name);
}

static const struct {
	void (*spoil)(invitation *);
	enum err write, read;
} form_rows[] = {
    {short_secret, ERR_FORMAT, ERR_FORMAT}, {no_role, ERR_FORMAT, ERR_FORMAT},
    {no_end, ERR_FORMAT, ERR_FORMAT},       {no_roots, ERR_FORMAT, ERR_FORMAT},
    {no_server, ERR_FORMAT, ERR_FORMAT},    {endless_server, ERR_SIZE, ERR_SIZE},
};

static void an_incomplete_invitation_is_neither_written_nor_read(void **state)
{
	(void)state;
	for (size_t i = 0; i < RIG_COUNT(form_rows); i++) {
		invitation *spoiled = invite(), *read;
		char *text;
		form_rows[i].spoil(spoiled);
		assert_int_equal(invitation_text(spoiled, &rig.arena, &text), form_rows[i].write);
		struct span raw = rig_pack(&rig, &spoiled->base);
		char *forced = rig_take(&rig, 4096);
		memcpy(forced, "guosuo-invite-1.", 16);
		sodium_bin2base64(forced + 16, 4000, raw.p, raw.n, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
		assert_int_equal(invitation_read(span_text(forced), RIG_NOW, &rig.arena, &read),
		                 form_rows[i].read);
	}
}

static const char *const no_invitations[] = {
    "",
    "guosuo-invite-1.",
    "guosuo-invite-1",
    "guosuo-invite-2.CAE",
    "Guosuo-invite-1.CAE",
    "guosuo-invite-1.====",
    "guosuo-invite-1.CAE ",
    "https://desk.example/#guosuo-invite-1.CAE",
};

static void other_texts_are_no_invitations(void **state)
{
	invitation *read;
	char *text;
	(void)state;
	for (size_t i = 0; i < RIG_COUNT(no_invitations); i++)
		if (invitation_read(span_text(no_invitations[i]), RIG_NOW, &rig.arena, &read) != ERR_FORMAT)
			fail_msg("%s", no_invitations[i]);
	assert_int_equal(invitation_text(invite(), &rig.arena, &text), ERR_OK);
	for (size_t n = 0; n < strlen(text); n++)
		assert_int_not_equal(invitation_read(span_of(text, n), RIG_NOW, &rig.arena, &read), ERR_OK);
}

/* ---- enrolments -----------------------------------------------------------------------------------------
 */

static void an_enrolment_answers_its_invitation(void **state)
{
	size_t used;
	enrolment *answer = enrol();
	invitation *asked = invite();
	(void)state;
	used = rig.arena.used;
	assert_int_equal(enrol_check(answer, secret, &rig.arena), ERR_OK);
	assert_int_equal(enrol_answers(answer, asked, &rig.arena), ERR_OK);
	assert_int_equal(rig.arena.used, used);
}

/* RFC 2104 by hand: the proof is an HMAC of the canonical message with its field 9 left out. */
static void the_proof_is_the_hmac_its_header_describes(void **state)
{
	enrolment *answer = enrol();
	uint8_t inner[64], outer[64], hash[HASH_LEN];
	crypto_hash_sha256_state hasher;
	struct span raw;
	(void)state;
	ProtobufCBinaryData proof = answer->proof;
	answer->proof = (ProtobufCBinaryData){0};
	raw = rig_pack(&rig, &answer->base);
	for (size_t i = 0; i < 64; i++) {
		uint8_t byte = i < sizeof secret ? secret[i] : 0;
		inner[i] = byte ^ 0x36;
		outer[i] = byte ^ 0x5C;
	}
	crypto_hash_sha256_init(&hasher);
	crypto_hash_sha256_update(&hasher, inner, sizeof inner);
	crypto_hash_sha256_update(&hasher, raw.p, raw.n);
	crypto_hash_sha256_final(&hasher, hash);
	crypto_hash_sha256_init(&hasher);
	crypto_hash_sha256_update(&hasher, outer, sizeof outer);
	crypto_hash_sha256_update(&hasher, hash, sizeof hash);
	crypto_hash_sha256_final(&hasher, hash);
	assert_int_equal(proof.len, HASH_LEN);
	assert_memory_equal(proof.data, hash, HASH_LEN);
}

static void servers_key(enrolment *e)
{
	e->key = rig_key(&rig, 66);
}
static void higher_role(enrolment *e)
{
	e->role = GUOSUO__V1__ROLE__ROLE_REVIEWER;
}
static void other_province(enrolment *e)
{
	e->province = HENAN;
}
static void other_organisation(enrolment *e)
{
	e->organisation = text_of("91370000MA3C000000");
}
static void other_checkpoint(enrolment *e)
{
	e->checkpoint = 8;
}
static void other_name(enrolment *e)
{
	e->name = text_of("别人");
}
static void other_device(enrolment *e)
{
	e->device = GUOSUO__V1__DEVICE_KIND__WEB;
}
static void other_invitation(enrolment *e)
{
	e->invitation.data[0] ^= 1;
}
static void no_proof(enrolment *e)
{
	e->proof.len = 0;
}
static void proof_cut(enrolment *e)
{
	e->proof.len = 16;
}
static void proof_of_another_secret(enrolment *e)
{
	const uint8_t servers[INVITE_SECRET_LEN] = "server's secret";
	assert_int_equal(enrol_proof(e, servers, &rig.arena, e->proof.data), ERR_OK);
}

static const struct {
	const char *why;
	void (*spoil)(enrolment *);
} tamper_rows[] = {
    {"the key", servers_key},
    {"the role", higher_role},
    {"the province", other_province},
    {"the organisation", other_organisation},
    {"the checkpoint", other_checkpoint},
    {"the name", other_name},
    {"the kind of device", other_device},
    {"the invitation", other_invitation},
    {"no proof", no_proof},
    {"a proof cut short", proof_cut},
    {"a proof of the server's own secret", proof_of_another_secret},
};

static void threat_34_server_cannot_slip_in_a_key(void **state)
{
	(void)state;
	for (size_t i = 0; i < RIG_COUNT(tamper_rows); i++) {
		enrolment *answer = enrol();
		tamper_rows[i].spoil(answer);
		if (enrol_check(answer, secret, &rig.arena) != ERR_SEAL ||
		    enrol_answers(answer, invite(), &rig.arena) != ERR_SEAL)
			fail_msg("%s", tamper_rows[i].why);
	}
}

static void threat_34_every_bit_of_the_proof_counts(void **state)
{
	enrolment *answer = enrol();
	(void)state;
	for (size_t bit = 0; bit < HASH_LEN * 8; bit++) {
		answer->proof.data[bit / 8] ^= (uint8_t)(1 << bit % 8);
		assert_int_equal(enrol_check(answer, secret, &rig.arena), ERR_SEAL);
		answer->proof.data[bit / 8] ^= (uint8_t)(1 << bit % 8);
	}
	assert_int_equal(enrol_check(answer, secret, &rig.arena), ERR_OK);
}

static void reprove(enrolment *answer)
{
	assert_int_equal(enrol_proof(answer, secret, &rig.arena, answer->proof.data), ERR_OK);
}

/* The invited one knows the secret, so a proof alone cannot hold him to what he was invited to. */
static void threat_34_who_was_invited_to_one_role_cannot_take_another(void **state)
{
	void (*const claims[])(enrolment *) = {higher_role, other_province, other_organisation,
	                                       other_checkpoint};
	(void)state;
	for (size_t i = 0; i < RIG_COUNT(claims); i++) {
		enrolment *answer = enrol();
		claims[i](answer);
		reprove(answer);
		assert_int_equal(enrol_check(answer, secret, &rig.arena), ERR_OK);
		assert_int_equal(enrol_answers(answer, invite(), &rig.arena), ERR_SCOPE);
	}
}

static void a_proof_under_another_invitations_name_is_refused(void **state)
{
	enrolment *answer = enrol();
	(void)state;
	other_invitation(answer);
	reprove(answer);
	assert_int_equal(enrol_check(answer, secret, &rig.arena), ERR_SEAL);
}

static void a_key_that_is_no_point_is_refused(void **state)
{
	enrolment *answer = enrol();
	(void)state;
	memset(answer->key.data, 0, KEY_LEN);
	reprove(answer);
	assert_int_equal(enrol_check(answer, secret, &rig.arena), ERR_KEY);
	answer->key.len = 12;
	reprove(answer);
	assert_int_equal(enrol_check(answer, secret, &rig.arena), ERR_KEY);
}

static void any_smaller_arena_is_said(void **state)
{
	static uint8_t room[4096];
	enrolment *answer = enrol();
	invitation *asked = invite(), *read;
	enum err proof = ERR_MEMORY, reading = ERR_MEMORY, writing = ERR_MEMORY;
	char *text, *other;
	(void)state;
	assert_int_equal(invitation_text(asked, &rig.arena, &text), ERR_OK);
	for (size_t n = 0; n < sizeof room; n++) {
		struct arena arenas[] = {{room, n, 0}, {room, n, 0}, {room, n, 0}};
		enum err last[] = {proof, reading, writing};
		proof = enrol_check(answer, secret, &arenas[0]);
		reading = invitation_read(span_text(text), RIG_NOW, &arenas[1], &read);
		writing = invitation_text(asked, &arenas[2], &other);
		assert_true(proof == ERR_OK || (proof == ERR_MEMORY && last[0] == ERR_MEMORY));
		assert_true(reading == ERR_OK || (reading == ERR_MEMORY && last[1] == ERR_MEMORY));
		assert_true(writing == ERR_OK || (writing == ERR_MEMORY && last[2] == ERR_MEMORY));
		if (proof == ERR_OK && reading == ERR_OK && writing == ERR_OK)
			return;
	}
	fail();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup(an_invitation_survives_its_text, fresh),
	    cmocka_unit_test_setup(an_invitation_is_good_for_a_day_at_most, fresh),
	    cmocka_unit_test_setup(an_incomplete_invitation_is_neither_written_nor_read, fresh),
	    cmocka_unit_test_setup(other_texts_are_no_invitations, fresh),
	    cmocka_unit_test_setup(an_enrolment_answers_its_invitation, fresh),
	    cmocka_unit_test_setup(the_proof_is_the_hmac_its_header_describes, fresh),
	    cmocka_unit_test_setup(threat_34_server_cannot_slip_in_a_key, fresh),
	    cmocka_unit_test_setup(threat_34_every_bit_of_the_proof_counts, fresh),
	    cmocka_unit_test_setup(threat_34_who_was_invited_to_one_role_cannot_take_another, fresh),
	    cmocka_unit_test_setup(a_proof_under_another_invitations_name_is_refused, fresh),
	    cmocka_unit_test_setup(a_key_that_is_no_point_is_refused, fresh),
	    cmocka_unit_test_setup(any_smaller_arena_is_said, fresh),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
