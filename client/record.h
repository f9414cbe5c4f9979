/* client/record.h - a record of the gate's log as people read it. */
#ifndef GUOSUO_CLIENT_RECORD_H
#define GUOSUO_CLIENT_RECORD_H

#include "client/recorder.h"

/* One line: number, time, what it was, what was decided. */
void record_print(const struct context *context, const struct held *held, const struct passage *passage, FILE *out);

#endif
