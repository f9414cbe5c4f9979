/* tests/gate_desk.h - tests/stops_desk.h with what stands at a gate: a pass as it is shown there, and stamps of it. */
#ifndef GUOSUO_TESTS_GATE_DESK_H
#define GUOSUO_TESTS_GATE_DESK_H

#include <sodium.h>

#include "guosuo/v1/arrivals.pb-c.h"
#include "proto/body.h"
#include "proto/passage.h"
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

/* Hash of a device's chain at a record, as this file's requests have made it. */
struct gate_link {
	uint32_t key, sequence;
	uint8_t hash[HASH_LEN];
};

static inline struct gate_link *gate_link(uint32_t key, uint32_t sequence)
{
	static struct gate_link links[512];
	static size_t count;
	for (size_t i = 0; i < count; i++)
		if (links[i].key == key && links[i].sequence == sequence)
			return &links[i];
	assert_true(count < RIG_COUNT(links));
	links[count].key = key, links[count].sequence = sequence;
	return &links[count++];
}

static inline uint32_t gate_province(uint32_t key)
{
	return key / 100;
}

/* The head over these records, sealed by this device. */
static inline Guosuo__V1__PutPassagesRequest *gate_piece(struct desk *desk, uint32_t key, const struct span *records, size_t count)
{
	Guosuo__V1__PutPassagesRequest *request = desk_new(desk, &guosuo__v1__put_passages_request__descriptor);
	Guosuo__V1__PassageHead head = GUOSUO__V1__PASSAGE_HEAD__INIT;
	const uint32_t first = passage_sequence(records[0]);
	uint8_t *hash = rig_take(&desk->rig, HASH_LEN);
	if (first == 1)
		passage_first(rig_pair(key).key, gate_link(key, 0)->hash);
	memcpy(hash, gate_link(key, first - 1)->hash, HASH_LEN);
	request->before = rig_bytes(&desk->rig, hash, HASH_LEN);
	request->records = rig_take(&desk->rig, count * sizeof *request->records);
	request->n_records = count;
	for (size_t i = 0; i < count; i++) {
		request->records[i] = rig_bytes(&desk->rig, records[i].p, records[i].n);
		passage_next(hash, records[i], hash);
		memcpy(gate_link(key, first + (uint32_t)i)->hash, hash, HASH_LEN);
	}
	head.province = gate_province(key), head.checkpoint = GATE_NUMBER, head.device = GATE_PERSON;
	head.sequence = first + (uint32_t)count - 1, head.time = time(NULL), head.state_at = head.time - 600;
	head.hash = (ProtobufCBinaryData){HASH_LEN, hash};
	assert_int_equal(passage_head_seal(&head, rig_pair(key).secret, &desk->rig.arena, &request->head), ERR_OK);
	return request;
}

/* A record of what was shown, with its stamp sealed by `keys`, sound or not. */
static inline struct span gate_record(struct desk *desk, const struct gate_pass *shown, const Guosuo__V1__Stamp *stamp,
                                      const uint32_t *keys)
{
	Guosuo__V1__PassageRecord record = GUOSUO__V1__PASSAGE_RECORD__INIT;
	Guosuo__V1__Passage passage = GUOSUO__V1__PASSAGE__INIT;
	Guosuo__V1__Sealed sealed = GUOSUO__V1__SEALED__INIT;
	hash_t links[STAMP_LINKS];
	struct span code, body = desk_pack(desk, stamp);
	assert_int_equal(code_pack(&shown->code, &desk->rig.arena, &code), ERR_OK);
	stamp_links(&shown->of, links);
	sealed.body = span_bytes(body);
	sealed.seals = span_bytes(rig_seals(&desk->rig, KIND_stamp, (const hash_t *)links, body, keys));
	passage.kind = GUOSUO__V1__PASSAGE_KIND__PASS_SHOWN;
	passage.code = span_bytes(code);
	passage.stamp = &sealed;
	if (shown->of.previous != NULL)
		passage.previous = rig_bytes(&desk->rig, shown->of.previous, HASH_LEN);
	record.sequence = stamp->sequence, record.time = stamp->time;
	record.what_case = GUOSUO__V1__PASSAGE_RECORD__WHAT_PASSAGE, record.passage = &passage;
	return desk_pack(desk, &record);
}

static inline Guosuo__V1__PutPassagesRequest *gate_request(struct desk *desk, uint32_t key, const struct gate_pass *shown,
                                                           const Guosuo__V1__Stamp *stamp, const uint32_t *keys)
{
	const struct span record = gate_record(desk, shown, stamp, keys);
	return gate_piece(desk, key, &record, 1);
}

static inline const Guosuo__V1__PutPassagesResponse *gate_send(struct desk *desk, uint32_t key,
                                                               const Guosuo__V1__PutPassagesRequest *request)
{
	return desk_call(desk, key, "/guosuo.v1.Gate/PutPassages", request);
}

/* What the desk made of it, 0: nothing odd; and how the trip stands then. */
struct gate_result {
	uint32_t fate;
	int64_t state, delivered; /* when this journey was; 0: it was not */
};

static inline struct gate_result gate_put(struct desk *desk, uint32_t key, const struct gate_pass *shown,
                                          const Guosuo__V1__Stamp *stamp)
{
	char id[2 * PASS_ID_LEN + 1], sql[256];
	const Guosuo__V1__PutPassagesResponse *reply =
	    gate_send(desk, key, gate_request(desk, key, shown, stamp, RIG_KEYS(key)));
	struct gate_result out = {.fate = reply->n_odd > 0 ? (uint32_t)reply->odd[0]->fate : 0};
	sodium_bin2hex(id, sizeof id, shown->trip.body->pass_id.data, PASS_ID_LEN);
	snprintf(sql, sizeof sql, "SELECT state FROM trip WHERE pass_id = x'%s'", id);
	out.state = desk_sql(desk, sql);
	snprintf(sql, sizeof sql, "SELECT COALESCE(MAX(at), 0) FROM stamp WHERE pass_id = x'%s' AND delivered = %u", id,
	         shown->assignment.body->journey);
	out.delivered = desk_sql(desk, sql);
	return out;
}

static inline const Guosuo__V1__ListArrivalsResponse *gate_arrivals(struct desk *desk, uint32_t key)
{
	Guosuo__V1__ListArrivalsRequest request = GUOSUO__V1__LIST_ARRIVALS_REQUEST__INIT;
	return desk_call(desk, key, "/guosuo.v1.Gate/ListArrivals", &request);
}

#endif
