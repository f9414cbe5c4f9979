/* client/rounds.h - what was said about a leg, as people read it: decisions under their seals, what they ask, the answers, wishes,
 * consultations, and how it differs from what was approved before. */
#ifndef GUOSUO_CLIENT_ROUNDS_H
#define GUOSUO_CLIENT_ROUNDS_H

#include "client/desk.h"
#include "client/differ.h"
#include "client/sheet.h"
#include "proto/decision.h"

enum { ROUNDS_TEXT = 2048 };

/* Decisions of one leg, each opened against the roster; one that does not verify is said and left out. */
void rounds_show(struct context *context, struct sheet *sheet, const struct held *held, const struct roster *roster,
		 const struct trip *trip, const Guosuo__V1__LegRounds *leg);

/* rounds_show of this desk's leg, then consultations and what was approved before. */
void rounds_show_desk(struct context *context, struct sheet *sheet, const struct desk *desk);

/* The consultations nobody has answered yet, where there are some. */
void rounds_show_waiting(struct sheet *sheet, const struct desk *desk);

/* Roads, window, hours, stops of what could be permitted in a province, or of what is wished. */
void rounds_proposal(const struct held *held, uint32_t province, const Guosuo__V1__Proposal *proposal,
		     char out[static ROUNDS_TEXT]);

/* Against the trip, wish and documents that were approved before, in what matters on this province's roads; rounds->former is there. Returns
 * how many differences there are, the first `most` in out. ERR_FORMAT as *err: the former trip cannot be read. */
size_t rounds_differences(struct context *context, const struct desk *desk, struct difference *out, size_t most,
			  enum err *err);

/* The codes' words: column 0 Chinese, 1 English; 2 a remedy's English in full. */
const char *rounds_party(uint32_t party, size_t column);
const char *rounds_fault(uint32_t fault, size_t column);
const char *rounds_remedy(uint32_t remedy, size_t column);

/* "police" and the like into the number of a party, an opinion or a change; 0: it is none. */
uint32_t rounds_party_number(const char *word);
uint32_t rounds_opinion_number(const char *word);
uint32_t rounds_change_number(const char *word);

#endif
