/* server/gateways.h - who may drain the outbox: keys of the settings, as principals and as receivers of every
 * event. */
#ifndef GUOSUO_SERVER_GATEWAYS_H
#define GUOSUO_SERVER_GATEWAYS_H

#include "server/app.h"

/* At the start, once the store is open. A gateway that is new is told of what happens from now on; what
 * waited for one that is not in the settings any more is dropped. ERR_MEMORY, ERR_BUSY, ERR_IO. */
enum err gateways_start(struct app *app) MUST_USE;

#endif
