/* client/choice.h - an option that is one of a few words, and what they mean to people. */
#ifndef GUOSUO_CLIENT_CHOICE_H
#define GUOSUO_CLIENT_CHOICE_H

#include "client/command.h"

/* Tables end with {0}. word "": it is no option's. */
struct choice {
	uint32_t number;
	const char *word, *zh, *en;
};

/* The option's word; not given (NULL): 0. ERR_INPUT: no such word, said. */
enum err choice_read(const struct context *context, const struct choice *rows, const char *option, const char *typed,
                     uint32_t *out) MUST_USE;

/* "?": no such number. */
const char *choice_text(const struct context *context, const struct choice *rows, uint32_t number);

#endif
