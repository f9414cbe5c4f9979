/* client/lapses.h - the task group's and the auditor's list of trains that were let pass though their pass or leg had been taken back. */
#ifndef GUOSUO_CLIENT_LAPSES_H
#define GUOSUO_CLIENT_LAPSES_H

#include "client/party.h"

enum { LAPSES_PROVINCE };
#define LAPSES_OPTION_ROWS [LAPSES_PROVINCE] = {"province", "PP", "只看一省的查验点", "the gates of one province alone"}

/* A pages_run. */
enum exit_code lapses_list(struct context *context, const struct args *args, const struct party *party);

#endif
