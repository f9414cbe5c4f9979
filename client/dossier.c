#include "client/dossier.h"

#include <jansson.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "client/document.h"
#include "client/keep.h"
#include "client/pages.h"
#include "client/say.h"
#include "guosuo/v1/group.pb-c.h"
#include "proto/body.h"
#include "proto/canon.h"
#include "proto/condition.h"
#include "proto/decision.h"
#include "proto/wire/json.h"

enum { DIRECTORIES_MAX = 64, FORMAT_VERSION = 2 };

#define REVISION_SEALED "revision-%02zu.sealed"
#define REVISION_WORDS "revision-%02zu.txt"

static void hex_of(struct span bytes, char out[static 2 * HASH_LEN + 1])
{
	uint8_t hash[HASH_LEN];
	body_hash(bytes, hash);
	sodium_bin2hex(out, 2 * HASH_LEN + 1, hash, sizeof hash);
}

/* ---- making ---- */

static enum err add_message(struct context *context, struct bundle *bundle, const char *name, const ProtobufCMessage *message)
{
	struct span raw;
	enum err err = canon_pack(message, &context->arena, &raw);
	return err == ERR_OK ? bundle_add(bundle, name, raw) : err;
}

static enum err add_json(struct bundle *bundle, const char *name, const ProtobufCMessage *message)
{
	char *text;
	size_t n;
	enum err err = json_write(message, JSON_FOR_PEOPLE, &text, &n);
	if (err != ERR_OK)
		return err;
	err = bundle_add(bundle, name, span_of(text, n));
	free(text);
	return err;
}

/* The hashes were compared, so this annex and application are the trip's. */
static enum err add_papers(struct context *context, const struct desk *desk, struct bundle *bundle)
{
	const Guosuo__V1__GetReviewResponse *review = desk->review;
	const Guosuo__V1__Annex *annex;
	struct span packed;
	struct document *list = NULL;
	size_t n = 0;
	enum err err = document_annex(context, desk->trip.body, bytes_span(review->annex), review->application, &annex, &packed);
	if (err == ERR_OK)
		err = document_list(context, review->application, annex, desk->rounds->leg, &list, &n);
	if (err == ERR_OK)
		err = bundle_add(bundle, "application.bin", packed);
	if (err == ERR_OK)
		err = add_json(bundle, "application.json", &review->application->base);
	if (err == ERR_OK)
		err = bundle_add(bundle, "annex.bin", bytes_span(review->annex));
	for (size_t i = 0; err == ERR_OK && i < n; i++) {
		char name[DOCUMENT_NAME + 16];
		uint8_t *bytes = NULL;
		snprintf(name, sizeof name, "document-%s", list[i].name);
		err = document_fetch(context, &desk->party, desk->pass_id, list[i].document, &bytes);
		if (err == ERR_OK)
			err = bundle_add(bundle, name, span_of(bytes, list[i].document->size));
		free(bytes);
	}
	return err;
}

static enum err add_acts(struct context *context, const struct desk *desk, struct bundle *bundle)
{
	const Guosuo__V1__GetReviewResponse *review = desk->review;
	enum err err = review->sealed == NULL ? ERR_OK : add_message(context, bundle, "leg.sealed", &review->sealed->base);
	for (size_t i = 0; err == ERR_OK && i < review->n_decisions; i++) {
		char name[64];
		snprintf(name, sizeof name, "decision-%02zu.sealed", i + 1);
		err = add_message(context, bundle, name, &review->decisions[i]->base);
	}
	return err;
}

static enum err add_words(struct bundle *bundle, const char *name, const char *text)
{
	return text[0] == '\0' ? ERR_OK : bundle_add(bundle, name, span_text(text));
}

/* What was approved before for these vehicles is another pass's, and stays in its own dossier. */
static enum err add_rounds(struct context *context, const struct desk *desk, struct bundle *bundle)
{
	Guosuo__V1__GetLegRoundsResponse rounds = *desk->rounds;
	rounds.former = NULL;
	enum err err = add_json(bundle, "rounds.json", &rounds.base);
	if (err == ERR_OK)
		err = add_json(bundle, "leg.json", &desk->review->leg->base);
	if (err == ERR_OK && rounds.leg->standing != NULL)
		err = add_message(context, bundle, "standing.sealed", &rounds.leg->standing->base);
	if (err == ERR_OK)
		err = add_words(bundle, "conditions.txt", rounds.leg->condition_text);
	return err == ERR_OK ? add_words(bundle, "standing.txt", rounds.standing_text) : err;
}

