#include "client/recorder.h"

#include <stdlib.h>
#include <string.h>

#include "client/delivery.h"
#include "client/inspect.h"
#include "client/keep.h"
#include "client/passed.h"
#include "client/say.h"
#include "client/volunteer.h"
#include "proto/body.h"
#include "proto/canon.h"

#define OUTCOME(name) GUOSUO__V1__OUTCOME__##name
#define KIND(name) GUOSUO__V1__PASSAGE_KIND__##name

enum { ROOM = 64 * 1024, SHIFT_RECORDS = 20000 /* as far back as a shift is looked for */ };

/* ---- opening ---- */

static enum err find_entry(struct context *context, struct recorder *out)
{
	out->roster = gate_roster(out->gate);
	out->entry = out->roster == NULL ? NULL
	                                 : roster_entry(out->roster, GUOSUO__V1__ROLE__ROLE_CHECKPOINT, out->party.key.public_key);
	if (out->entry != NULL && out->entry->checkpoint == out->gate->membership.checkpoint)
		return ERR_OK;
	say(context, SAY_NOT_LISTED);
	return ERR_NOT_FOUND;
}

static enum err open_log(struct context *context, struct recorder *out)
{
	enum err err = passages_open(context, out->party.key.public_key, &out->log);
	if (err == ERR_KEY)
		say(context, SAY_LOG_OTHER);
	else if (err != ERR_OK)
		say_err(context, err, "passages");
	if (err == ERR_OK && out->log.torn)
		say(context, SAY_LOG_TORN, out->log.last);
	if (err == ERR_OK && !out->log.spare)
		say(context, SAY_LOG_ROOM, (unsigned)passages_room(&out->log));
	return err;
}

enum err recorder_open(struct context *context, const struct gate *gate, struct recorder *out)
{
	*out = (struct recorder){.log = {.folder = -1, .file = -1}};
	keep_unlock(context); /* nobody waits for a gate whose passphrase is being typed */
	enum err err = party_resume(context, "checkpoint", &out->party);
	const enum err locked = keep_lock(context);
	if (locked != ERR_OK)
		say_lock(context, locked);
	if (err == ERR_OK)
		err = locked;
	return err == ERR_OK ? recorder_resume(context, gate, out) : err;
}

enum err recorder_resume(struct context *context, const struct gate *gate, struct recorder *recorder)
{
	recorder->gate = gate;
	enum err err = find_entry(context, recorder);
	return err == ERR_OK ? open_log(context, recorder) : err;
}

void recorder_pause(struct recorder *recorder)
{
	passages_close(&recorder->log);
}

void recorder_close(struct recorder *recorder)
{
	passages_close(&recorder->log);
	party_close(&recorder->party);
}

/* ---- a record ---- */

static enum err add(struct context *context, struct recorder *recorder, const Guosuo__V1__PassageRecord *record,
                    struct span *raw)
{
	enum err err = passage_pack(record, &context->arena, raw);
	if (err == ERR_OK)
		err = passages_add(&recorder->log, *raw);
	if (err == ERR_FULL)
		say(context, SAY_LOG_FULL);
	else if (err == ERR_BUSY)
		say(context, SAY_LOG_UNSURE);
	else if (err != ERR_OK)
		say_err(context, err, say_text(context, SAY_NOT_RECORDED));
	return err;
}

static Guosuo__V1__Measured *measured(struct context *context, const struct observed *seen)
{
	if (seen->length_mm == 0 && seen->width_mm == 0 && seen->height_mm == 0 && seen->mass_kg == 0)
		return NULL;
	Guosuo__V1__Measured *out = arena_take(&context->arena, sizeof *out);
	if (out == NULL)
		return NULL;
	guosuo__v1__measured__init(out);
	out->length_mm = seen->length_mm;
	out->width_mm = seen->width_mm;
	out->height_mm = seen->height_mm;
	out->mass_kg = seen->mass_kg;
	return out;
}

/* Numbers of findings, each once. */
static bool add_findings(struct context *context, const struct verdict *verdict, Guosuo__V1__Stamp *stamp)
{
	stamp->findings = arena_take(&context->arena, FINDINGS_MAX * sizeof *stamp->findings);
	for (size_t i = 0; stamp->findings != NULL && i < verdict->finding_count; i++) {
		size_t k = 0;
		while (k < stamp->n_findings && stamp->findings[k] != (uint32_t)verdict->findings[i].code)
			k++;
		if (k == stamp->n_findings)
			stamp->findings[stamp->n_findings++] = (uint32_t)verdict->findings[i].code;
	}
	return stamp->findings != NULL;
}

