#include "proto/assignment.h"

#include <string.h>

#include "proto/body.h"
#include "proto/canon.h"
#include "proto/identity.h"

enum err assignment_read(const Guosuo__V1__OfficerSealed *sealed, struct arena *arena, struct assignment *out)
{
	ProtobufCMessage *body;
	enum err err =
	    body_open(&guosuo__v1__assignment__descriptor, sealed->body, ASSIGNMENT_MAX, arena, &body);
	if (err != ERR_OK)
		return err;
	out->body = (const Guosuo__V1__Assignment *)body;
	out->raw = bytes_span(sealed->body);
	body_hash(out->raw, out->hash);
	return ERR_OK;
}

/* ---- forms ---- */

static bool licence_ok(const char *last)
{
	return strlen(last) == LICENCE_LAST && strspn(last, "0123456789") >= LICENCE_LAST - 1 &&
	       strchr("0123456789X", last[LICENCE_LAST - 1]) != NULL;
}

static bool escorts_ok(const Guosuo__V1__Assignment *assignment)
{
	for (size_t i = 0; i < assignment->n_escort_plates; i++) {
		char text[PLATE_TEXT_MAX];
		if (plate_text(assignment->escort_plates[i], text) != RULE_OK)
			return false;
		for (size_t k = 0; k < i; k++)
			if (assignment->escort_plates[i] == assignment->escort_plates[k])
				return false;
	}
	return assignment->n_escort_plates <= ESCORTS_MAX &&
	       (assignment->n_escort_plates > 0 || assignment->escort_staff == 0);
}

static bool holder_ok(const Guosuo__V1__Assignment *assignment)
{
	switch (assignment->holder_case) {
	case GUOSUO__V1__ASSIGNMENT__HOLDER_DEVICE_KEY:
		return assignment->device_key.len == KEY_LEN;
	case GUOSUO__V1__ASSIGNMENT__HOLDER_PAPER:
		return assignment->paper;
	default:
		return false;
	}
}

static bool form_ok(const Guosuo__V1__Assignment *assignment)
{
	size_t name = strlen(assignment->driver_name);
	return assignment->serial >= 1 && name >= 1 && name <= NAME_BYTES &&
	       licence_ok(assignment->licence_last4) && escorts_ok(assignment) && holder_ok(assignment);
}

static bool window_ok(const Guosuo__V1__Assignment *assignment, const Guosuo__V1__Trip *trip,
                      const Guosuo__V1__Limits *limits)
{
	uint32_t most = limits->assignment_window_s == 0 ? ASSIGNMENT_WINDOW_S : limits->assignment_window_s;
	return assignment->not_before < assignment->not_after && assignment->not_before >= trip->not_before &&
	       assignment->not_after <= trip->not_after &&
	       assignment->not_after - assignment->not_before <= most;
}

static bool trailers_ok(const Guosuo__V1__Assignment *assignment, const Guosuo__V1__Trip *trip)
{
	for (size_t i = 0; i < assignment->n_trailers; i++) {
		if (assignment->trailers[i] < 1 || assignment->trailers[i] > trip->n_trailers)
			return false;
		for (size_t k = 0; k < i; k++)
			if (assignment->trailers[i] == assignment->trailers[k])
				return false;
	}
	return true;
}

static bool scope_ok(const Guosuo__V1__Assignment *assignment, const Guosuo__V1__Trip *trip)
{
	return assignment->journey >= 1 && assignment->journey <= trip_journeys(trip) &&
	       assignment->tractor >= 1 && assignment->tractor <= trip->n_tractors &&
	       trailers_ok(assignment, trip);
}

enum err assignment_sound(const Guosuo__V1__Assignment *assignment, const Guosuo__V1__Trip *trip,
                          const Guosuo__V1__Limits *limits)
{
	if (!form_ok(assignment))
		return ERR_FORMAT;
	if (!window_ok(assignment, trip, limits))
		return ERR_WINDOW;
	return scope_ok(assignment, trip) ? ERR_OK : ERR_SCOPE;
}

/* ---- seals ---- */

static const uint8_t *public_of(const uint8_t secret[static SECRET_LEN])
{
	return secret + SECRET_LEN - KEY_LEN;
}

enum err assignment_verify(const Guosuo__V1__OfficerSealed *sealed, const struct assignment *assignment,
                           const struct trip *trip, const Guosuo__V1__Limits *limits, struct arena *arena)
{
	if (sealed->key.len != KEY_LEN)
		return ERR_FORMAT;
	if (trip_officer(trip->body, sealed->key.data) == 0)
		return ERR_KEY;
	enum err err = body_signed(KIND_assignment, &trip->hash, assignment->raw, sealed->key.data, sealed->signature,
	                           arena);
	return err == ERR_OK ? assignment_sound(assignment->body, trip->body, limits) : err;
}

