/* guosuo officer members, remove - who belongs to the company, and who no longer. */
#include "client/bar.h"
#include "client/officer.h"
#include "client/render.h"
#include "proto/body.h"

static const char *member_word(const Guosuo__V1__Driver *member)
{
	if (!member->officer)
		return "driver";
	return member->device == GUOSUO__V1__DEVICE_KIND__PAPER ? "recovery" : "officer";
}

static void hex_of(ProtobufCBinaryData key, char out[static 17])
{
	out[0] = '\0';
	if (key.len == KEY_LEN)
		key_hex(key.data, out);
}

static void print_removed(const struct context *context, const Guosuo__V1__RemovedMember *removed)
{
	const struct held none = {0};
	char hex[17], when[RENDER_TIME];
	hex_of(removed->key, hex);
	render_time(&none, removed->removed_at, when);
	printf("%s  %s  %s  %s %s: %s\n", hex, removed->officer ? "officer" : "driver", removed->name,
	       context->lang == LANG_ZH ? "已移除" : "removed", when, removed->reason);
}

static enum exit_code members(struct context *context, const struct args *args, const struct party *party)
{
	const Guosuo__V1__ListMembersResponse *list;
	(void)args;
	if (officer_list_members(context, party, &list) != ERR_OK)
		return EXIT_OTHER;
	if (context->json)
		return party_print(context, &list->base);
	for (size_t i = 0; i < list->n_members; i++) {
		char hex[17];
		hex_of(list->members[i]->key, hex);
		printf("%s  %s  %s\n", hex, member_word(list->members[i]), list->members[i]->name);
	}
	for (size_t i = 0; i < list->n_removed; i++)
		print_removed(context, list->removed[i]);
	return EXIT_DONE;
}

static enum exit_code run_members(struct context *context, const struct args *args)
{
	return officer_run(context, args, members);
}

enum { REMOVE_REASON };
static const struct option_row remove_options[] = {{"reason", "R", "移除原因", "why"}, {0}};

static const Guosuo__V1__Driver *find(const Guosuo__V1__ListMembersResponse *list, const char *typed)
{
	for (size_t i = 0; i < list->n_members; i++) {
		char hex[17];
		hex_of(list->members[i]->key, hex);
		if (hex[0] != '\0' && span_equal(span_text(hex), span_text(typed)))
			return list->members[i];
	}
	return NULL;
}

static enum exit_code remove_member(struct context *context, const struct args *args, const struct party *party)
{
	Guosuo__V1__RemoveMemberRequest request = GUOSUO__V1__REMOVE_MEMBER_REQUEST__INIT;
	const Guosuo__V1__ListMembersResponse *list;
	ProtobufCMessage *answer;
	if (officer_list_members(context, party, &list) != ERR_OK)
		return EXIT_OTHER;
	const Guosuo__V1__Driver *member = find(list, args->argument[0]);
	if (member == NULL) {
		say(context, SAY_MEMBER_UNKNOWN, args->argument[0]);
		return EXIT_OTHER;
	}
	request.key = member->key;
	request.reason = arena_text(&context->arena, span_text(args->value[REMOVE_REASON]));
	if (request.reason == NULL)
		return say_err(context, ERR_MEMORY, NULL);
	if (party_call(context, party, "Desk/RemoveMember", &request.base, &guosuo__v1__remove_member_response__descriptor,
		       &answer) != ERR_OK)
		return EXIT_OTHER;
	say(context, SAY_MEMBER_REMOVED, member->name);
	return member->officer ? bar_removed(context, party, &(unsigned){0})
	       : context->json ? party_print(context, answer)
			       : EXIT_DONE;
}

static enum exit_code run_remove(struct context *context, const struct args *args)
{
	if (args->value[REMOVE_REASON] == NULL)
		return party_needs(context, "--reason");
	return officer_run(context, args, remove_member);
}

const struct command member_commands[] = {
    {"officer", "members", "", 0, 0, "本企业的经办人和驾驶员", "the company's officers and drivers", NULL, run_members},
    {"officer", "remove", "KEYID", 1, 1, "移除遗失或离岗者的身份", "remove a key that is lost or whose holder has left",
     remove_options, run_remove},
    {0}};
