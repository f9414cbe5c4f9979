#include "client/listed.h"

#include <errno.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "client/keep.h"
#include "guosuo/v1/arrivals.pb-c.h"
#include "proto/canon.h"

static const char name[] = "expected", magic[8] = {'g', 'u', 'o', 's', 'u', 'o', 'E', '1'};

const char *listed_as_text(enum listed_as as, enum lang lang)
{
	static const char *const texts[][2] = {
	    [LISTED_TRACTOR] = {"派车单上的牵引车", "the tractor that is assigned"},
	    [LISTED_TRAILER] = {"派车单上的挂车", "a trailer that is assigned"},
	    [LISTED_OTHER_TRACTOR] = {"证载牵引车, 但未派此车", "a tractor of the pass that is not assigned"},
	    [LISTED_OTHER_TRAILER] = {"证载挂车, 但未派此车", "a trailer of the pass that is not assigned"},
	};
	return texts[as][lang == LANG_EN];
}

/* ---- reading ---- */

static size_t index_size(const struct listed_head *head)
{
	return head->count * sizeof(struct listed_pass) + head->vehicles * sizeof(struct listed_vehicle);
}

static void index_hash(const void *passes, const void *vehicles, const struct listed_head *head, uint8_t out[static HASH_LEN])
{
	crypto_hash_sha256_state state;
	crypto_hash_sha256_init(&state);
	crypto_hash_sha256_update(&state, (const uint8_t *)head, offsetof(struct listed_head, hash));
	crypto_hash_sha256_update(&state, passes, head->count * sizeof(struct listed_pass));
	crypto_hash_sha256_update(&state, vehicles, head->vehicles * sizeof(struct listed_vehicle));
	crypto_hash_sha256_final(&state, out);
}

/* ERR_FORMAT: the file ends before. */
static enum err read_at(int file, size_t at, void *out, size_t n)
{
	for (size_t done = 0; done < n;) {
		ssize_t got = pread(file, (uint8_t *)out + done, n - done, (off_t)(at + done));
		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0)
			return got == 0 ? ERR_FORMAT : ERR_IO;
		done += (size_t)got;
	}
	return ERR_OK;
}

static enum err read_head(int file, struct listed_head *out)
{
	struct stat stat;
	if (fstat(file, &stat) != 0 || !S_ISREG(stat.st_mode))
		return ERR_IO;
	if (stat.st_size > LISTED_FILE_MAX)
		return ERR_SIZE;
	enum err err = read_at(file, 0, out, sizeof *out);
	if (err == ERR_OK && (memcmp(out->magic, magic, sizeof magic) != 0 || out->count > LISTED_MAX ||
	                      out->vehicles > LISTED_MAX * LISTED_VEHICLES_MAX))
		err = ERR_FORMAT;
	return err;
}

/* Within what is there: then nobody need ask again. */
static bool is_whole(const struct listed *list)
{
	const struct listed_head *head = &list->head;
	for (size_t i = 0; i < head->vehicles; i++)
		if (list->vehicles[i].pass >= head->count || list->vehicles[i].as < LISTED_TRACTOR ||
		    list->vehicles[i].as > LISTED_OTHER_TRAILER)
			return false;
	for (size_t i = 0; i < head->count; i++)
		if (list->passes[i].vehicle > head->vehicles || list->passes[i].vehicles > head->vehicles - list->passes[i].vehicle ||
		    list->passes[i].size > LISTED_PASS_MAX)
			return false;
	return true;
}

static enum err read_index(struct context *context, struct listed *out)
{
	uint8_t hash[HASH_LEN];
	const size_t passes = out->head.count * sizeof *out->passes;
	uint8_t *index = arena_take(&context->arena, index_size(&out->head));
	if (index == NULL)
		return ERR_MEMORY;
	enum err err = read_at(out->file, sizeof out->head, index, index_size(&out->head));
	if (err != ERR_OK)
		return err;
	index_hash(index, index + passes, &out->head, hash);
	out->passes = (const struct listed_pass *)(const void *)index;
	out->vehicles = (const struct listed_vehicle *)(const void *)(index + passes);
	return memcmp(hash, out->head.hash, HASH_LEN) == 0 && is_whole(out) ? ERR_OK : ERR_FORMAT;
}

