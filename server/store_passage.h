/* server/store_passage.h - statements: the logs of checkpoints' devices, and what was last heard from each. All name the
 * province. */
#ifndef GUOSUO_SERVER_STORE_PASSAGE_H
#define GUOSUO_SERVER_STORE_PASSAGE_H

#include "server/store.h"

struct passage_row {
	uint32_t province;
	struct span device; /* key id */
	uint32_t sequence;
	struct span hash, before;
	uint32_t checkpoint;
	int64_t at, created;
	uint32_t kind, verdict, outcome; /* 0: of no vehicle, or it cannot be read */
	struct span pass_id;             /* empty: none */
	struct span record;
	int64_t lapse; /* when it had been taken back though it was let pass; 0: it had not */
	uint32_t lapse_what, lapse_why;
	int64_t waits; /* from when on its stamp can be judged; 0: it was, or there is none */
};

enum err store_passage_put(struct tx *tx, const struct passage_row *row) MUST_USE;

/* The next one behind (waits, hash) whose stamp can be judged now: province, device, sequence, hash, waits and record. ERR_NOT_FOUND. */
enum err store_passage_waiting(struct tx *tx, uint32_t province, int64_t waits, struct span hash, int64_t now,
                               struct passage_row *out) MUST_USE;

/* Its waits anew. ERR_NOT_FOUND. */
enum err store_passage_waits(struct tx *tx, const struct passage_row *row) MUST_USE;

/* Let pass though taken back, the newest first, behind (at, the first half of a hash). Then store_next and store_passage_lapse,
 * which leaves created, before, kind, verdict and outcome out. */
enum err store_passage_lapses(struct tx *tx, uint32_t province, int64_t at, struct span hash, uint32_t limit,
                              struct row_cursor *out) MUST_USE;
void store_passage_lapse(const struct row_cursor *row, struct passage_row *out);

/* Which of first..last are here: sequence (column 0), hash (1), the hash before (2) and waits (3), rising. Then store_next. */
enum err store_passage_hashes(struct tx *tx, uint32_t province, struct span device, uint32_t first, uint32_t last,
                              struct row_cursor *out) MUST_USE;

struct post_row {
	uint32_t province, checkpoint;
	struct span device;
	int64_t heard;
	uint32_t sequence;
	int64_t at, state_at;
	uint32_t forks;
	int64_t nil_at;
	uint32_t resets; /* of the time ratchet */
	int64_t reset_at; /* the last: when, by whom, why */
	uint32_t reset_duty;
	struct span reset_reason;
};

/* What is older than what is known of the device moves nothing back; forks and resets are added to, the
 * newest nil report and reset stand. */
enum err store_post_hear(struct tx *tx, const struct post_row *row) MUST_USE;

/* Behind this checkpoint's device, by checkpoint and device. Then store_next and store_post_row. */
enum err store_post_list(struct tx *tx, uint32_t province, uint32_t checkpoint, struct span device, uint32_t limit,
                         struct row_cursor *out) MUST_USE;
void store_post_row(const struct row_cursor *row, struct post_row *out);

/* Was anything heard from a checkpoint since then? */
enum err store_post_heard(struct tx *tx, uint32_t province, uint32_t checkpoint, int64_t since, bool *out) MUST_USE;

/* Vehicles at a device in from..to (to not counted), each number once: how many, and how many were let pass. */
enum err store_passage_count(struct tx *tx, uint32_t province, struct span device, int64_t from, int64_t to,
                             uint32_t *passages, uint32_t *passed) MUST_USE;

/* So many numbers of a device came in that were not here, up to this one. */
enum err store_passage_logged(struct tx *tx, uint32_t province, struct span device, uint32_t last, uint32_t numbers) MUST_USE;

/* Numbers of a device up to its highest that are not here. ERR_NOT_FOUND: nothing of its log is. */
enum err store_passage_missing(struct tx *tx, uint32_t province, struct span device, uint32_t *missing) MUST_USE;

#endif
