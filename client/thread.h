/* client/thread.h - `messages` on a trip, the same for officer, reviewer and task group: read, or with --say written. */
#ifndef GUOSUO_CLIENT_THREAD_H
#define GUOSUO_CLIENT_THREAD_H

#include "client/pages.h"

enum { THREAD_SAY, THREAD_PROVINCE };
#define THREAD_OPTION_ROWS                                                                                               \
	{"say", "TEXT", "写一条消息", "write a message"},                                                                \
	    {"province", "PP", "只写给该省审批人员 (企业和工作专班总能看到); 不填则各省可见",                         \
	     "to this province's reviewers alone, beside company and task group; without it to those of every leg"}

/* argument[0]: the pass. */
pages_run thread_run;

/* Words of any command that shows times of a desk. ERR_MEMORY or the file's: said. */
enum err thread_held(struct context *context, const struct party *party, struct held **out) MUST_USE;

#endif
