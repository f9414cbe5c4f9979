/* server/members.h - who belongs: invitations, enrolments, a company's members. */
#ifndef GUOSUO_SERVER_MEMBERS_H
#define GUOSUO_SERVER_MEMBERS_H

#include "server/rpc.h"

enum {
	MEMBER_NAME_MAX = 90,              /* bytes */
	MEMBERS_MAX = 1000,                /* of one company */
	REMOVED_MAX = 200,                 /* of one company, the newest */
	ENROLMENT_KEEP_S = 30 * 24 * 3600, /* how long an enrolment is shown to its authority */
	ENROLMENTS_MAX = 500,              /* in one answer */
};

/* A province's authority invites to its roster, and an officer of a company nobody speaks for, or of one registered in its
 * province, whose keys may all be lost; an officer invites to the own company. */
enum err members_invite(struct tx *tx, struct call *call);

/* Company roles are admitted at once, against the secret; a roster's wait for its authority, who alone has
 * the secret. */
enum err members_enrol(struct tx *tx, struct call *call);
void members_enrolled(struct call *call);
const uint8_t *members_enrol_key(struct call *call);

enum err members_list(struct tx *tx, struct call *call);

/* A member of the own company asks nothing any more from the answer on, and never enrols there again. Not the last
 * officer. */
enum err members_remove(struct tx *tx, struct call *call);
void members_removed(struct call *call);

/* What waits for the caller's province and is not in its roster. */
enum err members_list_enrolments(struct tx *tx, struct call *call);

#endif
