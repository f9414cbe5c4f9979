/* client/act.h - statutory acts on paper: acceptance, one-time correction, extension, approval, refusal; made from the sealed
 * bytes of a pass, Chinese first, then English. What they say around the facts is data (client/acts.json, or a file of the
 * same form): authorities, texts, how to appeal. */
#ifndef GUOSUO_CLIENT_ACT_H
#define GUOSUO_CLIENT_ACT_H

#include "client/held.h"
#include "proto/leg.h"

enum act_kind { ACT_ACCEPTANCE, ACT_CORRECTION, ACT_EXTENSION, ACT_APPROVAL, ACT_REFUSAL, ACT_KINDS };

/* "acceptance", ...; ACT_KINDS for another word. */
enum act_kind act_kind_of(const char *word);
const char *act_word(enum act_kind kind);

/* What an act is made from: all of it verified by the caller. */
struct act {
	enum act_kind kind;
	const struct trip *trip;
	const struct held *held;                /* names of stations, the offset of times */
	const struct roster *roster;            /* whose persons sealed */
	uint32_t province;                      /* whose act it is */
	const Guosuo__V1__Leg *leg;             /* of an approval */
	const char *conditions;                 /* its words, or NULL: not here; others than the leg's are not printed */
	const Guosuo__V1__Decision *decision;   /* of a correction, extension, refusal */
	struct span body;                       /* the sealed bytes it is made from */
	int64_t sealed_at;
	const Guosuo__V1__RosterEntry *persons[SEALS_MAX]; /* who sealed */
	size_t person_count;
};

/* A PDF in malloc's memory: free it. texts: JSON, or an empty span for those built in. ERR_FORMAT: it has no such act or is
 * not of that form; ERR_MEMORY, ERR_IO. */
enum err act_make(struct context *context, const struct act *act, struct span texts, uint8_t **out,
		  size_t *length) MUST_USE;

#endif
