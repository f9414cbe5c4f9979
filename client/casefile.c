/* What goes with a pass on paper: documents attached, documents read, statutory acts, the dossier. */
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "client/act.h"
#include "client/bundle.h"
#include "client/document.h"
#include "client/dossier.h"
#include "client/say.h"
#include "proto/body.h"
#include "proto/decision.h"

/* ---- officer ---- */

enum { ATTACH_KIND, ATTACH_NAME };
static const struct option_row attach_options[] = {
    {"kind", "KIND", "附件类别, 见 officer documents", "what it is; officer documents lists the kinds"},
    {"name", "TEXT", "显示名称 (文件名)", "what it is called (the file's name)"},
    {0}};

static enum exit_code attach(struct context *context, const struct args *args)
{
	struct party party;
	Guosuo__V1__ApplicationDocument *line;
	enum exit_code code = EXIT_OTHER;
	if (args->value[ATTACH_KIND] == NULL)
		return party_needs(context, "--kind");
	if (party_open(context, "officer", &party) == ERR_OK &&
	    document_send(context, &party, args->argument[0], args->value[ATTACH_KIND], args->value[ATTACH_NAME], &line) ==
		ERR_OK)
		code = party_print(context, &line->base);
	party_close(&party);
	return code;
}

static void print_policy(const struct context *context, const Guosuo__V1__DocumentPolicy *policy)
{
	for (size_t i = 0; policy != NULL && i < policy->n_kinds; i++)
		fprintf(stderr, "%s  %s\n", policy->kinds[i]->kind,
			context->lang == LANG_ZH ? policy->kinds[i]->zh : policy->kinds[i]->en);
	for (size_t i = 0; policy != NULL && i < policy->n_duties; i++)
		for (size_t k = 0; k < policy->duties[i]->n_kinds; k++)
			say(context, SAY_DOCUMENT_DUTY, policy->duties[i]->over_limit_class, policy->duties[i]->kinds[k]);
}

static void print_document(const struct context *context, const Guosuo__V1__DocumentLine *line)
{
	char hex[2 * HASH_LEN + 1] = "";
	if (line->hash.len == HASH_LEN)
		sodium_bin2hex(hex, sizeof hex, line->hash.data, HASH_LEN);
	printf("%s  %s  %u  %s\n", hex, line->media_type, line->size,
	       line->used ? say_text(context, SAY_DOCUMENT_USED) : say_text(context, SAY_DOCUMENT_WAITS));
}

static enum err print_page(struct context *context, const struct party *party, ProtobufCBinaryData *after)
{
	Guosuo__V1__ListDocumentsRequest request = GUOSUO__V1__LIST_DOCUMENTS_REQUEST__INIT;
	ProtobufCMessage *answer;
	bool first = after->len == 0;
	request.page_size = 100;
	request.after = *after;
	enum err err = party_call(context, party, "Documents/ListDocuments", &request.base,
				  &guosuo__v1__list_documents_response__descriptor, &answer);
	if (err != ERR_OK)
		return err;
	const Guosuo__V1__ListDocumentsResponse *page = (const Guosuo__V1__ListDocumentsResponse *)answer;
	*after = page->next;
	if (context->json)
		return party_print(context, answer) == EXIT_DONE ? ERR_OK : ERR_IO;
	for (size_t i = 0; i < page->n_documents; i++)
		print_document(context, page->documents[i]);
	if (first)
		print_policy(context, page->policy);
	return ERR_OK;
}

static enum exit_code own_documents(struct context *context, const struct args *args)
{
	struct party party;
	ProtobufCBinaryData after = {0, NULL};
	(void)args;
	enum err err = party_open(context, "officer", &party);
	if (err == ERR_OK)
		do
			err = print_page(context, &party, &after);
		while (err == ERR_OK && after.len > 0);
	party_close(&party);
	return err == ERR_OK ? EXIT_DONE : EXIT_OTHER;
}

/* ---- reviewer: documents ---- */

enum { DOCUMENTS_OUT };
static const struct option_row documents_options[] = {
    {"out", "DIR", "取出到此目录", "fetch them into this folder"}, {0}};

