#include "client/held.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "client/keep.h"
#include "client/say.h"
#include "proto/canon.h"
#include "proto/delta.h"
#include "proto/kept.h"

enum { NAME_LEN = 48 };

static enum err read_state(struct context *context, const char *name, size_t max, struct span *out)
{
	char path[NAME_LEN + 24];
	snprintf(path, sizeof path, "state/%s", name);
	return keep_read(context, path, max, out);
}

static enum err write_state(struct context *context, const char *name, struct span bytes)
{
	char path[NAME_LEN + 24];
	snprintf(path, sizeof path, "state/%s", name);
	return keep_write(context, path, bytes, false);
}

/* A number kept as text; 0 when there is none. */
static int64_t read_number(struct context *context, const char *name)
{
	struct span text;
	return read_state(context, name, 32, &text) == ERR_OK ? strtoll((const char *)text.p, NULL, 10) : 0;
}

static enum err write_number(struct context *context, const char *name, int64_t number)
{
	char text[32];
	snprintf(text, sizeof text, "%lld\n", (long long)number);
	return write_state(context, name, span_text(text));
}

/* The ratchet, and behind it when it was put back, if ever: one file, so that both are of one moment. */
static void read_ratchet(struct context *context, int64_t *ratchet, int64_t *reset_at)
{
	struct span text;
	long long kept = 0, reset = 0;
	if (read_state(context, "ratchet", NAME_LEN, &text) == ERR_OK)
		(void)sscanf((const char *)text.p, "%lld %lld", &kept, &reset);
	*ratchet = kept;
	*reset_at = reset;
}

static enum err write_ratchet(struct context *context, int64_t ratchet, int64_t reset_at)
{
	char text[NAME_LEN];
	snprintf(text, sizeof text, reset_at == 0 ? "%lld\n" : "%lld %lld\n", (long long)ratchet, (long long)reset_at);
	return write_state(context, "ratchet", span_text(text));
}

/* The newest edition ever held of a file, kept apart from it: one that is damaged, lost or put back from a copy does not open the
 * way for older ones. */
static bool below_mark(struct context *context, const char *name, uint32_t epoch, uint32_t version)
{
	char mark[NAME_LEN + 16];
	struct span text;
	unsigned held_epoch = 0, held_version = 0;
	snprintf(mark, sizeof mark, "mark.%s", name);
	if (read_state(context, mark, NAME_LEN, &text) != ERR_OK ||
	    sscanf((const char *)text.p, "%u %u", &held_epoch, &held_version) != 2)
		return false;
	return epoch < held_epoch || (epoch == held_epoch && version < held_version);
}

static enum err raise_mark(struct context *context, const char *name, uint32_t epoch, uint32_t version)
{
	char mark[NAME_LEN + 16], text[NAME_LEN];
	if (below_mark(context, name, epoch, version))
		return ERR_OK; /* it only rises: a walk from the first directory writes each again */
	snprintf(mark, sizeof mark, "mark.%s", name);
	snprintf(text, sizeof text, "%u %u\n", epoch, version);
	return write_state(context, mark, span_text(text));
}

/* The mark follows the file: a break between the two leaves a file above its mark, which is harmless. */
static enum err write_marked(struct context *context, const char *name, const char *mark, uint32_t epoch, uint32_t version,
			     struct span raw)
{
	enum err err = write_state(context, name, raw);
	return err == ERR_OK ? raise_mark(context, mark, epoch, version) : err;
}

/* Of a held that the caller may not change the slot is not his to change either. */
static struct holding *slot(const struct held *held, uint32_t province)
{
	for (size_t i = 0; i < held->count; i++)
		if (held->holdings[i].roster.body->province == province)
			return (struct holding *)(uintptr_t)&held->holdings[i];
	return NULL;
}

/* The first directory this home holds opens against the pin, each next one against the one before. */
static enum err take_directory(struct context *context, struct held *held, const uint8_t *pin, struct span raw)
{
	struct directory next;
	enum err err = held->has_directory ? directory_follow(raw, &held->directory, &context->arena, &next)
					   : directory_open(raw, pin, &context->arena, &next);
	if (err == ERR_OK) {
		held->directory = next;
		held->has_directory = true;
	}
	return err;
}

