/* client/bulk.h - guosuo officer bulk: one application for each row of a table. Every row is judged before
 * anything is sent; only bad rows fail, and FILE.errors.csv says which and why; FILE.journal says what is
 * done, so that a run that was broken off goes on, and a row is never sent as new twice. */
#ifndef GUOSUO_CLIENT_BULK_H
#define GUOSUO_CLIENT_BULK_H

#include "client/command.h"

enum { BULK_MAX = 64 * 1024 * 1024 /* bytes of the table */, BULK_ROWS_MAX = 10000 };

enum { BULK_MAP, BULK_PREVIEW, BULK_YES, BULK_OPTIONS };
extern const struct option_row bulk_options[];
enum exit_code bulk_run(struct context *context, const struct args *args);

#endif
