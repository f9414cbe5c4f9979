/* tests/text_cases.h - texts a scanner may bring in place of a code: what is put before, cut from and put
 * after a good one. */
#ifndef GUOSUO_TESTS_TEXT_CASES_H
#define GUOSUO_TESTS_TEXT_CASES_H

#include "tests/scene.h"

struct text_vector {
	const char *name, *zh, *en;
	const char *before;
	size_t skip, cut; /* characters off the front and off the end; SIZE_MAX: all of it */
	const char *after;
	enum word word;
	const char *findings;
};

static const struct text_vector text_vectors[] = {
    {"text-crlf", "扫码枪附加回车换行", "a scanner's CR and LF", "", 0, 0, "\r\n", VERDICT_ACCEPT, "COMPARE"},
    {"text-two-lines", "两个换行", "two line ends", "", 0, 0, "\n\n", VERDICT_REJECT, "FORMAT_BAD"},
    {"text-space", "末尾空格", "a space at the end", "", 0, 0, " ", VERDICT_REJECT, "FORMAT_BAD"},
    {"text-cut", "末尾缺一字符", "the last character missing", "", 0, 1, "", VERDICT_REJECT, "FORMAT_BAD"},
    {"text-lower", "小写前缀", "our prefix in lower case", "guosuo1:", 8, 0, "", VERDICT_REFER, "NOT_A_PASS"},
    {"text-newer", "第 2 版通行码", "a code of version 2", "GUOSUO2:", 8, 0, "", VERDICT_REFER,
     "FORMAT_NEWER"},
    {"text-url", "网址", "a web address", "https://example.invalid/", SIZE_MAX, 0, "", VERDICT_REFER,
     "NOT_A_PASS"},
    {"text-nothing", "空文本", "no text", "", SIZE_MAX, 0, "", VERDICT_REFER, "NOT_A_PASS"},
    {"text-prefix", "只有前缀", "the prefix alone", "GUOSUO1:", SIZE_MAX, 0, "", VERDICT_REJECT,
     "FORMAT_BAD"},
    {"text-not-base45", "非 base45 字符", "a character base45 does not have", "GUOSUO1:abc", SIZE_MAX, 0, "",
     VERDICT_REJECT, "FORMAT_BAD"},
};

/* From a sealed scene, in its arena. */
static inline struct span text_make(const struct text_vector *vector, struct scene *scene)
{
	char *text;
	rig_must(code_text(scene->raw, &scene->rig.arena, &text) == ERR_OK);
	size_t n = strlen(text), skip = vector->skip < n ? vector->skip : n, kept = n - skip - vector->cut;
	if (vector->skip == SIZE_MAX)
		kept = 0;
	size_t before = strlen(vector->before), after = strlen(vector->after);
	char *out = rig_take(&scene->rig, before + kept + after + 1);
	memcpy(out, vector->before, before);
	memcpy(out + before, text + skip, kept);
	memcpy(out + before + kept, vector->after, after);
	return span_of(out, before + kept + after);
}

#endif
