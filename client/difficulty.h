/* client/difficulty.h - difficulties: what the officer's and the task group's commands share. */
#ifndef GUOSUO_CLIENT_DIFFICULTY_H
#define GUOSUO_CLIENT_DIFFICULTY_H

#include "client/pages.h"

/* The task group's: those that wait, first due first; with value[0] those that are answered. */
pages_run difficulty_list;
enum { DIFFICULTY_NOTICE };
#define DIFFICULTY_ANSWER_ROWS                                                                                           \
	{"notice", "ID", "所依据的支持措施, 见 group measures", "the support measure it points to, see group measures"}

/* argument[0]: an id, or the part of it that a list shows; argument[1]: the answer, to which what the notice is called is added. */
pages_run difficulty_answer;

#endif