static bool fill(struct context *context, const struct recorder *recorder, const struct look *look,
                 const struct decision *decision, Guosuo__V1__Stamp *stamp)
{
	const uint32_t word = look == NULL ? 0 : (uint32_t)look->verdict.word;
	struct inspections *done = arena_take(&context->arena, sizeof *done);
	if (done == NULL || !inspect_whole(recorder->gate, look, decision, done))
		return false;
	guosuo__v1__stamp__init(stamp);
	stamp->checkpoint = recorder->entry->checkpoint;
	stamp->device = recorder->entry->person;
	stamp->sequence = recorder->log.last + 1;
	stamp->time = look == NULL ? party_now() : look->gate->now;
	stamp->direction = decision->direction;
	stamp->outcome = decision->outcome;
	stamp->duty = decision->duty;
	stamp->reason = stamp_against(word, decision->outcome) ? decision->reason : 0;
	stamp->inspections = done->codes, stamp->n_inspections = done->count;
	stamp->people = decision->people;
	if (look == NULL)
		return true;
	stamp->verdict = word;
	stamp->measured = measured(context, &look->sight.observed);
	return add_findings(context, &look->verdict, stamp);
}

/* What was shown, where it is a code at all; and its parts, where it opens. */
static enum err open_code(struct context *context, const struct look *look, struct span *raw, struct shown *out, bool *opens)
{
	*opens = false;
	if (look == NULL || code_read(look->sight.text, &context->arena, raw) != ERR_OK)
		return ERR_OK;
	enum err err = code_show(*raw, &context->arena, out);
	*opens = err == ERR_OK;
	return err == ERR_MEMORY ? err : ERR_OK;
}

/* Sealed, and judged as the desk and the driver will judge it, before it counts. */
static enum err seal(struct context *context, const struct recorder *recorder, const struct stamped *of,
                     Guosuo__V1__Stamp *stamp, Guosuo__V1__Sealed **out)
{
	struct stamp opened;
	stamp->assignment_serial = of->assignment->body->serial;
	enum err err = stamp_seal(stamp, of, recorder->party.key.secret, &context->arena, out);
	if (err == ERR_OK && of->leg->body->province != recorder->gate->membership.province)
		return ERR_OK; /* a code for another province's road: the receipt of its refusal */
	if (err == ERR_OK)
		err = stamp_read(*out, &context->arena, &opened);
	return err == ERR_OK ? stamp_verify(*out, &opened, of, recorder->roster, stamp->time, &context->arena, NULL) : err;
}

/* What cannot be stamped is written down all the same. */
static enum err plain(struct context *context, Guosuo__V1__Stamp *stamp, Guosuo__V1__Sealed **out)
{
	struct span body;
	stamp->assignment_serial = 0;
	enum err err = canon_pack(&stamp->base, &context->arena, &body);
	*out = arena_take(&context->arena, sizeof **out);
	if (*out == NULL)
		return ERR_MEMORY;
	guosuo__v1__sealed__init(*out);
	(*out)->body = span_bytes(body);
	return err;
}

/* Of the stamps that were shown and hold. NULL: there is none, and this one is the first. */
static const struct mark *newest(const struct look *look)
{
	const struct mark *out = NULL;
	for (size_t i = 0; look != NULL && i < look->verdict.carried_count; i++)
		if (out == NULL || look->verdict.carried[i].time >= out->time)
			out = &look->verdict.carried[i];
	return out;
}

/* Once: ERR_EXISTS where this log has it, which is said. */
static enum err deliver(struct context *context, const struct recorder *recorder, const struct shown *shown, struct passage *before)
{
	const enum err err = delivery_find(context, &recorder->log, shown, before);
	if (err != ERR_OK)
		return err == ERR_NOT_FOUND ? ERR_OK : err;
	say(context, SAY_DELIVERED_BEFORE, before->record->sequence);
	return ERR_EXISTS;
}

