#include "server/publish.h"

#include <dirent.h>
#include <limits.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "proto/canon.h"
#include "server/file.h"

enum { NAME_LEN = 32, ETAG_LEN = 2 * HASH_LEN + 3, STATE_FILE_MAX = STATUS_MAX };

struct state_file {
	char name[NAME_LEN];
	char etag[ETAG_LEN];
	uint8_t *bytes;
	size_t length;
};

struct publish {
	char folder[PATH_MAX];
	struct state_file *files; /* sorted by name */
	size_t count;
};

static size_t place_of(const struct publish *publish, struct span name)
{
	size_t low = 0, high = publish->count;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		const char *at = publish->files[middle].name;
		int order = strncmp(at, (const char *)name.p, name.n);
		if (order < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static bool is_at(const struct publish *publish, size_t at, struct span name)
{
	return at < publish->count && span_equal(span_text(publish->files[at].name), name);
}

/* Lower-case letters, digits and single dots between them: nothing that could be a path. */
static bool name_good(struct span name)
{
	bool good = name.n > 0 && name.n < NAME_LEN && name.p[0] != '.' && name.p[name.n - 1] != '.';
	for (size_t i = 0; good && i < name.n; i++) {
		uint8_t c = name.p[i];
		good = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || (c == '.' && name.p[i - 1] != '.');
	}
	return good;
}

static void set_etag(struct state_file *file)
{
	uint8_t hash[HASH_LEN];
	body_hash(span_of(file->bytes, file->length), hash);
	file->etag[0] = '"';
	sodium_bin2hex(file->etag + 1, 2 * HASH_LEN + 1, hash, sizeof hash);
	memcpy(file->etag + 1 + 2 * HASH_LEN, "\"", 2);
}

/* Takes the bytes, which are malloc's. */
static enum err hold(struct publish *publish, struct span name, uint8_t *bytes, size_t length)
{
	size_t at = place_of(publish, name);
	if (is_at(publish, at, name)) {
		free(publish->files[at].bytes);
	} else {
		struct state_file *more = realloc(publish->files, (publish->count + 1) * sizeof *more);
		if (more == NULL) {
			free(bytes);
			return ERR_MEMORY;
		}
		publish->files = more;
		memmove(more + at + 1, more + at, (publish->count - at) * sizeof *more);
		publish->count++;
		memset(&more[at], 0, sizeof more[at]);
		memcpy(more[at].name, name.p, name.n);
	}
	publish->files[at].bytes = bytes;
	publish->files[at].length = length;
	set_etag(&publish->files[at]);
	return ERR_OK;
}

static enum err load(struct publish *publish, const char *name)
{
	char path[PATH_MAX];
	uint8_t *bytes;
	size_t length;
	if (!name_good(span_text(name)))
		return ERR_OK; /* somebody else's, or what a crash left of a file_replace */
	if (snprintf(path, sizeof path, "%s/%s", publish->folder, name) >= (int)sizeof path)
		return ERR_IO;
	enum err err = file_read(path, STATE_FILE_MAX, &bytes, &length);
	return err != ERR_OK ? err : hold(publish, span_text(name), bytes, length);
}

static bool is_leftover(const char *name)
{
	size_t n = strlen(name);
	return n > 4 && strcmp(name + n - 4, ".new") == 0;
}

enum err publish_open(const struct config *config, struct publish **out)
{
	struct publish *publish = calloc(1, sizeof *publish);
	if (publish == NULL)
		return ERR_MEMORY;
	snprintf(publish->folder, sizeof publish->folder, "%s/state", config->data);
	enum err err = folder_make(publish->folder);
	DIR *folder = err == ERR_OK ? opendir(publish->folder) : NULL;
	if (err == ERR_OK && folder == NULL)
		err = ERR_IO;
	for (struct dirent *entry; err == ERR_OK && (entry = readdir(folder)) != NULL;)
		if (!is_leftover(entry->d_name))
			err = load(publish, entry->d_name);
	if (folder != NULL)
		closedir(folder);
	if (err == ERR_OK)
		*out = publish;
	else
		publish_free(&publish);
	return err;
}

void publish_free(struct publish **publish)
{
	if (*publish == NULL)
		return;
	for (size_t i = 0; i < (*publish)->count; i++)
		free((*publish)->files[i].bytes);
	free((*publish)->files);
	free(*publish);
	*publish = NULL;
}

enum err publish_put(struct publish *publish, const char *name, struct span raw)
{
	char path[PATH_MAX];
	if (!name_good(span_text(name)) || is_leftover(name) || raw.n > STATE_FILE_MAX ||
	    snprintf(path, sizeof path, "%s/%s", publish->folder, name) >= (int)sizeof path)
		return ERR_INTERNAL;
	uint8_t *bytes = malloc(raw.n + 1);
	if (bytes == NULL)
		return ERR_MEMORY;
	memcpy(bytes, raw.p, raw.n);
	enum err err = file_replace(path, raw, 0644);
	if (err != ERR_OK) {
		free(bytes);
		return err;
	}
	return hold(publish, span_text(name), bytes, raw.n);
}

bool publish_get(const struct publish *publish, struct span name, struct published *out)
{
	size_t at = place_of(publish, name);
	if (!is_at(publish, at, name))
		return false;
	const struct state_file *file = &publish->files[at];
	*out = (struct published){span_of(file->bytes, file->length), file->etag};
	return true;
}

static const Guosuo__V1__StatusWeek *week_given(const struct status_facts *facts, uint32_t week)
{
	for (size_t i = 0; i < facts->week_count; i++)
		if (facts->weeks[i].week == week)
			return &facts->weeks[i];
	return NULL;
}

static bool add_weeks(const struct status_facts *facts, struct arena *arena, Guosuo__V1__StatusList *list)
{
	enum { WEEK_S = 7 * 24 * 3600 };
	Guosuo__V1__StatusWeek *weeks = arena_take(arena, STATUS_WEEKS * sizeof *weeks);
	list->weeks = arena_take(arena, STATUS_WEEKS * sizeof *list->weeks);
	if (weeks == NULL || list->weeks == NULL)
		return false;
	for (size_t i = 0; i < STATUS_WEEKS; i++) {
		guosuo__v1__status_week__init(&weeks[i]);
		weeks[i].week = iso_week(facts->now + (int64_t)i * WEEK_S);
		const Guosuo__V1__StatusWeek *given = week_given(facts, weeks[i].week);
		if (given != NULL) {
			weeks[i].issued = given->issued;
			weeks[i].rice = given->rice;
			weeks[i].revoked = given->revoked;
		}
		list->weeks[i] = &weeks[i];
	}
	list->n_weeks = STATUS_WEEKS;
	return true;
}

static bool add_rosters(const struct status_facts *facts, struct arena *arena, Guosuo__V1__StatusList *list)
{
	Guosuo__V1__RosterVersion *rows = arena_take(arena, facts->roster_count * sizeof *rows);
	list->rosters = arena_take(arena, facts->roster_count * sizeof *list->rosters);
	if (rows == NULL || list->rosters == NULL)
		return false;
	for (size_t i = 0; i < facts->roster_count; i++) {
		const struct roster *roster = &facts->rosters[i];
		guosuo__v1__roster_version__init(&rows[i]);
		rows[i].province = roster->body->province;
		rows[i].epoch = roster->body->epoch;
		rows[i].version = roster->body->version;
		rows[i].hash = (ProtobufCBinaryData){HASH_LEN, (uint8_t *)(uintptr_t)roster->hash};
		list->rosters[i] = &rows[i];
	}
	list->n_rosters = facts->roster_count;
	return true;
}

enum err publish_status_body(const struct status_facts *facts, struct arena *arena, struct span *out)
{
	Guosuo__V1__StatusList list = GUOSUO__V1__STATUS_LIST__INIT;
	list.province = facts->province;
	list.epoch = facts->epoch;
	list.version = facts->version;
	list.issued_at = facts->now;
	list.next_update = facts->next_update;
	list.expires_at = facts->expires_at;
	list.bars = facts->bars;
	list.n_bars = facts->bar_count;
	list.directory_version = facts->directory->body->version;
	list.directory_hash = (ProtobufCBinaryData){HASH_LEN, (uint8_t *)(uintptr_t)facts->directory->hash};
	if (!add_weeks(facts, arena, &list) || !add_rosters(facts, arena, &list))
		return ERR_MEMORY;
	return canon_pack(&list.base, arena, out);
}
