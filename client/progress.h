/* client/progress.h - how far a long work is, on standard error: a bar on a terminal, a line at every tenth
 * elsewhere. */
#ifndef GUOSUO_CLIENT_PROGRESS_H
#define GUOSUO_CLIENT_PROGRESS_H

#include "client/say.h"

struct progress {
	const struct context *context;
	enum say what; /* SAY_COUNT: nothing is shown */
	size_t total, shown;
	bool terminal;
};

struct progress progress_begin(const struct context *context, enum say what, size_t total);
void progress_at(struct progress *progress, size_t done);
void progress_end(struct progress *progress);

#endif
