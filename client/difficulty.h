/* client/difficulty.h - difficulties: what the officer's and the task group's commands share. */
#ifndef GUOSUO_CLIENT_DIFFICULTY_H
#define GUOSUO_CLIENT_DIFFICULTY_H

#include "client/pages.h"

/* The task group's: those that wait, first due first; with value[0] those that are answered. */
pages_run difficulty_list;
/* argument[0]: an id, or the part of it that a list shows; argument[1]: the answer. */
pages_run difficulty_answer;

#endif