enum err listed_open(struct context *context, struct listed *out)
{
	*out = (struct listed){.file = -1};
	enum err err = keep_open(context, name, &out->file);
	if (err == ERR_OK)
		err = read_head(out->file, &out->head);
	if (err == ERR_OK)
		err = read_index(context, out);
	if (err != ERR_OK)
		listed_close(out);
	return err;
}

void listed_close(struct listed *list)
{
	if (list->file >= 0)
		close(list->file);
	list->file = -1;
}

enum err listed_read(const struct listed *list, size_t pass, struct arena *arena, struct span *out)
{
	uint8_t hash[HASH_LEN];
	const struct listed_pass *one = &list->passes[pass];
	uint8_t *bytes = arena_take(arena, one->size);
	if (bytes == NULL)
		return ERR_MEMORY;
	enum err err = read_at(list->file, sizeof list->head + index_size(&list->head) + one->at, bytes, one->size);
	if (err != ERR_OK)
		return err;
	crypto_hash_sha256(hash, bytes, one->size);
	*out = span_of(bytes, one->size);
	return memcmp(hash, one->digest, LISTED_DIGEST) == 0 ? ERR_OK : ERR_FORMAT;
}

/* ---- a pass as a code ---- */

/* ERR_FORMAT: a part is missing. */
static enum err code_of(struct span raw, struct arena *arena, struct span *out)
{
	ProtobufCMessage *message;
	enum err err = canon_open(&guosuo__v1__expected__descriptor, raw, arena, &message);
	if (err != ERR_OK)
		return err;
	const Guosuo__V1__Expected *expected = (const Guosuo__V1__Expected *)message;
	if (expected->trip == NULL || expected->leg == NULL || expected->assignment == NULL)
		return ERR_FORMAT;
	const struct code code = {*expected->trip, *expected->leg, *expected->assignment, GUOSUO__V1__DEVICE_SEALED__INIT};
	return code_pack(&code, arena, out);
}

/* ---- looking for a plate ---- */

struct hit {
	uint32_t pass;
	enum listed_as as;
	bool now;
};

/* Not the likelier of the two: 0 where neither is. */
static int by_likelihood(const void *a, const void *b)
{
	const struct hit *one = a, *two = b;
	return one->now != two->now ? (int)two->now - (int)one->now : (int)one->as - (int)two->as;
}

/* The likeliest vehicle of each pass that has the plate. A pass's vehicles stand side by side. */
static size_t collect(const struct listed *list, uint64_t plate, const uint8_t *number, int64_t now, struct hit *out)
{
	size_t n = 0;
	for (size_t i = 0; i < list->head.vehicles; i++) {
		const struct listed_vehicle *vehicle = &list->vehicles[i];
		if (vehicle->plate != plate)
			continue;
		const struct listed_pass *pass = &list->passes[vehicle->pass];
		if (number != NULL && memcmp(pass->pass_id, number, PASS_NUMBER_BYTES) != 0)
			continue;
		const struct hit hit = {vehicle->pass, (enum listed_as)vehicle->as, pass->from <= now && now <= pass->to};
		const bool same = n > 0 && out[n - 1].pass == hit.pass;
		if (!same && n < list->head.count)
			out[n++] = hit;
		else if (same && by_likelihood(&hit, &out[n - 1]) < 0)
			out[n - 1] = hit;
	}
	return n;
}

