/* client/check.h - applications judged before anything is sent: here by the rules that are held, or by the desk itself. */
#ifndef GUOSUO_CLIENT_CHECK_H
#define GUOSUO_CLIENT_CHECK_H

#include "client/apply.h"

/* Every one of them by apply_judge; said, with its place in the list, the barred list that is held (home/barred) only as
 * warnings. EXIT_OTHER: one has an error, or could not be judged. print: under --json on standard output too. */
enum exit_code check_set(struct context *context, const struct apply_set *set, const struct held *held,
                         const char *company, bool print);

extern const struct option_row check_options[];
enum exit_code check_run(struct context *context, const struct args *args);

#endif
