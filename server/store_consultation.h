/* server/store_consultation.h - statements: whom a province asked about a leg, until when, and what they said. */
#ifndef GUOSUO_SERVER_STORE_CONSULTATION_H
#define GUOSUO_SERVER_STORE_CONSULTATION_H

#include "server/store.h"

/* The highest number of a leg's consultations; 0: none. */
enum err store_consultation_highest(struct tx *tx, uint32_t province, struct span pass_id,
                                    uint32_t *number) MUST_USE;
enum err store_consultation_put(struct tx *tx, uint32_t province, struct span pass_id, uint32_t number,
                                int64_t deadline, struct span body) MUST_USE;
/* ERR_NOT_FOUND: there is none of this number, or it is answered. */
enum err store_consultation_answer(struct tx *tx, uint32_t province, struct span pass_id, uint32_t number,
                                   int64_t now, int64_t opinion, struct span answer) MUST_USE;
/* Of a leg, by number: columns body, answered, opinion, answer. */
enum err store_consultation_list(struct tx *tx, uint32_t province, struct span pass_id, uint32_t limit,
                                 struct row_cursor *out) MUST_USE;
/* Those of a province that wait, the earliest deadline first, after (deadline, pass_id, number): columns
 * pass_id, number, body. */
enum err store_consultation_open(struct tx *tx, uint32_t province, int64_t deadline, struct span pass_id,
                                 uint32_t number, uint32_t limit, struct row_cursor *out) MUST_USE;
/* The one whose deadline passed first before `now`, not answered and not raised: columns pass_id, number, body, and of its leg company,
 * ordinal, decided. ERR_NOT_FOUND: none. */
enum err store_consultation_overdue(struct tx *tx, uint32_t province, int64_t now, struct row_cursor *out) MUST_USE;
enum err store_consultation_told(struct tx *tx, uint32_t province, struct span pass_id, uint32_t number,
                                 int64_t now) MUST_USE;
/* How many of a leg wait for an answer past their deadline. */
enum err store_consultation_late(struct tx *tx, uint32_t province, struct span pass_id, int64_t now,
                                 uint32_t *count) MUST_USE;

#endif
