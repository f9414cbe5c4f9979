/* server/difficulties.h - what companies cannot solve alone, and the task group's answers: methods of
 * guosuo.v1.Group. */
#ifndef GUOSUO_SERVER_DIFFICULTIES_H
#define GUOSUO_SERVER_DIFFICULTIES_H

#include "guosuo/v1/group.pb-c.h"
#include "server/rpc.h"

/* ERR_INPUT: no such kind, no text, a province the directory does not have. ERR_NOT_FOUND: no such trip of
 * the company's. */
enum err difficulties_put(struct tx *tx, struct call *call) MUST_USE;
enum err difficulties_list(struct tx *tx, struct call *call) MUST_USE;
/* ERR_NOT_FOUND; ERR_INPUT: it is answered. */
enum err difficulties_answer(struct tx *tx, struct call *call) MUST_USE;

#endif