/* "directory.12" -> 12; 0: another name. */
static uint32_t directory_number(const char *name)
{
	unsigned long number;
	char *end;
	if (strncmp(name, "directory.", 10) != 0 || name[10] < '1' || name[10] > '9')
		return 0;
	number = strtoul(name + 10, &end, 10);
	return *end == '\0' && number <= UINT32_MAX ? (uint32_t)number : 0;
}

/* Names sort as text; the versions must be walked as numbers. */
static uint32_t lowest_directory(char **names, size_t count)
{
	uint32_t lowest = 0;
	for (size_t i = 0; i < count; i++) {
		uint32_t number = directory_number(names[i]);
		if (number > 0 && (lowest == 0 || number < lowest))
			lowest = number;
	}
	return lowest;
}

static enum err load_directories(struct context *context, struct held *held, char **names, size_t count)
{
	uint32_t number = lowest_directory(names, count);
	enum err err = ERR_OK;
	for (; number > 0 && err == ERR_OK; number++) {
		char name[NAME_LEN];
		struct span raw;
		snprintf(name, sizeof name, "directory.%u", number);
		enum err read = read_state(context, name, DIRECTORY_MAX, &raw);
		if (read == ERR_NOT_FOUND)
			break;
		err = read == ERR_OK ? take_directory(context, held, held->root_set, raw) : read;
		if (err != ERR_OK)
			say_err(context, err, name);
	}
	/* One that was held and is not to be had: what an older one says may be over. */
	if (held->has_directory && below_mark(context, "directory", 0, held->directory.body->version)) {
		say_err(context, ERR_ROLLBACK, "directory");
		held->has_directory = false;
	}
	return ERR_OK;
}

static bool is_forked(struct context *context, const char *name)
{
	char path[NAME_LEN + 16];
	struct span mark;
	snprintf(path, sizeof path, "forked.%s", name);
	return read_state(context, path, STATUS_MAX, &mark) != ERR_NOT_FOUND;
}

/* One that is damaged is said: what it held counts no more. */
static const Guosuo__V1__StatusList *read_kept(struct context *context, uint32_t province)
{
	char name[NAME_LEN];
	struct span raw;
	const Guosuo__V1__StatusList *kept = NULL;
	snprintf(name, sizeof name, "kept.%02u", province);
	enum err err = read_state(context, name, STATUS_MAX, &raw);
	if (err == ERR_OK)
		err = kept_open(raw, &context->arena, &kept);
	if (err != ERR_OK && err != ERR_NOT_FOUND)
		say_err(context, err, name);
	return kept;
}

/* What is on disk about one province, verified again; nothing believable leaves the slot away. */
static void load_province(struct context *context, struct held *held, uint32_t province)
{
	char name[NAME_LEN];
	struct span raw;
	struct holding holding = {0};
	snprintf(name, sizeof name, "roster.%02u", province);
	enum err err = read_state(context, name, ROSTER_MAX, &raw);
	if (err == ERR_OK)
		err = roster_open(raw, &held->directory, &context->arena, &holding.roster);
	if (err == ERR_OK && below_mark(context, name, holding.roster.body->epoch, holding.roster.body->version))
		err = ERR_ROLLBACK;
	if (err != ERR_OK) {
		if (err != ERR_NOT_FOUND)
			say_err(context, err, name);
		return;
	}
	holding.forked = is_forked(context, name);
	snprintf(name, sizeof name, "status.%02u", province);
	err = read_state(context, name, STATUS_MAX, &raw);
	if (err == ERR_OK)
		err = status_open(raw, &holding.roster, &context->arena, &holding.status);
	if (err == ERR_OK && below_mark(context, name, holding.status.body->epoch, holding.status.body->version)) {
		holding.status = (struct status){0};
		err = ERR_ROLLBACK;
	}
	if (err != ERR_OK && err != ERR_NOT_FOUND)
		say_err(context, err, name);
	holding.forked = holding.forked || is_forked(context, name);
	holding.kept = read_kept(context, province);
	struct holding *old = slot(held, province);
	if (old == NULL && held->count < PROVINCES_MAX)
		old = &held->holdings[held->count++];
	if (old != NULL)
		*old = holding;
}

static void tie(struct context *context, struct held *held, int64_t now)
{
	held->trust.directory = held->has_directory ? &held->directory : NULL;
	held->trust.holdings = held->holdings;
	held->trust.count = held->count;
	held->trust.synced_at = read_number(context, "synced_at");
	int64_t kept;
	read_ratchet(context, &kept, &held->trust.reset_at);
	held->trust.ratchet = trust_ratchet(&held->trust, kept, now);
}

