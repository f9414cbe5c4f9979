/* tests/sim/post.h - one checkpoint of the simulation: a home of its own on the disk, and the client's code on it. */
#ifndef GUOSUO_TESTS_SIM_POST_H
#define GUOSUO_TESTS_SIM_POST_H

#include "client/held.h"
#include "tests/sim/press.h"

enum post_network { POST_HOURLY, POST_DAILY, POST_NEVER };

struct post {
	enum post_network network;
	unsigned sync_minute; /* of the hour, or of the day */
	uint32_t version;     /* of the list it holds */
	bool knows;	      /* what is revoked */
	struct context context;
	struct held held;
	char home[64];
};

/* Enrolled in a new home under `folder`, with all that is published at the beginning. */
void post_open(struct post *post, const char *folder, unsigned number, const struct press *press);
void post_close(struct post *post);

/* As `checkpoint take` does. */
enum err post_take(struct post *post, const struct press *press, struct span list, unsigned minute);

#endif
