/* server/store_grievance.h - statements: what drivers report of checkpoints. A driver's name the device, an auditor's the province. */
#ifndef GUOSUO_SERVER_STORE_GRIEVANCE_H
#define GUOSUO_SERVER_STORE_GRIEVANCE_H

#include "server/store.h"

struct grievance_row {
	uint32_t province, checkpoint, kind, amount_fen;
	struct span id, pass_id, company, device, text;
	int64_t at, created;
};

/* The company whose pass a device was ever assigned to, whatever became of either. ERR_NOT_FOUND. */
enum err store_grievance_company(struct tx *tx, struct span device, struct span pass_id, struct span *company) MUST_USE;

/* store_changed: 0 where it is here already. */
enum err store_grievance_put(struct tx *tx, const struct grievance_row *row) MUST_USE;

/* A province's, first come first, behind (created, id). Then store_next and store_grievance_row. */
enum err store_grievance_list(struct tx *tx, uint32_t province, int64_t created, struct span id, uint32_t limit,
                              struct row_cursor *out) MUST_USE;
void store_grievance_row(const struct row_cursor *row, struct grievance_row *out);

/* Stamps of a pass by a checkpoint of the province, from one moment to another, oldest first: column body. */
enum err store_grievance_stamps(struct tx *tx, const struct grievance_row *row, int64_t from, int64_t to, uint32_t limit,
                                struct row_cursor *out) MUST_USE;

#endif
