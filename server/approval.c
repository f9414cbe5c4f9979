#include "server/approval.h"

#include "proto/canon.h"
#include "proto/trip.h"
#include "server/revocations.h"
#include "server/store_revision.h"
#include "server/store_round.h"
#include "server/view.h"

enum { VEHICLES_MAX = TRACTORS_MAX + TRAILERS_MAX };

static size_t insert_sorted(struct span *vins, size_t count, ProtobufCBinaryData vin)
{
	size_t at = count;
	for (; at > 0 && memcmp(vins[at - 1].p, vin.data, VIN_PACKED) > 0; at--)
		vins[at] = vins[at - 1];
	vins[at] = field_span(vin);
	return count + 1;
}

/* The vehicles by what is stamped on them, whatever plate they have and in whatever order they were written. */
static void train_hash(const Guosuo__V1__Trip *trip, uint8_t out[static HASH_LEN])
{
	struct span vins[VEHICLES_MAX];
	uint8_t text[VEHICLES_MAX * VIN_PACKED];
	size_t count = 0;
	for (size_t i = 0; i < trip->n_tractors && count < VEHICLES_MAX; i++)
		if (trip->tractors[i]->vin.len == VIN_PACKED)
			count = insert_sorted(vins, count, trip->tractors[i]->vin);
	for (size_t i = 0; i < trip->n_trailers && count < VEHICLES_MAX; i++)
		if (trip->trailers[i]->vin.len == VIN_PACKED)
			count = insert_sorted(vins, count, trip->trailers[i]->vin);
	for (size_t i = 0; i < count; i++)
		memcpy(text + i * VIN_PACKED, vins[i].p, VIN_PACKED);
	body_hash(span_of(text, count * VIN_PACKED), out);
}

enum err approval_record(struct tx *tx, const struct leg_row *leg, const Guosuo__V1__Trip *trip)
{
	uint8_t train[HASH_LEN];
	train_hash(trip, train);
	return store_approval_put(tx, leg->province, leg->company, span_of(train, sizeof train), leg->pass_id);
}

enum err approval_text(struct tx *tx, struct call *call, const struct leg_row *leg, char **out)
{
	ProtobufCMessage *body;
	struct span text;
	*out = NULL;
	if (leg->body.n == 0)
		return ERR_OK;
	enum err err = canon_open(&guosuo__v1__leg__descriptor, leg->body, &call->arena, &body);
	if (err != ERR_OK)
		return err;
	struct span hash = field_span(((const Guosuo__V1__Leg *)body)->condition_text_hash);
	if (hash.n == 0)
		return ERR_OK;
	err = store_text_get(tx, leg->province, leg->pass_id, hash, &text);
	if (err == ERR_OK)
		*out = call_text(call, text);
	return err == ERR_NOT_FOUND ? ERR_OK : err;
}

/* Of the pass, else of its leg. */
static enum err add_revoked(struct tx *tx, struct call *call, struct span company, struct span pass_id,
                            const Guosuo__V1__LegView *leg, Guosuo__V1__Former *out)
{
	Guosuo__V1__LegView view = *leg, *legs[] = {&view};
	enum err err = revocations_add(tx, call, company, pass_id, &out->revoked, legs, 1);
	if (out->revoked == NULL)
		out->revoked = view.revoked;
	return err;
}

/* A leg that was sealed there. ERR_NOT_FOUND: none. */
static enum err describe(struct tx *tx, struct call *call, struct span company, uint32_t province,
                         struct span pass_id, Guosuo__V1__Former *out)
{
	Guosuo__V1__LegView view = GUOSUO__V1__LEG_VIEW__INIT;
	struct leg_row leg;
	struct reviewed_trip trip;
	char *text;
	enum err err = store_leg_get(tx, province, pass_id, &leg);
	if (err == ERR_OK && (leg.body.n == 0 || leg.state == GUOSUO__V1__LEG_STATE__LEG_HALF_SEALED))
		return ERR_NOT_FOUND;
	if (err == ERR_OK)
		err = store_leg_trip(tx, province, pass_id, &trip);
	if (err != ERR_OK)
		return err;
	view.ordinal = leg.ordinal;
	view.state = (Guosuo__V1__LegState)leg.state;
	out->pass_id = call_bytes(call, pass_id);
	out->number = view_number(call, pass_id);
	out->trip = view_sealed(call, trip.body, trip.seals);
	out->leg = view_sealed(call, leg.body, leg.seals);
	out->application = view_application(call, trip.application);
	err = approval_text(tx, call, &leg, &text);
	if (err == ERR_OK && text != NULL)
		out->condition_text = text;
	return err == ERR_OK ? add_revoked(tx, call, company, field_span(out->pass_id), &view, out) : err;
}

/* The row that was asked about lives no longer than the next question about a leg: its pass is copied first. */
enum err approval_former(struct tx *tx, struct call *call, const struct leg_row *leg,
                         const Guosuo__V1__Trip *trip, Guosuo__V1__Former **out)
{
	uint8_t train[HASH_LEN];
	uint32_t province = leg->province;
	struct span company = span_text(call_text(call, leg->company)), found;
	struct span pass_id = field_span(call_bytes(call, leg->pass_id));
	Guosuo__V1__Former *former = call_make(call, &guosuo__v1__former__descriptor);
	if (former == NULL)
		return ERR_MEMORY;
	train_hash(trip, train);
	enum err err = store_amendment_of(tx, company, pass_id, &found);
	if (err == ERR_OK)
		err = describe(tx, call, company, province, found, former);
	former->amended = err == ERR_OK;
	if (err == ERR_NOT_FOUND)
		err = store_approval_get(tx, province, company, span_of(train, sizeof train), pass_id, &found);
	if (err == ERR_OK && !former->amended)
		err = describe(tx, call, company, province, found, former);
	*out = err == ERR_OK ? former : NULL;
	return err == ERR_NOT_FOUND ? ERR_OK : err;
}
