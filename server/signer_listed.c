#include "server/signer_listed.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>

#include "proto/canon.h"
#include "server/config.h"
#include "server/file.h"

/* kind 0: the index itself is taken back. */
struct proved {
	uint32_t province;
	struct bar_fact fact;
};

struct listed {
	char path[PATH_MAX - 8];
	struct kept {
		uint32_t province;
		uint8_t *body; /* NULL: no list was sealed yet */
		size_t length;
	} lists[CONFIG_PROVINCES];
	size_t count;
	struct proved *proved;
	size_t proved_count, room;
};

static void path_of(const struct listed *listed, uint32_t province, char out[static PATH_MAX])
{
	snprintf(out, PATH_MAX, "%s.%02u", listed->path, province);
}

static enum err read_list(struct listed *listed, uint32_t province)
{
	char path[PATH_MAX];
	struct kept *kept = &listed->lists[listed->count++];
	kept->province = province;
	path_of(listed, province, path);
	enum err err = file_read(path, STATUS_MAX, &kept->body, &kept->length);
	if (err == ERR_NOT_FOUND)
		return ERR_OK;
	return err == ERR_OK
	           ? canon_check(&guosuo__v1__status_list__descriptor, span_of(kept->body, kept->length))
	           : err;
}

enum err listed_open(const char *path, const uint32_t *provinces, size_t count, struct listed **out)
{
	struct listed *listed = calloc(1, sizeof *listed);
	enum err err = ERR_OK;
	if (listed == NULL)
		return ERR_MEMORY;
	snprintf(listed->path, sizeof listed->path, "%s", path);
	for (size_t i = 0; err == ERR_OK && i < count && i < CONFIG_PROVINCES; i++)
		err = read_list(listed, provinces[i]);
	if (err == ERR_OK)
		*out = listed;
	else
		listed_free(&listed);
	return err;
}

void listed_free(struct listed **listed)
{
	if (*listed == NULL)
		return;
	for (size_t i = 0; i < (*listed)->count; i++)
		free((*listed)->lists[i].body);
	free((*listed)->proved);
	free(*listed);
	*listed = NULL;
}

enum err listed_prove_bar(struct listed *listed, uint32_t province, const struct bar_fact *fact)
{
	if (listed->proved_count == listed->room) {
		size_t room = listed->room == 0 ? 64 : 2 * listed->room;
		if (room > PROVED_MAX)
			return ERR_SIZE;
		struct proved *more = realloc(listed->proved, room * sizeof *more);
		if (more == NULL)
			return ERR_MEMORY;
		listed->proved = more;
		listed->room = room;
	}
	listed->proved[listed->proved_count++] = (struct proved){province, *fact};
	return ERR_OK;
}

enum err listed_prove(struct listed *listed, uint32_t province, uint32_t week, uint32_t index)
{
	return listed_prove_bar(listed, province, &(const struct bar_fact){.week = week, .index = index});
}

static bool is_proved(const struct listed *listed, uint32_t province, const struct bar_fact *fact)
{
	for (size_t i = 0; i < listed->proved_count; i++) {
		const struct proved *proved = &listed->proved[i];
		if (proved->province == province && proved->fact.week == fact->week &&
		    proved->fact.index == fact->index && proved->fact.kind == fact->kind &&
		    proved->fact.number == fact->number)
			return true;
	}
	return false;
}

/* ---- the list before and the next ---- */

static struct kept *kept_of(const struct listed *listed, uint32_t province)
{
	for (size_t i = 0; i < listed->count; i++)
		if (listed->lists[i].province == province)
			return (struct kept *)(uintptr_t)&listed->lists[i];
	return NULL;
}

static bool adds_only_proved(const struct listed *listed, const Guosuo__V1__StatusList *next,
                             const Guosuo__V1__StatusList *before)
{
	struct status_apart apart;
	uint32_t index;
	for (size_t i = 0; i < next->n_weeks; i++) {
		const Guosuo__V1__StatusWeek *week = next->weeks[i];
		status_apart(week, status_week(before, week->week), &apart);
		while (status_apart_next(&apart, &index))
			if (!is_proved(listed, next->province,
			               &(const struct bar_fact){.week = week->week, .index = index}))
				return false;
	}
	return true;
}

static bool drops_nothing(const Guosuo__V1__StatusList *next, const Guosuo__V1__StatusList *before)
{
	struct status_apart apart;
	uint32_t index, now = iso_week(next->issued_at);
	for (size_t i = 0; before != NULL && i < before->n_weeks; i++) {
		const Guosuo__V1__StatusWeek *week = before->weeks[i];
		status_apart(week, status_week(next, week->week), &apart);
		if (week->week >= now && status_apart_next(&apart, &index))
			return false;
	}
	return true;
}

/* One that says nothing is none. */
static bool bars_only_proved(const struct listed *listed, const Guosuo__V1__StatusList *next,
                             const Guosuo__V1__StatusList *before)
{
	for (size_t i = 0; i < next->n_bars; i++) {
		struct bar_fact fact;
		size_t at = 0, said = 0;
		for (; bar_fact_next(next->bars[i], &at, &fact); said++)
			if (!bar_fact_said(before, &fact) && !is_proved(listed, next->province, &fact))
				return false;
		if (said == 0)
			return false;
	}
	return true;
}

static bool bars_stay(const Guosuo__V1__StatusList *next, const Guosuo__V1__StatusList *before)
{
	uint32_t now = iso_week(next->issued_at);
	for (size_t i = 0; before != NULL && i < before->n_bars; i++) {
		struct bar_fact fact;
		size_t at = 0;
		while (before->bars[i]->week >= now && bar_fact_next(before->bars[i], &at, &fact))
			if (!bar_fact_said(next, &fact))
				return false;
	}
	return true;
}

enum err listed_check(const struct listed *listed, const Guosuo__V1__StatusList *list, struct arena *arena)
{
	const struct kept *kept = kept_of(listed, list->province);
	const Guosuo__V1__StatusList *before = NULL;
	if (kept == NULL)
		return ERR_SCOPE;
	if (kept->body != NULL) {
		ProtobufCMessage *message;
		enum err err = canon_open(&guosuo__v1__status_list__descriptor,
		                          span_of(kept->body, kept->length), arena, &message);
		if (err != ERR_OK)
			return err;
		before = (const Guosuo__V1__StatusList *)message;
	}
	return adds_only_proved(listed, list, before) && drops_nothing(list, before) &&
	               bars_only_proved(listed, list, before) && bars_stay(list, before)
	           ? ERR_OK
	           : ERR_SCOPE;
}

/* What was proved of this province may have come into the list or not: the desk proves again what it needs.
 */
static void forget(struct listed *listed, uint32_t province)
{
	size_t left = 0;
	for (size_t i = 0; i < listed->proved_count; i++)
		if (listed->proved[i].province != province)
			listed->proved[left++] = listed->proved[i];
	listed->proved_count = left;
}

enum err listed_keep(struct listed *listed, uint32_t province, struct span body)
{
	char path[PATH_MAX];
	struct kept *kept = kept_of(listed, province);
	uint8_t *copy = malloc(body.n + 1);
	if (copy == NULL || kept == NULL) {
		free(copy);
		return ERR_MEMORY;
	}
	memcpy(copy, body.p, body.n);
	path_of(listed, province, path);
	enum err err = file_replace(path, body, 0600);
	if (err != ERR_OK) {
		free(copy);
		return err;
	}
	free(kept->body);
	kept->body = copy;
	kept->length = body.n;
	forget(listed, province);
	return ERR_OK;
}
