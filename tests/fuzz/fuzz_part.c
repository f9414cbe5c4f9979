/* Codes of a sequence. First byte: bit 7: the rest edits a good part of tests/part_cases.h, which is then written as text; else the rest
 * is a text. What reads writes back to the same text, and joins to a file only where its digest says so. */
#include "tests/fuzz/trust_fuzz.h"
#include "tests/part_cases.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct span good[2];

static void prepare(void)
{
	static uint8_t memory[1 << 21];
	struct rig rig = rig_make(memory, sizeof memory);
	for (uint32_t i = 0; i < 2; i++) {
		Guosuo__V1__StatePart one = part_case_good(&rig, i + 1);
		good[i] = rig_pack(&rig, &one.base);
	}
}

static bool is_line_end(struct span text)
{
	return text.n == 0 || (text.n <= 2 && text.p[text.n - 1] == '\n') || span_equal(text, span_text("\r"));
}

static void judge(struct span text, struct arena *arena)
{
	const Guosuo__V1__StatePart *one;
	struct span raw, file;
	char *again;
	if (part_read(text, arena, &one) != ERR_OK)
		return;
	rig_must(canon_pack(&one->base, arena, &raw) == ERR_OK && prefixed_text(PART_PREFIX, raw, arena, &again) == ERR_OK);
	size_t n = strlen(again);
	rig_must(text.n >= n && memcmp(text.p, again, n) == 0 && is_line_end(span_of(text.p + n, text.n - n)));
	rig_must(one->index >= 1 && one->index <= one->of && one->of <= PARTS_MAX && part_same(one, one));
	enum err err = part_join(&one, 1, arena, &file);
	rig_must(err != ERR_OK || (one->of == 1 && span_equal(file, bytes_span(one->bytes))));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static uint8_t room[1 << 18], edit[EDITED_MAX];
	struct arena arena = {room, sizeof room, 0};
	char *text;
	if (good[0].p == NULL)
		prepare();
	if (size == 0)
		return 0;
	if (data[0] < 0x80) {
		judge(span_of(data + 1, size - 1), &arena);
		return 0;
	}
	struct span raw = edited(good[data[0] % 2], data + 1, size - 1, edit);
	if (prefixed_text(PART_PREFIX, raw, &arena, &text) == ERR_OK)
		judge(span_text(text), &arena);
	return 0;
}
