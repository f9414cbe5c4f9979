/* tests/fuzz/revocation_fuzz.h - a revocation under Shandong's roster. First byte: bit 7 the rest edits a
 * good one (offset high, offset low, byte), else it is length of the body (2), body, seals, and, all of it, a
 * province's file of revocations. */
#ifndef GUOSUO_TESTS_REVOCATION_FUZZ_H
#define GUOSUO_TESTS_REVOCATION_FUZZ_H

#include "tests/revocation_rig.h"

enum { KEY_A = SHANDONG * 100 + 11 + ENTRY_REVIEWER_A, KEY_B = SHANDONG * 100 + 11 + ENTRY_REVIEWER_B };

static uint8_t memory[1 << 20], held[1 << 20];
static struct roster roster;
static const Guosuo__V1__Sealed *good;

static void prepare(void)
{
	struct rig rig = rig_make(held, sizeof held);
	if (roster.body != NULL)
		return;
	roster = (struct roster){.body = rig_roster(&rig, SHANDONG, 1)};
	good = revocation_sealed(&rig, revocation_make(&rig, SHANDONG, 2, RIG_NOW), RIG_KEYS(KEY_A, KEY_B));
}

/* What more each fuzzer asks of a revocation that counts. */
static void must_also(const Guosuo__V1__Sealed *sealed);

/* What counts is of this province, rises, says why, and has as many persons as it needs. */
static void must_be_sound(const Guosuo__V1__Revocation *body, size_t count)
{
	rig_must(body->province == SHANDONG && body->n_indexes >= 1 && body->n_indexes <= REVOKED_MAX);
	for (size_t i = 0; i < body->n_indexes; i++)
		rig_must(body->indexes[i] > (i == 0 ? 0 : body->indexes[i - 1]));
	rig_must(body->note[0] != '\0' && body->reason != 0 && !revocation_is_officers(body->reason));
	rig_must(count == (body->n_indexes > 1 ? 2 : 1));
}

static void as_revocation(struct span body, struct span seals)
{
	struct arena arena = {memory, sizeof memory, 0};
	Guosuo__V1__Sealed sealed = GUOSUO__V1__SEALED__INIT;
	struct revocation revocation;
	struct faults faults = {.count = 0};
	size_t entries[SEALS_MAX], count;
	sealed.body = span_bytes(body);
	sealed.seals = span_bytes(seals);
	if (revocation_read(sealed.body, &arena, &revocation) != ERR_OK)
		return;
	revocation_check(revocation.body, &faults);
	if (revocation_verify(&sealed, &revocation, &roster, true, RIG_NOW, &arena, entries, &count) !=
	    ERR_OK)
		return;
	must_be_sound(revocation.body, count);
	must_also(&sealed);
}

static void as_file(struct span raw)
{
	static uint8_t room[4 << 20];
	struct arena arena = {room, sizeof room, 0};
	ProtobufCMessage *message;
	if (canon_open(&guosuo__v1__revocation_file__descriptor, raw, &arena, &message) != ERR_OK)
		return;
	const Guosuo__V1__RevocationFile *file = (const Guosuo__V1__RevocationFile *)message;
	for (size_t i = 0; i < file->n_revocations; i++)
		as_revocation(bytes_span(file->revocations[i]->body),
		              bytes_span(file->revocations[i]->seals));
}

static void as_edited(const uint8_t *edits, size_t size)
{
	static uint8_t bytes[REVOCATION_MAX + 2 * SEAL_LEN];
	size_t n = good->body.len + good->seals.len;
	memcpy(bytes, good->body.data, good->body.len);
	memcpy(bytes + good->body.len, good->seals.data, good->seals.len);
	for (size_t i = 0; i + 2 < size; i += 3)
		bytes[(edits[i] * 256U + edits[i + 1]) % n] = edits[i + 2];
	as_revocation(span_of(bytes, good->body.len), span_of(bytes + good->body.len, good->seals.len));
}

static void revocation_fuzz(const uint8_t *data, size_t size)
{
	prepare();
	if (size > 0 && (data[0] & 0x80) != 0) {
		as_edited(data + 1, size - 1);
		return;
	}
	as_file(span_of(data, size));
	if (size < 3)
		return;
	size_t of_body = (size_t)data[1] << 8 | data[2];
	if (of_body <= size - 3)
		as_revocation(span_of(data + 3, of_body), span_of(data + 3 + of_body, size - 3 - of_body));
}

#endif