enum err held_open(struct context *context, const uint8_t root_set[static HASH_LEN], int64_t now, struct held *out)
{
	char **names;
	size_t count;
	*out = (struct held){0};
	memcpy(out->root_set, root_set, HASH_LEN);
	enum err err = keep_list(context, "state", &names, &count);
	if (err == ERR_OK)
		err = load_directories(context, out, names, count);
	if (err != ERR_OK) {
		say_err(context, err, "state");
		return err;
	}
	for (size_t i = 0; out->has_directory && i < out->directory.body->n_provinces; i++)
		load_province(context, out, out->directory.body->provinces[i]->code);
	tie(context, out, now);
	return ERR_OK;
}

static enum err take_directory_file(struct context *context, struct held *held, const char *name, struct span raw, int64_t now)
{
	char stored[NAME_LEN];
	(void)name;
	(void)now;
	enum err err = take_directory(context, held, held->root_set, raw);
	if (err != ERR_OK)
		return err;
	snprintf(stored, sizeof stored, "directory.%u", held->directory.body->version);
	return write_marked(context, stored, "directory", 0, held->directory.body->version, raw);
}

static enum err mark_fork(struct context *context, struct holding *holding, const char *name, struct span raw)
{
	char path[NAME_LEN + 16];
	holding->forked = true;
	snprintf(path, sizeof path, "forked.%s", name);
	return write_state(context, path, raw);
}

/* A newer edition ends the doubt about which of two older ones was meant. */
static enum err clear_fork(struct context *context, const char *name)
{
	char path[NAME_LEN + 16];
	snprintf(path, sizeof path, "state/forked.%s", name);
	return keep_remove(context, path);
}

static enum err take_roster_file(struct context *context, struct held *held, const char *name, struct span raw, int64_t now)
{
	struct roster next;
	char stored[NAME_LEN];
	(void)name;
	(void)now;
	enum err err = held->has_directory ? roster_open(raw, &held->directory, &context->arena, &next) : ERR_STATE;
	if (err != ERR_OK)
		return err;
	struct holding *holding = slot(held, next.body->province);
	snprintf(stored, sizeof stored, "roster.%02u", next.body->province);
	if (holding != NULL)
		err = roster_supersedes(&next, &holding->roster);
	if (err == ERR_OK && below_mark(context, stored, next.body->epoch, next.body->version))
		err = ERR_ROLLBACK;
	if (err == ERR_FORKED && mark_fork(context, holding, stored, raw) != ERR_OK)
		return ERR_IO;
	if (err == ERR_OK)
		err = write_marked(context, stored, stored, next.body->epoch, next.body->version, raw);
	if (err == ERR_OK)
		err = clear_fork(context, stored);
	if (err == ERR_OK)
		load_province(context, held, next.body->province);
	return err;
}

static enum err write_kept(struct context *context, uint32_t province, const Guosuo__V1__StatusList *kept)
{
	char name[NAME_LEN];
	struct span raw;
	if (kept == NULL) {
		snprintf(name, sizeof name, "state/kept.%02u", province);
		return keep_remove(context, name);
	}
	snprintf(name, sizeof name, "kept.%02u", province);
	enum err err = canon_pack(&kept->base, &context->arena, &raw);
	return err == ERR_OK ? write_state(context, name, raw) : err;
}

/* What is kept and what will be; either may be NULL. */
static enum err kept_of_both(struct context *context, uint32_t province, const Guosuo__V1__StatusList *one,
			     const Guosuo__V1__StatusList *other, Guosuo__V1__StatusList **out)
{
	Guosuo__V1__StatusList none = GUOSUO__V1__STATUS_LIST__INIT;
	none.province = province;
	return kept_from(one == NULL ? &none : one, other, &none, 0, &context->arena, out);
}

/* What lists have revoked and `newest` does not say stays revoked until its week is over, which neither a list from the future nor
 * a clock set forward brings about alone: *after, NULL where that is nothing. Before `newest` counts, that and what is kept now are on
 * the disk: whatever breaks off behind this, nothing that was taken back is good. */
