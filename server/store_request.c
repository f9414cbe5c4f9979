#include "server/store_request.h"

#include <sodium.h>
#include <string.h>
#include <time.h>

enum err store_request_find(struct tx *tx, struct span keyid, struct span nonce, struct span *digest,
                            struct span *answer)
{
	static const struct statement find = {
	    "SELECT digest, answer FROM request WHERE keyid = $1 AND nonce = $2", "bb"};
	struct row_cursor row;
	enum err err =
	    store_one(tx, &find, (const struct value[]){value_blob(keyid), value_blob(nonce)}, 2, &row);
	if (err != ERR_OK)
		return err;
	*digest = row_blob(&row, 0);
	*answer = row_blob(&row, 1);
	return ERR_OK;
}

enum err store_request_put(struct tx *tx, struct span keyid, struct span nonce, struct span digest,
                           struct span answer, int64_t created)
{
	static const struct statement put = {
	    "INSERT INTO request (keyid, nonce, digest, answer, created) VALUES ($1, $2, $3, $4, $5)",
	    "bbbbi"};
	const struct value params[] = {value_blob(keyid), value_blob(nonce), value_blob(digest),
	                               value_blob(answer), value_int(created)};
	return store_run(tx, &put, params, 5);
}

enum err store_request_prune(struct tx *tx, int64_t before)
{
	static const struct statement prune = {"DELETE FROM request WHERE created < $1", "i"};
	return store_run(tx, &prune, (const struct value[]){value_int(before)}, 1);
}

#define NS UINT64_C(1000000000)

static void put_time(uint64_t ns, uint8_t id[static STORE_ID_LEN])
{
	for (size_t i = 0; i < 8; i++)
		id[i] = (uint8_t)(ns >> (56 - 8 * i));
}

void store_id(uint8_t id[static STORE_ID_LEN])
{
	struct timespec now;
	clock_gettime(CLOCK_REALTIME, &now);
	put_time((uint64_t)now.tv_sec * NS + (uint64_t)now.tv_nsec, id);
	randombytes_buf(id + 8, STORE_ID_LEN - 8);
}

void store_id_from(int64_t when, uint8_t id[static STORE_ID_LEN])
{
	memset(id, 0, STORE_ID_LEN);
	put_time((uint64_t)when * NS, id);
}

enum err store_entry_put(struct tx *tx, enum entry_kind kind, uint32_t province, struct span object,
                         struct span actor, int64_t created)
{
	static const struct statement put = {
	    "INSERT INTO entry (id, created, kind, province, object, actor) VALUES ($1, $2, $3, $4, $5, $6)",
	    "biiibb"};
	uint8_t id[STORE_ID_LEN];
	store_id(id);
	const struct value params[] = {value_blob(span_of(id, sizeof id)),
	                               value_int(created),
	                               value_int(kind),
	                               value_int(province),
	                               value_blob(object),
	                               value_blob(actor)};
	return store_run(tx, &put, params, 6);
}
