/* client/seen.h - what this checkpoint remembers: presentations it judged (home/sightings), and the challenge it spoke last
 * (home/challenge). */
#ifndef GUOSUO_CLIENT_SEEN_H
#define GUOSUO_CLIENT_SEEN_H

#include "client/command.h"
#include "proto/verdict.h"

enum {
	SIGHTINGS_MAX = 20000, /* presentations: two weeks of 1,200 a day; then the older half is forgotten */
	CHALLENGE_S = 300,
};

struct sightings {
	struct seen seen; /* sorted by device, in the arena */
	size_t places;    /* in the file, the damaged ones too */
	int64_t newest_at; /* 0: there is none */
};

/* No file: none. ERR_FORMAT: some are damaged, and the others are in out; else out is untouched: ERR_SIZE, ERR_IO, ERR_MEMORY. */
enum err seen_read(struct context *context, struct sightings *out) MUST_USE;

/* One more than the places that were read. Durable when it returns. ERR_IO, ERR_MEMORY. */
enum err seen_add(struct context *context, size_t places, const struct sighting *mine) MUST_USE;

/* Those later than `now`, which a clock that stood ahead has left, are of now: what they are is not forgotten. ERR_SIZE, ERR_IO,
 * ERR_MEMORY: none is. */
enum err seen_cut_later(struct context *context, int64_t now) MUST_USE;

/* ERR_IO, ERR_MEMORY. */
enum err challenge_write(struct context *context, uint32_t nonce, int64_t now) MUST_USE;

/* The nonce spoken in the last CHALLENGE_S; 0: none. */
uint32_t challenge_read(struct context *context, int64_t now);

#endif
