/* server/bar_fact.h - what the bars of a status list say, one fact at a time: the lowest serial of a trip's
 * assignments that counts, on a phone or on paper, or the slot of an officer whose assignments do not. */
#ifndef GUOSUO_SERVER_BAR_FACT_H
#define GUOSUO_SERVER_BAR_FACT_H

#include "proto/status.h"
#include "proto/trip.h"

enum bar_kind { BAR_PHONE = 1, BAR_PAPER = 2, BAR_SLOT = 3 }; /* as the table bar has them */

struct bar_fact {
	uint32_t week, index; /* the trip's, in its issuer's list */
	enum bar_kind kind;
	uint32_t number; /* a serial, or a slot */
};

/* The next of a bar's facts from *at on, which begins at 0. false: that was all. */
bool bar_fact_next(const Guosuo__V1__AssignmentBar *bar, size_t *at, struct bar_fact *out);

/* Those of a list from a week on, at most BAR_FACTS_MAX of each bar; returns their number. list may be NULL.
 */
enum { BAR_FACTS_MAX = 2 + OFFICERS_MAX };
size_t bar_facts_of(const Guosuo__V1__StatusList *list, uint32_t week, struct bar_fact *out);

/* Does the list say this, or more? list may be NULL. */
bool bar_fact_said(const Guosuo__V1__StatusList *list, const struct bar_fact *fact);

/* The bars that say all of this in the fewest words, in the order of a list, in the arena; sorts the facts.
 * Of serials the highest counts. ERR_MEMORY. */
enum err bar_facts_pack(struct bar_fact *facts, size_t count, struct arena *arena,
                        Guosuo__V1__AssignmentBar ***out, size_t *bars) MUST_USE;

#endif