static enum err add_messages(struct context *context, const struct desk *desk, struct bundle *bundle)
{
	Guosuo__V1__ListMessagesRequest request = GUOSUO__V1__LIST_MESSAGES_REQUEST__INIT;
	ProtobufCMessage *answer;
	request.pass_id = desk->pass_id;
	enum err err = pages_call(context, &desk->party, "Group/ListMessages", &request.base,
				  &guosuo__v1__list_messages_response__descriptor, &answer);
	return err == ERR_OK ? add_json(bundle, "messages.json", answer) : err;
}

/* What no longer counts, as it was sealed; when and why it ended stays in the history. */
static enum err add_revisions(struct context *context, const Guosuo__V1__ListHistoryResponse *history, struct bundle *bundle)
{
	enum err err = ERR_OK;
	for (size_t i = 0; err == ERR_OK && i < history->n_revisions; i++) {
		Guosuo__V1__FormerRevision *former = history->revisions[i];
		char name[64], words[64];
		snprintf(name, sizeof name, REVISION_SEALED, i + 1);
		snprintf(words, sizeof words, REVISION_WORDS, i + 1);
		err = former->leg == NULL ? ERR_FORMAT : add_message(context, bundle, name, &former->leg->base);
		if (err == ERR_OK)
			err = add_words(bundle, words, former->condition_text);
		former->leg = NULL;
		former->condition_text = (char *)(uintptr_t)protobuf_c_empty_string;
	}
	return err;
}

static enum err add_history(struct context *context, const struct desk *desk, struct bundle *bundle)
{
	Guosuo__V1__ListHistoryRequest request = GUOSUO__V1__LIST_HISTORY_REQUEST__INIT;
	ProtobufCMessage *answer;
	request.pass_id = desk->pass_id;
	enum err err = party_call(context, &desk->party, "Documents/ListHistory", &request.base,
				  &guosuo__v1__list_history_response__descriptor, &answer);
	if (err == ERR_OK)
		err = add_revisions(context, (const Guosuo__V1__ListHistoryResponse *)answer, bundle);
	return err == ERR_OK ? add_json(bundle, "history.json", answer) : err;
}

static enum err add_state(struct context *context, struct bundle *bundle, const char *kind, const char *number)
{
	char path[64], name[64];
	struct span raw;
	snprintf(path, sizeof path, "state/%s.%s", kind, number);
	snprintf(name, sizeof name, "%s-%s.sealed", kind, number);
	enum err err = keep_read(context, path, ROSTER_MAX, &raw);
	return err == ERR_OK ? bundle_add(bundle, name, raw) : err;
}

static enum err add_roster(struct context *context, struct bundle *bundle, uint32_t province)
{
	char number[16];
	snprintf(number, sizeof number, "%02u", province);
	return add_state(context, bundle, "roster", number);
}

/* Every directory from the first, and the two rosters that the seals are judged by. */
static enum err add_trust(struct context *context, const struct desk *desk, struct bundle *bundle)
{
	enum err err = ERR_OK;
	uint32_t issuer = desk->trip.body->issuer, own = desk->party.membership.province;
	for (uint32_t n = 1; err == ERR_OK && n <= desk->held.directory.body->version; n++) {
		char number[16];
		snprintf(number, sizeof number, "%u", n);
		err = add_state(context, bundle, "directory", number);
	}
	if (err == ERR_OK)
		err = add_roster(context, bundle, issuer);
	if (err == ERR_OK && own != issuer)
		err = add_roster(context, bundle, own);
	return err;
}