static enum err put(struct context *context, struct recorder *recorder, const struct look *look,
                    const struct decision *decision, bool due, struct span *raw, struct passage *delivered)
{
	Guosuo__V1__PassageRecord record = GUOSUO__V1__PASSAGE_RECORD__INIT;
	Guosuo__V1__Passage passage = GUOSUO__V1__PASSAGE__INIT;
	Guosuo__V1__Stamp stamp;
	struct shown *shown = arena_take(&context->arena, sizeof *shown);
	struct span code = {NULL, 0};
	bool opens;
	if (shown == NULL || !fill(context, recorder, look, decision, &stamp))
		return say_err(context, ERR_MEMORY, NULL), ERR_MEMORY;
	enum err err = open_code(context, look, &code, shown, &opens);
	const struct mark *before = newest(look);
	const struct stamped of = {&shown->trip, &shown->leg, &shown->assignment, before == NULL ? NULL : before->payload};
	if (err == ERR_OK && opens && decision->direction == GUOSUO__V1__DIRECTION__DELIVERED)
		err = deliver(context, recorder, shown, delivered);
	if (err == ERR_EXISTS)
		return err;
	if (err == ERR_OK && opens)
		err = seal(context, recorder, &of, &stamp, &passage.stamp);
	if (err != ERR_OK)
		say_err(context, err, say_text(context, SAY_NOT_SEALED));
	if (err != ERR_OK && decision->direction == GUOSUO__V1__DIRECTION__DELIVERED)
		return err;
	if (err != ERR_OK || !opens)
		err = plain(context, &stamp, &passage.stamp);
	if (err != ERR_OK)
		return err;
	passage.kind = decision->kind;
	passage.code = span_bytes(code);
	if (passage.stamp->seals.len > 0 && of.previous != NULL)
		passage.previous = span_bytes(span_of(of.previous, HASH_LEN));
	passage.plate = (char *)(uintptr_t)decision->plate;
	passage.temperature_dc = decision->temperature_dc;
	passage.undone_reason = due ? decision->reason : 0;
	record.sequence = stamp.sequence;
	record.time = stamp.time;
	record.what_case = GUOSUO__V1__PASSAGE_RECORD__WHAT_PASSAGE;
	record.passage = &passage;
	return add(context, recorder, &record, raw);
}

/* ---- what it leaves behind, and what comes back ---- */

/* Its own record with this number, and what its stamp's payload is. ERR_NOT_FOUND: none, or damaged. */
static enum err payload_of(struct context *context, const struct recorder *recorder, uint32_t sequence,
                           uint8_t out[static HASH_LEN])
{
	struct passages_reader reader;
	const size_t used = context->arena.used;
	struct passage *passage = arena_take(&context->arena, sizeof *passage);
	enum err err = passage == NULL ? ERR_MEMORY : passages_read(&recorder->log, sequence, &reader);
	if (err != ERR_OK)
		return err;
	err = passages_read_next(&reader);
	if (err == ERR_OK && reader.sequence != sequence)
		err = ERR_NOT_FOUND;
	if (err == ERR_OK)
		err = passage_read(reader.record, &context->arena, passage);
	if (err == ERR_OK && passage->sealed)
		stamp_payload(&passage->of, passage->stamp.raw, out);
	passages_read_close(&reader);
	context->arena.used = used;
	return err;
}

/* A driver who carries a stamp of this device carries what its log had then: one that was cut or written anew shows. */
static void witness(struct context *context, const struct recorder *recorder, const struct mark *mark)
{
	uint8_t payload[HASH_LEN] = {0};
	if (mark->province != recorder->gate->membership.province || mark->checkpoint != recorder->entry->checkpoint ||
	    mark->device != recorder->entry->person)
		return;
	enum err err = mark->sequence > recorder->log.last ? ERR_NOT_FOUND
	                                                   : payload_of(context, recorder, mark->sequence, payload);
	if (err != ERR_OK || memcmp(payload, mark->payload, HASH_LEN) != 0)
		say(context, SAY_LOG_BELIED, mark->sequence, recorder->log.last);
}

/* What was shown and what was stamped, for whoever comes after with the same. */
static void remember(struct context *context, const struct recorder *recorder, const struct look *look,
                     const struct passage *passage)
{
	const struct place here = gate_place(recorder->gate);
	struct passed before = {.places = 0};
	struct mark mine;
	if (!passage->sealed || passage->shown.leg.body->province != here.province ||
	    chain_mark(&passage->stamp, &passage->of, &mine) != ERR_OK)
		return;
	enum err err = passed_read(context, &here, mine.trip, &before);
	if (err == ERR_FORMAT)
		err = ERR_OK; /* it was said when the code was judged */
	for (size_t i = 0; err == ERR_OK && i < look->verdict.carried_count; i++)
		err = passed_add(context, &before, &look->verdict.carried[i]);
	if (err == ERR_OK)
		err = passed_add(context, &before, &mine);
	if (err != ERR_OK)
		say(context, SAY_PASSED_LOST);
}

/* What is called a pass of ours was judged: else nobody could tell later which, and as what. */
static enum err is_sound(struct context *context, const struct look *look, const struct decision *decision)
{
	if (look != NULL || decision->kind == KIND(NO_PASS) || decision->kind == KIND(OTHER_PASS))
		return ERR_OK;
	say(context, SAY_NOT_JUDGED);
	return ERR_INPUT;
}

