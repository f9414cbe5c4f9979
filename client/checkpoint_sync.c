/* guosuo checkpoint - the gate and its desk: it enrols, and takes newer state and sends its log when there is a network. */
#include "client/enrol.h"
#include "client/gate.h"
#include "client/listed_sync.h"
#include "client/passages_send.h"
#include "client/say.h"
#include "client/sync.h"

static enum exit_code enrol(struct context *context, const struct args *args)
{
	return enrol_run(context, args, GUOSUO__V1__ROLE__ROLE_CHECKPOINT);
}

/* What the desk takes from this device, and gives to it alone. A desk that did not take the log is not asked again. */
static enum exit_code sync_desk(struct context *context, int64_t state_at)
{
	struct party party;
	enum exit_code code = EXIT_OTHER;
	const size_t used = context->arena.used;
	if (party_resume(context, "checkpoint", &party) == ERR_OK) {
		code = passages_send(context, &party, state_at);
		context->arena.used = used;
		if (code == EXIT_DONE && listed_sync(context, &party) != ERR_OK)
			code = EXIT_OTHER;
	}
	party_close(&party);
	return code;
}

/* The log goes to the desk whatever came of the state files: one that is refused keeps no passage back. The home is not locked, so
 * that the gate goes on judging and recording. */
static enum exit_code sync_state(struct context *context, const struct args *args)
{
	const size_t used = context->arena.used;
	const struct gate *gate = gate_resume(context);
	if (gate == NULL)
		return EXIT_OTHER;
	const struct membership membership = gate->membership;
	const int64_t state_at = held_oldest_list(&gate->held);
	context->arena.used = used;
	const enum exit_code code = sync_as(context, args, &membership);
	context->arena.used = used;
	if (args->count > 0) {
		passages_waiting(context);
		return code;
	}
	const enum exit_code sent = sync_desk(context, state_at);
	return code == EXIT_DONE ? sent : code;
}

static const struct option_row enrol_options[] = {ENROL_OPTION_ROWS, {NULL, NULL, NULL, NULL}};

const struct command checkpoint_commands[] = {
    {"checkpoint", "enrol", "INVITATION", 1, 1, "登记本机为查验点", "enrol this device as a checkpoint", enrol_options, enrol},
    {"checkpoint", "sync", "[FROM]", 0, 1, "从服务器或文件夹更新离线数据", "fetch newer state, or take it from a folder", NULL,
     sync_state},
    {NULL, NULL, NULL, 0, 0, NULL, NULL, NULL, NULL},
};
