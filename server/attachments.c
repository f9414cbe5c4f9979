#include "server/attachments.h"

#include <sodium.h>
#include <stdio.h>

#include "server/document_policy.h"
#include "server/store_document.h"

static void document_field(char out[static 64], size_t at, const char *name)
{
	char base[32];
	field_index(base, sizeof base, "documents", at);
	field_name(out, 64, base, name);
}

static bool hash_of(const char *hex, uint8_t out[static HASH_LEN])
{
	size_t n = 0;
	return strlen(hex) == 2 * HASH_LEN &&
	       sodium_hex2bin(out, HASH_LEN, hex, 2 * HASH_LEN, NULL, &n, NULL) == 0 && n == HASH_LEN;
}

/* ---- annex ---- */

static Guosuo__V1__Document *annex_line(struct call *call, const Guosuo__V1__ApplicationDocument *document)
{
	uint8_t hash[HASH_LEN];
	Guosuo__V1__Document *out = call_make(call, &guosuo__v1__document__descriptor);
	if (out == NULL)
		return NULL;
	if (hash_of(document->hash, hash))
		out->hash = call_bytes(call, span_of(hash, sizeof hash));
	out->name = document->name;
	out->media_type = document->media_type;
	out->size = document->size;
	return out;
}

enum err attachments_annex(struct call *call, const Guosuo__V1__Application *application, Guosuo__V1__Annex *annex)
{
	annex->documents = call_take(call, application->n_documents * sizeof(void *));
	if (annex->documents == NULL)
		return ERR_MEMORY;
	for (size_t i = 0; i < application->n_documents; i++) {
		annex->documents[i] = annex_line(call, application->documents[i]);
		if (annex->documents[i] == NULL)
			return ERR_MEMORY;
		annex->n_documents++;
	}
	return ERR_OK;
}

/* ---- policy ---- */

static bool carries(const Guosuo__V1__Application *application, const char *kind)
{
	for (size_t i = 0; i < application->n_documents; i++)
		if (strcmp(application->documents[i]->kind, kind) == 0)
			return true;
	return false;
}

static void check_kinds(struct call *call, const Guosuo__V1__Application *application,
                        const struct document_policy *policy)
{
	uint32_t most = document_policy_body(policy)->size_max;
	for (size_t i = 0; i < application->n_documents; i++) {
		const Guosuo__V1__ApplicationDocument *document = application->documents[i];
		char field[64];
		document_field(field, i, "kind");
		if (!document_policy_takes(policy, document->kind))
			fault_add(&call->faults, RULE_DOCUMENT_KIND, field, 0, 0);
		document_field(field, i, "size");
		if (document->size > most)
			fault_add(&call->faults, RULE_TOO_LARGE, field, document->size, most);
	}
}

enum err attachments_due(struct call *call, const Guosuo__V1__Application *application, uint32_t over_limit_class)
{
	const struct document_policy *policy = call->app->document_policy;
	const Guosuo__V1__DocumentDuty *duty = document_policy_duty(policy, over_limit_class);
	uint32_t most = document_policy_body(policy)->trip_max;
	if (application->n_documents > most)
		fault_add(&call->faults, RULE_TOO_MANY, "documents", (int64_t)application->n_documents, most);
	check_kinds(call, application, policy);
	for (size_t i = 0; duty != NULL && i < duty->n_kinds; i++) {
		char field[64];
		snprintf(field, sizeof field, "documents[kind=%s]", duty->kinds[i]);
		if (!carries(application, duty->kinds[i]))
			fault_add(&call->faults, RULE_DOCUMENT_NEEDED, field, over_limit_class, 0);
	}
	return call->faults.errors > 0 ? ERR_INPUT : ERR_OK;
}

/* ---- store ---- */

/* hash is the caller's memory, and *out points to it. */
static enum err find(struct tx *tx, struct call *call, const Guosuo__V1__ApplicationDocument *document, size_t at,
                     uint8_t hash[static HASH_LEN], struct document_row *out)
{
	char field[64];
	document_field(field, at, "hash");
	if (!hash_of(document->hash, hash))
		return call_fault(call, RULE_HEX_FORM, field, 0, 2 * HASH_LEN);
	enum err err = store_document_get(tx, span_text(call->who.company), span_of(hash, HASH_LEN), out);
	if (err == ERR_NOT_FOUND)
		return call_fault(call, RULE_DOCUMENT_UNHELD, field, 0, 0);
	if (err == ERR_OK && (out->size != document->size || !span_equal(out->media_type, span_text(document->media_type))))
		return call_fault(call, RULE_DOCUMENT_DIFFERS, field, document->size, out->size);
	out->hash = span_of(hash, HASH_LEN);
	out->kind = span_text(document->kind);
	out->name = span_text(document->name);
	return err;
}

enum err attachments_held(struct tx *tx, struct call *call, const Guosuo__V1__Application *application)
{
	uint8_t hash[HASH_LEN];
	struct document_row row;
	for (size_t i = 0; i < application->n_documents; i++) {
		enum err err = find(tx, call, application->documents[i], i, hash, &row);
		if (err != ERR_OK && err != ERR_INPUT) /* all that are missing are named at once */
			return err;
	}
	return call->faults.errors > 0 ? ERR_INPUT : ERR_OK;
}

enum err attachments_bind(struct tx *tx, struct call *call, const Guosuo__V1__Application *application,
                          struct span pass_id)
{
	uint8_t hash[HASH_LEN];
	struct document_row row;
	enum err err = ERR_OK;
	for (size_t i = 0; err == ERR_OK && i < application->n_documents; i++) {
		err = find(tx, call, application->documents[i], i, hash, &row);
		if (err == ERR_OK)
			err = store_attachment_put(tx, span_text(call->who.company), pass_id, (int64_t)i + 1, &row);
	}
	return err;
}
