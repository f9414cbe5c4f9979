#include "server/anchors.h"

#include <string.h>

#include "proto/canon.h"
#include "server/removed.h"
#include "server/store_request.h"
#include "server/store_trust.h"

static const Guosuo__V1__Sealed *sealed_of(const struct call *call)
{
	/* Both requests have one field of this type. */
	return ((const Guosuo__V1__PutRosterRequest *)(const void *)call->request)->roster;
}

/* The root whose key id the request names. */
static const uint8_t *root_of(const struct call *call, const Guosuo__V1__Directory *directory)
{
	uint8_t id[HASH_LEN];
	for (size_t i = 0; i < directory->n_roots; i++) {
		if (directory->roots[i]->key.len != KEY_LEN)
			continue;
		key_id(directory->roots[i]->key.data, id);
		if (memcmp(id, call->sig.keyid, KEYID_LEN) == 0)
			return directory->roots[i]->key.data;
	}
	return NULL;
}

/* Of the directory in the request: its own seals are checked later, and until then this key has only signed
 * for itself. */
const uint8_t *anchors_root_key(struct call *call)
{
	ProtobufCMessage *directory;
	const Guosuo__V1__Sealed *sealed = sealed_of(call);
	if (sealed == NULL || sealed->body.len > DIRECTORY_MAX ||
	    canon_open(&guosuo__v1__directory__descriptor, field_span(sealed->body), &call->arena,
	               &directory) != ERR_OK)
		return NULL;
	return root_of(call, (const Guosuo__V1__Directory *)directory);
}

const uint8_t *anchors_held_root_key(struct call *call)
{
	const struct directory *directory = held_directory(call->held);
	return directory == NULL ? NULL : root_of(call, directory->body);
}

static enum err pack(struct call *call, const char *field, struct span *out)
{
	const Guosuo__V1__Sealed *sealed = sealed_of(call);
	return sealed == NULL ? call_fault(call, RULE_REQUIRED, field, 0, 0)
	                      : canon_pack(&sealed->base, &call->arena, out);
}

/* One at a time: two files judged by the same holdings could contradict each other, one key listed in two provinces. */
static enum err alone(struct call *call)
{
	if (call->app->opening != NULL)
		return ERR_BUSY;
	call->app->opening = call;
	return ERR_OK;
}

void anchors_open_directory(struct call *call)
{
	struct span raw;
	enum err err = pack(call, "directory", &raw);
	if (err == ERR_OK && !call->app->config->root_set_given) {
		fault_add(&call->faults, RULE_NO_ROOT_SET, "directory", 0, 0);
		err = ERR_STATE;
	}
	if (err == ERR_OK)
		err = alone(call);
	if (err == ERR_OK)
		err = held_open_directory(call->app->held, raw, call->app->config->root_set, &call->file);
	if (err == ERR_STATE && call->faults.count == 0)
		fault_add(&call->faults, RULE_VERSION_MISSING, "directory", 0, 0);
	rpc_go_on(call, err);
}

void anchors_open_roster(struct call *call)
{
	struct span raw;
	enum err err = pack(call, "roster", &raw);
	if (err == ERR_OK)
		err = alone(call);
	if (err == ERR_OK)
		err = held_open_roster(call->app->held, raw, &call->file);
	if (err == ERR_STATE)
		fault_add(&call->faults, RULE_NO_DIRECTORY, "roster", 0, 0);
	rpc_go_on(call, err);
}

static enum err enter(struct tx *tx, struct call *call, enum entry_kind kind, uint32_t province,
                      const uint8_t *hash)
{
	call_reply(call);
	return store_entry_put(tx, kind, province, span_of(hash, HASH_LEN),
	                       span_of(call->who.keyid, KEYID_LEN), call->now);
}

enum err anchors_put_directory(struct tx *tx, struct call *call)
{
	const struct held_file *file = call->file;
	enum err err = store_directory_put(tx, file->directory.body->version, file->raw, call->now);
	return err == ERR_OK ? enter(tx, call, ENTRY_DIRECTORY, 0, file->directory.hash) : err;
}

enum err anchors_put_roster(struct tx *tx, struct call *call)
{
	const struct held_file *file = call->file;
	const Guosuo__V1__Roster *roster = file->roster.body;
	enum err err = removed_by_roster(tx, call, roster);
	if (err == ERR_OK)
		err = store_roster_put(tx, roster->province, roster->epoch, roster->version, file->raw,
		                       call->now);
	return err == ERR_OK ? enter(tx, call, ENTRY_ROSTER, roster->province, file->roster.hash) : err;
}

void anchors_believe(struct call *call)
{
	app_believe(call->app, call->file);
}
