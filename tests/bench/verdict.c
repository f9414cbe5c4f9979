/* verdict: from the text of the case's code to a verdict, phone grade; limit: as many bare signature checks as the code has
 * seals, on the same bytes. verdict_loaded: the same with full lists of every province (lists.h) and as many sightings as a gate
 * keeps. */
#include <sodium.h>

#include "client/seen.h"
#include "tests/bench/bench.h"
#include "tests/bench/lists.h"
#include "tests/scene.h"

enum { TURNS = 400, SEALS = 5 };

struct bare {
	uint8_t key[KEY_LEN], signature[SIG_LEN], message[600];
};

static double verdicts(const struct scene *scene, struct span text)
{
	static uint8_t room[VERDICT_ARENA];
	double began = bench_now();
	for (size_t i = 0; i < TURNS; i++) {
		struct arena arena = {room, sizeof room, 0};
		struct verdict out;
		verdict_text(text, &scene->question, &arena, &out);
		rig_must(out.word == VERDICT_ACCEPT);
	}
	return (bench_now() - began) / TURNS;
}

static double checks(const struct bare *bare)
{
	double began = bench_now();
	for (size_t i = 0; i < TURNS * SEALS; i++)
		rig_must(crypto_sign_verify_detached(bare->signature, bare->message, sizeof bare->message, bare->key) == 0);
	return (bench_now() - began) / TURNS;
}

static void make_bare(struct bare *out)
{
	uint8_t seed[32] = {7}, secret[SECRET_LEN];
	crypto_sign_seed_keypair(out->key, secret, seed);
	memset(out->message, 5, sizeof out->message);
	crypto_sign_detached(out->signature, NULL, out->message, sizeof out->message, secret);
}

/* Other devices', sorted as a gate sorts them. */
static void load(struct scene *scene, struct sighting sightings[static SIGHTINGS_MAX])
{
	for (size_t i = 0; i < SCENE_PROVINCES; i++)
		lists_fill(&scene->rig, scene->lists[i], SCENE_NOW);
	for (uint32_t i = 0; i < SIGHTINGS_MAX; i++)
		sightings[i] = (struct sighting){.device = {(uint8_t)(i >> 8), (uint8_t)i}, .counter = i + 1, .at = SCENE_NOW - i};
	scene->seen = (struct seen){sightings, SIGHTINGS_MAX};
	scene->question.seen = &scene->seen;
}

static void measure(const char *name, struct scene *scene, const struct bare *bare)
{
	char *text;
	double value[BENCH_ROUNDS], limit[BENCH_ROUNDS], ratio[BENCH_ROUNDS];
	rig_must(code_text(scene->raw, &scene->rig.arena, &text) == ERR_OK);
	verdicts(scene, span_text(text)); /* warm */
	for (size_t i = 0; i < BENCH_ROUNDS; i++) {
		limit[i] = 1 / checks(bare);
		value[i] = 1 / verdicts(scene, span_text(text));
		ratio[i] = value[i] / limit[i];
	}
	bench_line(name, bench_median(value, BENCH_ROUNDS), "1/s", bench_median(limit, BENCH_ROUNDS),
		   bench_median(ratio, BENCH_ROUNDS));
}

int main(void)
{
	static uint8_t memory[SCENE_MEMORY];
	static struct sighting sightings[SIGHTINGS_MAX];
	struct scene *scene = calloc(1, sizeof *scene);
	struct bare bare;
	rig_must(scene != NULL && sodium_init() >= 0);
	make_bare(&bare);
	scene_draft(scene, memory);
	scene_seal(scene);
	measure("verdict", scene, &bare);
	scene_draft(scene, memory);
	load(scene, sightings);
	scene_seal(scene);
	measure("verdict_loaded", scene, &bare);
	free(scene);
	return 0;
}
