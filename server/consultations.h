/* server/consultations.h - a province asks others before it decides: police, road operators, cities, counties. Desk
 * data: it binds nobody, and decides nothing by itself. */
#ifndef GUOSUO_SERVER_CONSULTATIONS_H
#define GUOSUO_SERVER_CONSULTATIONS_H

#include "guosuo/v1/rounds.pb-c.h"
#include "server/rpc.h"

enum {
	CONSULTATIONS_MAX = 50,      /* of one leg */
	CONSULTATION_NAME_MAX = 90,  /* bytes */
	CONSULTATION_TEXT_MAX = 1500,
	BRIDGES_MAX = 32,
};

enum err consultations_put(struct tx *tx, struct call *call);
enum err consultations_answer(struct tx *tx, struct call *call);
enum err consultations_list(struct tx *tx, struct call *call);

/* Those of one leg into an answer. */
enum err consultations_add(struct tx *tx, struct call *call, struct span pass_id,
                           Guosuo__V1__GetLegRoundsResponse *reply) MUST_USE;

/* Raises those of a province whose deadline has passed without an answer, each once, at most `most` of them; of a leg that is decided there
 * is nothing to raise. Beside store errors: ERR_MEMORY. */
enum err consultations_raise(struct tx *tx, uint32_t province, int64_t now, uint32_t most, struct arena *arena,
                             uint32_t *count) MUST_USE;

#endif
