/* client/advice.h - what the rules that this home holds (home/rules.json) say about the leg on a reviewer's desk. */
#ifndef GUOSUO_CLIENT_ADVICE_H
#define GUOSUO_CLIENT_ADVICE_H

#include "client/desk.h"
#include "client/ruling.h"
#include "client/sheet.h"

struct advice {
	const struct rules *rules;
	struct ruling_case of;
	const Guosuo__V1__ProvinceRule *rule; /* NULL: none holds */
	struct miss miss[RULES_MAX];          /* of the rules before it */
	size_t missed;
	const Guosuo__V1__Leg *leg; /* as the rule would have it sealed; NULL: it does not approve, or no leg can be made so */
	const char *text;           /* the words of its conditions */
};

/* The rules of this file, or of home/rules.json; out->body NULL: neither is there. Their conditions are of the templates
 * that are held. ERR_INPUT: faults were said; and party_read's. */
enum err advice_rules(struct context *context, const char *typed, struct rules *out) MUST_USE;

/* ERR_SCOPE: another province's rules; ERR_NOT_FOUND: no leg can be made of what was asked: said. And ERR_MEMORY. */
enum err advice_of(struct context *context, const struct desk *desk, const struct rules *rules, struct advice *out) MUST_USE;

/* Does the rule's every condition hold for these bytes of a leg? */
bool advice_fits(const struct advice *advice, const Guosuo__V1__Leg *leg);

/* Rows of a sheet. all: also why each rule before it does not hold. */
void advice_show(struct sheet *sheet, const struct advice *advice, bool all);

/* What the held rules say, for the desk to keep beside what a person decides; NULL: no rule holds, or none can be asked. */
Guosuo__V1__Advice *advice_told(struct context *context, const struct desk *desk);

/* With the held rules, where there are some; nothing is shown where they cannot be asked. */
void advice_show_held(struct context *context, struct sheet *sheet, const struct desk *desk);

/* "recommend approval", in the language; under --json as in the schema. */
const char *advice_word(const struct context *context, Guosuo__V1__Ruling ruling);

#endif
