/* bench_passages HOME PASSPHRASE_FILE CODE_FILE COUNT - fills the log of a checkpoint's home: of ten vehicles one shows the code of
 * a pass and is stamped, nine have none. What is measured is the sync that comes after; here syncing each record to the disk is
 * left out (the linker's --wrap). */
#include <stdio.h>
#include <stdlib.h>

#include <sodium.h>

#include "client/recorder.h"
#include "proto/body.h"

int __wrap_fdatasync(int fd);
int __wrap_fdatasync(int fd)
{
	(void)fd;
	return 0;
}

static enum err add(struct context *context, struct recorder *recorder, const struct look *look, uint32_t i)
{
	struct recorded recorded;
	char plate[16];
	snprintf(plate, sizeof plate, "鲁B%05u", i % 100000);
	struct decision decision = {.duty = 5,
	                            .people = 2,
	                            .temperature_dc = 364,
	                            .outcome = GUOSUO__V1__OUTCOME__PASSED,
	                            .direction = GUOSUO__V1__DIRECTION__PASSING,
	                            .kind = GUOSUO__V1__PASSAGE_KIND__NO_PASS,
	                            .plate = plate};
	if (i % 10 != 0)
		return recorder_put(context, recorder, NULL, &decision, &recorded);
	decision.kind = GUOSUO__V1__PASSAGE_KIND__PASS_SHOWN;
	decision.reason = look->verdict.word == VERDICT_REJECT ? STAMP_REASON_COMPARED : 0;
	return recorder_put(context, recorder, look, &decision, &recorded);
}

int main(int argc, char **argv)
{
	if (argc != 5 || sodium_init() < 0)
		return 2;
	struct context context = {.lang = LANG_EN, .home = argv[1], .passphrase_file = argv[2]};
	context.arena = (struct arena){malloc(CONTEXT_ARENA), CONTEXT_ARENA, 0};
	struct args args = {.count = 0};
	struct look look;
	struct recorder recorder;
	args.value[GATE_FILE] = argv[3];
	if (context.arena.base == NULL || gate_look(&context, &args, GUOSUO__V1__DIRECTION__PASSING, &look) != EXIT_DONE ||
	    recorder_open(&context, look.gate, &recorder) != ERR_OK)
		return 1;
	const size_t used = context.arena.used;
	enum err err = ERR_OK;
	for (uint32_t i = 0, count = (uint32_t)atoi(argv[4]); err == ERR_OK && i < count; i++) {
		err = add(&context, &recorder, &look, i);
		context.arena.used = used;
	}
	recorder_close(&recorder);
	return err == ERR_OK ? 0 : 1;
}
