#include "tests/sim/post.h"

#include "client/carry.h"

enum { ROOM = 2 * 1024 * 1024, ROOM_KEPT = ROOM / 4 };

/* Of what is held: the list's version, and what it says of the pass. */
static void look(struct post *post)
{
	const struct holding *holding = &post->held.holdings[0];
	rig_must(post->held.count == 1 && holding->status.body != NULL);
	post->version = holding->status.body->version;
	post->knows = status_ask(&holding->status, PRESS_WEEK, PRESS_REVOKED_INDEX) == STATUS_REVOKED;
}

static void open_again(struct post *post, const struct press *press, int64_t now)
{
	post->context.arena.used = 0;
	enum err err = held_open(&post->context, press->root_set, now, &post->held);
	rig_must(err == ERR_OK);
}

void post_open(struct post *post, const char *folder, unsigned number, const struct press *press)
{
	const struct {
		const char *name;
		struct span raw;
	} files[] = {{"directory.1", press->directory}, {"roster.37", press->roster}, {"status.37", press->lists[1]}};
	snprintf(post->home, sizeof post->home, "%s/%u", folder, number);
	post->context = (struct context){.lang = LANG_EN, .home = post->home, .arena = {malloc(ROOM), ROOM, 0}};
	rig_must(post->context.arena.base != NULL);
	open_again(post, press, press_clock(0));
	for (size_t i = 0; i < RIG_COUNT(files); i++) {
		enum err err = held_take(&post->context, &post->held, files[i].name, files[i].raw, press_clock(0));
		rig_must(err == ERR_OK);
	}
	look(post);
}

void post_close(struct post *post)
{
	free(post->context.arena.base);
}

enum err post_take(struct post *post, const struct press *press, struct span list, unsigned minute)
{
	if (post->context.arena.size - post->context.arena.used < ROOM_KEPT)
		open_again(post, press, press_clock(minute));
	enum err err = carry_file(&post->context, &post->held, "status.37", list, press_clock(minute));
	look(post);
	return err;
}