static enum err save(struct context *context, const struct desk *desk, const Guosuo__V1__Document *document,
		     const char *folder, const char *name)
{
	char path[4096];
	uint8_t *bytes = NULL;
	enum err err = document_fetch(context, &desk->party, desk->pass_id, document, &bytes);
	if (err != ERR_OK)
		return err;
	snprintf(path, sizeof path, "%s/%s", folder, name);
	err = party_write(context, path, span_of(bytes, document->size), false);
	free(bytes);
	return err;
}

static void list_document(const struct context *context, const Guosuo__V1__Document *document, const char *name)
{
	char hex[2 * HASH_LEN + 1] = "";
	if (document->hash.len == HASH_LEN)
		sodium_bin2hex(hex, sizeof hex, document->hash.data, HASH_LEN);
	if (context->json)
		printf("{\"name\":\"%s\",\"sha256\":\"%s\",\"mediaType\":\"%s\",\"size\":%u}\n", name, hex, document->media_type,
		       document->size);
	else
		printf("%s  %s  %u  %s\n", name, hex, document->size, document->name);
}

/* The annex the trip names tells which they are, not the desk; then what the answers to this province brought. */
static enum exit_code documents_run(struct context *context, const struct args *args, struct desk *desk)
{
	const Guosuo__V1__GetReviewResponse *review = desk->review;
	const Guosuo__V1__Annex *annex;
	struct span packed;
	struct document *list;
	size_t n;
	enum err err = document_annex(context, desk->trip.body, bytes_span(review->annex), review->application, &annex, &packed);
	if (err != ERR_OK)
		return say_err(context, err, say_text(context, SAY_ANNEX_BAD));
	err = document_list(context, review->application, annex, desk->rounds->leg, &list, &n);
	for (size_t i = 0; err == ERR_OK && i < n; i++) {
		if (args->value[DOCUMENTS_OUT] != NULL)
			err = save(context, desk, list[i].document, args->value[DOCUMENTS_OUT], list[i].name);
		if (err == ERR_OK)
			list_document(context, list[i].document, list[i].name);
	}
	return err == ERR_OK ? EXIT_DONE : EXIT_OTHER;
}

static enum exit_code documents(struct context *context, const struct args *args)
{
	return desk_run(context, args, documents_run);
}

/* ---- reviewer: acts ---- */

enum { ACT_KIND, ACT_OUT, ACT_TEXTS };
static const struct option_row act_options[] = {
    {"kind", "KIND", "acceptance 受理, correction 补正, extension 顺延, approval 准予, refusal 不予",
     "acceptance, correction, extension, approval or refusal"},
    {"out", "FILE", "写入此 PDF 文件", "write this PDF file"},
    {"texts", "FILE", "文书用语 (JSON)", "what the acts say (JSON)"},
    {0}};

/* By the issuer, when it sealed the trip. */
static enum err act_of_trip(struct context *context, const struct desk *desk, struct act *act)
{
	struct stand stand;
	size_t entries[SEALS_MAX], persons;
	trust_stand(&desk->held.trust, desk->trip.body->issuer, desk->now, &stand);
	if (stand.roster == NULL)
		return ERR_KEY;
	act->roster = stand.roster;
	act->province = desk->trip.body->issuer;
	act->body = desk->trip.raw;
	act->sealed_at = desk->trip.body->sealed_at;
	const struct sealing sealing = {KIND_trip, NULL, desk->review->trip, act->sealed_at};
	enum err err = body_sealers(&sealing, stand.roster, GUOSUO__V1__ROLE__ROLE_ISSUING, desk->now, &context->arena, entries,
				    &persons);
	if (err != ERR_OK)
		return err;
	act->persons[act->person_count++] = stand.roster->body->entries[entries[0]];
	return ERR_OK;
}

