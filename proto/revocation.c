#include "proto/revocation.h"

#include <string.h>

#include "proto/body.h"
#include "proto/canon.h"
#include "proto/status.h"

enum err revocation_read(ProtobufCBinaryData body, struct arena *arena, struct revocation *out)
{
	ProtobufCMessage *message;
	enum err err = body_open(&guosuo__v1__revocation__descriptor, body, REVOCATION_MAX, arena, &message);
	if (err != ERR_OK)
		return err;
	out->body = (const Guosuo__V1__Revocation *)message;
	out->raw = bytes_span(body);
	body_hash(out->raw, out->hash);
	return ERR_OK;
}

/* ---- what is wrong with it ---- */

bool revocation_is_officers(uint32_t reason)
{
	return reason == GUOSUO__V1__REVOCATION_REASON__TRIP_WITHDRAWN ||
	       reason == GUOSUO__V1__REVOCATION_REASON__TRIP_REPLACED;
}

static bool is_single(uint32_t reason)
{
	return revocation_is_officers(reason) || reason == GUOSUO__V1__REVOCATION_REASON__SUPERSEDED;
}

static void indexes_check(const Guosuo__V1__Revocation *revocation, struct faults *faults)
{
	size_t n = revocation->n_indexes, most = is_single(revocation->reason) ? 1 : REVOKED_MAX;
	if (n == 0)
		fault_add(faults, RULE_REQUIRED, "indexes", 0, 0);
	if (n > most)
		fault_add(faults, RULE_TOO_MANY, "indexes", (int64_t)n, (int64_t)most);
	for (size_t i = 0; i < n; i++) {
		uint32_t least = i == 0 ? 0 : revocation->indexes[i - 1];
		if (revocation->indexes[i] > least)
			continue;
		fault_add(faults, RULE_NOT_RISING, "indexes", revocation->indexes[i], least);
		return;
	}
}

void revocation_check(const Guosuo__V1__Revocation *revocation, struct faults *faults)
{
	uint32_t week = revocation->week % 100;
	size_t note = strlen(revocation->note);
	if (revocation->province == 0)
		fault_add(faults, RULE_REQUIRED, "province", 0, 0);
	if (week < 1 || week > 53 || revocation->week < 197001 || revocation->week > 999953)
		fault_add(faults, RULE_CHOICE, "week", revocation->week, 0);
	if (revocation->sealed_at <= 0)
		fault_add(faults, RULE_REQUIRED, "sealed_at", 0, 0);
	if (revocation->reason == GUOSUO__V1__REVOCATION_REASON__REVOCATION_REASON_UNSPECIFIED)
		fault_add(faults, RULE_REQUIRED, "reason", 0, 0);
	if (note == 0)
		fault_add(faults, RULE_REQUIRED, "note", 0, 0);
	if (note > NOTE_MAX)
		fault_add(faults, RULE_TOO_LONG, "note", (int64_t)note, NOTE_MAX);
	indexes_check(revocation, faults);
}

static bool is_sound(const Guosuo__V1__Revocation *revocation)
{
	struct faults faults = {.count = 0};
	revocation_check(revocation, &faults);
	return faults.errors == 0;
}

/* ---- reviewers ---- */

size_t revocation_persons(const Guosuo__V1__Revocation *revocation)
{
	return revocation->n_indexes > 1 ? 2 : 1;
}

static enum err quorum(const Guosuo__V1__Revocation *revocation, const struct roster *roster,
                       const size_t *entries, size_t persons, bool complete)
{
	size_t need = revocation_persons(revocation);
	for (size_t i = 0; i < persons; i++)
		if (roster->body->entries[entries[i]]->n_scope > 0 &&
		    revocation->reason != GUOSUO__V1__REVOCATION_REASON__SUPERSEDED)
			return ERR_SCOPE;
	if (persons > need)
		return ERR_SURPLUS;
	return persons < need && complete ? ERR_FEW : ERR_OK;
}

enum err revocation_verify(const Guosuo__V1__Sealed *sealed, const struct revocation *revocation,
                           const struct roster *roster, bool complete, int64_t now, struct arena *arena,
                           size_t entries[SEALS_MAX], size_t *count)
{
	const Guosuo__V1__Revocation *body = revocation->body;
	const struct sealing sealing = {KIND_revocation, NULL, sealed, body->sealed_at};
	size_t found[SEALS_MAX], persons;
	if (!is_sound(body))
		return ERR_FORMAT;
	if (body->province != roster->body->province || revocation_is_officers(body->reason))
		return ERR_SCOPE;
	enum err err =
	    body_sealers(&sealing, roster, GUOSUO__V1__ROLE__ROLE_REVIEWER, now, arena, found, &persons);
	if (err == ERR_OK)
		err = quorum(body, roster, found, persons, complete);
	if (err != ERR_OK)
		return err;
	if (entries != NULL)
		memcpy(entries, found, persons * sizeof *found);
	if (count != NULL)
		*count = persons;
	return ERR_OK;
}

/* ---- officers ---- */

static bool is_of(const Guosuo__V1__Revocation *revocation, const Guosuo__V1__Trip *trip)
{
	return revocation_is_officers(revocation->reason) && revocation->province == trip->issuer &&
	       revocation->week == iso_week(trip->not_after) && revocation->indexes[0] == trip->status_index;
}

enum err revocation_verify_officer(const Guosuo__V1__OfficerSealed *sealed,
                                   const struct revocation *revocation, const struct trip *trip, int64_t now,
                                   struct arena *arena)
{
	if (!is_sound(revocation->body) || sealed->key.len != KEY_LEN)
		return ERR_FORMAT;
	if (!is_of(revocation->body, trip->body))
		return ERR_SCOPE;
	if (revocation->body->sealed_at - SKEW_S > now)
		return ERR_WINDOW;
	if (trip_officer(trip->body, sealed->key.data) == 0)
		return ERR_KEY;
	return body_signed(KIND_revocation, NULL, revocation->raw, sealed->key.data, sealed->signature,
	                   arena);
}

enum err revocation_seal_officer(const struct trip *trip, uint32_t reason, const char *note, int64_t now,
                                 const uint8_t secret[static SECRET_LEN], struct arena *arena,
                                 Guosuo__V1__OfficerSealed **out)
{
	Guosuo__V1__Revocation body = GUOSUO__V1__REVOCATION__INIT;
	uint32_t index = trip->body->status_index;
	struct span raw;
	if (trip_officer(trip->body, secret + SECRET_LEN - KEY_LEN) == 0)
		return ERR_KEY;
	if (!revocation_is_officers(reason))
		return ERR_SCOPE;
	body.province = trip->body->issuer, body.week = iso_week(trip->body->not_after);
	body.indexes = &index, body.n_indexes = 1;
	body.sealed_at = now, body.reason = reason, body.note = (char *)(uintptr_t)note;
	enum err err = is_sound(&body) ? canon_pack(&body.base, arena, &raw) : ERR_FORMAT;
	return err == ERR_OK ? body_sign_officer(KIND_revocation, NULL, raw, secret, arena, out) : err;
}
