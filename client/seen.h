/* client/seen.h - what this checkpoint remembers: presentations it judged (home/seen), and the challenge it spoke last
 * (home/challenge). */
#ifndef GUOSUO_CLIENT_SEEN_H
#define GUOSUO_CLIENT_SEEN_H

#include "client/command.h"
#include "proto/verdict.h"

enum {
	SIGHTINGS_MAX = 100000,          /* presentations */
	SEEN_KEEP_S = 48 * 3600,    /* older ones are forgotten: their time has passed anyway */
	CHALLENGE_S = 300,
};

/* Sorted by device, in the arena, with room for one more. No file: none. ERR_FORMAT: damaged; ERR_SIZE, ERR_IO, ERR_MEMORY. */
enum err seen_read(struct context *context, int64_t now, struct sighting **items, size_t *count) MUST_USE;

/* Durable when it returns. items has room for count + 1. ERR_SIZE: SIGHTINGS_MAX are kept; ERR_IO, ERR_MEMORY. */
enum err seen_add(struct context *context, struct sighting *items, size_t count, const struct sighting *mine) MUST_USE;

/* ERR_IO, ERR_MEMORY. */
enum err challenge_write(struct context *context, uint32_t nonce, int64_t now) MUST_USE;

/* The nonce spoken in the last CHALLENGE_S; 0: none. */
uint32_t challenge_read(struct context *context, int64_t now);

#endif
