/* guosuo checkpoint notices, officer notices, group measures - those that hold or will. */
#include "client/noticed.h"

#include "client/keep.h"
#include "client/key.h"
#include "client/party.h"
#include "client/say.h"
#include "client/sync.h"

enum { LIST_PROVINCE, LIST_ROAD };
static const struct option_row list_options[] = {
    {"province", "PP", "只看一省", "one province alone"},
    {"road", "G3", "只看涉及此路的", "only those about this road"},
    {NULL, NULL, NULL, NULL},
};

/* Who asks, and what this home holds; of somebody who is at a desk, fetched first where it answers. */
struct asker {
	struct membership membership;
	struct held held;
	int64_t now;
};

static struct asker *open_asker(struct context *context, const char *role, bool at_desk)
{
	struct synced counts;
	struct asker *asker = arena_take(&context->arena, sizeof *asker);
	enum err err = asker == NULL ? ERR_MEMORY : keep_lock(context);
	if (err != ERR_OK) {
		say_lock(context, err);
		return NULL;
	}
	asker->now = party_now();
	if (role_read(context, role, &asker->membership) != ERR_OK ||
	    held_open(context, asker->membership.root_set, asker->now, &asker->held) != ERR_OK)
		return NULL;
	const char *server = context->server != NULL ? context->server : asker->membership.server;
	if (at_desk && sync_all(context, &asker->held, server, asker->now, &counts) != ERR_OK)
		say(context, SAY_SYNC_HELD, server);
	return asker;
}

/* province 0: every one that is held. */
static enum exit_code list(struct context *context, const struct asker *asker, const struct noticed_query *wanted)
{
	struct noticed_query queries[PROVINCES_MAX];
	size_t count = 0;
	for (size_t i = 0; i < asker->held.count; i++) {
		uint32_t province = asker->held.holdings[i].roster.body->province;
		if (wanted->place.province != 0 && wanted->place.province != province)
			continue;
		queries[count] = *wanted;
		queries[count++].place.province = province;
	}
	if (count == 0)
		say(context, SAY_NO_ROSTER, wanted->place.province);
	struct sheet sheet = sheet_begin(context, stdout);
	noticed_show(context, &asker->held, queries, count, asker->now, &sheet);
	sheet_end(&sheet);
	return count == 0 ? EXIT_OTHER : EXIT_DONE;
}

static enum exit_code run(struct context *context, const struct args *args, const char *role, bool at_desk,
			  Guosuo__V1__NoticeMatter matter)
{
	char *road = (char *)(uintptr_t)args->value[LIST_ROAD];
	struct noticed_query wanted = {.place = {0, &road, road == NULL ? 0 : 1}, .to = INT64_MAX, .matter = matter};
	if (party_number(context, "province", args->value[LIST_PROVINCE], 11, 82, 0, &wanted.place.province) != ERR_OK)
		return EXIT_USAGE;
	const struct asker *asker = open_asker(context, role, at_desk);
	if (asker == NULL)
		return EXIT_OTHER;
	wanted.from = asker->now;
	if (!at_desk && wanted.place.province == 0)
		wanted.place.province = asker->membership.province;
	return list(context, asker, &wanted);
}

static enum exit_code run_checkpoint(struct context *context, const struct args *args)
{
	return run(context, args, "checkpoint", false, GUOSUO__V1__NOTICE_MATTER__NOTICE_MATTER_UNSPECIFIED);
}

static enum exit_code run_officer(struct context *context, const struct args *args)
{
	return run(context, args, "officer", true, GUOSUO__V1__NOTICE_MATTER__NOTICE_MATTER_UNSPECIFIED);
}

static enum exit_code run_measures(struct context *context, const struct args *args)
{
	return run(context, args, "group", true, GUOSUO__V1__NOTICE_MATTER__SUPPORT_MEASURE);
}

const struct command noticed_commands[] = {
    {"checkpoint", "notices", "", 0, 0, "本省有效的管控通告 (断网可用)", "the province's notices that hold, offline", list_options,
     run_checkpoint},
    {"officer", "notices", "", 0, 0, "各省有效的管控通告和支持措施", "all provinces' notices and support measures", list_options,
     run_officer},
    {"group", "measures", "", 0, 0, "各省已发布的支持措施", "the support measures that provinces have published", list_options,
     run_measures},
    {NULL, NULL, NULL, 0, 0, NULL, NULL, NULL, NULL},
};
