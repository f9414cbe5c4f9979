#include "client/progress.h"

#include <unistd.h>

enum { BAR = 30 };

struct progress progress_begin(const struct context *context, enum say what, size_t total)
{
	return (struct progress){
	    .context = context, .what = what, .total = total, .terminal = isatty(STDERR_FILENO) == 1};
}

static void draw(const struct progress *progress, size_t done)
{
	size_t filled = BAR * done / progress->total;
	fprintf(stderr, "\r%s [%.*s%.*s] %zu/%zu", say_text(progress->context, progress->what), (int)filled,
	        "##############################", (int)(BAR - filled), "                              ", done,
	        progress->total);
	fflush(stderr);
}

void progress_at(struct progress *progress, size_t done)
{
	size_t steps = progress->terminal ? 100 : 10;
	if (progress->what == SAY_COUNT || progress->total == 0)
		return;
	size_t step = steps * done / progress->total;
	if (step == progress->shown)
		return;
	progress->shown = step;
	if (progress->terminal)
		draw(progress, done);
	else
		fprintf(stderr, "%s %zu/%zu\n", say_text(progress->context, progress->what), done,
		        progress->total);
}

void progress_end(struct progress *progress)
{
	if (progress->terminal && progress->shown > 0)
		fputc('\n', stderr);
}
