/* client/command.h - a command is a row: noun, verb, what it takes, what it does, who runs it. */
#ifndef GUOSUO_CLIENT_COMMAND_H
#define GUOSUO_CLIENT_COMMAND_H

#include <stdio.h>

#include "proto/fault.h"

/* Exit codes, in every command. REFER and REJECT come from `checkpoint verify` alone. */
enum exit_code { EXIT_DONE = 0, EXIT_OTHER = 1, EXIT_USAGE = 2, EXIT_REFER = 3, EXIT_REJECT = 4 };

enum { ARGUMENTS_MAX = 8, OPTIONS_MAX = 32 };

/* One long option of one command; the list ends with a NULL name. value NULL: a switch. */
struct option_row {
	const char *name;  /* "leg", given as --leg N */
	const char *value; /* "N" */
	const char *zh, *en;
};

/* The text of the one QR code in a picture: client/scan.h. */
typedef enum err scan(const char *path, struct arena *arena, struct span *out);

/* What every command is handed. Nothing in it is global; a command may use the arena freely. */
struct context {
	enum lang lang;
	bool json;                   /* --json: one JSON document on standard output */
	const char *home;            /* where this party keeps its things */
	const char *server;          /* URL without a slash at its end; NULL: the one it enrolled with */
	const char *passphrase_file; /* NULL: ask */
	struct arena arena;
	FILE *said; /* where what is said goes; NULL: standard error */
	scan *scan; /* a code out of a picture; NULL: this program reads none */
	int lock; /* keep_lock's descriptor; 0: this process holds none */
};

/* argument[i]: the words after the verb. value[i]: what option row i was given; "" for a switch; NULL: not given. */
struct args {
	const char *argument[ARGUMENTS_MAX];
	size_t count;
	const char *value[OPTIONS_MAX];
};

struct command {
	const char *noun, *verb; /* verb NULL: what follows the noun is already an argument */
	const char *takes;    /* "PASS [FILE]", for the usage line */
	size_t least, most;   /* number of words */
	const char *zh, *en;  /* one line of help */
	const struct option_row *options; /* NULL: none */
	enum exit_code (*run)(struct context *context, const struct args *args);
};

/* The rows of each noun, ended by a NULL noun; a file each. */
extern const struct command authority_commands[], officer_commands[], reviewer_commands[], driver_commands[],
    checkpoint_commands[], request_commands[], cutoff_commands[], stop_commands[], booking_commands[],
    webhook_commands[], share_commands[], notice_commands[], outbox_commands[], casefile_commands[],
    thread_commands[], difficulty_commands[], group_commands[], audit_commands[],
    revise_commands[], consult_commands[], reply_commands[], paper_commands[], noticed_commands[],
    driver_fetch_commands[], card_commands[], grievance_commands[], arrivals_commands[], expected_commands[], record_commands[], handout_commands[],
    member_commands[], recovery_commands[],
    rulebook_commands[], auto_commands[], revoke_commands[], recall_commands[], bar_commands[], take_commands[],
    volunteer_commands[], lane_commands[], gate_commands[], feed_commands[],
    passages_recover_commands[], policy_commands[], ratchet_commands[];

/* A program of ours: guosuo does what a gate asks for all day, and starts at once; it becomes the one beside it for all else. */
struct program {
	const struct command *const *tables;
	size_t count;
	scan *scan;       /* NULL: pictures are read by the rest */
	const char *rest; /* the program's name; NULL: this one does everything */
};
extern const struct program program;

enum { CONTEXT_ARENA = 16 * 1024 * 1024 };

#endif
