#include "client/posts.h"

#include <sodium.h>

#include "client/render.h"
#include "client/say.h"
#include "client/thread.h"
#include "guosuo/v1/group.pb-c.h"
#include "proto/body.h"
#include "proto/civil.h"
#include "proto/identity.h"
#include "proto/passage.h"

enum { HOUR_S = 3600, SILENT_H = 24, SILENT_MAX_H = 24 * 366, CHECKPOINTS_MAX = 4096 };

struct listing {
	struct context *context;
	const struct party *party;
	const struct held *held;
	int64_t now;
	uint32_t silent_h;
	json_t *all; /* --json */
	unsigned silent;
	uint32_t *heard, *known; /* checkpoints of the province at hand: heard from lately; ever */
	size_t count, known_count;
};

/* ---- a line ---- */

static const char *place_of(const struct listing *listing, uint32_t province, uint32_t checkpoint)
{
	struct stand stand;
	trust_stand(&listing->held->trust, province, listing->now, &stand);
	const Guosuo__V1__Site *site = stand.roster == NULL ? NULL : roster_checkpoint(stand.roster, checkpoint);
	return site == NULL ? "" : site->name;
}

static void print_head(const struct listing *listing, uint32_t province, uint32_t checkpoint)
{
	const char *name = province_name(province, listing->context->lang);
	printf("%s  %u %s  ", name == NULL ? "?" : name, checkpoint, place_of(listing, province, checkpoint));
}

static const char *ago(const struct listing *listing, int64_t at, char out[static RENDER_AGE])
{
	render_age(listing->context, trust_age(at, listing->now), out);
	return out;
}

static void print_reset(const struct listing *listing, const Guosuo__V1__Post *post)
{
	char age[RENDER_AGE], why[PASSAGE_NOTE_MAX + 1];
	snprintf(why, sizeof why, "%s", post->reset_reason);
	sheet_clean(why, false);
	printf(listing->context->lang == LANG_ZH ? "  警报: 时间下限重置 %u 次, 最近 %s前, 值班 %u: %s"
	                                         : "  ALARM: ratchet reset %u times, last %s ago by duty %u: %s",
	       post->resets, ago(listing, post->reset_at, age), post->reset_duty, why);
}

static void print_post(const struct listing *listing, const Guosuo__V1__Post *post, bool silent)
{
	bool zh = listing->context->lang == LANG_ZH;
	char age[RENDER_AGE];
	print_head(listing, post->province, post->checkpoint);
	printf(zh ? "%s前联络%s" : "heard %s ago%s", ago(listing, post->heard, age), !silent ? "" : zh ? " (失联)" : " (SILENT)");
	if (post->state_at == 0)
		fputs(zh ? "  数据不全" : "  lacks a list", stdout);
	else
		printf(zh ? "  数据 %s前" : "  lists %s old", ago(listing, post->state_at, age));
	printf(zh ? "  24 小时过卡 %u, 放行 %u" : "  %u passages in 24 h, %u let pass", post->passages, post->passed);
	if (post->nil_at != 0)
		printf(zh ? "  零报告 %s前" : "  nil report %s ago", ago(listing, post->nil_at, age));
	if (post->forks != 0)
		printf(zh ? "  警报: %u 条记录与已有记录不符" : "  ALARM: %u records stand against others", post->forks);
	if (post->missing != 0)
		printf(zh ? "  警报: 缺 %u 条记录" : "  ALARM: %u records are missing", post->missing);
	if (post->resets != 0)
		print_reset(listing, post);
	putchar('\n');
}

static void print_never(const struct listing *listing, uint32_t province, uint32_t checkpoint)
{
	print_head(listing, province, checkpoint);
	puts(listing->context->lang == LANG_ZH ? "从未联络 (失联)" : "never heard from (SILENT)");
}

static json_t *post_json(const Guosuo__V1__Post *post, bool silent)
{
	char device[2 * KEYID_LEN + 1] = "";
	if (post->device.len == KEYID_LEN)
		sodium_bin2hex(device, sizeof device, post->device.data, KEYID_LEN);
	return json_pack("{s:i, s:I, s:s, s:I, s:I, s:I, s:I, s:I, s:I, s:I, s:I, s:I, s:I, s:I, s:I, s:s, s:b}", "province", (int)post->province,
	                 "checkpoint", (json_int_t)post->checkpoint, "device", device, "heard", (json_int_t)post->heard,
	                 "sequence", (json_int_t)post->sequence, "at", (json_int_t)post->at, "state_at",
	                 (json_int_t)post->state_at, "nil_at", (json_int_t)post->nil_at, "forks", (json_int_t)post->forks,
	                 "missing", (json_int_t)post->missing, "passages", (json_int_t)post->passages, "passed", (json_int_t)post->passed,
	                 "resets", (json_int_t)post->resets, "reset_at", (json_int_t)post->reset_at, "reset_duty",
	                 (json_int_t)post->reset_duty, "reset_reason", post->reset_reason, "silent", (int)silent);
}

