#include "client/lapses.h"

#include "client/pages.h"
#include "client/render.h"
#include "client/say.h"
#include "client/thread.h"
#include "guosuo/v1/group.pb-c.h"
#include "proto/identity.h"

/* By LapseWhat: what had been; by LapseWhy: what says so. The first of each: the desk did not write it down. */
static const char *const whats[][2] = {{"已撤销", "taken back"},
                                       {"通行证已撤销", "the pass was revoked"},
                                       {"省段许可已撤销", "the leg was revoked"},
                                       {"派车单已被替代", "the assignment was replaced"},
                                       {"签发派车单的经办人已被停用", "the officer who assigned was barred"}};
static const char *const whys[][2] = {{"", ""},
                                      {"按查验点自己的时间", "by the gate's own time"},
                                      {"查验点当时已核出", "the gate's device had found it"},
                                      {"查验点时钟有误, 其名单已更新", "the gate's clock was wrong, and its lists were newer"}};
#define TEXT(texts, number) \
	((texts)[(size_t)(number) < sizeof(texts) / sizeof(texts)[0] ? (size_t)(number) : 0][context->lang == LANG_EN])

static void print_lapse(const struct context *context, const struct held *held, const Guosuo__V1__Lapse *lapse)
{
	char at[RENDER_TIME], revoked[RENDER_TIME], number[PASS_NUMBER_LEN + 1] = "?";
	const char *name = province_name(lapse->province, context->lang);
	const bool zh = context->lang == LANG_ZH;
	render_time(held, lapse->at, at);
	render_time(held, lapse->revoked_at, revoked);
	if (lapse->pass_id.len >= PASS_NUMBER_BYTES)
		pass_number(lapse->pass_id.data, number);
	printf(zh ? "%s  %s  %u  %s  %s  放行 (核验结果 %s, 值班 %u), %s 起%s (%s)\n"
	          : "%s  %s  %u  %s  %s  let pass (%s, duty %u), taken back at %s: %s (%s)\n",
	       at, name == NULL ? "?" : name, lapse->checkpoint, number, lapse->plate,
	       lapse->verdict == 0 ? "-" : word_text((enum word)lapse->verdict, context->lang), lapse->duty, revoked,
	       TEXT(whats, lapse->what), TEXT(whys, lapse->why));
}

static enum err add_province(struct context *context, const struct party *party, uint32_t province,
			     Guosuo__V1__ListLapsesResponse **out)
{
	Guosuo__V1__ListLapsesRequest request = GUOSUO__V1__LIST_LAPSES_REQUEST__INIT;
	ProtobufCMessage *answer;
	request.province = province;
	enum err err = pages_call(context, party, "Group/ListLapses", &request.base,
				  &guosuo__v1__list_lapses_response__descriptor, &answer);
	if (err == ERR_OK)
		*out = (Guosuo__V1__ListLapsesResponse *)answer;
	return err;
}

enum exit_code lapses_list(struct context *context, const struct args *args, const struct party *party)
{
	struct held *held;
	uint32_t province;
	size_t count = 0;
	if (party_number(context, "province", args->value[LAPSES_PROVINCE], 11, 82, 0, &province) != ERR_OK)
		return EXIT_USAGE;
	if (thread_held(context, party, &held) != ERR_OK)
		return EXIT_OTHER;
	for (size_t i = 0; i < held->count; i++) {
		Guosuo__V1__ListLapsesResponse *list;
		const uint32_t here = held->holdings[i].roster.body->province;
		if (province != 0 && here != province)
			continue;
		if (add_province(context, party, here, &list) != ERR_OK)
			return EXIT_OTHER;
		count += list->n_lapses;
		if (context->json && party_print(context, &list->base) != EXIT_DONE)
			return EXIT_OTHER;
		for (size_t k = 0; !context->json && k < list->n_lapses; k++)
			print_lapse(context, held, list->lapses[k]);
	}
	say(context, SAY_LAPSES, (unsigned)count);
	return EXIT_DONE;
}