static enum err act_of_leg(struct context *context, const struct desk *desk, struct act *act)
{
	struct leg leg;
	size_t entries[SEALS_MAX], count = 0;
	if (desk->review->sealed == NULL)
		return ERR_NOT_FOUND;
	enum err err = leg_read(desk->review->sealed, &context->arena, &leg);
	if (err == ERR_OK)
		err = leg_verify(desk->review->sealed, &leg, &desk->trip, desk->roster, desk_class(desk), true, desk->now,
				 &context->arena, entries, &count);
	if (err != ERR_OK)
		return err;
	act->leg = leg.body;
	act->conditions = desk->rounds->leg->condition_text;
	act->body = leg.raw;
	act->sealed_at = leg.body->sealed_at;
	for (size_t i = 0; i < count; i++)
		act->persons[act->person_count++] = desk->roster->body->entries[entries[i]];
	return ERR_OK;
}

/* The newest of its kind. */
static enum err act_of_decision(struct context *context, const struct desk *desk, Guosuo__V1__DecisionKind kind,
				struct act *act)
{
	for (size_t i = desk->review->n_decisions; i-- > 0;) {
		const Guosuo__V1__Decision *decision;
		size_t entry;
		enum err err = decision_open(desk->review->decisions[i], &desk->trip, desk->roster, desk->now, &context->arena,
					     &decision, &entry);
		if (err != ERR_OK)
			return err;
		if (decision->kind != kind)
			continue;
		act->decision = decision;
		act->body = bytes_span(desk->review->decisions[i]->body);
		act->sealed_at = decision->sealed_at;
		act->persons[act->person_count++] = desk->roster->body->entries[entry];
		return ERR_OK;
	}
	return ERR_NOT_FOUND;
}

static enum err find_act(struct context *context, const struct desk *desk, struct act *act)
{
	static const Guosuo__V1__DecisionKind kinds[ACT_KINDS] = {
	    [ACT_CORRECTION] = GUOSUO__V1__DECISION_KIND__ASK,
	    [ACT_EXTENSION] = GUOSUO__V1__DECISION_KIND__PAUSE,
	    [ACT_REFUSAL] = GUOSUO__V1__DECISION_KIND__REFUSE,
	};
	if (act->kind == ACT_ACCEPTANCE)
		return act_of_trip(context, desk, act);
	if (act->kind == ACT_APPROVAL)
		return act_of_leg(context, desk, act);
	return act_of_decision(context, desk, kinds[act->kind], act);
}

static enum err write_act(struct context *context, const struct args *args, const struct act *act)
{
	struct span texts = {NULL, 0};
	uint8_t *pdf = NULL;
	size_t n = 0;
	if (args->value[ACT_TEXTS] != NULL && party_read(context, args->value[ACT_TEXTS], PLAN_MAX, &texts) != ERR_OK)
		return ERR_IO;
	enum err err = act_make(context, act, texts, &pdf, &n);
	if (err != ERR_OK)
		say_err(context, err, args->value[ACT_TEXTS] == NULL ? args->value[ACT_OUT] : args->value[ACT_TEXTS]);
	else
		err = party_write(context, args->value[ACT_OUT], span_of(pdf, n), false);
	free(pdf);
	return err;
}

static enum exit_code act_run(struct context *context, const struct args *args, struct desk *desk)
{
	struct act act = {.kind = act_kind_of(args->value[ACT_KIND]),
			  .trip = &desk->trip,
			  .held = &desk->held,
			  .roster = desk->roster,
			  .province = desk->party.membership.province};
	enum err err = find_act(context, desk, &act);
	if (err == ERR_NOT_FOUND || err == ERR_FEW) {
		say(context, SAY_ACT_NONE, args->value[ACT_KIND]);
		return EXIT_OTHER;
	}
	if (err != ERR_OK)
		return say_err(context, err, args->value[ACT_KIND]);
	return write_act(context, args, &act) == ERR_OK ? EXIT_DONE : EXIT_OTHER;
}

