/* tests/gate_desk.h - tests/stops_desk.h with what stands at a gate: a pass as it is shown there, and stamps of it. */
#ifndef GUOSUO_TESTS_GATE_DESK_H
#define GUOSUO_TESTS_GATE_DESK_H

#include "guosuo/v1/arrivals.pb-c.h"
#include "proto/body.h"
#include "proto/stamp.h"
#include "tests/stops_desk.h"

/* One leg of a pass, with the newest assignment. */
struct gate_pass {
	Guosuo__V1__PassFile *file;
	struct code code;
	struct trip trip;
	struct leg leg;
	struct assignment assignment;
	struct stamped of;
};

static inline Guosuo__V1__PassFile *gate_file(struct desk *desk, ProtobufCBinaryData pass_id)
{
	Guosuo__V1__GetPassRequest request = GUOSUO__V1__GET_PASS_REQUEST__INIT;
	Guosuo__V1__PassFile *file;
	request.pass_id = pass_id;
	const Guosuo__V1__GetPassResponse *reply = desk_call(desk, OFFICER_A, "/guosuo.v1.Desk/GetPass", &request);
	assert_int_equal(pass_read(bytes_span(reply->pass_file), &desk->rig.arena, &file), ERR_OK);
	return file;
}

/* The leg of a province, as the company's pass file has it now. */
static inline struct gate_pass *gate_shown(struct desk *desk, ProtobufCBinaryData pass_id, uint32_t province)
{
	struct arena *arena = &desk->rig.arena;
	struct gate_pass *out = rig_take(&desk->rig, sizeof *out);
	memset(out, 0, sizeof *out);
	out->file = gate_file(desk, pass_id);
	for (size_t i = 0; i < out->file->n_legs; i++) {
		assert_int_equal(leg_read(out->file->legs[i], arena, &out->leg), ERR_OK);
		out->code.leg = *out->file->legs[i];
		if (out->leg.body->province == province)
			break;
	}
	assert_int_equal(out->leg.body->province, province);
	out->code.trip = *out->file->trip;
	out->code.assignment = *out->file->assignments[0];
	assert_int_equal(trip_read(&out->code.trip, arena, &out->trip), ERR_OK);
	assert_int_equal(assignment_read(&out->code.assignment, arena, &out->assignment), ERR_OK);
	out->of = (struct stamped){&out->trip, &out->leg, &out->assignment, NULL};
	return out;
}

/* Let pass by person 7: delivered where the leg is the last one. */
static inline Guosuo__V1__Stamp gate_stamp(const struct gate_pass *shown, uint32_t sequence)
{
	Guosuo__V1__Stamp stamp = GUOSUO__V1__STAMP__INIT;
	bool last = shown->leg.body->ordinal == shown->trip.body->n_provinces;
	stamp.checkpoint = GATE_NUMBER, stamp.device = GATE_PERSON, stamp.sequence = sequence;
	stamp.time = time(NULL);
	stamp.direction = last ? GUOSUO__V1__DIRECTION__DELIVERED : GUOSUO__V1__DIRECTION__PASSING;
	stamp.verdict = 1, stamp.outcome = GUOSUO__V1__OUTCOME__PASSED, stamp.duty = 7;
	stamp.assignment_serial = shown->assignment.body->serial;
	return stamp;
}

static inline Guosuo__V1__PutStampRequest *gate_request(struct desk *desk, const struct gate_pass *shown,
                                                        const Guosuo__V1__Stamp *stamp, const uint32_t *keys)
{
	Guosuo__V1__PutStampRequest *request = desk_new(desk, &guosuo__v1__put_stamp_request__descriptor);
	hash_t links[STAMP_LINKS];
	struct span code, body = desk_pack(desk, stamp);
	assert_int_equal(code_pack(&shown->code, &desk->rig.arena, &code), ERR_OK);
	stamp_links(&shown->of, links);
	struct span seals = rig_seals(&desk->rig, KIND_stamp, (const hash_t *)links, body, keys);
	request->code = rig_bytes(&desk->rig, code.p, code.n);
	request->stamp = RIG_NEW(&desk->rig, Guosuo__V1__Sealed, GUOSUO__V1__SEALED__INIT);
	request->stamp->body = rig_bytes(&desk->rig, body.p, body.n);
	request->stamp->seals = rig_bytes(&desk->rig, seals.p, seals.n);
	if (shown->of.previous != NULL)
		request->previous = rig_bytes(&desk->rig, shown->of.previous, HASH_LEN);
	return request;
}

static inline const Guosuo__V1__PutStampResponse *gate_put(struct desk *desk, uint32_t key, const struct gate_pass *shown,
                                                           const Guosuo__V1__Stamp *stamp)
{
	return desk_call(desk, key, "/guosuo.v1.Gate/PutStamp", gate_request(desk, shown, stamp, RIG_KEYS(key)));
}

static inline const Guosuo__V1__ListArrivalsResponse *gate_arrivals(struct desk *desk, uint32_t key)
{
	Guosuo__V1__ListArrivalsRequest request = GUOSUO__V1__LIST_ARRIVALS_REQUEST__INIT;
	return desk_call(desk, key, "/guosuo.v1.Gate/ListArrivals", &request);
}

#endif
