#include "client/carry.h"

#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "client/keep.h"
#include "client/noticed.h"
#include "client/say.h"

/* ---- names ---- */

static const char *const by_province[] = {"roster", "delta", "status", "notice"};
enum { BY_PROVINCE = sizeof by_province / sizeof by_province[0], DELTA = 1, LIST = 2, NOTICES = BY_PROVINCE - 1 };

static bool are_digits(const char *text, size_t least, size_t most)
{
	size_t n = strspn(text, "0123456789");
	return text[n] == '\0' && n >= least && n <= most;
}

bool carry_is_name(const char *name)
{
	const char *dot = strchr(name, '.');
	if (dot == NULL)
		return false;
	size_t n = (size_t)(dot - name);
	if (n == strlen("directory") && strncmp(name, "directory", n) == 0)
		return dot[1] != '0' && are_digits(dot + 1, 1, 10);
	for (size_t i = 0; i < BY_PROVINCE; i++)
		if (n == strlen(by_province[i]) && strncmp(name, by_province[i], n) == 0)
			return are_digits(dot + 1, 2, 2);
	return false;
}

static bool is_directory(const char *name)
{
	return strncmp(name, "directory.", strlen("directory.")) == 0;
}

static bool is_notices(const char *name)
{
	return strncmp(name, by_province[NOTICES], strlen(by_province[NOTICES])) == 0;
}

/* ---- one file ---- */

static enum err take_notices(struct context *context, const struct held *held, const char *name, struct span raw, int64_t now)
{
	size_t bad = 0;
	for (size_t i = 0; i < held->count; i++) {
		char own[CARRY_NAME];
		snprintf(own, sizeof own, "notice.%02u", held->holdings[i].roster.body->province);
		if (strcmp(own, name) != 0)
			continue;
		enum err err = noticed_take(context, &held->holdings[i].roster, raw, NOTICED_CARRIED, now, &bad);
		if (bad > 0)
			say(context, SAY_NOTICES_BAD, name, (unsigned)bad);
		return err;
	}
	return ERR_STATE;
}

/* What is dropped costs no memory either. */
enum err carry_file(struct context *context, struct held *held, const char *name, struct span raw, int64_t now)
{
	const size_t used = context->arena.used;
	enum err err;
	if (is_notices(name)) {
		err = take_notices(context, held, name, raw, now);
		context->arena.used = used;
		return err;
	}
	err = held_wants(context, held, name, raw);
	return err == ERR_OK ? held_take(context, held, name, raw, now) : err;
}

/* ---- a truck ---- */

struct truck {
	const char *from; /* a URL, or the folder of the files */
	size_t bytes, files;
	time_t until; /* CLOCK_MONOTONIC */
	bool by_delta[PROVINCES_MAX]; /* in the directory's order: whose list it has no newer one of */
};

static time_t seconds(void)
{
	struct timespec now;
	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec;
}

static bool is_folder(const char *path)
{
	struct stat stat_of;
	return stat(path, &stat_of) == 0 && S_ISDIR(stat_of.st_mode);
}

/* Where a home keeps them, where it is one. ERR_IO: the path is too long. */
static enum err folder_of(const char *path, char out[static PATH_MAX])
{
	if (snprintf(out, PATH_MAX, "%s/state", path) >= PATH_MAX)
		return ERR_IO;
	if (!is_folder(out))
		snprintf(out, PATH_MAX, "%s", path);
	return ERR_OK;
}

/* As it is typed, less slashes at its end. ERR_IO: too long. */
static enum err server_of(const char *url, char out[static PATH_MAX])
{
	size_t n = strlen(url);
	while (n > 0 && url[n - 1] == '/')
		n--;
	return snprintf(out, PATH_MAX, "%.*s", (int)n, url) < PATH_MAX ? ERR_OK : ERR_IO;
}

static bool is_over(const struct truck *truck)
{
	return truck->files == CARRY_FILES_MAX || truck->bytes > CARRY_BYTES_MAX;
}

/* Of a file in a folder the first bytes are read before it is. */
static enum err look_at(struct context *context, const struct held *held, const char *folder, const char *name)
{
	const size_t used = context->arena.used;
	char path[PATH_MAX];
	struct span head;
	if (snprintf(path, sizeof path, "%s/%s", folder, name) >= (int)sizeof path)
		return ERR_IO;
	enum err err = keep_head(context, path, CLAIM_HEAD, &head);
	if (err == ERR_OK)
		err = held_wants(context, held, name, head);
	context->arena.used = used;
	return err;
}

