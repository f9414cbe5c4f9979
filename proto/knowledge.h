/* proto/knowledge.h - what the verdict relies on and how old it is. Age is a grade, never a cliff; what is not known is
 * "unknown", never good and never revoked. */
#ifndef GUOSUO_PROTO_KNOWLEDGE_H
#define GUOSUO_PROTO_KNOWLEDGE_H

#include "proto/judge.h"

/* Where neither the roster of the leg's province nor the place's own policy says otherwise. Class III is referred beyond. */
enum { FRESH_S = 24 * 3600, ACCEPT_S = 72 * 3600 };

/* The directory, and this place's clock against the ratchet and what it recorded itself: TRUST_MISSING, TRUST_EXPIRED, TIME_AHEAD, CLOCK_BEHIND. */
void knowledge_directory(struct judging *j);

/* One province's files: TRUST_MISSING, TRUST_EXPIRED, TRUST_FORKED, TRUST_BEHIND, TIME_AHEAD. Sets j->issuer, j->local. */
void knowledge_issuer(struct judging *j);
void knowledge_local(struct judging *j);

/* The policy for this class, and with it the grades: STATUS_AGED, STATUS_OLD, NOT_SYNCED, ISSUER_SILENT. */
void knowledge_grade(struct judging *j);

/* Is it taken back? REVOKED (also what vanished from a list, with STATUS_SHRUNK), STATUS_UNKNOWN, SERIAL_BARRED, SLOT_BARRED. A list past its expiry says nothing good any
 * more; what it revoked stays revoked. */
void knowledge_trip_status(struct judging *j);
void knowledge_leg_status(struct judging *j);
void knowledge_bars(struct judging *j);

/* Does a fresh list prove that the held roster of this province is the newest there is? */
bool knowledge_proves_newest(const struct judging *j, const struct stand *stand);

#endif
