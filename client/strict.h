/* client/strict.h - what this place asks for beyond the rosters: home/policy, a line "NAME NUMBER" each, then "end". It makes a verdict
 * stricter and never milder. */
#ifndef GUOSUO_CLIENT_STRICT_H
#define GUOSUO_CLIENT_STRICT_H

#include "client/sheet.h"
#include "proto/verdict.h"

/* A rule of the place: its option and its unit, as a person types it, and where it lies in the policy, in unit_s seconds. */
struct strict_row {
	const char *name, *unit_zh, *unit_en, *zh, *en;
	uint32_t unit_s, least, most;
	size_t offset; /* of a uint32_t in struct strict */
};

/* refer: REFER what is older than accept_s, of whatever class; 0 or 1. */
struct strict {
	uint32_t fresh_s, accept_s, refer, inspected_s, impossible_kmh;
};
enum { STRICT_ROWS = 5 };
extern const struct strict_row strict_rows[STRICT_ROWS];
uint32_t *strict_value(struct strict *strict, const struct strict_row *row);

/* None was set: all zero. ERR_FORMAT (a line is not one of these, or out of its bounds), ERR_SIZE, ERR_IO, ERR_MEMORY: out is all
 * zero. */
enum err strict_read(struct context *context, struct strict *out) MUST_USE;
enum err strict_write(struct context *context, const struct strict *strict) MUST_USE;

/* For a verdict. What cannot be read is said, and counts as the strictest knowledge can be judged by: a damaged file makes no verdict
 * milder. */
struct policy strict_policy(struct context *context);

/* The rules that are set; none: no row. */
void strict_show(const struct strict *strict, struct sheet *sheet);

#endif
