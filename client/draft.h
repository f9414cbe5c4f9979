/* client/draft.h - applications that are not sent yet, kept as files in this home: home/drafts/NAME.json. */
#ifndef GUOSUO_CLIENT_DRAFT_H
#define GUOSUO_CLIENT_DRAFT_H

#include "client/command.h"

enum { DRAFT_NAME_MAX = 64, DRAFT_PATH = DRAFT_NAME_MAX + 16 };

/* "drafts/NAME.json", for keep_read. ERR_INPUT: the name would not do as a file's (said). */
enum err draft_path(const struct context *context, const char *name, char out[static DRAFT_PATH]) MUST_USE;

enum { DRAFT_LIKE, DRAFT_DEPART, DRAFT_FROM, DRAFT_OPTIONS };
extern const struct option_row draft_options[];
enum exit_code draft_run(struct context *context, const struct args *args);

#endif