static enum err add_manifest(const struct desk *desk, struct bundle *bundle)
{
	char number[PASS_NUMBER_LEN + 1], hex[2 * HASH_LEN + 1];
	json_t *files = json_array();
	pass_number(desk->pass_id.data, number);
	for (size_t i = 0; i < bundle->count; i++) {
		const struct bundle_file *file = &bundle->file[i];
		hex_of(span_of(file->bytes, file->length), hex);
		json_array_append_new(files, json_pack("{s:s, s:I, s:s}", "name", file->name, "size",
						       (json_int_t)file->length, "sha256", hex));
	}
	json_t *root = json_pack("{s:i, s:s, s:i, s:o}", "dossier", FORMAT_VERSION, "number", number, "province",
				 (int)desk->party.membership.province, "files", files);
	char *text = json_dumps(root, JSON_INDENT(1));
	enum err err = text == NULL ? ERR_MEMORY : bundle_add(bundle, "manifest.json", span_text(text));
	free(text);
	json_decref(root);
	return err;
}

enum err dossier_make(struct context *context, const struct desk *desk, struct bundle *out)
{
	enum err err = add_message(context, out, "trip.sealed", &desk->review->trip->base);
	if (err == ERR_OK)
		err = add_papers(context, desk, out);
	if (err == ERR_OK)
		err = add_acts(context, desk, out);
	if (err == ERR_OK)
		err = add_rounds(context, desk, out);
	if (err == ERR_OK)
		err = add_messages(context, desk, out);
	if (err == ERR_OK)
		err = add_history(context, desk, out);
	if (err == ERR_OK)
		err = add_trust(context, desk, out);
	if (err == ERR_OK)
		err = add_manifest(desk, out);
	if (err != ERR_OK)
		say_err(context, err, say_text(context, SAY_DOSSIER_NOT_MADE));
	return err;
}

/* ---- checking ---- */

struct checking {
	struct context *context;
	const struct bundle *bundle;
	const uint8_t *root_set;
	int64_t now;
	uint32_t province; /* as the manifest says; the rosters and seals prove it */
	struct directory directory;
	struct roster issuer, own;
	struct trip trip;
	hash_t known[BUNDLE_FILES]; /* bodies the history may speak of */
	size_t known_count;
	json_t *list;
	bool bad;
};

/* One line, in the order of the checks. */
static bool tell(struct checking *checking, const char *name, enum say what, enum err err)
{
	const struct context *context = checking->context;
	checking->bad |= err != ERR_OK;
	if (context->json)
		json_array_append_new(checking->list, json_pack("{s:s, s:b, s:s}", "name", name, "ok", (int)(err == ERR_OK),
								"result", err_name(err)));
	else
		printf("%s  %s: %s\n", err == ERR_OK ? "[ok]" : "[!!]", name,
		       err == ERR_OK ? say_text(context, what) : err_text(err, context->lang));
	return err == ERR_OK;
}

static void know(struct checking *checking, struct span body)
{
	if (checking->known_count < BUNDLE_FILES)
		body_hash(body, checking->known[checking->known_count++]);
}

static enum err check_entry(struct checking *checking, const json_t *entry, const char **name)
{
	char hex[2 * HASH_LEN + 1];
	const char *listed = json_string_value(json_object_get(entry, "sha256"));
	*name = json_string_value(json_object_get(entry, "name"));
	if (*name == NULL || listed == NULL)
		return *name = "manifest.json", ERR_FORMAT;
	struct span bytes = bundle_get(checking->bundle, *name);
	if (bytes.p == NULL)
		return ERR_NOT_FOUND;
	hex_of(bytes, hex);
	return strcmp(hex, listed) == 0 && json_integer_value(json_object_get(entry, "size")) == (json_int_t)bytes.n ? ERR_OK
														       : ERR_SEAL;
}

static bool listed(const json_t *files, const char *name)
{
	size_t i;
	json_t *entry;
	json_array_foreach(files, i, entry)
	{
		const char *at = json_string_value(json_object_get(entry, "name"));
		if (at != NULL && strcmp(at, name) == 0)
			return true;
	}
	return strcmp(name, "manifest.json") == 0;
}

