/* server/waiting.h - stamps that a gate's fast clock dated ahead: the desk takes them once their time has come, whether or not the gate
 * is heard from again. */
#ifndef GUOSUO_SERVER_WAITING_H
#define GUOSUO_SERVER_WAITING_H

#include "server/app.h"

/* A round over a province's: those whose time has come at `now` are judged, each in a transaction of its own. What cannot be judged
 * now is tried in the next round. */
void waiting_round(struct app *app, uint32_t province, int64_t now);

#endif
