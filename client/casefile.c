/* What goes with a pass on paper: documents attached, documents read, statutory acts, the dossier. */
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "client/act_source.h"
#include "client/bundle.h"
#include "client/document.h"
#include "client/dossier.h"
#include "client/officer.h"
#include "client/say.h"
#include "proto/body.h"

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

static void print_duty(const struct context *context, const Guosuo__V1__DocumentDuty *duty)
{
	for (size_t i = 0; i < duty->n_kinds; i++)
		if (duty->agent)
			say(context, SAY_DOCUMENT_DUTY_AGENT, duty->kinds[i]);
		else
			say(context, SAY_DOCUMENT_DUTY, duty->over_limit_class, duty->kinds[i]);
}

static void print_policy(const struct context *context, const Guosuo__V1__DocumentPolicy *policy)
{
	for (size_t i = 0; policy != NULL && i < policy->n_kinds; i++)
		fprintf(stderr, "%s  %s\n", policy->kinds[i]->kind,
			context->lang == LANG_ZH ? policy->kinds[i]->zh : policy->kinds[i]->en);
	for (size_t i = 0; policy != NULL && i < policy->n_duties; i++)
		print_duty(context, policy->duties[i]);
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

/* ---- acts ---- */

static const struct option_row act_options[] = {ACT_OPTION_ROWS, {0}};

static enum exit_code act_run(struct context *context, const struct args *args, struct desk *desk)
{
	const struct act_source source = {.trip = &desk->trip,
					  .sealed_trip = desk->review->trip,
					  .held = &desk->held,
					  .roster = desk->roster,
					  .province = desk->party.membership.province,
					  .class = desk_class(desk),
					  .leg = desk->review->sealed,
					  .conditions = desk->rounds->leg->condition_text,
					  .decisions = desk->review->decisions,
					  .n_decisions = desk->review->n_decisions,
					  .now = desk->now};
	return act_source_print(context, args, &source);
}

static enum exit_code print_act(struct context *context, const struct args *args)
{
	enum exit_code code = act_source_asked(context, args);
	return code == EXIT_DONE ? desk_run(context, args, act_run) : code;
}

enum { ACT_LEG = ACT_OPTIONS };
static const struct option_row own_act_options[] = {
    ACT_OPTION_ROWS, {"leg", "N", "第几段 (受理之外必填)", "whose: which leg (all but acceptance need it)"}, {0}};

/* The leg as the pass has it. */
static enum err find_leg(struct context *context, const struct party *party, const uint8_t id[static PASS_ID_LEN],
			 uint32_t ordinal, const Guosuo__V1__Sealed **out)
{
	struct span raw;
	struct leg leg;
	Guosuo__V1__PassFile *file;
	enum err err = officer_file(context, party, id, &raw, &file);
	for (size_t i = 0; err == ERR_OK && i < file->n_legs; i++) {
		err = leg_read(file->legs[i], &context->arena, &leg);
		if (err == ERR_OK && leg.body->ordinal == ordinal)
			*out = file->legs[i];
	}
	return err;
}

/* What the desk has of one province's part: decisions, and the leg where the act is made of that. */
static enum err take_leg(struct context *context, const struct party *party, const uint8_t id[static PASS_ID_LEN],
			 uint32_t ordinal, bool sealed, struct act_source *source)
{
	const Guosuo__V1__GetTripRoundsResponse *rounds;
	enum err err = officer_rounds(context, party, id, &rounds);
	if (err != ERR_OK)
		return err;
	for (size_t i = 0; i < rounds->n_legs; i++)
		if (rounds->legs[i]->ordinal == ordinal) {
			source->province = rounds->legs[i]->province;
			source->decisions = rounds->legs[i]->decisions;
			source->n_decisions = rounds->legs[i]->n_decisions;
			source->conditions = rounds->legs[i]->condition_text;
		}
	source->roster = party_roster(context, source->held, source->province, source->now);
	if (source->roster == NULL)
		return ERR_KEY;
	return sealed ? find_leg(context, party, id, ordinal, &source->leg) : ERR_OK;
}

static enum exit_code own_act(struct context *context, const struct args *args, const struct party *party)
{
	enum act_kind kind = act_kind_of(args->value[ACT_KIND]);
	struct held *held = arena_take(&context->arena, sizeof *held);
	struct trip trip;
	uint8_t id[PASS_ID_LEN];
	uint32_t ordinal;
	struct act_source source = {.trip = &trip, .held = held, .now = party_now()};
	if (held == NULL)
		return say_err(context, ERR_MEMORY, NULL);
	if (officer_pass(context, party, args->argument[0], id) != ERR_OK || party_held(context, party, held) != ERR_OK ||
	    officer_trip(context, party, id, &source.sealed_trip, &trip) != ERR_OK ||
	    party_verify_trip(context, held, source.sealed_trip, &trip, source.now) != ERR_OK ||
	    party_number(context, "leg", args->value[ACT_LEG], 1, (uint32_t)trip.body->n_provinces, 1, &ordinal) != ERR_OK)
		return EXIT_OTHER;
	source.class = held_class(held, trip.body);
	if (kind != ACT_ACCEPTANCE && take_leg(context, party, id, ordinal, kind == ACT_APPROVAL, &source) != ERR_OK)
		return EXIT_OTHER;
	return act_source_print(context, args, &source);
}

static enum exit_code print_own_act(struct context *context, const struct args *args)
{
	enum exit_code code = act_source_asked(context, args);
	if (code != EXIT_DONE)
		return code;
	if (act_kind_of(args->value[ACT_KIND]) != ACT_ACCEPTANCE && args->value[ACT_LEG] == NULL)
		return party_needs(context, "--leg");
	return officer_run(context, args, own_act);
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
    {"officer", "act", "PASS", 1, 1, "打印受到的法定文书 (PDF)", "print an act the company was given (PDF)", own_act_options,
     print_own_act},
    {"reviewer", "documents", "PASS", 1, 1, "列出或取出附件", "list or fetch a pass's documents", documents_options, documents},
    {"reviewer", "act", "PASS", 1, 1, "打印法定文书 (PDF)", "a statutory act to print (PDF)", act_options, print_act},
    {"reviewer", "dossier", "PASS|FILE", 1, 1, "导出或核验案卷", "write a pass's dossier, or judge one", dossier_options,
     dossier},
    {0}};
