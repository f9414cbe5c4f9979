/* client/record.h - what `checkpoint record` is told, for others that are told the same (errors are said); and a record of the gate's
 * log as people read it. */
#ifndef GUOSUO_CLIENT_RECORD_H
#define GUOSUO_CLIENT_RECORD_H

#include "client/recorder.h"

extern const struct option_row record_options[];

/* What a person decided, as the options say it; the outcome may be left to record_decide. EXIT_DONE, or EXIT_USAGE. */
enum exit_code record_read(struct context *context, const struct args *args, struct decision *out);

/* No code is looked at: the kind is NO_PASS or OTHER_PASS. */
bool record_is_without(const struct decision *decision);

/* Is it sound for what was judged (NULL: nothing)? What is accepted and not decided is let pass. What goes against the verdict, or
 * passes with an inspection due, needs a reason, and nothing else has one. EXIT_DONE; EXIT_USAGE; gate_exit: an outcome is needed. */
enum exit_code record_decide(struct context *context, const struct gate *gate, const struct look *look, struct decision *decision);

/* One line: number, time, what it was, what was decided. */
void record_print(const struct context *context, const struct held *held, const struct passage *passage, FILE *out);

#endif
