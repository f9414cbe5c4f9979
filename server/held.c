#include "server/held.h"

#include <stdlib.h>
#include <string.h>

/* Opened messages are larger than their bytes: the largest ratio is that of an empty repeated entry.
 * Untouched memory costs nothing. */
enum { ROOM_FACTOR = 48, ROOM_LEAST = 64 * 1024 };

struct held *held_new(void)
{
	struct held *held = calloc(1, sizeof *held);
	if (held != NULL)
		held->users = 1;
	return held;
}

struct held *held_keep(struct held *held)
{
	held->users++;
	return held;
}

static struct held_file *file_keep(struct held_file *file)
{
	if (file != NULL)
		file->users++;
	return file;
}

void held_file_release(struct held_file **file)
{
	if (*file != NULL && --(*file)->users == 0) {
		held_file_release(&(*file)->under);
		free((*file)->arena.base);
		free(*file);
	}
	*file = NULL;
}

void held_release(struct held **held)
{
	if (*held != NULL && --(*held)->users == 0) {
		held_file_release(&(*held)->directory);
		for (size_t i = 0; i < (*held)->roster_count; i++)
			held_file_release(&(*held)->rosters[i]);
		free(*held);
	}
	*held = NULL;
}

static enum err file_new(struct span raw, bool is_directory, struct held_file **out)
{
	if (raw.n > (is_directory ? (size_t)DIRECTORY_MAX : (size_t)ROSTER_MAX))
		return ERR_SIZE;
	size_t size = raw.n * ROOM_FACTOR + ROOM_LEAST;
	struct held_file *file = calloc(1, sizeof *file);
	uint8_t *memory = file == NULL ? NULL : malloc(size);
	if (memory == NULL) {
		free(file);
		return ERR_MEMORY;
	}
	*file = (struct held_file){.users = 1, .is_directory = is_directory, .arena = {memory, size, 0}};
	uint8_t *copy = arena_take(&file->arena, raw.n);
	memcpy(copy, raw.p, raw.n);
	file->raw = span_of(copy, raw.n);
	*out = file;
	return ERR_OK;
}

enum err held_open_directory(const struct held *held, struct span raw, const uint8_t pin[static HASH_LEN],
                             struct held_file **out)
{
	struct held_file *file;
	enum err err = file_new(raw, true, &file);
	if (err != ERR_OK)
		return err;
	err = held->directory == NULL
	          ? directory_open(file->raw, pin, &file->arena, &file->directory)
	          : directory_follow(file->raw, &held->directory->directory, &file->arena, &file->directory);
	if (err == ERR_OK)
		*out = file;
	else
		held_file_release(&file);
	return err;
}

static bool same(const ProtobufCBinaryData *a, const ProtobufCBinaryData *b)
{
	return span_equal(span_of(a->data, a->len), span_of(b->data, b->len));
}

/* One public key appears once in the directory and all rosters together: persons are counted by it. */
static bool keys_elsewhere(const struct held *held, const struct roster *roster)
{
	for (size_t i = 0; i < held->roster_count; i++) {
		const Guosuo__V1__Roster *other = held->rosters[i]->roster.body;
		for (size_t k = 0; other->province != roster->body->province && k < other->n_entries; k++)
			for (size_t n = 0; n < roster->body->n_entries; n++)
				if (same(&other->entries[k]->key, &roster->body->entries[n]->key))
					return true;
	}
	return false;
}

static enum err open_under(const struct held *held, struct span raw, struct held_file **out)
{
	struct held_file *file;
	if (held->directory == NULL)
		return ERR_STATE;
	enum err err = file_new(raw, false, &file);
	if (err != ERR_OK)
		return err;
	err = roster_open(file->raw, &held->directory->directory, &file->arena, &file->roster);
	if (err == ERR_OK && keys_elsewhere(held, &file->roster))
		err = ERR_INPUT;
	file->under = file_keep(held->directory);
	if (err == ERR_OK)
		*out = file;
	else
		held_file_release(&file);
	return err;
}

enum err held_open_roster(const struct held *held, struct span raw, struct held_file **out)
{
	struct held_file *file;
	enum err err = open_under(held, raw, &file);
	if (err != ERR_OK)
		return err;
	const struct roster *present = held_roster(held, file->roster.body->province);
	if (present != NULL)
		err = roster_supersedes(&file->roster, present);
	if (err == ERR_OK)
		*out = file;
	else
		held_file_release(&file);
	return err;
}

/* Takes the caller's use of file. */
static void place(struct held *held, struct held_file *file)
{
	size_t at = 0;
	while (at < held->roster_count &&
	       held->rosters[at]->roster.body->province < file->roster.body->province)
		at++;
	if (at < held->roster_count &&
	    held->rosters[at]->roster.body->province == file->roster.body->province) {
		held_file_release(&held->rosters[at]);
	} else {
		memmove(&held->rosters[at + 1], &held->rosters[at],
		        (held->roster_count - at) * sizeof held->rosters[0]);
		held->roster_count++;
	}
	held->rosters[at] = file;
}

/* Every roster again, as if it came today: an authority may have gone, or a province. */
static void with_directory(const struct held *old, struct held *held, size_t *dropped)
{
	for (size_t i = 0; i < old->roster_count; i++) {
		struct held_file *file;
		if (open_under(held, old->rosters[i]->raw, &file) == ERR_OK)
			place(held, file);
		else
			(*dropped)++;
	}
}

static enum err with_roster(const struct held *old, struct held *held, struct held_file *file)
{
	struct held_file *placed = file_keep(file);
	for (size_t i = 0; i < old->roster_count; i++)
		held->rosters[held->roster_count++] = file_keep(old->rosters[i]);
	if (file->under != held->directory) {
		held_file_release(&placed);
		enum err err = held_open_roster(held, file->raw, &placed);
		if (err != ERR_OK)
			return err;
	}
	place(held, placed);
	return ERR_OK;
}

enum err held_with(const struct held *held, struct held_file *file, struct held **out, size_t *dropped)
{
	struct held *next = held_new();
	enum err err = ERR_OK;
	size_t lost = 0;
	if (next == NULL)
		return ERR_MEMORY;
	next->directory = file_keep(file->is_directory ? file : held->directory);
	if (file->is_directory)
		with_directory(held, next, &lost);
	else
		err = with_roster(held, next, file);
	if (err != ERR_OK) {
		held_release(&next);
		return err;
	}
	*dropped = lost;
	*out = next;
	return ERR_OK;
}

const struct directory *held_directory(const struct held *held)
{
	return held->directory == NULL ? NULL : &held->directory->directory;
}

const struct roster *held_roster(const struct held *held, uint32_t province)
{
	for (size_t i = 0; i < held->roster_count; i++)
		if (held->rosters[i]->roster.body->province == province)
			return &held->rosters[i]->roster;
	return NULL;
}
