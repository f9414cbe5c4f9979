/* client/inspect.h - what is inspected at a gate: as people type and read it, and what the roster asks of the vehicle that stands there. */
#ifndef GUOSUO_CLIENT_INSPECT_H
#define GUOSUO_CLIENT_INSPECT_H

#include <jansson.h>

#include "client/recorder.h"

enum { INSPECT_NAMES = 512 }; /* bytes of the longest list of names */

/* "temperature,disinfected": words, Chinese ones too, or numbers; typed NULL: none. ERR_INPUT: said. */
enum err inspect_read(struct context *context, const char *typed, struct inspections *out) MUST_USE;

/* One's name; a newer one's is its number. And several, with commas between. */
void inspect_name(uint32_t number, enum lang lang, char *out, size_t size);
json_t *inspect_json(const uint32_t *numbers, size_t count); /* words, a newer one's number */
void inspect_names(const uint32_t *numbers, size_t count, enum lang lang, char out[static INSPECT_NAMES]);

/* The same of what is asked or due, "people" where they are to be counted. */
json_t *inspect_asked_json(const struct inspection_asked *asked);
void inspect_asked_names(const struct inspection_asked *asked, enum lang lang, char out[static INSPECT_NAMES]);

/* What a stamp that held tells of it. */
void inspect_carried(const Guosuo__V1__CarriedStamp *carried, struct inspections *out);

/* What the gate's roster asks now of what was judged, or of what has no pass of ours (look NULL). Without a roster: nothing. What the
 * stamps that were shown tell to have been done is not asked again for as long as the roster says. */
void inspect_ask(const struct gate *gate, const struct look *look, struct inspection_asked *out);

/* All that was done: what the person said, and what the temperature and the measures tell, so that nobody says it twice. false: the
 * person says of the temperature what it does not, or there is no room; out is what was said. */
bool inspect_whole(const struct gate *gate, const struct look *look, const struct decision *decision, struct inspections *out);

/* Is something due before it may be let pass? */
bool inspect_due(const struct gate *gate, const struct look *look, const struct decision *decision, struct inspection_asked *out);

/* May it go so, as far as inspections go? Whatever is not let pass may. ERR_INPUT: said. due: it goes with a reason, without all that is
 * asked. */
enum err inspect_check(struct context *context, const struct gate *gate, const struct look *look, const struct decision *decision,
                       bool *due) MUST_USE;

#endif