static enum err tell(const struct listed *list, const struct hit *hit, struct arena *arena, struct listed_one *out)
{
	const struct listed_pass *pass = &list->passes[hit->pass];
	struct span raw, code;
	char *text;
	enum err err = listed_read(list, hit->pass, arena, &raw);
	if (err == ERR_OK)
		err = code_of(raw, arena, &code);
	if (err == ERR_OK)
		err = code_text(code, arena, &text);
	if (err != ERR_OK)
		return err;
	*out = (struct listed_one){.text = span_text(text), .as = hit->as, .from = pass->from, .to = pass->to};
	pass_number(pass->pass_id, out->number);
	return ERR_OK;
}

static enum err find(struct context *context, const struct listed *list, uint64_t plate, const uint8_t *number, int64_t now,
                     struct listed_found *out)
{
	struct hit *hits = arena_take(&context->arena, (list->head.count + 1) * sizeof *hits);
	if (hits == NULL)
		return ERR_MEMORY;
	const size_t n = collect(list, plate, number, now, hits);
	enum err err = ERR_OK;
	qsort(hits, n, sizeof *hits, by_likelihood);
	out->as_of = list->head.as_of;
	out->all = n;
	out->sure = n == 1 || (n > 1 && by_likelihood(&hits[0], &hits[1]) < 0);
	for (size_t i = 0; err == ERR_OK && i < n && i < LISTED_FOUND; i++) {
		err = tell(list, &hits[i], &context->arena, &out->item[i]);
		out->count += err == ERR_OK;
	}
	return err;
}

enum err listed_find(struct context *context, uint64_t plate, const uint8_t *number, int64_t now, struct listed_found *out)
{
	struct listed list;
	enum err err = listed_open(context, &list);
	if (err != ERR_OK)
		return err;
	*out = (struct listed_found){.count = 0};
	err = find(context, &list, plate, number, now, out);
	listed_close(&list);
	return err;
}

/* ---- making one ---- */

enum err listed_draft_begin(uint32_t province, struct listed_draft *out)
{
	*out = (struct listed_draft){.province = province,
	                             .passes = calloc(LISTED_MAX, sizeof *out->passes),
	                             .vehicles = calloc((size_t)LISTED_MAX * LISTED_VEHICLES_MAX, sizeof *out->vehicles),
	                             .bytes = malloc(LISTED_FILE_MAX)};
	return out->passes == NULL || out->vehicles == NULL || out->bytes == NULL ? ERR_MEMORY : ERR_OK;
}

void listed_draft_free(struct listed_draft *draft)
{
	free(draft->passes);
	free(draft->vehicles);
	free(draft->bytes);
	*draft = (struct listed_draft){.count = 0};
}

static bool holds(const uint32_t *ordinals, size_t count, size_t ordinal)
{
	for (size_t i = 0; i < count; i++)
		if (ordinals[i] == ordinal)
			return true;
	return false;
}

static void add_vehicles(struct listed_draft *draft, const struct shown *shown)
{
	const Guosuo__V1__Trip *trip = shown->trip.body;
	const Guosuo__V1__Assignment *assignment = shown->assignment.body;
	struct listed_vehicle *out = &draft->vehicles[draft->vehicle_count];
	const uint32_t pass = (uint32_t)draft->count;
	for (size_t i = 0; i < trip->n_tractors; i++)
		*out++ = (struct listed_vehicle){trip->tractors[i]->plate, pass,
		                                 assignment->tractor == i + 1 ? LISTED_TRACTOR : LISTED_OTHER_TRACTOR};
	for (size_t i = 0; i < trip->n_trailers; i++)
		*out++ = (struct listed_vehicle){
		    trip->trailers[i]->plate, pass,
		    holds(assignment->trailers, assignment->n_trailers, i + 1) ? LISTED_TRAILER : LISTED_OTHER_TRAILER};
	draft->vehicle_count += trip->n_tractors + trip->n_trailers;
}

