/* guosuo-all: everything. */
#include "client/command.h"
#include "client/scan.h"

static const struct command *const tables[] = {officer_commands, driver_commands,    checkpoint_commands, gate_commands,
					       paper_commands,
					       reviewer_commands, authority_commands, request_commands,
					       cutoff_commands,   stop_commands,      booking_commands,
					       webhook_commands,  share_commands,     notice_commands,
					       outbox_commands,   casefile_commands,  thread_commands,
					       difficulty_commands, group_commands,   audit_commands,
					       revise_commands,   consult_commands,   reply_commands,
					       noticed_commands,  driver_fetch_commands, card_commands, grievance_commands,
					       arrivals_commands,  expected_commands, record_commands, handout_commands, member_commands,    recovery_commands,
					       rulebook_commands, auto_commands,      revoke_commands,
					       recall_commands,   bar_commands,      take_commands,    volunteer_commands, lane_commands,
					       feed_commands,	    passages_recover_commands, policy_commands, ratchet_commands};

const struct program program = {tables, sizeof tables / sizeof tables[0], scan_picture, NULL};