static void check_hashes(struct checking *checking)
{
	struct span text = bundle_get(checking->bundle, "manifest.json");
	json_t *root = text.p == NULL ? NULL : json_loadb((const char *)text.p, text.n, JSON_REJECT_DUPLICATES, NULL);
	json_t *files = json_object_get(root, "files"), *entry;
	size_t i;
	const char *name;
	bool known = json_integer_value(json_object_get(root, "dossier")) == FORMAT_VERSION && json_array_size(files) > 0;
	if (!known)
		tell(checking, "manifest.json", SAY_HASH_GOOD, text.p == NULL ? ERR_NOT_FOUND : ERR_FORMAT);
	checking->province = (uint32_t)json_integer_value(json_object_get(root, "province"));
	json_array_foreach(files, i, entry)
	{
		enum err err = check_entry(checking, entry, &name);
		tell(checking, name, SAY_HASH_GOOD, err);
	}
	for (size_t k = 0; k < checking->bundle->count; k++)
		if (!listed(files, checking->bundle->file[k].name))
			tell(checking, checking->bundle->file[k].name, SAY_HASH_GOOD, ERR_SURPLUS);
	json_decref(root);
}

static bool check_directories(struct checking *checking)
{
	struct arena *arena = &checking->context->arena;
	enum err err = ERR_NOT_FOUND;
	char name[64] = "directory-1.sealed";
	struct span raw;
	for (uint32_t n = 1; n <= DIRECTORIES_MAX && (raw = bundle_get(checking->bundle, name)).p != NULL; n++) {
		struct directory next;
		err = n == 1 ? directory_open(raw, checking->root_set, arena, &next)
			     : directory_follow(raw, &checking->directory, arena, &next);
		if (err != ERR_OK)
			break;
		checking->directory = next;
		snprintf(name, sizeof name, "directory-%u.sealed", n + 1);
	}
	return tell(checking, "directory", SAY_SEALS_GOOD, err);
}

static bool check_roster(struct checking *checking, uint32_t province, struct roster *out)
{
	char name[32];
	snprintf(name, sizeof name, "roster-%02u.sealed", province);
	struct span raw = bundle_get(checking->bundle, name);
	enum err err = raw.p == NULL ? ERR_NOT_FOUND : roster_open(raw, &checking->directory, &checking->context->arena, out);
	if (err == ERR_OK && out->body->province != province)
		err = ERR_SCOPE;
	return tell(checking, name, SAY_SEALS_GOOD, err);
}

static enum err open_sealed(struct checking *checking, const char *name, const Guosuo__V1__Sealed **out)
{
	ProtobufCMessage *message;
	struct span raw = bundle_get(checking->bundle, name);
	enum err err = raw.p == NULL ? ERR_NOT_FOUND
				     : canon_open(&guosuo__v1__sealed__descriptor, raw, &checking->context->arena, &message);
	if (err == ERR_OK)
		*out = (const Guosuo__V1__Sealed *)message;
	return err;
}

static bool check_trip(struct checking *checking)
{
	struct arena *arena = &checking->context->arena;
	const Guosuo__V1__Sealed *sealed;
	enum err err = open_sealed(checking, "trip.sealed", &sealed);
	if (err == ERR_OK)
		err = trip_read(sealed, arena, &checking->trip);
	if (err != ERR_OK)
		return tell(checking, "trip.sealed", SAY_SEALS_GOOD, err);
	if (!check_roster(checking, checking->trip.body->issuer, &checking->issuer))
		return false;
	err = trip_verify(sealed, &checking->trip, &checking->issuer, &checking->directory, checking->now, arena);
	know(checking, checking->trip.raw);
	return tell(checking, "trip.sealed", SAY_SEALS_GOOD, err);
}

/* The bytes of each listed document must be there under some name. */
static enum err find_bytes(const struct checking *checking, const char *want, uint32_t size)
{
	char hex[2 * HASH_LEN + 1];
	for (size_t i = 0; i < checking->bundle->count; i++) {
		const struct bundle_file *file = &checking->bundle->file[i];
		if (file->length != size)
			continue;
		hex_of(span_of(file->bytes, file->length), hex);
		if (strcmp(hex, want) == 0)
			return ERR_OK;
	}
	return ERR_NOT_FOUND;
}

static enum err find_document(const struct checking *checking, const Guosuo__V1__Document *document)
{
	char want[2 * HASH_LEN + 1];
	if (document->hash.len != HASH_LEN)
		return ERR_FORMAT;
	sodium_bin2hex(want, sizeof want, document->hash.data, HASH_LEN);
	return find_bytes(checking, want, document->size);
}

