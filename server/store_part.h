/* server/store_part.h - statements: who has part in a trip, what they write to one another, and difficulties.
 * Every one names its owner: the province, or the company. */
#ifndef GUOSUO_SERVER_STORE_PART_H
#define GUOSUO_SERVER_STORE_PART_H

#include "server/store.h"

/* A leg of a province's or a company's with a pass id from low to high. Spans live as row_blob's.
 * ERR_NOT_FOUND. */
enum err store_part_province(struct tx *tx, uint32_t province, struct span low, struct span high,
                             struct span *company, struct span *pass_id) MUST_USE;
enum err store_part_company(struct tx *tx, struct span company, struct span low, struct span high,
                            struct span *pass_id) MUST_USE;
/* What a board says of a province's leg beside the leg. ERR_NOT_FOUND. */
struct part_trip {
	struct span company_name, cargo;
	uint32_t class, issuer;
};
enum err store_part_trip(struct tx *tx, uint32_t province, struct span pass_id,
                         struct part_trip *out) MUST_USE;

/* Open legs of a province after (turn, pass_id): these two columns, rising. */
enum err store_part_board(struct tx *tx, uint32_t province, int64_t turn, struct span pass_id, uint32_t limit,
                          struct row_cursor *out) MUST_USE;

struct message_row {
	struct span pass_id, company;
	uint32_t province, side;
	int64_t created;
	struct span id, who, actor, text;
};
/* ERR_EXISTS. */
enum err store_message_put(struct tx *tx, const struct message_row *row) MUST_USE;
/* Oldest first after (created, id): all of a company's trip, or those a province with a leg of it may read.
 * Then store_next and store_message_row, which leaves out pass_id, company and actor. */
enum err store_message_list(struct tx *tx, struct span company, struct span pass_id, int64_t created,
                            struct span id, uint32_t limit, struct row_cursor *out) MUST_USE;
enum err store_message_list_province(struct tx *tx, uint32_t province, struct span pass_id, int64_t created,
                                     struct span id, uint32_t limit, struct row_cursor *out) MUST_USE;
void store_message_row(const struct row_cursor *row, struct message_row *out);

struct difficulty_row {
	uint32_t province;
	struct span id, company, pass_id, kind, text, who, actor;
	int64_t created, answer_by;
	bool pending;
	int64_t answered;
	struct span answered_by, answer, company_name; /* the last is read only */
};
/* ERR_EXISTS. */
enum err store_difficulty_put(struct tx *tx, const struct difficulty_row *row) MUST_USE;
/* ERR_NOT_FOUND: the province has no such one. */
enum err store_difficulty_get(struct tx *tx, uint32_t province, struct span id,
                              struct difficulty_row *out) MUST_USE;
/* ERR_NOT_FOUND: or it is answered. */
enum err store_difficulty_answer(struct tx *tx, const struct difficulty_row *row) MUST_USE;
/* A company's, newest first, before (created, id). Then store_next and store_difficulty_row. */
enum err store_difficulty_list(struct tx *tx, struct span company, int64_t created, struct span id,
                               uint32_t limit, struct row_cursor *out) MUST_USE;
void store_difficulty_row(const struct row_cursor *row, struct difficulty_row *out);
/* A province's that wait for an answer, or do not, after (answer_by, id): these two columns, rising. */
enum err store_difficulty_due(struct tx *tx, uint32_t province, bool pending, int64_t answer_by,
                              struct span id, uint32_t limit, struct row_cursor *out) MUST_USE;

#endif
