/* server/store_member.h - statements: companies, their members, invitations, enrolments that wait. */
#ifndef GUOSUO_SERVER_STORE_MEMBER_H
#define GUOSUO_SERVER_STORE_MEMBER_H

#include "server/store.h"

struct invitation_row {
	struct span id; /* SHA-256 of the secret */
	uint32_t role;
	uint32_t province; /* 0 for a company's */
	struct span company, company_name;
	int64_t expires;
	bool used;
};

/* ERR_EXISTS. */
enum err store_invitation_put(struct tx *tx, const struct invitation_row *row, struct span inviter,
                              int64_t created) MUST_USE;
/* By its id, which only those know who were handed it. ERR_NOT_FOUND. */
enum err store_invitation_get(struct tx *tx, struct span id, struct invitation_row *out) MUST_USE;
/* ERR_NOT_FOUND: it has been used. */
enum err store_invitation_use(struct tx *tx, struct span id, int64_t now) MUST_USE;

/* Nothing happens when the company is known. */
enum err store_company_put(struct tx *tx, struct span uscc, struct span name, int64_t created) MUST_USE;

struct member_row {
	struct span company, key;
	uint32_t role;
	struct span name;
	uint32_t device;
};

/* ERR_EXISTS: this key has this role already, here or elsewhere. */
enum err store_member_put(struct tx *tx, const struct member_row *row, int64_t created) MUST_USE;
/* Whether the key is a member of another company: ERR_OK, or ERR_NOT_FOUND. */
enum err store_member_elsewhere(struct tx *tx, struct span company, struct span key) MUST_USE;
/* Whether the company has a member: ERR_OK, or ERR_NOT_FOUND. */
enum err store_member_any(struct tx *tx, struct span company) MUST_USE;
/* A company's, by key; every company's. Then store_next and store_member_row. */
enum err store_member_list(struct tx *tx, struct span company, struct row_cursor *out) MUST_USE;
enum err store_member_list_all(struct tx *tx, struct row_cursor *out) MUST_USE;
void store_member_row(const struct row_cursor *row, struct member_row *out);

/* Takes a key out of a company, in every role. ERR_NOT_FOUND: it is no member. */
enum err store_member_remove(struct tx *tx, struct span company, struct span key, struct span remover,
                             struct span reason, int64_t now) MUST_USE;
/* Whether it was taken out of this company, and whether anyone there has this role: ERR_OK, or ERR_NOT_FOUND. */
enum err store_member_was_removed(struct tx *tx, struct span company, struct span key) MUST_USE;
enum err store_member_speaks(struct tx *tx, struct span company, uint32_t role) MUST_USE;
/* A company's, the newest first: columns key, role, name, removed, remover, reason. */
enum err store_member_list_removed(struct tx *tx, struct span company, uint32_t limit,
                                   struct row_cursor *out) MUST_USE;

enum err store_enrolment_put(struct tx *tx, uint32_t province, struct span invitation, struct span key,
                             struct span body, int64_t created) MUST_USE;
/* A province's since a moment, oldest first: columns key, body. */
enum err store_enrolment_list(struct tx *tx, uint32_t province, int64_t since,
                              struct row_cursor *out) MUST_USE;

#endif
