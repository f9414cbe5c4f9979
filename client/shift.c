#include "client/shift.h"

#include <dirent.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "client/keep.h"
#include "client/say.h"

/* ---- what is held ---- */

/* FNV-1a. */
static uint64_t mix(uint64_t hash, const void *p, size_t n)
{
	for (const uint8_t *at = p; n > 0; n--, at++)
		hash = (hash ^ *at) * 0x100000001b3;
	return hash;
}

static uint64_t look_of(const char *name, const struct stat *stat)
{
	const int64_t parts[] = {(int64_t)stat->st_ino, (int64_t)stat->st_size, (int64_t)stat->st_mtim.tv_sec,
	                         (int64_t)stat->st_mtim.tv_nsec};
	return mix(mix(0xcbf29ce484222325, name, strlen(name)), parts, sizeof parts);
}

/* The files of the state by name, place, size and time, in any order; 0: there is no folder. */
static uint64_t state_look(struct context *context)
{
	int fd;
	uint64_t sum = 0;
	DIR *folder = keep_folder(context, "state", &fd) == ERR_OK ? fdopendir(fd) : NULL;
	if (folder == NULL)
		return 0;
	for (struct dirent *entry; (entry = readdir(folder)) != NULL;) {
		struct stat stat;
		if (entry->d_name[0] != '.' && fstatat(fd, entry->d_name, &stat, 0) == 0)
			sum += look_of(entry->d_name, &stat);
	}
	closedir(folder);
	return sum;
}

/* Into the other half, so that what was held stays where it cannot be read. Looked at before: what changes meanwhile is read once
 * more. */
static enum err read_held(struct shift *shift)
{
	const uint64_t look = state_look(shift->context);
	struct arena *room = &shift->held[1], vehicles = shift->context->arena;
	room->used = 0;
	shift->context->arena = *room;
	struct gate *gate = gate_resume(shift->context);
	*room = shift->context->arena;
	shift->context->arena = vehicles;
	if (gate == NULL)
		return ERR_STATE;
	const struct arena fresh = *room;
	*room = shift->held[0];
	shift->held[0] = fresh;
	shift->gate = gate;
	shift->state = look;
	return ERR_OK;
}

enum err shift_fresh(struct shift *shift)
{
	shift->context->arena.used = shift->vehicle;
	const uint32_t sent = passages_sent(shift->context);
	shift->context->arena.used = shift->vehicle;
	shift->unsent = shift->counted > sent ? shift->counted - sent : 0;
	return state_look(shift->context) == shift->state ? ERR_OK : read_held(shift);
}

/* ---- the log ---- */

/* Somebody else may have recorded meanwhile. */
static enum err count_anew(struct shift *shift)
{
	if (shift->counted == shift->recorder.log.last && shift->so_far.since != 0)
		return ERR_OK;
	enum err err = recorder_shift(&shift->recorder, &shift->so_far);
	if (err == ERR_OK)
		shift->counted = shift->recorder.log.last;
	else
		say_err(shift->context, err, "passages");
	return err;
}

static enum err take_log(struct shift *shift)
{
	enum err err = keep_lock(shift->context);
	if (err != ERR_OK) {
		say_lock(shift->context, err);
		return err;
	}
	err = recorder_resume(shift->context, shift->gate, &shift->recorder);
	if (err == ERR_OK)
		return ERR_OK;
	keep_unlock(shift->context);
	return err;
}

static void give_log(struct shift *shift)
{
	recorder_pause(&shift->recorder);
	keep_unlock(shift->context);
}

enum err shift_open(struct context *context, struct shift *out)
{
	*out = (struct shift){.context = context, .vehicle = context->arena.used,
	                      .recorder = {.log = {.folder = -1, .file = -1}}};
	for (size_t i = 0; i < 2; i++)
		out->held[i] = (struct arena){malloc(CONTEXT_ARENA), CONTEXT_ARENA, 0};
	if (out->held[0].base == NULL || out->held[1].base == NULL) {
		say_err(context, ERR_MEMORY, NULL);
		return ERR_MEMORY;
	}
	enum err err = keep_lock(context);
	if (err != ERR_OK) {
		say_lock(context, err);
		return err;
	}
	err = read_held(out);
	if (err == ERR_OK)
		err = recorder_open(context, out->gate, &out->recorder);
	if (err == ERR_OK)
		err = count_anew(out);
	give_log(out);
	return err == ERR_OK ? shift_fresh(out) : err;
}

void shift_close(struct shift *shift)
{
	recorder_close(&shift->recorder);
	for (size_t i = 0; i < 2; i++) {
		free(shift->held[i].base);
		shift->held[i].base = NULL;
	}
}

enum err shift_judge(struct shift *shift, int64_t now, struct look *out)
{
	shift->gate->now = now;
	enum err err = keep_lock(shift->context);
	if (err != ERR_OK) {
		say_lock(shift->context, err);
		return err;
	}
	err = gate_judge(shift->context, shift->gate, out);
	keep_unlock(shift->context);
	return err;
}

enum err shift_put(struct shift *shift, const struct look *look, const struct decision *decision, struct recorded *out)
{
	enum err err = take_log(shift);
	if (err != ERR_OK)
		return err;
	const bool counts = count_anew(shift) == ERR_OK; /* if not, it is recorded all the same */
	err = recorder_put(shift->context, &shift->recorder, look, decision, out);
	if (err == ERR_OK && counts) {
		recorder_count(&out->passage, &shift->so_far);
		shift->counted = shift->recorder.log.last;
	}
	give_log(shift);
	return err;
}

enum err shift_hand_over(struct shift *shift, Guosuo__V1__Handover *out)
{
	const uint32_t from = out->from, to = out->to;
	char *note = out->note;
	enum err err = take_log(shift);
	if (err != ERR_OK)
		return err;
	err = count_anew(shift);
	*out = shift->so_far;
	out->from = from, out->to = to, out->note = note;
	if (err == ERR_OK)
		err = recorder_hand_over(shift->context, &shift->recorder, out);
	shift->so_far.since = 0;
	(void)count_anew(shift); /* said if it fails, and done again before the next record: the hand-over stands */
	give_log(shift);
	return err;
}

/* With the log taken, which is given back. */
static enum err hand(struct shift *shift, uint32_t from, void (*take)(void *taker, const struct passage *passage), void *taker)
{
	struct passages_reader reader;
	enum err err = passages_read(&shift->recorder.log, from, &reader);
	while (err == ERR_OK && (err = passages_read_next(&reader)) == ERR_OK) {
		const size_t used = shift->context->arena.used;
		struct passage *passage = arena_take(&shift->context->arena, sizeof *passage);
		if (passage != NULL && passage_read(reader.record, &shift->context->arena, passage) == ERR_OK)
			take(taker, passage);
		shift->context->arena.used = used;
	}
	passages_read_close(&reader);
	give_log(shift);
	return err == ERR_NOT_FOUND ? ERR_OK : err;
}

enum err shift_last(struct shift *shift, uint32_t count, void (*take)(void *taker, const struct passage *passage), void *taker)
{
	const enum err err = take_log(shift);
	const uint32_t last = shift->recorder.log.last;
	return err == ERR_OK ? hand(shift, last > count ? last - count + 1 : 1, take, taker) : err;
}

enum err shift_from(struct shift *shift, uint32_t sequence, void (*take)(void *taker, const struct passage *passage), void *taker)
{
	const enum err err = take_log(shift);
	return err == ERR_OK ? hand(shift, sequence, take, taker) : err;
}
