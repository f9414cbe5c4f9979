#include "proto/attest.h"
#include "proto/knowledge.h"

/* What every seal's refusal means by itself; the rest is not told apart from contradictory content. */
static const enum finding_code meanings[ERR_COUNT] = {
    [ERR_MEMORY] = FINDING_MEMORY_FULL, [ERR_NEWER] = FINDING_FORMAT_NEWER,   [ERR_SEAL] = FINDING_SEAL_BAD,
    [ERR_FEW] = FINDING_SEAL_FEW,       [ERR_SURPLUS] = FINDING_SEAL_SURPLUS,
};

/* One sealed object on trial. */
struct trial {
	enum kind kind;
	const hash_t *links;
	struct span body, seals;
	const struct stand *stand;
	uint32_t role;
	int64_t sealed_at;
};

static size_t keys_any_time(const struct roster *roster, uint32_t role, struct signer_key *out)
{
	size_t n = 0;
	for (size_t i = 0; i < roster->body->n_entries; i++) {
		const Guosuo__V1__RosterEntry *entry = roster->body->entries[i];
		if (entry->role == role)
			out[n++] = (struct signer_key){entry->key.data, entry->person, i};
	}
	return n;
}

/* Whose seal is it, were there no windows? ERR_KEY: nobody's in this roster. */
static enum err at_any_time(struct judging *j, const struct trial *trial)
{
	const struct roster *roster = trial->stand->roster;
	size_t persons, used = j->arena->used;
	struct signer_key *keys = arena_take(j->arena, roster->body->n_entries * sizeof *keys);
	if (keys == NULL)
		return ERR_MEMORY;
	enum err err = seals_check(trial->kind, trial->links, trial->body, trial->seals, keys,
	                           keys_any_time(roster, trial->role, keys), j->arena, &persons, NULL);
	j->arena->used = used;
	return err;
}

/* A closed window and a clock that is behind excuse a seal that holds, never one that does not. */
static enum finding_code meaning(struct judging *j, const struct trial *trial, enum err err)
{
	bool ahead = trust_age(j->q->now, trial->sealed_at) > SKEW_S;
	if (trial->stand->roster != NULL && (err == ERR_KEY || (err == ERR_WINDOW && ahead))) {
		enum err timeless = at_any_time(j, trial);
		if (timeless == ERR_OK)
			return ahead ? FINDING_SEALED_AHEAD : FINDING_KEY_WINDOW;
		if (timeless == ERR_KEY)
			return FINDING_SEAL_UNKNOWN_KEY;
		err = timeless;
	}
	return meanings[err] != FINDING_NONE ? meanings[err] : FINDING_FIELD_BAD;
}

static void refuse(struct judging *j, const struct trial *trial, enum err err)
{
	enum finding_code code = meaning(j, trial, err);
	bool newest = code == FINDING_SEAL_UNKNOWN_KEY && knowledge_proves_newest(j, trial->stand);
	judge_find_as(j, newest ? SEVERITY_REJECT : finding_severity(code), code, trial->stand->province, 0,
	              0);
}

static struct span bytes_of(ProtobufCBinaryData data)
{
	return span_of(data.data, data.len);
}

static void refuse_trip(struct judging *j, enum err err)
{
	const Guosuo__V1__Trip *trip = j->trip.body;
	struct trial trial = {KIND_trip,      NULL,
	                      j->trip.raw,    bytes_of(j->code.trip.seals),
	                      &j->issuer,     GUOSUO__V1__ROLE__ROLE_ISSUING,
	                      trip->sealed_at};
	if (err == ERR_INPUT)
		judge_find(j, FINDING_CLASS_UNDERSTATED, trip->issuer, trip->over_limit_class,
		           j->over_limit_class);
	else
		refuse(j, &trial, err);
}

/* Without a roster there is no seal to judge (TRUST_MISSING was said), but the fields still are. */
void attest_trip(struct judging *j)
{
	size_t used = j->arena->used;
	enum err err = j->issuer.roster == NULL ? trip_sound(j->trip.body, j->directory)
	                                        : trip_verify(&j->code.trip, &j->trip, j->issuer.roster,
	                                                      j->directory, j->q->now, j->arena);
	j->arena->used = used;
	if (err == ERR_OK || trip_sound(j->trip.body, j->directory) == ERR_OK)
		j->have |= HAVE_SOUND_TRIP;
	if (err == ERR_OK && j->issuer.roster != NULL)
		j->have |= HAVE_TRIP_SEAL;
	else if (err != ERR_OK)
		refuse_trip(j, err);
}

void attest_leg(struct judging *j)
{
	size_t used = j->arena->used;
	if (j->local.roster == NULL)
		return; /* TRUST_MISSING was said */
	enum err err = leg_verify(&j->code.leg, &j->leg, &j->trip, j->local.roster, j->over_limit_class, true,
	                          j->q->now, j->arena, NULL, NULL);
	j->arena->used = used;
	if (err == ERR_OK) {
		j->have |= HAVE_LEG_SEAL;
		return;
	}
	struct trial trial = {KIND_leg,
	                      (const hash_t *)&j->trip.hash,
	                      j->leg.raw,
	                      bytes_of(j->code.leg.seals),
	                      &j->local,
	                      GUOSUO__V1__ROLE__ROLE_REVIEWER,
	                      j->leg.body->sealed_at};
	refuse(j, &trial, err);
}

/* Company and driver are in no roster: the trip names the one, the assignment the other. */
static void refuse_own(struct judging *j, enum err err)
{
	enum finding_code code = meanings[err] != FINDING_NONE ? meanings[err] : FINDING_FIELD_BAD;
	judge_find(j, err == ERR_KEY ? FINDING_OFFICER_UNKNOWN : code, 0, 0, 0);
}

void attest_assignment(struct judging *j)
{
	size_t used = j->arena->used;
	enum err err = assignment_verify(&j->code.assignment, &j->assignment, &j->trip,
	                                 j->directory->body->limits, j->arena);
	j->arena->used = used;
	if (err == ERR_OK)
		j->have |= HAVE_ASSIGNMENT_SEAL;
	else
		refuse_own(j, err);
}

void attest_presentation(struct judging *j)
{
	bool shown = j->code.presentation.body.len > 0;
	if (!shown && (!j->out->paper || j->q->listed))
		judge_find(j, FINDING_PRESENTATION_MISSING, 0, 0, 0);
	if (shown && j->out->paper)
		judge_find(j, FINDING_FIELD_BAD, 0, 0, 0);
	if (!shown || j->out->paper)
		return;
	enum err err = presentation_open(&j->code.presentation, &j->trip, &j->leg, &j->assignment, j->arena,
	                                 &j->out->presentation);
	if (err == ERR_OK)
		j->have |= HAVE_PRESENTATION;
	else
		refuse_own(j, err);
}
