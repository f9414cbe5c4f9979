/* tests/fuzz/notice_fuzz.h - a notice under Hebei's roster. First byte: bit 7 the rest edits a good one
 * (offset high, offset low, byte), else it is length of the body (2), body, seals, and, all of it, a
 * province's file of notices. */
#ifndef GUOSUO_TESTS_NOTICE_FUZZ_H
#define GUOSUO_TESTS_NOTICE_FUZZ_H

#include "proto/body.h"
#include "proto/notice.h"
#include "tests/notice_rig.h"

static uint8_t memory[1 << 20], held[1 << 20];
static struct roster roster;
static const Guosuo__V1__Sealed *good;

static void prepare(void)
{
	struct rig rig = rig_make(held, sizeof held);
	if (roster.body != NULL)
		return;
	roster = (struct roster){.body = rig_roster(&rig, HEBEI, 1)};
	good =
	    notice_sealed(&rig, notice_make(&rig, HEBEI, RIG_NOW), RIG_KEYS(rig_entry(HEBEI, ENTRY_COUNTY)));
}

/* What more each fuzzer asks of a notice that counts. */
static void must_also(const Guosuo__V1__Sealed *sealed);

/* What counts was said by somebody who may say it, about its own province, for a while. */
static void must_be_sound(const struct notice *notice, size_t entry)
{
	struct faults faults = {.count = 0};
	char *roads[] = {notice_words("G3")};
	notice_check(notice->body, &faults);
	rig_must(faults.errors == 0 && notice->body->province == HEBEI && entry < roster.body->n_entries);
	rig_must(notice_may(roster.body->entries[entry], notice->body));
	rig_must(notice->body->not_after - notice->body->sealed_at <= NOTICE_LIFE_MAX_S);
	(void)notice_concerns(notice->body, roads, 1);
	(void)notice_live(notice->body, RIG_NOW);
}

static void as_notice(struct span body, struct span seals)
{
	struct arena arena = {memory, sizeof memory, 0};
	Guosuo__V1__Sealed sealed = GUOSUO__V1__SEALED__INIT;
	struct notice notice;
	size_t entry;
	sealed.body = span_bytes(body);
	sealed.seals = span_bytes(seals);
	if (notice_read(&sealed, &arena, &notice) != ERR_OK)
		return;
	struct faults faults = {.count = 0};
	notice_check(notice.body, &faults);
	if (notice_verify(&sealed, &notice, &roster, RIG_NOW, &arena, &entry) != ERR_OK)
		return;
	must_be_sound(&notice, entry);
	must_also(&sealed);
}

static void as_file(struct span raw)
{
	static uint8_t room[4 << 20];
	struct arena arena = {room, sizeof room, 0};
	const Guosuo__V1__NoticeFile *file;
	if (notice_file_read(raw, &arena, &file) != ERR_OK)
		return;
	rig_must(file->n_notices <= NOTICES_LIVE_MAX);
	for (size_t i = 0; i < file->n_notices; i++)
		as_notice(bytes_span(file->notices[i]->body), bytes_span(file->notices[i]->seals));
}

static void as_edited(const uint8_t *edits, size_t size)
{
	uint8_t bytes[NOTICE_MAX + SEAL_LEN];
	size_t n = good->body.len + good->seals.len;
	memcpy(bytes, good->body.data, good->body.len);
	memcpy(bytes + good->body.len, good->seals.data, good->seals.len);
	for (size_t i = 0; i + 2 < size; i += 3)
		bytes[(edits[i] * 256U + edits[i + 1]) % n] = edits[i + 2];
	as_notice(span_of(bytes, good->body.len), span_of(bytes + good->body.len, good->seals.len));
}

static void notice_fuzz(const uint8_t *data, size_t size)
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
		as_notice(span_of(data + 3, of_body), span_of(data + 3 + of_body, size - 3 - of_body));
}

#endif
