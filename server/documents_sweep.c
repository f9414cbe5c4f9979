/* Rows first, then files: what lies on the shelf and no row names is removed. A file that is being put again meanwhile is
 * touched before its row is written (server/shelf.h), and what was touched within GRACE_S is left alone, so no row ever
 * names a file that is gone. */
#include "server/documents.h"

#include <stdlib.h>
#include <time.h>

#include "server/log.h"
#include "server/shelf.h"
#include "server/store_aside.h"
#include "server/store_document.h"

enum { GRACE_S = 3600, AT_ONCE = 256 };

struct sweep {
	struct app *app;
	int64_t now;
	struct shelf_walk walk;
	hash_t found[AT_ONCE];
	size_t count;
};

static void finish(struct sweep *sweep, enum err err)
{
	if (err != ERR_OK && !sweep->app->stopping)
		log_warn("documents_not_swept", NULL, log_text("error", err_name(err)));
	sweep->app->sweeping = false;
	free(sweep);
}

static void look(enum err err, void *ctx);

/* What nobody wants: moved to the front and counted. */
static enum err ask(struct tx *tx, void *ctx)
{
	struct sweep *sweep = ctx;
	size_t unwanted = 0;
	bool wanted;
	for (size_t i = 0; i < sweep->count; i++) {
		enum err err = store_document_wanted(tx, span_of(sweep->found[i], HASH_LEN), &wanted);
		if (err != ERR_OK)
			return err;
		if (!wanted) {
			hash_t at;
			memcpy(at, sweep->found[unwanted], sizeof at);
			memcpy(sweep->found[unwanted++], sweep->found[i], sizeof at);
			memcpy(sweep->found[i], at, sizeof at);
		}
	}
	sweep->count = unwanted;
	return ERR_OK;
}

static enum err drop(void *ctx)
{
	struct sweep *sweep = ctx;
	enum err err = ERR_OK;
	for (size_t i = 0; err == ERR_OK && i < sweep->count; i++)
		err = shelf_drop(&sweep->app->shelf, sweep->found[i], sweep->now - GRACE_S);
	return err;
}

static void asked(enum err err, void *ctx)
{
	struct sweep *sweep = ctx;
	if (err == ERR_OK && !sweep->app->stopping)
		err = aside_run(sweep->app->aside, drop, sweep, look);
	else if (err == ERR_OK)
		err = ERR_BUSY;
	if (err != ERR_OK)
		finish(sweep, err);
}

static enum err walk(void *ctx)
{
	struct sweep *sweep = ctx;
	return shelf_old(&sweep->app->shelf, sweep->now - GRACE_S, &sweep->walk, sweep->found, AT_ONCE, &sweep->count);
}

static void walked(enum err err, void *ctx)
{
	struct sweep *sweep = ctx;
	if (err == ERR_OK && sweep->count == 0) {
		finish(sweep, ERR_OK); /* the last folder has been seen */
		return;
	}
	if (err == ERR_OK)
		err = sweep->app->stopping
		          ? ERR_BUSY
		          : store_read(sweep->app->store, sweep->app->store_loop, ask, sweep, asked);
	if (err != ERR_OK)
		finish(sweep, err);
}

static void look(enum err err, void *ctx)
{
	struct sweep *sweep = ctx;
	if (err == ERR_OK)
		err = sweep->app->stopping ? ERR_BUSY : aside_run(sweep->app->aside, walk, sweep, walked);
	if (err != ERR_OK)
		finish(sweep, err);
}

static enum err forget(struct tx *tx, void *ctx)
{
	const struct sweep *sweep = ctx;
	return store_document_prune(tx, sweep->now - sweep->app->config->keep_s);
}

void documents_sweep(struct app *app)
{
	struct sweep *sweep = app->sweeping ? NULL : calloc(1, sizeof *sweep);
	if (sweep == NULL)
		return;
	app->sweeping = true;
	sweep->app = app;
	sweep->now = time(NULL);
	enum err err = store_write(app->store, app->store_loop, forget, sweep, look);
	if (err != ERR_OK)
		finish(sweep, err);
}
