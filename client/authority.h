/* client/authority.h - the authority's commands that stand in files of their own. Key ceremonies: every body is built here,
 * sealed with this home's key, and carried as a file to whoever seals next. */
#ifndef GUOSUO_CLIENT_AUTHORITY_H
#define GUOSUO_CLIENT_AUTHORITY_H

#include "client/party.h"

enum { PLAN_OUT, PLAN_DAYS, PLAN_CLOSE, PLAN_REMOVE, PLAN_LAST, PLAN_OPTIONS }; /* the last three: a roster's */
enum exit_code plan_directory(struct context *context, const struct args *args);
enum exit_code plan_roster(struct context *context, const struct args *args);

/* The body of a sealed directory or roster; the other is NULL. */
struct anchor {
	const Guosuo__V1__Sealed *sealed;
	const Guosuo__V1__Directory *directory;
	const Guosuo__V1__Roster *roster;
};
/* ERR_FORMAT: neither of the two. */
enum err anchor_open(struct context *context, struct span raw, struct anchor *out) MUST_USE;

/* Inserts this key's seal and packs the whole. ERR_EXISTS: it is there; as seal_sign and seals_insert. */
enum err anchor_seal(struct context *context, enum kind kind, struct span body, struct span seals,
		     const struct key *key, struct span *out) MUST_USE;

enum { ADMIT_PERSON, ADMIT_DAYS, ADMIT_OPTIONS };
enum exit_code admit_run(struct context *context, const struct args *args);

/* The entries this home has admitted, home/admitted/KEYID. Those that cannot be read are said and end it. */
enum err admit_entries(struct context *context, Guosuo__V1__RosterEntry ***out, size_t *count) MUST_USE;

/* home/admitted/KEYID of a key. */
enum { ADMITTED_NAME = 32 };
void admit_name(const uint8_t key[static KEY_LEN], char out[static ADMITTED_NAME]);

/* The held roster of a province, or NULL. */
const struct roster *authority_roster(const struct held *held, uint32_t province);

#endif
