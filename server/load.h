/* server/load.h - what the store knows, brought into memory at the start. */
#ifndef GUOSUO_SERVER_LOAD_H
#define GUOSUO_SERVER_LOAD_H

#include "server/app.h"

/* Members, directories in order, rosters. Runs the loop until the store has answered; nothing else may run on
 * it yet. A roster that no longer verifies is left out, and logged. Errors of the store, of auth_member, and
 * of directories. */
enum err load_store(struct app *app) MUST_USE;

#endif
