/* client/dossier.h - the case file of one pass, as the province that reviewed it keeps it: everything sealed with its seals,
 * what the seals refer to, the trust they are judged by, and a manifest. Judged again offline, from nothing but the hash of
 * the root set.
 *   manifest.json                 names, sizes, SHA-256
 *   trip.sealed, application.bin, application.json, annex.bin, document-NN-KIND.*
 *   leg.sealed, standing.sealed, decision-NN.sealed    of this province; standing: the revision that counts meanwhile
 *   conditions.txt, standing.txt  the words of their conditions
 *   rounds.json                   decisions, answers, wishes, consultations; document-answer-NN-KIND.* came with the answers
 *   leg.json, messages.json       clock, timetable, words of haste and escalations of the leg; what was written about it
 *   history.json                  what the desk recorded of them
 *   directory-N.sealed ..., roster-PP.sealed */
#ifndef GUOSUO_CLIENT_DOSSIER_H
#define GUOSUO_CLIENT_DOSSIER_H

#include "client/bundle.h"
#include "client/desk.h"

/* From the desk, every part verified on the way. Errors are said. */
enum err dossier_make(struct context *context, const struct desk *desk, struct bundle *out) MUST_USE;

/* Every hash and every seal; one line of standard output each, or one JSON document. EXIT_OTHER when one does not hold. */
enum exit_code dossier_check(struct context *context, const struct bundle *bundle, const uint8_t root_set[static HASH_LEN]);

#endif
