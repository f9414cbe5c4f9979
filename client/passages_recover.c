/* guosuo checkpoint recover - a gate's device was lost, broken or found again: what its log has and the desk
 * has not is sent by the one that replaces it, from the old one's disk or a copy of it, where nothing is
 * written. */
#include <sodium.h>
#include <stdlib.h>

#include "client/gate.h"
#include "client/keep.h"
#include "client/passages_send.h"
#include "client/say.h"

/* The home a person named, as that of another party. */
struct old {
	struct context context; /* with an arena of its own */
	struct party party;     /* its key; membership and desk are this device's */
};

/* Is it a gate's of this province, and another device's than this one? Said. */
static enum err check_old(struct context *context, struct old *old)
{
	struct membership was;
	struct span first;
	uint8_t key[KEY_LEN], own[KEY_LEN];
	const char *folder = old->context.home;
	if (keep_head(&old->context, "role.checkpoint", 1, &first) != ERR_OK ||
	    key_public(&old->context, key) != ERR_OK) {
		say(context, SAY_OLD_NO_GATE, folder);
		return ERR_NOT_FOUND;
	}
	enum err err = role_read(&old->context, "checkpoint", &was);
	if (err != ERR_OK)
		return err;
	if (was.province != old->party.membership.province) {
		say(context, SAY_OLD_PROVINCE, folder, was.province);
		return ERR_SCOPE;
	}
	if (key_public(context, own) == ERR_OK && sodium_memcmp(key, own, KEY_LEN) == 0) {
		say(context, SAY_OLD_SELF, folder);
		return ERR_EXISTS;
	}
	return ERR_OK;
}

static enum err open_key(struct context *context, struct old *old)
{
	if (old->context.passphrase_file == NULL)
		say(context, SAY_OLD_PASSPHRASE);
	enum err err = key_open(&old->context, &old->party.key);
	if (err != ERR_OK)
		say(context, SAY_OLD_KEY_SHUT, old->context.home);
	return err;
}

/* What the old one judged by; what cannot be read of it any more was said, and counts as lacking. */
static int64_t state_of(struct context *old)
{
	const size_t used = old->arena.used;
	const struct gate *gate = gate_resume(old);
	const int64_t at = gate == NULL ? 0 : held_oldest_list(&gate->held);
	old->arena.used = used;
	return at;
}

static enum exit_code recover_from(struct context *context, struct old *old)
{
	if (check_old(context, old) != ERR_OK || open_key(context, old) != ERR_OK)
		return EXIT_OTHER;
	enum exit_code code =
	    passages_send_from(context, &old->context, &old->party, state_of(&old->context));
	party_close(&old->party);
	return code;
}

enum { RECOVER_PASSPHRASE };
static const struct option_row recover_options[] = {{"old-passphrase-file", "FILE",
                                                     "从文件读原设备的密钥口令",
                                                     "read the old device's passphrase from a file"},
                                                    {0}};

static enum exit_code recover(struct context *context, const struct args *args)
{
	struct old old = {.context = *context};
	if (role_read(context, "checkpoint", &old.party.membership) != ERR_OK)
		return EXIT_OTHER;
	old.party.server = context->server != NULL ? context->server : old.party.membership.server;
	old.context.home = keep_path(context, args->argument[0]);
	old.context.passphrase_file = args->value[RECOVER_PASSPHRASE];
	old.context.arena = (struct arena){malloc(CONTEXT_ARENA), CONTEXT_ARENA, 0};
	enum exit_code code = EXIT_OTHER;
	if (old.context.home == NULL || old.context.arena.base == NULL)
		say_err(context, ERR_MEMORY, NULL);
	else
		code = recover_from(context, &old);
	free(old.context.arena.base);
	return code;
}

const struct command passages_recover_commands[] = {
    {"checkpoint", "recover", "FOLDER", 1, 1, "取回原设备未送的过卡记录 (其资料目录或副本)",
     "send what is left of an old device's log: its home, or a copy", recover_options, recover},
    {0}};
