/* client/grievance.h - what a driver reports of a checkpoint: kept in the home (home/reports/, one file each, named by the nonce it
 * is sent under) until the desk has it; what the desk refuses lies in home/reports.refused/, with the reason beside it (.why). */
#ifndef GUOSUO_CLIENT_GRIEVANCE_H
#define GUOSUO_CLIENT_GRIEVANCE_H

#include "client/party.h"

/* Sends what waits, each once whatever happens, and lets go of it when the desk has it. What the desk refuses for what it says is
 * set aside, so that it is said once; what is not answered waits on. Said. The first error. */
enum err grievance_send(struct context *context, const struct party *party) MUST_USE;

#endif
