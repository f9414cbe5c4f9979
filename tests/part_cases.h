/* tests/part_cases.h - codes of a sequence, good and bad, and what reading each says. */
#ifndef GUOSUO_TESTS_PART_CASES_H
#define GUOSUO_TESTS_PART_CASES_H

#include "proto/body.h"
#include "proto/part.h"
#include "proto/text.h"
#include "tests/trust_rig.h"

/* A list of Shandong that takes two codes: many are revoked in each week. */
static inline struct span part_case_file(struct rig *rig)
{
	Guosuo__V1__StatusList *list = rig_status(rig, SHANDONG, 300);
	uint32_t indexes[500];
	indexes[0] = 1;
	for (uint32_t i = 1; i < RIG_COUNT(indexes); i++)
		indexes[i] = indexes[i - 1] + 1 + i * i % 97;
	for (size_t i = 0; i < list->n_weeks; i++) {
		list->weeks[i]->issued = 100000;
		rig_must(status_encode(indexes, RIG_COUNT(indexes), &rig->arena, list->weeks[i]) == ERR_OK);
	}
	return rig_status_file(rig, list);
}

static inline Guosuo__V1__StatePart part_case_good(struct rig *rig, uint32_t index)
{
	struct span file = part_case_file(rig);
	Guosuo__V1__StatePart one;
	rig_must(part_begin(GUOSUO__V1__STATE_KIND__STATE_STATUS, 0, file, &rig->arena, &one) == ERR_OK);
	one.index = index;
	size_t at = (index - 1) * (size_t)PART_BYTES;
	one.bytes = (ProtobufCBinaryData){file.n - at < PART_BYTES ? file.n - at : PART_BYTES, (uint8_t *)(uintptr_t)file.p + at};
	return one;
}

static inline void part_no_index(Guosuo__V1__StatePart *one) { one->index = 0; }
static inline void part_index_beyond(Guosuo__V1__StatePart *one) { one->index = one->of + 1; }
static inline void part_of_many(Guosuo__V1__StatePart *one) { one->of = PARTS_MAX + 1; }
static inline void part_short(Guosuo__V1__StatePart *one) { one->bytes.len--; }
static inline void part_empty(Guosuo__V1__StatePart *one) { one->index = one->of, one->bytes.len = 0; }
static inline void part_no_kind(Guosuo__V1__StatePart *one) { one->kind = GUOSUO__V1__STATE_KIND__STATE_KIND_UNSPECIFIED; }
static inline void part_no_province(Guosuo__V1__StatePart *one) { one->province = 0; }
static inline void part_wide_province(Guosuo__V1__StatePart *one) { one->province = 100; }
static inline void part_no_version(Guosuo__V1__StatePart *one) { one->version = 0; }
static inline void part_no_epoch(Guosuo__V1__StatePart *one) { one->epoch = 0; }
static inline void part_digest_short(Guosuo__V1__StatePart *one) { one->digest.len = PART_DIGEST - 1; }
static inline void part_directory_of_province(Guosuo__V1__StatePart *one) { one->kind = GUOSUO__V1__STATE_KIND__STATE_DIRECTORY; }
static inline void part_notices_with_version(Guosuo__V1__StatePart *one) { one->kind = GUOSUO__V1__STATE_KIND__STATE_NOTICES; }

/* NULL spoil: as it is. tail, and prefix in place of PART_PREFIX, NULL: none. */
static const struct part_case {
	const char *en;
	enum err want;
	uint32_t index;
	void (*spoil)(Guosuo__V1__StatePart *one);
	const char *prefix, *tail;
} part_cases[] = {
    {"the first", ERR_OK, 1, NULL, NULL, NULL},
    {"the last", ERR_OK, 2, NULL, NULL, NULL},
    {"with a line's end", ERR_OK, 1, NULL, NULL, "\r\n"},
    {"with a space behind", ERR_FORMAT, 1, NULL, NULL, " "},
    {"of a newer version", ERR_NEWER, 1, NULL, "GUOSUOD2:", NULL},
    {"a pass's prefix", ERR_FORMAT, 1, NULL, "GUOSUO1:", NULL},
    {"no index", ERR_FORMAT, 1, part_no_index, NULL, NULL},
    {"an index beyond the number", ERR_FORMAT, 2, part_index_beyond, NULL, NULL},
    {"of more than may be", ERR_FORMAT, 1, part_of_many, NULL, NULL},
    {"a middle one cut short", ERR_FORMAT, 1, part_short, NULL, NULL},
    {"a last one that is empty", ERR_FORMAT, 2, part_empty, NULL, NULL},
    {"no kind", ERR_FORMAT, 1, part_no_kind, NULL, NULL},
    {"a list of no province", ERR_FORMAT, 1, part_no_province, NULL, NULL},
    {"a province of three digits", ERR_FORMAT, 1, part_wide_province, NULL, NULL},
    {"a list without a version", ERR_FORMAT, 1, part_no_version, NULL, NULL},
    {"a list without an epoch", ERR_FORMAT, 1, part_no_epoch, NULL, NULL},
    {"half a digest", ERR_FORMAT, 1, part_digest_short, NULL, NULL},
    {"a directory with a province", ERR_FORMAT, 1, part_directory_of_province, NULL, NULL},
    {"notices with a version", ERR_FORMAT, 1, part_notices_with_version, NULL, NULL},
};

static inline struct span part_case_text(struct rig *rig, const struct part_case *row)
{
	Guosuo__V1__StatePart one = part_case_good(rig, row->index);
	char *text;
	if (row->spoil != NULL)
		row->spoil(&one);
	rig_must(prefixed_text(row->prefix == NULL ? PART_PREFIX : row->prefix, rig_pack(rig, &one.base), &rig->arena, &text) == ERR_OK);
	const char *tail = row->tail == NULL ? "" : row->tail;
	char *all = rig_take(rig, strlen(text) + strlen(tail) + 1);
	strcat(strcpy(all, text), tail);
	return span_text(all);
}

#endif
