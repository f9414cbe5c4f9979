#include "server/load.h"

#include <event2/event.h>
#include <stdlib.h>
#include <string.h>

#include "server/auth.h"
#include "server/log.h"
#include "server/store_member.h"
#include "server/store_trust.h"

enum what { MEMBER, DIRECTORY, ROSTER };

/* A row of the store, copied: bytes is a key or a file. */
struct found {
	struct found *next;
	enum what what;
	char company[USCC_LEN + 1];
	uint32_t role, device;
	size_t length;
	uint8_t bytes[];
};

struct load {
	struct found *first, **last;
	enum err err;
	bool done;
};

static void forget(struct load *load)
{
	while (load->first != NULL) {
		struct found *gone = load->first;
		load->first = gone->next;
		free(gone);
	}
	load->last = &load->first;
}

static struct found *keep(struct load *load, enum what what, struct span bytes)
{
	struct found *found = calloc(1, sizeof *found + bytes.n);
	if (found == NULL)
		return NULL;
	found->what = what;
	found->length = bytes.n;
	memcpy(found->bytes, bytes.p, bytes.n);
	*load->last = found;
	load->last = &found->next;
	return found;
}

static enum err read_members(struct tx *tx, struct load *load)
{
	struct row_cursor row;
	struct member_row member;
	enum err err = store_member_list_all(tx, &row);
	while (err == ERR_OK && (err = store_next(&row)) == ERR_OK) {
		store_member_row(&row, &member);
		if (member.key.n != KEY_LEN || member.company.n != USCC_LEN)
			return ERR_FORMAT;
		struct found *found = keep(load, MEMBER, member.key);
		if (found == NULL)
			return ERR_MEMORY;
		memcpy(found->company, member.company.p, USCC_LEN);
		found->role = member.role;
		found->device = member.device;
	}
	return err == ERR_NOT_FOUND ? ERR_OK : err;
}

static enum err read_files(struct tx *tx, struct load *load, enum what what)
{
	struct row_cursor row;
	enum err err = what == DIRECTORY ? store_directory_list(tx, &row) : store_roster_list(tx, &row);
	while (err == ERR_OK && (err = store_next(&row)) == ERR_OK)
		if (keep(load, what, row_blob(&row, 1)) == NULL)
			return ERR_MEMORY;
	return err == ERR_NOT_FOUND ? ERR_OK : err;
}

static enum err read_all(struct tx *tx, void *ctx)
{
	struct load *load = ctx;
	forget(load);
	enum err err = read_members(tx, load);
	if (err == ERR_OK)
		err = read_files(tx, load, DIRECTORY);
	return err == ERR_OK ? read_files(tx, load, ROSTER) : err;
}

static void have_read(enum err err, void *ctx)
{
	struct load *load = ctx;
	load->err = err;
	load->done = true;
}

/* They were verified when they came; the root set may have been configured anew since, so they are again. */
static enum err open_file(struct app *app, const struct found *found)
{
	struct held_file *file;
	struct span raw = span_of(found->bytes, found->length);
	enum err err = found->what == DIRECTORY
	                   ? held_open_directory(app->held, raw, app->config->root_set, &file)
	                   : held_open_roster(app->held, raw, &file);
	if (err != ERR_OK)
		return err;
	app_believe(app, file);
	held_file_release(&file);
	return ERR_OK;
}

static enum err take(struct app *app, const struct found *found)
{
	if (found->what == MEMBER)
		return auth_member(app->auth, found->company, found->bytes, found->role, found->device);
	enum err err = open_file(app, found);
	if (err == ERR_OK || found->what == DIRECTORY)
		return err;
	log_warn("roster_left_out", NULL, log_text("error", err_name(err)));
	return ERR_OK;
}

enum err load_store(struct app *app)
{
	struct load load = {0};
	load.last = &load.first;
	enum err err = store_read(app->store, app->store_loop, read_all, &load, have_read);
	while (err == ERR_OK && !load.done)
		if (event_base_loop(app->base, EVLOOP_ONCE) < 0)
			return ERR_INTERNAL;
	if (err == ERR_OK)
		err = load.err;
	for (const struct found *at = load.first; err == ERR_OK && at != NULL; at = at->next)
		err = take(app, at);
	forget(&load);
	return err;
}
