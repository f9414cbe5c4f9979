/* client/posts.h - the task group's and the auditor's list of posts: heard from when, how old what they judge by is, how much
 * came by; and those that were never heard from, which the rosters tell. */
#ifndef GUOSUO_CLIENT_POSTS_H
#define GUOSUO_CLIENT_POSTS_H

#include "client/party.h"

enum { POSTS_PROVINCE, POSTS_SILENT };
#define POSTS_OPTION_ROWS                                                                                        \
	[POSTS_PROVINCE] = {"province", "PP", "只看一省", "one province alone"},                                  \
	[POSTS_SILENT] = {"silent", "HOURS", "几小时未联络算失联 (默认 24)", "silent after so many hours (24)"}

/* A pages_run. */
enum exit_code posts_list(struct context *context, const struct args *args, const struct party *party);

#endif