static enum err may_assign(const Guosuo__V1__Assignment *assignment, const struct trip *trip,
                           const uint8_t *officer)
{
	if (trip_officer(trip->body, officer) == 0)
		return ERR_KEY;
	if (assignment->holder_case != GUOSUO__V1__ASSIGNMENT__HOLDER_DEVICE_KEY)
		return ERR_OK;
	return assignment->device_key.len == KEY_LEN && key_valid(assignment->device_key.data) ? ERR_OK
	                                                                                       : ERR_KEY;
}

enum err assignment_seal(struct span body, const struct trip *trip, const uint8_t secret[static SECRET_LEN],
                         struct arena *arena, Guosuo__V1__OfficerSealed **out)
{
	Guosuo__V1__OfficerSealed bare = GUOSUO__V1__OFFICER_SEALED__INIT;
	struct assignment assignment;
	bare.body = span_bytes(body);
	enum err err = assignment_read(&bare, arena, &assignment);
	if (err == ERR_OK)
		err = may_assign(assignment.body, trip, public_of(secret));
	return err == ERR_OK ? body_sign_officer(KIND_assignment, &trip->hash, body, secret, arena, out) : err;
}

/* ---- presentation ---- */

enum { PRESENTATION_LINKS = 3 };

static void links_of(const struct trip *trip, const struct leg *leg, const struct assignment *assignment,
                     hash_t links[static PRESENTATION_LINKS])
{
	memcpy(links[0], trip->hash, HASH_LEN);
	memcpy(links[1], leg->hash, HASH_LEN);
	memcpy(links[2], assignment->hash, HASH_LEN);
}

static bool digest_ok(ProtobufCBinaryData digest)
{
	return digest.len == 0 || digest.len == DIGEST_LEN;
}

static bool challenge_ok(const Guosuo__V1__Challenge *challenge)
{
	return challenge == NULL ||
	       (challenge->nonce >= NONCE_MIN && challenge->nonce <= NONCE_MAX && challenge->checkpoint >= 1);
}

static bool presentation_ok(const Guosuo__V1__Presentation *presentation)
{
	return presentation->time >= 1 && presentation->counter >= 1 &&
	       challenge_ok(presentation->challenge) && digest_ok(presentation->state_digest) &&
	       digest_ok(presentation->stamp_digest);
}

static bool on_device(const Guosuo__V1__Assignment *assignment)
{
	return assignment->holder_case == GUOSUO__V1__ASSIGNMENT__HOLDER_DEVICE_KEY &&
	       assignment->device_key.len == KEY_LEN;
}

enum err presentation_open(const Guosuo__V1__DeviceSealed *sealed, const struct trip *trip,
                           const struct leg *leg, const struct assignment *assignment, struct arena *arena,
                           const Guosuo__V1__Presentation **out)
{
	ProtobufCMessage *body;
	hash_t links[PRESENTATION_LINKS];
	enum err err =
	    body_open(&guosuo__v1__presentation__descriptor, sealed->body, PRESENTATION_MAX, arena, &body);
	if (err != ERR_OK)
		return err;
	const Guosuo__V1__Presentation *presentation = (const Guosuo__V1__Presentation *)body;
	if (!on_device(assignment->body) || !presentation_ok(presentation))
		return ERR_FORMAT;
	links_of(trip, leg, assignment, links);
	err = body_signed(KIND_presentation, links, bytes_span(sealed->body), assignment->body->device_key.data,
	            sealed->signature, arena);
	if (err == ERR_OK)
		*out = presentation;
	return err;
}

enum err presentation_seal(const Guosuo__V1__Presentation *presentation, const struct trip *trip,
                           const struct leg *leg, const struct assignment *assignment,
                           const uint8_t secret[static SECRET_LEN], struct arena *arena,
                           Guosuo__V1__DeviceSealed **out)
{
	struct span body;
	hash_t links[PRESENTATION_LINKS];
	Guosuo__V1__DeviceSealed *sealed = arena_take(arena, sizeof *sealed);
	if (sealed == NULL)
		return ERR_MEMORY;
	if (!on_device(assignment->body) || !presentation_ok(presentation))
		return ERR_FORMAT;
	if (memcmp(assignment->body->device_key.data, public_of(secret), KEY_LEN) != 0)
		return ERR_KEY;
	enum err err = canon_pack(&presentation->base, arena, &body);
	if (err != ERR_OK)
		return err;
	guosuo__v1__device_sealed__init(sealed);
	sealed->body = span_bytes(body);
	links_of(trip, leg, assignment, links);
	err = body_sign(KIND_presentation, links, body, secret, arena, &sealed->signature);
	if (err == ERR_OK)
		*out = sealed;
	return err;
}
