/* server/passages.h - the logs of checkpoints' devices as they come in, piece by piece, in any order and more than once; and
 * which posts were heard from. */
#ifndef GUOSUO_SERVER_PASSAGES_H
#define GUOSUO_SERVER_PASSAGES_H

#include "guosuo/v1/arrivals.pb-c.h"
#include "server/rpc.h"

enum { PASSAGES_MAX = 256 }; /* records of one call */

/* A record is here once, however often it is sent; two under one number are both kept, and are an alarm. ERR_INPUT: a part is
 * missing; ERR_SEAL: the records do not lead to the sealed head; ERR_KEY, ERR_SCOPE, ERR_WINDOW, ERR_SURPLUS, ERR_FORMAT,
 * ERR_NEWER: passage_head_verify's; ERR_KEY also: of another device. */
enum err passages_put(struct tx *tx, struct call *call) MUST_USE;

/* The task group's: the posts of a province and what was last heard from each. */
enum err passages_posts(struct tx *tx, struct call *call) MUST_USE;

#endif