static enum exit_code print_act(struct context *context, const struct args *args)
{
	if (args->value[ACT_KIND] == NULL || args->value[ACT_OUT] == NULL)
		return party_needs(context, args->value[ACT_KIND] == NULL ? "--kind" : "--out");
	if (act_kind_of(args->value[ACT_KIND]) == ACT_KINDS) {
		say(context, SAY_ACT_KINDS, args->value[ACT_KIND]);
		return EXIT_USAGE;
	}
	return desk_run(context, args, act_run);
}

/* ---- reviewer: dossier ---- */

enum { DOSSIER_OUT, DOSSIER_CHECK, DOSSIER_ROOTS };
static const struct option_row dossier_options[] = {
    {"out", "DIR|FILE.tar", "案卷写入目录或 tar 文件", "write the dossier to a folder or a tar file"},
    {"check", NULL, "离线核验已导出的案卷", "judge a dossier that was written, offline"},
    {"root-set", "HEX", "根密钥集摘要 (本目录登记时的)", "the root set's hash (the one this home enrolled under)"},
    {0}};

static enum exit_code dossier_run(struct context *context, const struct args *args, struct desk *desk)
{
	struct bundle *bundle = calloc(1, sizeof *bundle);
	const char *out = args->value[DOSSIER_OUT];
	if (bundle == NULL)
		return say_err(context, ERR_MEMORY, NULL);
	enum err err = dossier_make(context, desk, bundle);
	if (err == ERR_OK) {
		err = bundle_write(context, out, bundle, desk->trip.body->sealed_at);
		if (err == ERR_OK)
			say(context, SAY_WROTE, out);
		else
			say_err(context, err, out);
	}
	bundle_free(bundle);
	free(bundle);
	return err == ERR_OK ? EXIT_DONE : EXIT_OTHER;
}

static enum err roots_of(struct context *context, const char *typed, uint8_t out[static HASH_LEN])
{
	struct membership membership;
	size_t n = 0;
	if (typed == NULL) {
		enum err err = role_read(context, "reviewer", &membership);
		if (err == ERR_OK)
			memcpy(out, membership.root_set, HASH_LEN);
		return err;
	}
	if (sodium_hex2bin(out, HASH_LEN, typed, strlen(typed), NULL, &n, NULL) == 0 && n == HASH_LEN)
		return ERR_OK;
	say_err(context, ERR_FORMAT, "--root-set");
	return ERR_FORMAT;
}

static enum exit_code check_dossier(struct context *context, const struct args *args)
{
	uint8_t roots[HASH_LEN];
	struct bundle *bundle = calloc(1, sizeof *bundle);
	enum exit_code code = EXIT_OTHER;
	if (bundle == NULL)
		return say_err(context, ERR_MEMORY, NULL);
	enum err err = roots_of(context, args->value[DOSSIER_ROOTS], roots);
	if (err == ERR_OK) {
		err = bundle_read(context, args->argument[0], bundle);
		code = err == ERR_OK ? dossier_check(context, bundle, roots) : say_err(context, err, args->argument[0]);
	}
	bundle_free(bundle);
	free(bundle);
	return code;
}

static enum exit_code dossier(struct context *context, const struct args *args)
{
	if (args->value[DOSSIER_CHECK] != NULL)
		return check_dossier(context, args);
	if (args->value[DOSSIER_OUT] == NULL)
		return party_needs(context, "--out");
	return desk_run(context, args, dossier_run);
}

const struct command casefile_commands[] = {
    {"officer", "attach", "FILE", 1, 1, "上传附件, 得到申请中要填的一项", "send a document; prints what the application lists",
     attach_options, attach},
    {"officer", "documents", "", 0, 0, "本企业的附件, 本机构接受的类别", "the company's documents, and the kinds this desk takes",
     NULL, own_documents},
    {"reviewer", "documents", "PASS", 1, 1, "列出或取出附件", "list or fetch a pass's documents", documents_options, documents},
    {"reviewer", "act", "PASS", 1, 1, "打印法定文书 (PDF)", "a statutory act to print (PDF)", act_options, print_act},
    {"reviewer", "dossier", "PASS|FILE", 1, 1, "导出或核验案卷", "write a pass's dossier, or judge one", dossier_options,
     dossier},
    {0}};
