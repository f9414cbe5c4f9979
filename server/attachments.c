#include "server/attachments.h"

#include <sodium.h>
#include <stdio.h>

#include "proto/application.h"
#include "server/document_policy.h"
#include "server/store_document.h"

/* A list of documents, and where in the request it stands. */
struct listed {
	const char *field;
	Guosuo__V1__ApplicationDocument *const *item;
	size_t count;
};

static struct listed of_application(const Guosuo__V1__Application *application)
{
	return (struct listed){"documents", application->documents, application->n_documents};
}

static void document_field(char out[static 64], const struct listed *list, size_t at, const char *name)
{
	char base[48];
	field_index(base, sizeof base, list->field, at);
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

/* The pass has `before` of them, and may have `number`. */
static void check_list(struct call *call, const struct listed *list, size_t before, uint32_t number)
{
	const struct document_policy *policy = call->app->document_policy;
	uint32_t most = document_policy_body(policy)->size_max;
	if (list->count > 0 && before + list->count > number)
		fault_add(&call->faults, RULE_TOO_MANY, list->field, (int64_t)(before + list->count), number);
	for (size_t i = 0; i < list->count; i++) {
		char field[64];
		document_field(field, list, i, "kind");
		if (!document_policy_takes(policy, list->item[i]->kind))
			fault_add(&call->faults, RULE_DOCUMENT_KIND, field, 0, 0);
		document_field(field, list, i, "size");
		if (list->item[i]->size > most)
			fault_add(&call->faults, RULE_TOO_LARGE, field, list->item[i]->size, most);
	}
}

static void check_duty(struct call *call, const Guosuo__V1__Application *application,
                       const Guosuo__V1__DocumentDuty *duty, uint32_t over_limit_class)
{
	bool agent = application->applicant != NULL && application->applicant->agent != NULL;
	if (duty->agent ? !agent : duty->over_limit_class != over_limit_class)
		return;
	for (size_t i = 0; i < duty->n_kinds; i++) {
		char field[64];
		snprintf(field, sizeof field, "documents[kind=%s]", duty->kinds[i]);
		if (!carries(application, duty->kinds[i]))
			fault_add(&call->faults, duty->agent ? RULE_DOCUMENT_AGENT : RULE_DOCUMENT_NEEDED, field,
			          over_limit_class, 0);
	}
}

enum err attachments_due(struct call *call, const Guosuo__V1__Application *application, uint32_t over_limit_class)
{
	const struct listed list = of_application(application);
	const Guosuo__V1__DocumentPolicy *policy = document_policy_body(call->app->document_policy);
	check_list(call, &list, 0, policy->trip_max);
	for (size_t i = 0; i < policy->n_duties; i++)
		check_duty(call, application, policy->duties[i], over_limit_class);
	return call->faults.errors > 0 ? ERR_INPUT : ERR_OK;
}

/* ---- store ---- */

/* hash is the caller's memory, and *out points to it. */
static enum err find(struct tx *tx, struct call *call, const struct listed *list, size_t at,
                     uint8_t hash[static HASH_LEN], struct document_row *out)
{
	const Guosuo__V1__ApplicationDocument *document = list->item[at];
	char field[64];
	document_field(field, list, at, "hash");
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

static enum err held(struct tx *tx, struct call *call, const struct listed *list)
{
	uint8_t hash[HASH_LEN];
	struct document_row row;
	for (size_t i = 0; i < list->count; i++) {
		enum err err = find(tx, call, list, i, hash, &row);
		if (err != ERR_OK && err != ERR_INPUT) /* all that are missing are named at once */
			return err;
	}
	return call->faults.errors > 0 ? ERR_INPUT : ERR_OK;
}

/* From the place after `last` on, for the province; 0: for all. */
static enum err keep(struct tx *tx, struct call *call, const struct listed *list, struct span pass_id, int64_t last,
                     uint32_t province)
{
	uint8_t hash[HASH_LEN];
	struct document_row row;
	enum err err = ERR_OK;
	for (size_t i = 0; err == ERR_OK && i < list->count; i++) {
		err = find(tx, call, list, i, hash, &row);
		if (err == ERR_OK)
			err = store_attachment_put(tx, span_text(call->who.company), pass_id, last + (int64_t)i + 1, province,
			                           &row);
	}
	return err;
}

enum err attachments_held(struct tx *tx, struct call *call, const Guosuo__V1__Application *application)
{
	const struct listed list = of_application(application);
	return held(tx, call, &list);
}

enum err attachments_bind(struct tx *tx, struct call *call, const Guosuo__V1__Application *application,
                          struct span pass_id)
{
	const struct listed list = of_application(application);
	return keep(tx, call, &list, pass_id, 0, 0);
}

enum err attachments_answer(struct tx *tx, struct call *call, const char *field,
                            const Guosuo__V1__ItemAnswer *answer, struct span pass_id, uint32_t province)
{
	const struct listed list = {field, answer->documents, answer->n_documents};
	int64_t last = 0;
	enum err err = store_attachment_last(tx, span_text(call->who.company), pass_id, &last);
	if (err != ERR_OK)
		return err;
	check_list(call, &list, (size_t)last, 2 * document_policy_body(call->app->document_policy)->trip_max);
	application_check_documents(field, list.count, list.item, &call->faults);
	err = call->faults.errors > 0 ? ERR_INPUT : held(tx, call, &list);
	return err == ERR_OK ? keep(tx, call, &list, pass_id, last, province) : err;
}