/* application.json is for people: it must say what application.bin says. */
static enum err check_readable(struct checking *checking, const Guosuo__V1__Application *application)
{
	char *text;
	size_t n;
	enum err err = json_write(&application->base, JSON_FOR_PEOPLE, &text, &n);
	if (err != ERR_OK)
		return err;
	err = span_equal(span_of(text, n), bundle_get(checking->bundle, "application.json")) ? ERR_OK : ERR_SEAL;
	free(text);
	return err;
}

static void check_papers(struct checking *checking)
{
	struct context *context = checking->context;
	struct span raw = bundle_get(checking->bundle, "application.bin"), packed;
	ProtobufCMessage *message;
	const Guosuo__V1__Annex *annex;
	enum err err = raw.p == NULL ? ERR_NOT_FOUND
				     : canon_open(&guosuo__v1__application__descriptor, raw, &context->arena, &message);
	if (!tell(checking, "application.bin", SAY_FORM_GOOD, err))
		return;
	const Guosuo__V1__Application *application = (const Guosuo__V1__Application *)message;
	tell(checking, "application.json", SAY_BELONGS, check_readable(checking, application));
	err = document_annex(context, checking->trip.body, bundle_get(checking->bundle, "annex.bin"), application, &annex,
			     &packed);
	if (!tell(checking, "annex.bin", SAY_BELONGS, err))
		return;
	for (size_t i = 0; i < annex->n_documents; i++)
		tell(checking, annex->documents[i]->name, SAY_BELONGS, find_document(checking, annex->documents[i]));
}

/* The words, when the leg has some, are those whose hash is under its seal; no other words are in the dossier. */
static void check_words(struct checking *checking, const char *name, const Guosuo__V1__Leg *leg)
{
	struct span text = bundle_get(checking->bundle, name);
	if (leg->condition_text_hash.len == 0 && text.p == NULL)
		return;
	tell(checking, name, SAY_BELONGS, text.p == NULL ? ERR_NOT_FOUND : condition_text_is(leg, text) ? ERR_OK : ERR_SEAL);
}

/* former: it no longer counts, perhaps because a key that sealed it was struck off. false: there is no such file. */
static bool check_leg(struct checking *checking, const char *name, const char *words, bool former)
{
	struct arena *arena = &checking->context->arena;
	const Guosuo__V1__Sealed *sealed = NULL;
	struct leg leg;
	enum say what = SAY_SEALS_GOOD;
	enum err err = open_sealed(checking, name, &sealed);
	if (err == ERR_NOT_FOUND)
		return false; /* nobody has sealed yet, or nothing else stands */
	if (err == ERR_OK)
		err = leg_read(sealed, arena, &leg);
	uint32_t claimed = (uint32_t)checking->trip.body->over_limit_class,
		 class = trip_class(checking->trip.body, checking->directory.body->limits);
	class = claimed > class ? claimed : class;
	if (err == ERR_OK)
		err = leg_verify(sealed, &leg, &checking->trip, &checking->own, class, true, checking->now, arena, NULL, NULL);
	if (err == ERR_FEW) {
		what = SAY_SEALS_HALF;
		err = leg_verify(sealed, &leg, &checking->trip, &checking->own, class, false, checking->now, arena, NULL, NULL);
	}
	if (err == ERR_KEY && former) {
		what = SAY_SEALS_STRUCK;
		err = ERR_OK;
	}
	if (!tell(checking, name, what, err))
		return true;
	know(checking, leg.raw);
	check_words(checking, words, leg.body);
	return true;
}

static void check_revisions(struct checking *checking)
{
	bool more = true;
	for (size_t n = 1; more && n <= BUNDLE_FILES; n++) {
		char name[64], words[64];
		snprintf(name, sizeof name, REVISION_SEALED, n);
		snprintf(words, sizeof words, REVISION_WORDS, n);
		more = check_leg(checking, name, words, true);
	}
}

static void check_decisions(struct checking *checking)
{
	for (size_t n = 1; n <= BUNDLE_FILES; n++) {
		char name[64];
		const Guosuo__V1__Sealed *sealed;
		const Guosuo__V1__Decision *decision;
		size_t entry;
		snprintf(name, sizeof name, "decision-%02zu.sealed", n);
		enum err err = open_sealed(checking, name, &sealed);
		if (err == ERR_NOT_FOUND)
			return;
		if (err == ERR_OK)
			err = decision_open(sealed, &checking->trip, &checking->own, checking->now, &checking->context->arena,
					    &decision, &entry);
		tell(checking, name, SAY_SEALS_GOOD, err);
		if (err == ERR_OK)
			know(checking, bytes_span(sealed->body));
	}
}