static enum err keep_vanished(struct context *context, const struct held *held, const struct holding *holding,
			      const Guosuo__V1__StatusList *seen, const Guosuo__V1__StatusList *newest, int64_t now,
			      Guosuo__V1__StatusList **after)
{
	Guosuo__V1__StatusList *both;
	int64_t latest = now > held->trust.ratchet ? now : held->trust.ratchet;
	enum err err = kept_from(seen, holding->kept, newest,
				 iso_week(newest->issued_at < latest ? newest->issued_at : latest), &context->arena, after);
	if (err == ERR_OK)
		err = kept_of_both(context, newest->province, *after, holding->kept, &both);
	if (err == ERR_OK)
		err = write_kept(context, newest->province, both);
	if (err == ERR_OK && kept_count(*after) > kept_count(holding->kept))
		say(context, SAY_STATUS_SHRUNK, newest->province, (unsigned)kept_count(*after));
	return err;
}

/* Of two lists of one version the held one stays, and what the other revokes counts as well. */
static enum err take_fork(struct context *context, struct held *held, struct holding *holding, const char *stored,
			  const struct status *other, struct span raw, int64_t now)
{
	uint32_t province = other->body->province;
	Guosuo__V1__StatusList *after;
	if (keep_vanished(context, held, holding, other->body, holding->status.body, now, &after) != ERR_OK ||
	    write_kept(context, province, after) != ERR_OK || mark_fork(context, holding, stored, raw) != ERR_OK)
		return ERR_IO;
	load_province(context, held, province);
	return ERR_FORKED;
}

/* It led to the list before. */
static enum err drop_delta(struct context *context, uint32_t province)
{
	char path[NAME_LEN];
	snprintf(path, sizeof path, "state/delta.%02u", province);
	return keep_remove(context, path);
}

static enum err take_status_file(struct context *context, struct held *held, const char *name, struct span raw, int64_t now)
{
	struct status next;
	char stored[NAME_LEN];
	Guosuo__V1__StatusList *after = NULL;
	struct holding *holding = slot(held, (uint32_t)strtoul(name + strlen("status."), NULL, 10));
	if (holding == NULL)
		return ERR_STATE; /* its roster must be held first */
	snprintf(stored, sizeof stored, "status.%02u", holding->roster.body->province);
	enum err err = status_open(raw, &holding->roster, &context->arena, &next);
	if (err == ERR_OK && holding->status.body != NULL)
		err = status_supersedes(&next, &holding->status);
	if (err == ERR_OK && below_mark(context, stored, next.body->epoch, next.body->version))
		err = ERR_ROLLBACK;
	if (err == ERR_FORKED)
		return take_fork(context, held, holding, stored, &next, raw, now);
	if (err == ERR_OK && holding->status.body != NULL)
		err = keep_vanished(context, held, holding, holding->status.body, next.body, now, &after);
	if (err == ERR_OK)
		err = write_marked(context, stored, stored, next.body->epoch, next.body->version, raw);
	if (err == ERR_OK && holding->status.body != NULL)
		err = write_kept(context, next.body->province, after);
	if (err == ERR_OK)
		err = clear_fork(context, stored);
	if (err == ERR_OK)
		err = drop_delta(context, next.body->province);
	if (err == ERR_OK)
		load_province(context, held, next.body->province);
	return err;
}

/* ---- is it worth a look? ---- */

/* They are walked one by one; the first may be any that meets the pin. */
static enum err wants_directory(const struct held *held, const struct claim *claim)
{
	uint32_t version = held->has_directory ? held->directory.body->version : claim->version - 1;
	enum err err = claim_above(claim, 0, version);
	return err == ERR_OK && claim->version - version > 1 ? ERR_STATE : err;
}

static enum err wants_roster(const struct held *held, const struct claim *claim)
{
	if (!held->has_directory || directory_province(&held->directory, claim->province) == NULL)
		return ERR_STATE;
	const struct holding *holding = slot(held, claim->province);
	return holding == NULL ? ERR_OK : claim_above(claim, holding->roster.body->epoch, holding->roster.body->version);
}

static enum err wants_status(const struct held *held, const struct claim *claim)
{
	const struct holding *holding = slot(held, claim->province);
	if (holding == NULL)
		return ERR_STATE;
	const Guosuo__V1__StatusList *list = holding->status.body;
	return list == NULL ? ERR_OK : claim_above(claim, list->epoch, list->version);
}

/* ---- the kinds ---- */

