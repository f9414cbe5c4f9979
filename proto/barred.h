/* proto/barred.h - the list of barred hauliers, a text that an operator edits: on each line a USCC, the last
 * day it is barred (2026-12-31, or - until further notice), then why, for people. From a # on, and empty
 * lines: nothing. */
#ifndef GUOSUO_PROTO_BARRED_H
#define GUOSUO_PROTO_BARRED_H

#include "proto/application.h"

enum { BARRED_MAX = 4 * 1024 * 1024 };

/* Is every line sound? Each fault has the line as its field ("line[3]", counted from 1): USCC_FORM,
 * USCC_CHECK, DAY_FORM, TEXT. ERR_INPUT: there are some. */
enum err barred_sound(struct span list, struct faults *faults) MUST_USE;

/* Adds a fault for the applicant and for the agent who are barred at `now`, a day ending at this offset. */
void barred_check(struct span list, const Guosuo__V1__Application *application, int64_t now,
                  uint32_t utc_offset_min, struct faults *faults);

#endif