/* ---- a province ---- */

static void add_post(struct listing *listing, const Guosuo__V1__Post *post)
{
	bool silent = listing->now - post->heard > (int64_t)listing->silent_h * HOUR_S;
	if (!silent && listing->count < CHECKPOINTS_MAX)
		listing->heard[listing->count++] = post->checkpoint;
	if (listing->known_count < CHECKPOINTS_MAX)
		listing->known[listing->known_count++] = post->checkpoint;
	if (listing->context->json)
		json_array_append_new(listing->all, post_json(post, silent));
	else
		print_post(listing, post, silent);
}

static bool is_among(const uint32_t *list, size_t count, uint32_t checkpoint)
{
	for (size_t i = 0; i < count; i++)
		if (list[i] == checkpoint)
			return true;
	return false;
}

static void add_never(struct listing *listing, uint32_t province, uint32_t checkpoint)
{
	Guosuo__V1__Post never = GUOSUO__V1__POST__INIT;
	never.province = province, never.checkpoint = checkpoint;
	if (listing->context->json)
		json_array_append_new(listing->all, post_json(&never, true));
	else
		print_never(listing, province, checkpoint);
}

/* Checkpoints of the roster, each once: one is silent when none of its devices was heard from lately. */
static void count_silent(struct listing *listing, const struct roster *roster)
{
	for (size_t i = 0; i < roster->body->n_entries; i++) {
		const Guosuo__V1__RosterEntry *entry = roster->body->entries[i];
		if (!roster_checkpoint_first(roster, i) || entry->not_after < listing->now ||
		    is_among(listing->heard, listing->count, entry->checkpoint))
			continue;
		listing->silent++;
		if (!is_among(listing->known, listing->known_count, entry->checkpoint))
			add_never(listing, roster->body->province, entry->checkpoint);
	}
}

static enum err add_province(struct listing *listing, const struct roster *roster)
{
	Guosuo__V1__ListPostsRequest request = GUOSUO__V1__LIST_POSTS_REQUEST__INIT;
	const Guosuo__V1__ListPostsResponse *page;
	request.province = roster->body->province;
	listing->count = listing->known_count = 0;
	do {
		ProtobufCMessage *answer;
		enum err err = party_call(listing->context, listing->party, "Group/ListPosts", &request.base,
		                          &guosuo__v1__list_posts_response__descriptor, &answer);
		if (err != ERR_OK)
			return err;
		page = (const Guosuo__V1__ListPostsResponse *)answer;
		for (size_t i = 0; i < page->n_posts; i++)
			add_post(listing, page->posts[i]);
		if (page->n_posts > 0) {
			request.after_checkpoint = page->posts[page->n_posts - 1]->checkpoint;
			request.after_device = page->posts[page->n_posts - 1]->device;
		}
	} while (page->more && page->n_posts > 0);
	count_silent(listing, roster);
	return ERR_OK;
}

enum exit_code posts_list(struct context *context, const struct args *args, const struct party *party)
{
	struct listing listing = {.context = context, .party = party, .now = party_now()};
	struct held *held;
	uint32_t province;
	if (party_number(context, "province", args->value[POSTS_PROVINCE], 11, 82, 0, &province) != ERR_OK ||
	    party_number(context, "silent", args->value[POSTS_SILENT], 1, SILENT_MAX_H, SILENT_H, &listing.silent_h) != ERR_OK)
		return EXIT_USAGE;
	if (thread_held(context, party, &held) != ERR_OK)
		return EXIT_OTHER;
	listing.held = held;
	listing.heard = arena_take(&context->arena, CHECKPOINTS_MAX * sizeof *listing.heard);
	listing.known = arena_take(&context->arena, CHECKPOINTS_MAX * sizeof *listing.known);
	listing.all = json_array();
	enum err err = listing.heard == NULL || listing.known == NULL || listing.all == NULL ? ERR_MEMORY : ERR_OK;
	for (size_t i = 0; err == ERR_OK && i < held->count; i++)
		if (province == 0 || held->holdings[i].roster.body->province == province)
			err = add_province(&listing, &held->holdings[i].roster);
	if (err == ERR_OK && context->json) {
		json_dumpf(listing.all, stdout, JSON_INDENT(1) | JSON_ENSURE_ASCII);
		putchar('\n');
	} else if (err == ERR_OK) {
		say(context, SAY_POSTS_SILENT, listing.silent);
	}
	json_decref(listing.all);
	return err == ERR_OK ? EXIT_DONE : EXIT_OTHER;
}