static enum err bring(struct context *context, struct held *held, struct truck *truck, const char *name, int64_t now)
{
	struct span raw;
	bool looks = !held_is_desk(truck->from) && !is_notices(name);
	enum err err = looks ? look_at(context, held, truck->from, name) : ERR_OK;
	if (err == ERR_OK)
		err = held_from(context, truck->from, name, &raw);
	if (err != ERR_OK)
		return err;
	truck->files++;
	truck->bytes += raw.n;
	return carry_file(context, held, name, raw, now);
}

/* ERR_OK: the truck may go on, and what became of the file is in *became. */
static enum err try_one(struct context *context, struct held *held, struct truck *truck, const char *name, int64_t now,
			enum err *became)
{
	const size_t used = context->arena.used;
	if (is_over(truck) || seconds() > truck->until)
		return is_over(truck) ? ERR_SIZE : ERR_DEADLINE;
	*became = bring(context, held, truck, name, now);
	if (*became != ERR_OK && *became != ERR_FORKED)
		context->arena.used = used; /* what is dropped costs no memory either */
	return *became == ERR_NETWORK ? ERR_NETWORK : ERR_OK;
}

/* And counted. */
static enum err take_one(struct context *context, struct held *held, struct truck *truck, const char *name, int64_t now,
			 struct synced *counts, enum err *became)
{
	enum err err = try_one(context, held, truck, name, now, became);
	if (err == ERR_OK)
		held_count(context, name, *became, counts);
	return err;
}

/* From the one after the held version; of a home that has none, the first that meets the pin. */
static enum err take_directories(struct context *context, struct held *held, struct truck *truck, int64_t now,
				 struct synced *counts)
{
	enum err err = ERR_OK, became = ERR_OK;
	for (uint32_t number = held->has_directory ? held->directory.body->version + 1 : 1; err == ERR_OK; number++) {
		char name[CARRY_NAME];
		snprintf(name, sizeof name, "directory.%u", number);
		err = take_one(context, held, truck, name, now, counts, &became);
		if (became != ERR_OK && (became != ERR_KEY || held->has_directory))
			break;
	}
	counts->missing -= became == ERR_NOT_FOUND; /* the one after the last: nothing is missing */
	return err;
}

/* One that is not there or does not fit is no loss: the list follows. A home that is reached by a URL has no newer list than its
 * delta leads to, and the list is not fetched for its first bytes. */
static enum err take_delta(struct context *context, struct held *held, struct truck *truck, size_t province, int64_t now,
			   struct synced *counts)
{
	enum err became = ERR_OK;
	char name[CARRY_NAME];
	snprintf(name, sizeof name, "delta.%02u", held->directory.body->provinces[province]->code);
	enum err err = try_one(context, held, truck, name, now, &became);
	if (err != ERR_OK || became == ERR_NOT_FOUND || became == ERR_GAP)
		return err;
	held_count(context, name, became, counts);
	truck->by_delta[province] = held_is_desk(truck->from) && (became == ERR_OK || became == ERR_EXISTS);
	return ERR_OK;
}

static enum err take_of_province(struct context *context, struct held *held, struct truck *truck, size_t kind, size_t province,
				 int64_t now, struct synced *counts)
{
	enum err became;
	char name[CARRY_NAME];
	if (kind == DELTA)
		return take_delta(context, held, truck, province, now, counts);
	if (kind == LIST && truck->by_delta[province])
		return ERR_OK;
	snprintf(name, sizeof name, "%s.%02u", by_province[kind], held->directory.body->provinces[province]->code);
	return take_one(context, held, truck, name, now, counts, &became);
}

static enum err take_provinces(struct context *context, struct held *held, struct truck *truck, int64_t now,
			       struct synced *counts)
{
	enum err err = ERR_OK;
	for (size_t kind = 0; kind < BY_PROVINCE; kind++)
		for (size_t i = 0; err == ERR_OK && i < held->directory.body->n_provinces; i++)
			err = take_of_province(context, held, truck, kind, i, now, counts);
	return err;
}

