/* client/sheet.h - labelled values for people or, under --json, one JSON object: the same rows either way. */
#ifndef GUOSUO_CLIENT_SHEET_H
#define GUOSUO_CLIENT_SHEET_H

#include <jansson.h>

#include "client/command.h"

/* Where each row goes instead of being printed. */
typedef void sheet_taker(void *taker, const char *key, const char *zh, const char *en, const char *value);

/* object is NULL where lines are printed at once. */
struct sheet {
	const struct context *context;
	FILE *out;
	json_t *object;
	sheet_taker *take; /* NULL: nobody */
	void *taker;
};

struct sheet sheet_begin(const struct context *context, FILE *out);

/* Every row of text or number goes to `take`, in the context's language. */
struct sheet sheet_to(const struct context *context, sheet_taker *take, void *taker);

/* key names it in JSON, zh and en for people, who see it clean. */
void sheet_text(struct sheet *sheet, const char *key, const char *zh, const char *en, const char *format, ...)
    __attribute__((format(printf, 5, 6)));
void sheet_number(struct sheet *sheet, const char *key, const char *zh, const char *en, int64_t value, const char *unit);

/* A text of several lines, below its label. */
void sheet_lines(struct sheet *sheet, const char *key, const char *zh, const char *en, const char *text);

/* For people: whatever would command the terminal (utf8_commands) becomes '?', a line feed too but where they are `lines`. What a
 * stranger's code says must not draw a verdict of its own. */
void sheet_clean(char *text, bool lines);

/* Only in JSON: takes the reference. Without --json the value is dropped. */
void sheet_json(struct sheet *sheet, const char *key, json_t *value);

/* Prints the JSON object, if it is one, and lets it go. */
void sheet_end(struct sheet *sheet);

/* Only a terminal is coloured, and not where NO_COLOR is set (no-color.org). */
bool sheet_colour(FILE *out);

#endif
