#include "client/stamps.h"

#include <string.h>

#include "client/keep.h"
#include "client/party.h"
#include "client/say.h"
#include "proto/body.h"

enum { FILE_MAX = 4 * 1024 * 1024 };

/* ---- one chain out of two ---- */

static bool same_seal(const Guosuo__V1__Sealed *a, const Guosuo__V1__Sealed *b)
{
	return span_equal(bytes_span(a->body), bytes_span(b->body)) && span_equal(bytes_span(a->seals), bytes_span(b->seals));
}

bool stamps_have(const Guosuo__V1__StampChain *chain, const Guosuo__V1__CarriedStamp *carried)
{
	for (size_t i = 0; chain != NULL && i < chain->n_stamps; i++)
		if (same_seal(chain->stamps[i]->stamp, carried->stamp))
			return true;
	return false;
}

static void add(Guosuo__V1__StampChain *chain, Guosuo__V1__CarriedStamp *carried)
{
	if (!stamps_have(chain, carried))
		chain->stamps[chain->n_stamps++] = carried;
}

enum err stamps_join(struct context *context, const Guosuo__V1__StampChain *first, const Guosuo__V1__StampChain *second,
                     size_t most, Guosuo__V1__StampChain **out)
{
	const Guosuo__V1__StampChain *const parts[] = {first, second};
	const size_t all = (first == NULL ? 0 : first->n_stamps) + (second == NULL ? 0 : second->n_stamps);
	Guosuo__V1__StampChain *chain = arena_take(&context->arena, sizeof *chain);
	Guosuo__V1__CarriedStamp **list = arena_take(&context->arena, (all + 1) * sizeof(void *));
	if (chain == NULL || list == NULL)
		return ERR_MEMORY;
	guosuo__v1__stamp_chain__init(chain);
	chain->stamps = list;
	for (size_t p = 0; p < 2; p++) {
		if (parts[p] == NULL)
			continue;
		chain->trip = parts[p]->trip;
		for (size_t i = 0; i < parts[p]->n_stamps; i++)
			add(chain, parts[p]->stamps[i]);
	}
	if (chain->n_stamps > most) {
		chain->stamps += chain->n_stamps - most;
		chain->n_stamps = most;
	}
	*out = chain;
	return ERR_OK;
}

/* ---- as they come ---- */

static enum err read_line(struct context *context, struct span line, Guosuo__V1__StampChain **all)
{
	const Guosuo__V1__StampChain *one;
	enum err err = chain_read(line, &context->arena, &one);
	if (err == ERR_OK && *all != NULL && !span_equal(bytes_span((*all)->trip), bytes_span(one->trip)))
		err = ERR_INPUT;
	return err == ERR_OK ? stamps_join(context, *all, one, CHAIN_SHOWN_MAX, all) : err;
}

/* A text to each line. */
static enum err read_lines(struct context *context, struct span text, Guosuo__V1__StampChain **out)
{
	enum err err = ERR_OK;
	*out = NULL;
	while (err == ERR_OK && text.n > 0) {
		const uint8_t *end = memchr(text.p, '\n', text.n);
		const size_t n = end == NULL ? text.n : (size_t)(end - text.p) + 1;
		if (n > 1 || text.p[0] != '\n')
			err = read_line(context, span_of(text.p, n), out);
		text = span_of(text.p + n, text.n - n);
	}
	return err == ERR_OK && *out == NULL ? ERR_FORMAT : err;
}

static enum err text_of(struct context *context, const char *typed, struct span *out)
{
	static const uint8_t png[] = {0x89, 'P', 'N', 'G'};
	*out = span_text(typed);
	if (chain_is(*out))
		return ERR_OK;
	if (party_read(context, typed, FILE_MAX, out) != ERR_OK)
		return ERR_NOT_FOUND;
	if (out->n < sizeof png || memcmp(out->p, png, sizeof png) != 0)
		return ERR_OK;
	return party_picture(context, typed, out);
}

enum err stamps_read(struct context *context, const char *typed, const Guosuo__V1__StampChain **out)
{
	struct span text;
	Guosuo__V1__StampChain *chain;
	enum err err = text_of(context, typed, &text);
	if (err != ERR_OK)
		return err;
	err = read_lines(context, text, &chain);
	if (err == ERR_INPUT)
		say(context, SAY_STAMPS_MIXED);
	else if (err == ERR_FORMAT)
		say(context, SAY_STAMPS_NONE);
	else if (err != ERR_OK)
		say_err(context, err, "--stamps");
	if (err == ERR_OK)
		*out = chain;
	return err;
}
