#include "server/issue.h"

#include <stdlib.h>

#include "server/store_trust.h"

/* What is left of a leased block: from next up to, not including, end. */
struct block {
	uint32_t province, week;
	uint32_t first, next, end;
	uint32_t skip; /* numbers the next lease leaves out */
	bool leasing;
};

struct waiter {
	struct waiter *next;
	struct issue_want *wants;
	size_t count;
	issue_done done;
	void *context;
};

struct issue {
	struct store *store;
	struct store_loop *loop;
	struct block *blocks[ISSUE_LISTS_MAX];
	size_t block_count;
	struct waiter *first, **last;
};

struct lease {
	struct issue *issue;
	struct block *block;
	uint32_t count; /* leased: what is skipped, then a block */
	uint32_t first;
};

enum err issue_new(struct store *store, struct store_loop *loop, struct issue **out)
{
	struct issue *issue = calloc(1, sizeof *issue);
	if (issue == NULL)
		return ERR_MEMORY;
	issue->store = store;
	issue->loop = loop;
	issue->last = &issue->first;
	*out = issue;
	return ERR_OK;
}

void issue_free(struct issue **issue)
{
	for (size_t i = 0; *issue != NULL && i < (*issue)->block_count; i++)
		free((*issue)->blocks[i]);
	free(*issue);
	*issue = NULL;
}

static struct block *block_of(struct issue *issue, uint32_t province, uint32_t week)
{
	for (size_t i = 0; i < issue->block_count; i++)
		if (issue->blocks[i]->province == province && issue->blocks[i]->week == week)
			return issue->blocks[i];
	struct block *block = issue->block_count == ISSUE_LISTS_MAX ? NULL : calloc(1, sizeof *block);
	if (block == NULL)
		return NULL;
	*block = (struct block){.province = province, .week = week};
	issue->blocks[issue->block_count++] = block;
	return block;
}

static size_t wanted(const struct issue_want *wants, size_t count, const struct block *block)
{
	size_t n = 0;
	for (size_t i = 0; i < count; i++)
		n += wants[i].province == block->province && wants[i].week == block->week;
	return n;
}

/* The first list that has too few for these wants; NULL: all suffice. *err is set when there is no room for a
 * list. */
static struct block *lacking(struct issue *issue, const struct issue_want *wants, size_t count, enum err *err)
{
	for (size_t i = 0; i < count; i++) {
		struct block *block = block_of(issue, wants[i].province, wants[i].week);
		if (block == NULL) {
			*err = ERR_MEMORY;
			return NULL;
		}
		if (block->end - block->next < wanted(wants, count, block))
			return block;
	}
	return NULL;
}

static void fill(struct issue *issue, struct issue_want *wants, size_t count)
{
	for (size_t i = 0; i < count; i++)
		wants[i].index = block_of(issue, wants[i].province, wants[i].week)->next++;
}

static enum err run_lease(struct tx *tx, void *ctx)
{
	struct lease *lease = ctx;
	return store_lease(tx, lease->block->province, lease->block->week, lease->count, &lease->first);
}

static void serve(struct issue *issue);

static void end_waiter(struct issue *issue, enum err err)
{
	struct waiter *waiter = issue->first;
	issue->first = waiter->next;
	if (issue->first == NULL)
		issue->last = &issue->first;
	waiter->done(err, waiter->context);
	free(waiter);
}

static void leased(enum err err, void *ctx)
{
	struct lease *lease = ctx;
	struct issue *issue = lease->issue;
	struct block *block = lease->block;
	block->leasing = false;
	if (err == ERR_OK) {
		block->end = lease->first + lease->count;
		block->first = block->next = block->end - ISSUE_BLOCK;
		block->skip = 0;
	}
	free(lease);
	if (err != ERR_OK && issue->first != NULL)
		end_waiter(issue, err);
	serve(issue);
}

static enum err start_lease(struct issue *issue, struct block *block)
{
	struct lease *lease = malloc(sizeof *lease);
	if (lease == NULL)
		return ERR_MEMORY;
	*lease = (struct lease){.issue = issue, .block = block, .count = block->skip + ISSUE_BLOCK};
	enum err err = store_write(issue->store, issue->loop, run_lease, lease, leased);
	block->leasing = err == ERR_OK;
	if (err != ERR_OK)
		free(lease);
	return err;
}

/* The first waiter is served before the others look, so that numbers leave in the order of the questions. */
static void serve(struct issue *issue)
{
	while (issue->first != NULL) {
		struct waiter *waiter = issue->first;
		enum err err = ERR_OK;
		struct block *block = lacking(issue, waiter->wants, waiter->count, &err);
		if (block != NULL && block->leasing)
			return;
		if (block != NULL && (err = start_lease(issue, block)) == ERR_OK)
			return;
		if (err == ERR_OK)
			fill(issue, waiter->wants, waiter->count);
		end_waiter(issue, err);
	}
}

void issue_take(struct issue *issue, struct issue_want *wants, size_t count, issue_done done, void *context)
{
	struct waiter *waiter = malloc(sizeof *waiter);
	if (waiter == NULL) {
		done(ERR_MEMORY, context);
		return;
	}
	*waiter = (struct waiter){.wants = wants, .count = count, .done = done, .context = context};
	bool idle = issue->first == NULL;
	*issue->last = waiter;
	issue->last = &waiter->next;
	if (idle)
		serve(issue);
}

void issue_skip(struct issue *issue, const struct issue_want *want, uint32_t step)
{
	struct block *block = block_of(issue, want->province, want->week);
	if (block == NULL || want->index < block->first || block->leasing)
		return; /* somebody has skipped already */
	block->next = block->end;
	block->skip = step;
}
