/* server/answers.h - the officer's part of a round: corrections answered item by item, a proposal accepted. */
#ifndef GUOSUO_SERVER_ANSWERS_H
#define GUOSUO_SERVER_ANSWERS_H

#include "server/rpc.h"

/* Of the newest correction of a leg that was asked. The last item answered opens the leg again. */
enum err answers_put(struct tx *tx, struct call *call);

/* What the refusal of a leg proposed becomes its wish, and the leg is open again. */
enum err answers_accept(struct tx *tx, struct call *call);

#endif