static const struct state_kind {
	const char *prefix;
	size_t max;
	enum err (*take)(struct context *context, struct held *held, const char *name, struct span raw, int64_t now);
	enum kind kind;
	enum err (*wants)(const struct held *held, const struct claim *claim);
} kinds[] = {
    {"directory.", DIRECTORY_MAX, take_directory_file, KIND_directory, wants_directory},
    {"roster.", ROSTER_MAX, take_roster_file, KIND_roster, wants_roster},
    {"status.", STATUS_MAX, take_status_file, KIND_status, wants_status},
    {"delta.", DELTA_MAX, held_take_delta, KIND_status, wants_status}, /* begins as its list does */
};

static const struct state_kind *kind_of(const char *name)
{
	for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++)
		if (strncmp(name, kinds[i].prefix, strlen(kinds[i].prefix)) == 0)
			return &kinds[i];
	return NULL;
}

enum err held_take(struct context *context, struct held *held, const char *name, struct span raw, int64_t now)
{
	const struct state_kind *kind = kind_of(name);
	enum err err = kind == NULL ? ERR_FORMAT : raw.n > kind->max ? ERR_SIZE : kind->take(context, held, name, raw, now);
	tie(context, held, now);
	return err;
}

enum err held_wants_claim(struct context *context, const struct held *held, const char *name, const struct claim *claim)
{
	const struct state_kind *kind = kind_of(name);
	enum err err = kind == NULL ? ERR_FORMAT : kind->wants(held, claim);
	if (err != ERR_OK || kind->kind == KIND_directory)
		return err;
	char told[NAME_LEN];
	snprintf(told, sizeof told, "%s%02u", kind->prefix, claim->province);
	if (strcmp(told, name) != 0)
		return ERR_FORMAT;
	return below_mark(context, told, claim->epoch, claim->version) ? ERR_ROLLBACK : ERR_OK;
}

enum err held_wants(struct context *context, const struct held *held, const char *name, struct span head)
{
	const struct state_kind *kind = kind_of(name);
	struct claim claim;
	enum err err = kind == NULL ? ERR_FORMAT : claim_read(kind->kind, head, &claim);
	return err == ERR_OK ? held_wants_claim(context, held, name, &claim) : err;
}

enum err held_synced(struct context *context, struct held *held, int64_t now)
{
	enum err err = write_ratchet(context, held->trust.ratchet, held->trust.reset_at);
	if (err == ERR_OK)
		err = write_number(context, "synced_at", now);
	tie(context, held, now);
	return err;
}

void held_if_reset(const struct held *held, int64_t now, struct trust *out)
{
	*out = held->trust;
	out->reset_at = now;
	out->ratchet = trust_ratchet(out, 0, now);
}

enum err held_reset(struct context *context, struct held *held, int64_t now)
{
	struct trust reset;
	held_if_reset(held, now, &reset);
	enum err err = write_ratchet(context, reset.ratchet, now);
	tie(context, held, now);
	return err;
}

uint32_t held_class(const struct held *held, const Guosuo__V1__Trip *trip)
{
	uint32_t claimed = (uint32_t)trip->over_limit_class, computed = trip_class(trip, held->directory.body->limits);
	return claimed > computed ? claimed : computed;
}

const char *held_site(const struct held *held, uint32_t station)
{
	const Guosuo__V1__Site *site = NULL;
	for (size_t i = 0; site == NULL && i < held->count; i++)
		if (held->holdings[i].roster.body->province == station / 10000000)
			site = roster_site(&held->holdings[i].roster, GUOSUO__V1__SITE_KIND__SITE_STATION, station / 1000,
					   station % 1000);
	return site == NULL ? NULL : site->name;
}

const Guosuo__V1__Site *held_stop(const struct held *held, uint32_t province, uint32_t stop)
{
	for (size_t i = 0; i < held->count; i++)
		if (held->holdings[i].roster.body != NULL && held->holdings[i].roster.body->province == province)
			return roster_stop(&held->holdings[i].roster, stop);
	return NULL;
}

int64_t held_oldest_list(const struct held *held)
{
	int64_t oldest = 0;
	for (size_t i = 0; i < held->count; i++) {
		const Guosuo__V1__StatusList *list = held->holdings[i].status.body;
		if (list == NULL)
			return 0;
		if (oldest == 0 || list->issued_at < oldest)
			oldest = list->issued_at;
	}
	return oldest;
}
