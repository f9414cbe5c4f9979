/* server/app.h - everything one guosuod is made of. Made and taken apart in main.c's order; used on the loop
 * thread. */
#ifndef GUOSUO_SERVER_APP_H
#define GUOSUO_SERVER_APP_H

#include <stdio.h>

#include "server/config.h"
#include "server/shelf.h"

struct app {
	const struct config *config;
	struct event_base *base;
	FILE *claim; /* on the data folder */
	struct http *http;
	struct store *store;
	struct store_loop *store_loop;
	struct signer *signer;
	struct publish *publish;
	struct auth *auth;
	struct held *held;
	struct issue *issue;
	struct document_policy *document_policy;
	struct shelf shelf;
	struct aside *aside; /* what waits for the shelf */
	bool sweeping;
	struct upkeep *upkeep;
	struct lists *lists; /* status lists on their way */
	const struct call *opening; /* brings a directory or roster that was judged by what is held now */
	struct timing *timing; /* NULL: the desk has no clocks */
	struct watch *watch;
	struct barred *barred;
	struct deliver *deliver;
	struct group_policy *group; /* NULL: the desk has no task group */
	struct daily *daily;
	bool ready;    /* the signer has the newest directory, and we are not stopping */
	bool stopping; /* a signal came, or the signer died */
	int status;    /* of the process */
};

/* From the settings to a server that listens; problem gets one line when it fails. The signer is spawned
 * before, because it forks. Errors of the parts. */
enum { APP_PROBLEM = 512 };
enum err app_start(struct app *app, char problem[static APP_PROBLEM]) MUST_USE;

/* Stops listening, answers what has begun, then leaves the loop. */
void app_stop(struct app *app, int status);
void app_free(struct app *app);

/* Puts a newly believed directory or roster in force: principals, published files, signer, a new status list.
 */
struct held_file;
void app_believe(struct app *app, struct held_file *file);

#endif
