/* server/store_arrival.h - statements: what is expected at a port's gate. A company's name the company, a gate's the
 * province and port. */
#ifndef GUOSUO_SERVER_STORE_ARRIVAL_H
#define GUOSUO_SERVER_STORE_ARRIVAL_H

#include "server/store.h"

struct arrival_row {
	uint32_t province;
	struct span port, company, pass_id;
	int64_t earliest, run_s, expected;
	int64_t cutoff; /* 0: none */
};

/* A trip that is ready, or reckoned anew; whether it is open stays as it was. */
enum err store_arrival_put(struct tx *tx, const struct arrival_row *row) MUST_USE;
/* A journey is assigned: open, and expected anew. A trip that is in no list: nothing happens. */
enum err store_arrival_assign(struct tx *tx, struct span company, struct span pass_id, int64_t not_before) MUST_USE;
/* Nothing is on its way any more. */
enum err store_arrival_close(struct tx *tx, struct span company, struct span pass_id) MUST_USE;

/* Those expected from `expected` to until, after (expected, pass_id). Then store_next and store_arrival_line. */
struct arrival_page {
	uint32_t province;
	struct span port;
	int64_t expected, until;
	struct span pass_id;
	uint32_t size;
};
struct arrival_line {
	struct span pass_id, company, company_name, body;
	int64_t state, expected, cutoff;
};
enum err store_arrival_list(struct tx *tx, const struct arrival_page *page, struct row_cursor *out) MUST_USE;
void store_arrival_line(const struct row_cursor *row, struct arrival_line *out);

#endif
