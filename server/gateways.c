#include "server/gateways.h"

#include <time.h>

#include "server/auth.h"
#include "server/log.h"
#include "server/store_outbox.h"

enum { GONE_MAX = 64 };

static void receiver_id(const uint8_t key[static KEY_LEN], uint8_t out[static RECEIVER_ID_LEN])
{
	uint8_t id[HASH_LEN];
	key_id(key, id);
	memcpy(out, id, RECEIVER_ID_LEN);
}

static bool is_configured(const struct config *config, struct span id)
{
	uint8_t own[RECEIVER_ID_LEN];
	for (size_t i = 0; i < config->gateway_count; i++) {
		receiver_id(config->gateways[i], own);
		if (span_equal(id, span_of(own, sizeof own)))
			return true;
	}
	return false;
}

/* Read first, then removed: a list ends when its table changes under it. */
static enum err drop_others(struct tx *tx, const struct config *config)
{
	uint8_t gone[GONE_MAX][RECEIVER_ID_LEN];
	size_t count = 0;
	struct row_cursor row;
	struct receiver_row receiver;
	enum err err = store_receiver_list(tx, span_text(""), &row);
	while (err == ERR_OK && count < GONE_MAX && (err = store_next(&row)) == ERR_OK) {
		store_receiver_row(&row, &receiver);
		if (receiver.id.n == RECEIVER_ID_LEN && !is_configured(config, receiver.id))
			memcpy(gone[count++], receiver.id.p, RECEIVER_ID_LEN);
	}
	if (err == ERR_NOT_FOUND)
		err = ERR_OK;
	for (size_t i = 0; err == ERR_OK && i < count; i++)
		err = store_receiver_remove(tx, span_text(""), span_of(gone[i], RECEIVER_ID_LEN));
	return err;
}

static enum err keep(struct tx *tx, const uint8_t key[static KEY_LEN], int64_t now)
{
	uint8_t id[RECEIVER_ID_LEN];
	receiver_id(key, id);
	const struct receiver_row row = {.id = span_of(id, sizeof id), .created = now};
	enum err err = store_receiver_find(tx, row.company, row.id);
	return err == ERR_NOT_FOUND ? store_receiver_put(tx, &row) : err;
}

static enum err set(struct tx *tx, void *ctx)
{
	const struct config *config = ctx;
	enum err err = drop_others(tx, config);
	for (size_t i = 0; err == ERR_OK && i < config->gateway_count; i++)
		err = keep(tx, config->gateways[i], time(NULL));
	return err;
}

static void was_set(enum err err, void *ctx)
{
	(void)ctx;
	if (err != ERR_OK)
		log_error("gateways_not_set", NULL, log_text("error", err_name(err)));
}

enum err gateways_start(struct app *app)
{
	for (size_t i = 0; i < app->config->gateway_count; i++) {
		enum err err =
		    auth_member(app->auth, "", app->config->gateways[i], GUOSUO__V1__ROLE__ROLE_GATEWAY, 0);
		if (err != ERR_OK)
			return err;
	}
	return store_write(app->store, app->store_loop, set, (void *)(uintptr_t)app->config, was_set);
}