static enum err take_all(struct context *context, struct held *held, struct truck *truck, int64_t now, struct synced *counts)
{
	enum err err = take_directories(context, held, truck, now, counts);
	if (err == ERR_OK && held->has_directory)
		err = take_provinces(context, held, truck, now, counts);
	if (err == ERR_OK && !held_is_desk(truck->from) && !is_folder(truck->from))
		return ERR_IO; /* a stick that was pulled out */
	return err == ERR_OK && counts->taken + counts->same + counts->refused == 0 ? ERR_NOT_FOUND : err;
}

/* path, which keep_path gave a slash, is cut into its folder and its name. */
static enum err take_file(struct context *context, struct held *held, struct truck *truck, char *path, int64_t now,
			  struct synced *counts)
{
	enum err became;
	char *name = strrchr(path, '/');
	if (access(path, F_OK) != 0)
		return errno == ENOENT || errno == ENOTDIR ? ERR_NOT_FOUND : ERR_IO;
	*name++ = '\0';
	if (!carry_is_name(name))
		return ERR_FORMAT;
	enum err err = take_one(context, held, truck, name, now, counts, &became);
	return err == ERR_OK && became == ERR_NOT_FOUND ? became : err;
}

enum err carry_take(struct context *context, struct held *held, const char *from, int64_t now, struct synced *out)
{
	struct truck truck = {.until = seconds() + CARRY_SECONDS};
	char folder[PATH_MAX];
	*out = (struct synced){0};
	truck.from = folder;
	if (held_is_desk(from) && server_of(from, folder) == ERR_OK)
		return take_all(context, held, &truck, now, out);
	if (held_is_desk(from) || folder_of(from, folder) != ERR_OK)
		return ERR_IO;
	if (is_folder(folder))
		return take_all(context, held, &truck, now, out);
	return take_file(context, held, &truck, folder, now, out);
}

/* ---- what it takes along ---- */

/* What a folder has under this name, by its own account; the newest of notices. */
static bool has_as_new(struct context *context, const char *path, const char *name, struct span ours)
{
	struct span theirs;
	struct claim old, new;
	int64_t old_at, new_at;
	enum kind kind = is_directory(name) ? KIND_directory : KIND_roster; /* lists and deltas begin as rosters do */
	if (is_notices(name))
		return keep_read(context, path, NOTICE_FILE_MAX, &theirs) == ERR_OK &&
		       noticed_claimed(context, theirs, &old_at) == ERR_OK &&
		       noticed_claimed(context, ours, &new_at) == ERR_OK && old_at >= new_at;
	return keep_head(context, path, CLAIM_HEAD, &theirs) == ERR_OK && claim_read(kind, theirs, &old) == ERR_OK &&
	       claim_read(kind, ours, &new) == ERR_OK && claim_above(&new, old.epoch, old.version) != ERR_OK;
}

static enum err give_one(struct context *context, const char *folder, const char *name, unsigned *written, unsigned *same)
{
	char own[CARRY_NAME + 8], path[PATH_MAX];
	struct span raw;
	snprintf(own, sizeof own, "state/%s", name);
	enum err err = keep_read(context, own, STATUS_MAX, &raw);
	if (err == ERR_NOT_FOUND)
		return ERR_OK;
	if (err == ERR_OK && snprintf(path, sizeof path, "%s/%s", folder, name) >= (int)sizeof path)
		err = ERR_IO;
	if (err != ERR_OK)
		return err;
	if (has_as_new(context, path, name, raw)) {
		++*same;
		return ERR_OK;
	}
	err = keep_write(context, path, raw, false);
	*written += err == ERR_OK;
	return err;
}

/* What did not verify when this home was opened is not handed on. */
static bool is_held(const struct held *held, const char *name)
{
	if (is_directory(name))
		return held->has_directory;
	for (size_t i = 0; i < held->count; i++)
		if (held->holdings[i].roster.body->province == strtoul(strchr(name, '.') + 1, NULL, 10))
			return (name[0] != 's' && name[0] != 'd') || held->holdings[i].status.body != NULL;
	return false;
}

enum err carry_give(struct context *context, const struct held *held, const char *to, unsigned *written, unsigned *same)
{
	char folder[PATH_MAX], **names;
	size_t count;
	*written = *same = 0;
	enum err err = folder_of(to, folder);
	if (err == ERR_OK)
		err = keep_list(context, "state", &names, &count);
	for (size_t i = 0; err == ERR_OK && i < count; i++) {
		const size_t used = context->arena.used;
		if (carry_is_name(names[i]) && is_held(held, names[i]))
			err = give_one(context, folder, names[i], written, same);
		context->arena.used = used;
	}
	return err;
}
