/* tests/fuzz/verdict_fuzz.h - the scene the fuzzers judge in, and what holds for every verdict whatever the
 * code. */
#ifndef GUOSUO_TESTS_VERDICT_FUZZ_H
#define GUOSUO_TESTS_VERDICT_FUZZ_H

#include <sodium.h>

#include "tests/scene.h"

static uint8_t fuzz_memory[SCENE_MEMORY];
static struct scene fuzz_scene;

static inline struct scene *fuzz_stage(void)
{
	if (fuzz_scene.question.trust == NULL) {
		rig_must(sodium_init() >= 0);
		scene_draft(&fuzz_scene, fuzz_memory);
		scene_seal(&fuzz_scene);
	}
	return &fuzz_scene;
}

static inline void fuzz_texts(const struct verdict *out)
{
	char text[256];
	for (size_t i = 0; i < out->finding_count; i++)
		for (enum lang lang = LANG_ZH; lang <= LANG_EN; lang++) {
			finding_text(&out->findings[i], lang, text, sizeof text);
			rig_must(text[0] != '\0' && strchr(text, '{') == NULL);
		}
}

/* Findings in their order, the word that of the first, nothing beyond what the arena holds. */
static inline void fuzz_holds(const struct verdict *out)
{
	enum severity worst = out->finding_count > 0 ? out->findings[0].severity : SEVERITY_NOTE;
	for (size_t i = 1; i < out->finding_count; i++) {
		const struct finding *a = &out->findings[i - 1], *b = &out->findings[i];
		rig_must(a->severity > b->severity || (a->severity == b->severity && a->code <= b->code));
	}
	rig_must(out->word == (worst == SEVERITY_REJECT  ? VERDICT_REJECT
	                       : worst == SEVERITY_REFER ? VERDICT_REFER
	                                                 : VERDICT_ACCEPT));
	rig_must(!scene_found(out, FINDING_MEMORY_FULL));
	if (out->word == VERDICT_ACCEPT)
		rig_must(out->trip != NULL && out->leg != NULL && out->assignment != NULL &&
		         (out->paper || out->presentation != NULL));
	fuzz_texts(out);
}

#endif
