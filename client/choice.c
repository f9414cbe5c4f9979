#include "client/choice.h"

#include <string.h>

#include "client/say.h"

static uint32_t number_of(const struct choice *rows, const char *word)
{
	for (; rows->number != 0; rows++)
		if (*word != '\0' && strcmp(rows->word, word) == 0)
			return rows->number;
	return 0;
}

enum err choice_read(const struct context *context, const struct choice *rows, const char *option, const char *typed,
                     uint32_t *out)
{
	*out = typed == NULL ? 0 : number_of(rows, typed);
	if (typed == NULL || *out != 0)
		return ERR_OK;
	say(context, SAY_WORD_BAD, option, typed);
	return ERR_INPUT;
}

const char *choice_text(const struct context *context, const struct choice *rows, uint32_t number)
{
	for (; rows->number != 0; rows++)
		if (rows->number == number)
			return context->lang == LANG_ZH ? rows->zh : rows->en;
	return "?";
}
