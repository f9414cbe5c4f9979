/* verdict: from the text of the case's code to a verdict, phone grade; limit: as many bare signature checks as the code has
 * seals, on the same bytes. */
#include <sodium.h>

#include "tests/bench/bench.h"
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

int main(void)
{
	static uint8_t memory[SCENE_MEMORY];
	struct scene *scene = calloc(1, sizeof *scene);
	struct bare bare;
	char *text;
	double value[BENCH_ROUNDS], limit[BENCH_ROUNDS], ratio[BENCH_ROUNDS];
	rig_must(scene != NULL && sodium_init() >= 0);
	scene_draft(scene, memory);
	scene_seal(scene);
	rig_must(code_text(scene->raw, &scene->rig.arena, &text) == ERR_OK);
	make_bare(&bare);
	verdicts(scene, span_text(text)); /* warm */
	for (size_t i = 0; i < BENCH_ROUNDS; i++) {
		limit[i] = 1 / checks(&bare);
		value[i] = 1 / verdicts(scene, span_text(text));
		ratio[i] = value[i] / limit[i];
	}
	bench_line("verdict", bench_median(value, BENCH_ROUNDS), "1/s", bench_median(limit, BENCH_ROUNDS),
		   bench_median(ratio, BENCH_ROUNDS));
	free(scene);
	return 0;
}
