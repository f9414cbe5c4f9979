#include "proto/assignment.h"

#include <string.h>

#include "proto/body.h"
#include "proto/canon.h"
#include "proto/identity.h"

enum { HOUR_S = 3600 };

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

static bool plates_ok(const uint64_t *plates, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		char text[PLATE_TEXT_MAX];
		if (plate_text(plates[i], text) != RULE_OK)
			return false;
	}
	return true;
}

static bool plates_once(const uint64_t *plates, size_t n)
{
	for (size_t i = 0; i < n; i++)
		for (size_t k = 0; k < i; k++)
			if (plates[i] == plates[k])
				return false;
	return true;
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

static enum err form(const Guosuo__V1__Assignment *assignment, struct faults *faults)
{
	const uint64_t *plates = assignment->escort_plates;
	size_t name = strlen(assignment->driver_name), escorts = assignment->n_escort_plates;
	const struct demand demands[] = {
	    {assignment->serial >= 1, ERR_FORMAT, RULE_TOO_SMALL, "assignment.serial", assignment->serial, 1},
	    {name >= 1, ERR_FORMAT, RULE_REQUIRED, "assignment.driver_name", 0, 0},
	    {name <= NAME_BYTES, ERR_FORMAT, RULE_TOO_LONG, "assignment.driver_name", (int64_t)name, NAME_BYTES},
	    {licence_ok(assignment->licence_last4), ERR_FORMAT, RULE_LICENCE_LAST, "assignment.licence_last4", 0, 0},
	    {escorts <= ESCORTS_MAX, ERR_FORMAT, RULE_TOO_MANY, "assignment.escort_plates", (int64_t)escorts,
	     ESCORTS_MAX},
	    {plates_ok(plates, escorts), ERR_FORMAT, RULE_PLATE_FORM, "assignment.escort_plates", 0, 0},
	    {plates_once(plates, escorts), ERR_FORMAT, RULE_DUPLICATE, "assignment.escort_plates", 0, 0},
	    {escorts > 0 || assignment->escort_staff == 0, ERR_FORMAT, RULE_REQUIRED, "assignment.escort_plates", 0,
	     0},
	    {holder_ok(assignment), ERR_FORMAT, RULE_KEY_POINT, "assignment.device_key", 0, 0},
	};
	return demands_met(demands, sizeof demands / sizeof demands[0], faults);
}

int64_t assignment_window(const Guosuo__V1__Limits *limits)
{
	return limits->assignment_window_s == 0 ? ASSIGNMENT_WINDOW_S : limits->assignment_window_s;
}

static enum err window(const Guosuo__V1__Assignment *assignment, const Guosuo__V1__Trip *trip,
                       const Guosuo__V1__Limits *limits, struct faults *faults)
{
	const int64_t most = assignment_window(limits);
	int64_t from = assignment->not_before, to = assignment->not_after;
	const struct demand demands[] = {
	    {from < to, ERR_WINDOW, RULE_WINDOW_ORDER, "assignment.not_after", to, from},
	    {from >= trip->not_before, ERR_WINDOW, RULE_WINDOW_OUTSIDE, "assignment.not_before", from,
	     trip->not_before},
	    {to <= trip->not_after, ERR_WINDOW, RULE_WINDOW_OUTSIDE, "assignment.not_after", to, trip->not_after},
	    {to - from <= most, ERR_WINDOW, RULE_WINDOW_LENGTH, "assignment.not_after", to - from, most},
	};
	return demands_met(demands, sizeof demands / sizeof demands[0], faults);
}

/* The first trailer that the trip lacks, its place in the list; n_trailers: none. */
static size_t trailer_missing(const Guosuo__V1__Assignment *assignment, size_t trailers)
{
	size_t i = 0;
	while (i < assignment->n_trailers && assignment->trailers[i] >= 1 && assignment->trailers[i] <= trailers)
		i++;
	return i;
}

static bool trailers_once(const Guosuo__V1__Assignment *assignment)
{
	for (size_t i = 0; i < assignment->n_trailers; i++)
		for (size_t k = 0; k < i; k++)
			if (assignment->trailers[i] == assignment->trailers[k])
				return false;
	return true;
}

static enum err scope(const Guosuo__V1__Assignment *assignment, const Guosuo__V1__Trip *trip,
                      struct faults *faults)
{
	uint32_t journeys = trip_journeys(trip), journey = assignment->journey, tractor = assignment->tractor;
	size_t missing = trailer_missing(assignment, trip->n_trailers), all = assignment->n_trailers;
	const struct demand demands[] = {
	    {journey >= 1 && journey <= journeys, ERR_SCOPE, RULE_ORDINAL, "assignment.journey", journey, journeys},
	    {tractor >= 1 && tractor <= trip->n_tractors, ERR_SCOPE, RULE_ORDINAL, "assignment.tractor", tractor,
	     (int64_t)trip->n_tractors},
	    {missing == all, ERR_SCOPE, RULE_ORDINAL, "assignment.trailers",
	     missing == all ? 0 : assignment->trailers[missing], (int64_t)trip->n_trailers},
	    {trailers_once(assignment), ERR_SCOPE, RULE_DUPLICATE, "assignment.trailers", 0, 0},
	};
	return demands_met(demands, sizeof demands / sizeof demands[0], faults);
}

enum err assignment_sound(const Guosuo__V1__Assignment *assignment, const Guosuo__V1__Trip *trip,
                          const Guosuo__V1__Limits *limits, struct faults *faults)
{
	enum err err = form(assignment, faults);
	if (err == ERR_OK)
		err = window(assignment, trip, limits, faults);
	return err == ERR_OK ? scope(assignment, trip, faults) : err;
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
	return err == ERR_OK ? assignment_sound(assignment->body, trip->body, limits, NULL) : err;
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

static uint8_t *put(uint8_t *at, uint32_t number)
{
	for (int shift = 24; shift >= 0; shift -= 8)
		*at++ = (uint8_t)(number >> shift);
	return at;
}

void presentation_state(uint32_t province, int64_t issued_at, uint8_t out[static DIGEST_LEN])
{
	static const char label[] = "guosuo-state-v1";
	uint8_t text[sizeof label - 1 + 8], hash[HASH_LEN], *at = text + sizeof label - 1;
	memcpy(text, label, sizeof label - 1);
	put(put(at, province), (uint32_t)(issued_at / HOUR_S));
	body_hash(span_of(text, sizeof text), hash);
	memcpy(out, hash, DIGEST_LEN);
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