static bool is_known(const struct checking *checking, struct span hash)
{
	for (size_t i = 0; i < checking->known_count; i++)
		if (span_equal(span_of(checking->known[i], HASH_LEN), hash))
			return true;
	return false;
}

static enum err open_json(struct checking *checking, const char *name, const ProtobufCMessageDescriptor *type,
			  ProtobufCMessage **out)
{
	struct faults faults = {0};
	struct span text = bundle_get(checking->bundle, name);
	return text.p == NULL ? ERR_NOT_FOUND : json_read(type, text, &checking->context->arena, &faults, out);
}

/* An answer replies to a decision that is here, with documents that are here. */
static enum err check_answer(const struct checking *checking, const Guosuo__V1__AnswerView *view)
{
	if (!is_known(checking, bytes_span(view->decision)))
		return ERR_SEAL;
	for (size_t i = 0; view->answer != NULL && i < view->answer->n_documents; i++) {
		const Guosuo__V1__ApplicationDocument *document = view->answer->documents[i];
		if (find_bytes(checking, document->hash, document->size) != ERR_OK)
			return ERR_NOT_FOUND;
	}
	return ERR_OK;
}

static void check_rounds(struct checking *checking)
{
	ProtobufCMessage *message;
	enum err err = open_json(checking, "rounds.json", &guosuo__v1__get_leg_rounds_response__descriptor, &message);
	const Guosuo__V1__LegRounds *leg = err == ERR_OK ? ((const Guosuo__V1__GetLegRoundsResponse *)message)->leg : NULL;
	if (err == ERR_OK && leg == NULL)
		err = ERR_FORMAT;
	for (size_t i = 0; err == ERR_OK && i < leg->n_decisions; i++) {
		uint8_t hash[HASH_LEN];
		body_hash(bytes_span(leg->decisions[i]->body), hash);
		err = is_known(checking, span_of(hash, sizeof hash)) ? ERR_OK : ERR_SEAL;
	}
	for (size_t i = 0; err == ERR_OK && i < leg->n_answers; i++)
		err = check_answer(checking, leg->answers[i]);
	tell(checking, "rounds.json", SAY_BELONGS, err);
}

static void check_history(struct checking *checking)
{
	ProtobufCMessage *message;
	enum err err = open_json(checking, "history.json", &guosuo__v1__list_history_response__descriptor, &message);
	if (err == ERR_OK) {
		const Guosuo__V1__ListHistoryResponse *history = (const Guosuo__V1__ListHistoryResponse *)message;
		for (size_t i = 0; i < history->n_entries; i++)
			if (!is_known(checking, bytes_span(history->entries[i]->object)))
				err = ERR_SEAL;
	}
	tell(checking, "history.json", SAY_BELONGS, err);
}

enum exit_code dossier_check(struct context *context, const struct bundle *bundle, const uint8_t root_set[static HASH_LEN])
{
	struct checking checking = {
	    .context = context, .bundle = bundle, .root_set = root_set, .now = party_now(), .list = json_array()};
	check_hashes(&checking);
	if (check_directories(&checking) && check_trip(&checking)) {
		check_papers(&checking);
		bool own = checking.province != checking.issuer.body->province;
		if (!own)
			checking.own = checking.issuer;
		if (!own || check_roster(&checking, checking.province, &checking.own)) {
			check_leg(&checking, "leg.sealed", "conditions.txt", false);
			check_leg(&checking, "standing.sealed", "standing.txt", false);
			check_revisions(&checking);
			check_decisions(&checking);
			check_rounds(&checking);
		}
	}
	check_history(&checking);
	if (context->json) {
		json_t *root = json_pack("{s:b, s:O}", "ok", (int)!checking.bad, "checks", checking.list);
		json_dumpf(root, stdout, JSON_INDENT(1));
		putchar('\n');
		json_decref(root);
	}
	json_decref(checking.list);
	say(context, checking.bad ? SAY_DOSSIER_BAD : SAY_DOSSIER_GOOD);
	return checking.bad ? EXIT_OTHER : EXIT_DONE;
}
