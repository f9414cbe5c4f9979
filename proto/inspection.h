/* proto/inspection.h - what is inspected at a gate and how it was found (Stamp.inspections), and what a province's roster asks for. */
#ifndef GUOSUO_PROTO_INSPECTION_H
#define GUOSUO_PROTO_INSPECTION_H

#include "guosuo/v1/trust.pb-c.h"
#include "proto/fault.h"

enum {
	INSPECTIONS_MAX = 16, /* of a stamp; asked for by all policies of a roster together */
	INSPECTION_POLICIES_MAX = 8,
	TEMPERATURE_MAX_DC = 500, /* tenths of a degree Celsius */
};

/* Numbers never change meaning. What was not found so was not done: nothing here says that something is bad but RAISED.
 *      number, name, word for the command line, Chinese, English */
#define INSPECTION_LIST(X)                                                                             \
	X(1, TEMPERATURE, "temperature", "测温正常", "temperature normal")                              \
	X(2, DISINFECTED, "disinfected", "已消毒", "disinfected")                                       \
	X(3, HEALTH_PAPERS, "health-papers", "已查健康证明", "health papers seen")                      \
	X(4, LOAD_SEAL, "load-seal", "铅封完好", "load seal whole")                                     \
	X(5, LASHING, "lashing", "捆扎牢固", "lashing sound")                                           \
	X(6, OUTLINE, "outline", "已量外廓", "outline measured")                                        \
	X(7, MASS, "mass", "已过磅", "weighed")                                                         \
	X(8, ESCORT, "escort", "护送到位", "escort present")                                            \
	X(9, MARKS, "marks", "灯光和警示标志齐全", "lamps and markings in order")                       \
	X(10, RAISED, "raised", "体温偏高", "temperature raised")

enum inspection {
#define X(number, name, word, zh, en) INSPECTION_##name = number,
	INSPECTION_LIST(X)
#undef X
};

const char *inspection_text(uint32_t number, enum lang lang); /* NULL: a newer one */
const char *inspection_word(uint32_t number);                 /* NULL: a newer one */
uint32_t inspection_of(struct span word);                     /* the word or the Chinese text; 0: neither */

/* Each number once. */
struct inspections {
	uint32_t codes[INSPECTIONS_MAX];
	size_t count;
};

bool inspections_have(const struct inspections *list, uint32_t number);

/* One more, unless it is there. false: no room. */
bool inspections_add(struct inspections *list, uint32_t number);
void inspections_drop(struct inspections *list, uint32_t number);

/* What is asked, or what of it is still due. */
struct inspection_asked {
	struct inspections list;
	bool people;
	uint32_t raised_dc; /* the lowest there is; 0: none */
};

/* What another gate did with the very same crew and train, and when. */
struct inspection_earlier {
	int64_t at;
	struct inspections list;
};

/* What a roster asks at `when` of a vehicle that has a pass of ours, or has none: less what was done not longer ago than each policy
 * says. An earlier temperature counts only where none was raised. */
void inspection_ask(const Guosuo__V1__Roster *roster, int64_t when, bool of_ours, const struct inspection_earlier *earlier,
                    size_t n_earlier, struct inspection_asked *out);

/* What is asked and was not done; who has a raised temperature was not found normal. true: something is due. */
bool inspection_due(const struct inspection_asked *asked, const struct inspections *done, uint32_t people,
                    struct inspection_asked *out);

/* The policies of a roster: at most INSPECTION_POLICIES_MAX, each asks for something; numbers >= 1, none twice, not RAISED; at most
 * INSPECTIONS_MAX in all; a temperature is not asked for without its limit, of at most TEMPERATURE_MAX_DC; its times in order. */
void inspection_check(const Guosuo__V1__Roster *roster, struct faults *faults);

#endif
