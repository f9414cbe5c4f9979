#include "server/across.h"

#include <string.h>

enum err across_read(struct call *call, uint32_t size, ProtobufCBinaryData after, struct across_page *out)
{
	if (size > PAGE_MAX)
		return call_fault(call, RULE_TOO_LARGE, "page_size", size, PAGE_MAX);
	if (after.len != 0 && call_length(call, after, ACROSS_CURSOR_LEN, "after") != ERR_OK)
		return ERR_INPUT;
	out->size = size == 0 ? PAGE_DEFAULT : size;
	out->count = 0;
	out->after = (struct across_key){0};
	if (after.len == 0)
		return ERR_OK;
	uint64_t order = 0;
	for (size_t i = 0; i < 8; i++)
		order = order << 8 | after.data[i];
	out->after.order = (int64_t)(order & INT64_MAX);
	memcpy(out->after.id, after.data + 8, ACROSS_ID_LEN);
	out->after.province = after.data[8 + ACROSS_ID_LEN];
	return ERR_OK;
}

ProtobufCBinaryData across_next(struct call *call, const struct across_page *page)
{
	uint8_t cursor[ACROSS_CURSOR_LEN];
	if (page->count < page->size)
		return (ProtobufCBinaryData){0, NULL};
	const struct across_key *last = &page->keys[page->count - 1];
	for (size_t i = 0; i < 8; i++)
		cursor[i] = (uint8_t)((uint64_t)last->order >> (56 - 8 * i));
	memcpy(cursor + 8, last->id, ACROSS_ID_LEN);
	cursor[8 + ACROSS_ID_LEN] = (uint8_t)last->province;
	return call_bytes(call, span_of(cursor, sizeof cursor));
}

static int compare(const struct across_key *a, const struct across_key *b)
{
	if (a->order != b->order)
		return a->order < b->order ? -1 : 1;
	int ids = memcmp(a->id, b->id, ACROSS_ID_LEN);
	return ids != 0 ? ids : (a->province > b->province) - (a->province < b->province);
}

/* Provinces that come later may still have a row of the very order and id the page begins after: they are
 * asked for what is above the number before. */
static struct across_key start_of(const struct across_key *after, uint32_t province)
{
	struct across_key start = *after;
	if (province <= after->province)
		return start;
	size_t i = ACROSS_ID_LEN;
	while (i > 0 && start.id[i - 1] == 0)
		start.id[--i] = 0xff;
	if (i > 0)
		start.id[i - 1]--;
	else
		start.order--;
	return start;
}

/* false: it lies behind a page that is full, and so do those after it. */
static bool insert(struct across_page *page, const struct across_key *key)
{
	size_t at = page->count;
	while (at > 0 && compare(key, &page->keys[at - 1]) < 0)
		at--;
	if (at == page->size)
		return false;
	page->count += page->count < page->size;
	memmove(&page->keys[at + 1], &page->keys[at], (page->count - 1 - at) * sizeof *key);
	page->keys[at] = *key;
	return true;
}

static enum err fill_province(struct tx *tx, const struct across *across, uint32_t province,
                              struct across_page *page)
{
	const struct across_key start = start_of(&page->after, province);
	bool begun = page->after.province != 0;
	struct span id = begun ? span_of(start.id, ACROSS_ID_LEN) : (struct span){NULL, 0};
	struct row_cursor row;
	enum err err = across->list(tx, province, start.order, id, page->size, across->what, &row);
	while (err == ERR_OK && (err = store_next(&row)) == ERR_OK) {
		struct across_key key = {.order = across->ordered ? row_int(&row, 0) : 0,
		                         .province = province};
		struct span bytes = row_blob(&row, across->ordered);
		if (bytes.n != ACROSS_ID_LEN)
			return ERR_FORMAT;
		memcpy(key.id, bytes.p, ACROSS_ID_LEN);
		if (!insert(page, &key))
			return ERR_OK;
	}
	return err == ERR_NOT_FOUND ? ERR_OK : err;
}

enum err across_fill(struct tx *tx, struct call *call, const struct across *across, struct across_page *page)
{
	const struct directory *directory = held_directory(call->held);
	enum err err = ERR_OK;
	page->count = 0;
	for (size_t i = 0; err == ERR_OK && directory != NULL && i < directory->body->n_provinces; i++) {
		uint32_t province = directory->body->provinces[i]->code;
		if (across->only == 0 || across->only == province)
			err = fill_province(tx, across, province, page);
	}
	return err;
}