static void add_pass(struct listed_draft *draft, struct span raw, const struct shown *shown)
{
	const Guosuo__V1__Leg *leg = shown->leg.body;
	const Guosuo__V1__Assignment *assignment = shown->assignment.body;
	struct listed_pass *out = &draft->passes[draft->count];
	uint8_t hash[HASH_LEN];
	crypto_hash_sha256(hash, raw.p, raw.n);
	*out = (struct listed_pass){
	    .from = leg->not_before > assignment->not_before ? leg->not_before : assignment->not_before,
	    .to = leg->not_after < assignment->not_after ? leg->not_after : assignment->not_after,
	    .at = (uint32_t)draft->size,
	    .size = (uint32_t)raw.n,
	    .vehicle = (uint32_t)draft->vehicle_count,
	    .vehicles = (uint32_t)(shown->trip.body->n_tractors + shown->trip.body->n_trailers)};
	memcpy(out->digest, hash, LISTED_DIGEST);
	memcpy(out->pass_id, shown->trip.body->pass_id.data, PASS_ID_LEN);
	memcpy(draft->bytes + draft->size, raw.p, raw.n);
}

/* Its parts open as those of a code do. */
static enum err open_pass(const struct listed_draft *draft, struct span raw, struct arena *arena, struct shown *out)
{
	struct span code;
	enum err err = raw.n > LISTED_PASS_MAX ? ERR_FORMAT : code_of(raw, arena, &code);
	if (err == ERR_OK)
		err = code_show(code, arena, out);
	if (err == ERR_MEMORY)
		return err;
	const bool good = err == ERR_OK && out->leg.body->province == draft->province && out->trip.body->pass_id.len == PASS_ID_LEN;
	return good ? ERR_OK : ERR_FORMAT;
}

static bool fits(const struct listed_draft *draft, struct span raw, const struct shown *shown)
{
	const size_t vehicles = draft->vehicle_count + shown->trip.body->n_tractors + shown->trip.body->n_trailers;
	const struct listed_head head = {.count = (uint32_t)draft->count + 1, .vehicles = (uint32_t)vehicles};
	return draft->count < LISTED_MAX && vehicles <= (size_t)LISTED_MAX * LISTED_VEHICLES_MAX &&
	       sizeof head + index_size(&head) + draft->size + raw.n <= LISTED_FILE_MAX;
}

enum err listed_draft_add(struct listed_draft *draft, struct span expected, struct arena *arena)
{
	const size_t used = arena->used;
	struct shown *shown = arena_take(arena, sizeof *shown);
	enum err err = shown == NULL ? ERR_MEMORY : open_pass(draft, expected, arena, shown);
	if (err == ERR_OK && !fits(draft, expected, shown))
		err = ERR_FULL;
	if (err == ERR_OK) {
		add_pass(draft, expected, shown);
		add_vehicles(draft, shown);
		draft->count++;
		draft->size += expected.n;
	}
	arena->used = used;
	return err;
}

static uint8_t *put(uint8_t *out, const void *bytes, size_t n)
{
	memcpy(out, bytes, n);
	return out + n;
}

enum err listed_draft_write(struct context *context, const struct listed_draft *draft, int64_t as_of)
{
	struct listed_head head = {.as_of = as_of, .count = (uint32_t)draft->count, .vehicles = (uint32_t)draft->vehicle_count};
	memcpy(head.magic, magic, sizeof magic);
	index_hash(draft->passes, draft->vehicles, &head, head.hash);
	const size_t size = sizeof head + index_size(&head) + draft->size;
	uint8_t *whole = malloc(size);
	if (whole == NULL)
		return ERR_MEMORY;
	uint8_t *at = put(whole, &head, sizeof head);
	at = put(at, draft->passes, draft->count * sizeof *draft->passes);
	at = put(at, draft->vehicles, draft->vehicle_count * sizeof *draft->vehicles);
	put(at, draft->bytes, draft->size);
	enum err err = keep_write(context, name, span_of(whole, size), false);
	free(whole);
	return err;
}
