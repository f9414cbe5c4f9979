#include "server/earlier.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "proto/body.h"
#include "server/file.h"

struct earlier {
	struct span file; /* in the arena; n 0: there is none */
	const Guosuo__V1__StatusList *list;
};

static enum err path_of(const struct config *config, uint32_t province, const char *which, char out[static PATH_MAX])
{
	return snprintf(out, PATH_MAX, "%s/earlier/%02u.%s", config->data, province, which) < PATH_MAX ? ERR_OK : ERR_IO;
}

static enum err open_list(struct span file, struct arena *arena, struct earlier *out)
{
	const Guosuo__V1__Sealed *sealed;
	uint8_t hash[HASH_LEN];
	ProtobufCMessage *list;
	enum err err = body_file_open(&guosuo__v1__status_list__descriptor, file, STATUS_MAX, arena, &sealed, &list, hash);
	if (err == ERR_OK)
		*out = (struct earlier){file, (const Guosuo__V1__StatusList *)list};
	return err;
}

/* One that is lost or damaged is none: a delta can begin anew. */
static enum err read_earlier(const struct config *config, uint32_t province, const char *which, struct arena *arena,
			     struct earlier *out)
{
	char path[PATH_MAX];
	uint8_t *bytes = NULL;
	size_t length = 0;
	*out = (struct earlier){{NULL, 0}, NULL};
	enum err err = path_of(config, province, which, path);
	if (err == ERR_OK)
		err = file_read(path, STATUS_MAX, &bytes, &length);
	if (err != ERR_OK)
		return err == ERR_NOT_FOUND ? ERR_OK : err;
	uint8_t *copy = arena_take(arena, length);
	if (copy != NULL)
		memcpy(copy, bytes, length);
	free(bytes);
	err = copy == NULL ? ERR_MEMORY : open_list(span_of(copy, length), arena, out);
	return err == ERR_MEMORY ? err : ERR_OK;
}

static enum err write_earlier(const struct config *config, uint32_t province, const char *which, struct span file)
{
	char path[PATH_MAX];
	enum err err = path_of(config, province, which, path);
	return err == ERR_OK ? file_replace(path, file, 0600) : err;
}

/* The next takes its place when all that are younger are young enough. */
static enum err move_on(const struct config *config, uint32_t province, const struct earlier *next, struct span file, int64_t now)
{
	if (next->list != NULL && next->list->issued_at > now - config->delta_s)
		return ERR_OK;
	enum err err = next->list == NULL ? ERR_OK : write_earlier(config, province, "since", next->file);
	return err == ERR_OK ? write_earlier(config, province, "next", file) : err;
}

static enum err begin_anew(const struct config *config, uint32_t province, struct span file, struct arena *arena, struct span *out)
{
	struct earlier own;
	enum err err = open_list(file, arena, &own);
	if (err == ERR_OK)
		err = delta_make(own.list, file, arena, out);
	if (err == ERR_OK)
		err = write_earlier(config, province, "since", file);
	return err == ERR_OK ? write_earlier(config, province, "next", file) : err;
}

enum err earlier_delta(const struct config *config, uint32_t province, struct span file, int64_t now, struct arena *arena,
		       struct span *out)
{
	char folder[PATH_MAX];
	struct earlier since, next;
	if (snprintf(folder, sizeof folder, "%s/earlier", config->data) >= (int)sizeof folder)
		return ERR_IO;
	enum err err = folder_make(folder);
	if (err == ERR_OK)
		err = read_earlier(config, province, "since", arena, &since);
	if (err == ERR_OK)
		err = read_earlier(config, province, "next", arena, &next);
	if (err != ERR_OK)
		return err;
	err = since.list == NULL ? ERR_STATE : delta_make(since.list, file, arena, out);
	if ((err == ERR_STATE || err == ERR_SIZE) && next.list != NULL)
		err = delta_make(next.list, file, arena, out);
	if (err == ERR_STATE || err == ERR_SIZE)
		return begin_anew(config, province, file, arena, out);
	return err == ERR_OK ? move_on(config, province, &next, file, now) : err;
}