enum err recorder_put(struct context *context, struct recorder *recorder, const struct look *look,
                      const struct decision *decision, struct recorded *out)
{
	struct span raw;
	bool due;
	for (size_t i = 0; look != NULL && i < look->verdict.carried_count; i++)
		witness(context, recorder, &look->verdict.carried[i]);
	enum err err = is_sound(context, look, decision);
	if (err == ERR_OK)
		err = inspect_check(context, recorder->gate, look, decision, &due);
	if (err == ERR_OK)
		err = volunteer_may(context, decision->duty, look == NULL ? 0 : (uint32_t)look->verdict.word, decision->outcome, due);
	if (err == ERR_OK)
		err = put(context, recorder, look, decision, due, &raw, &out->passage);
	if (err == ERR_OK)
		err = passage_read(raw, &context->arena, &out->passage);
	if (err == ERR_OK)
		remember(context, recorder, look, &out->passage);
	return err;
}

enum err recorder_temperature(struct context *context, const char *typed, uint32_t *out)
{
	char *end;
	*out = 0;
	if (typed == NULL)
		return ERR_OK;
	unsigned long whole = strtoul(typed, &end, 10), tenth = 0;
	bool good = *typed >= '0' && *typed <= '9' && whole <= TEMPERATURE_MAX_DC / 10;
	if (good && *end == '.' && end[1] >= '0' && end[1] <= '9') {
		tenth = (unsigned long)(end[1] - '0');
		end += 2;
	}
	*out = (uint32_t)(10 * whole + tenth);
	if (good && *end == '\0' && *out >= 1 && *out <= TEMPERATURE_MAX_DC)
		return ERR_OK;
	say(context, SAY_TEMPERATURE_BAD, typed);
	return ERR_INPUT;
}

/* ---- shifts ---- */

void recorder_count(const struct passage *passage, Guosuo__V1__Handover *out)
{
	uint32_t *const words[] = {NULL, &out->accepted, &out->referred, &out->rejected};
	const Guosuo__V1__Stamp *stamp = passage->stamp.body;
	out->passages++;
	if (stamp->verdict > 0)
		(*words[stamp->verdict])++;
	out->not_passed += stamp->outcome != OUTCOME(PASSED);
	if (out->since == 0)
		out->since = stamp->time;
}

enum err recorder_shift(const struct recorder *recorder, Guosuo__V1__Handover *out)
{
	struct passages_reader reader;
	uint8_t *memory = malloc(ROOM);
	const uint32_t last = recorder->log.last;
	guosuo__v1__handover__init(out);
	enum err err = memory == NULL ? ERR_MEMORY
	                              : passages_read(&recorder->log, last > SHIFT_RECORDS ? last - SHIFT_RECORDS : 1, &reader);
	while (err == ERR_OK && (err = passages_read_next(&reader)) == ERR_OK) {
		struct arena arena = {memory, ROOM, 0};
		struct passage passage;
		if (passage_read(reader.record, &arena, &passage) != ERR_OK)
			continue;
		if (passage.passage != NULL)
			recorder_count(&passage, out);
		if (passage.handover == NULL)
			continue;
		guosuo__v1__handover__init(out);
		out->since = passage.record->time;
	}
	if (memory != NULL)
		passages_read_close(&reader);
	free(memory);
	if (out->since == 0)
		out->since = party_now();
	return err == ERR_NOT_FOUND ? ERR_OK : err;
}

enum err recorder_reset(struct context *context, struct recorder *recorder, Guosuo__V1__RatchetReset *reset)
{
	Guosuo__V1__PassageRecord record = GUOSUO__V1__PASSAGE_RECORD__INIT;
	struct span raw;
	record.sequence = recorder->log.last + 1;
	record.time = recorder->gate->now;
	record.what_case = GUOSUO__V1__PASSAGE_RECORD__WHAT_RESET;
	record.reset = reset;
	return add(context, recorder, &record, &raw);
}

enum err recorder_hand_over(struct context *context, struct recorder *recorder, Guosuo__V1__Handover *handover)
{
	Guosuo__V1__PassageRecord record = GUOSUO__V1__PASSAGE_RECORD__INIT;
	struct span raw;
	record.sequence = recorder->log.last + 1;
	record.time = party_now();
	record.what_case = GUOSUO__V1__PASSAGE_RECORD__WHAT_HANDOVER;
	record.handover = handover;
	return add(context, recorder, &record, &raw);
}
