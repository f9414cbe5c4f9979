/* client/noticed.h - the notices this home keeps: of each province the file a desk published, as it came (home/state/notice.PP),
 * each notice verified anew against the roster that is held when it is read. */
#ifndef GUOSUO_CLIENT_NOTICED_H
#define GUOSUO_CLIENT_NOTICED_H

#include "client/notice.h"

/* A file from a desk says what holds now and takes the place of what is kept; one that was carried does so only where a notice
 * in it was sealed after the kept ones, and (but for SKEW_S) after the desk was last asked. Nothing of it is believed that does
 * not verify: *bad counts that. ERR_EXISTS, ERR_ROLLBACK: nothing newer; ERR_SCOPE: another province's; ERR_FORMAT, ERR_SIZE, ERR_IO ... */
enum noticed_from { NOTICED_DESK, NOTICED_CARRIED };
enum err noticed_take(struct context *context, const struct roster *roster, struct span raw, enum noticed_from from,
		      int64_t now, size_t *bad) MUST_USE;

/* The newest moment at which one of a file's notices says it was sealed, 0 where none does; no seal is checked.
 * notice_file_read's errors. */
enum err noticed_claimed(struct context *context, struct span raw, int64_t *out) MUST_USE;

/* After held_sync, from the same source: the file of each province whose roster is held. counts goes on counting. ERR_NETWORK:
 * the source was lost on the way; whatever else befalls a file is said and counted. */
enum err noticed_sync(struct context *context, const struct held *held, const char *from, int64_t now,
		      struct synced *counts) MUST_USE;

/* Which are asked for: those that hold at some moment of from..to. */
struct noticed_query {
	struct notice_place place;
	int64_t from, to;
	Guosuo__V1__NoticeMatter matter; /* UNSPECIFIED: whatever they are about */
};

/* Those about a leg's roads. ERR_MEMORY. */
enum err noticed_of_leg(struct context *context, const Guosuo__V1__Leg *leg, int64_t from, int64_t to,
			struct noticed_query *out) MUST_USE;

/* What is known of one province, and as of when (0: nothing was ever taken). Ended ones are left out. */
struct noticed {
	const struct notice *items;
	size_t count;
	int64_t as_of;
};

/* ERR_IO, ERR_MEMORY, ERR_FORMAT: the kept file is damaged. */
enum err noticed_read(struct context *context, const struct held *held, const struct noticed_query *query, int64_t now,
		      struct noticed *out) MUST_USE;

/* One that holds or will, of any province, by its id. ERR_NOT_FOUND, and noticed_read's. */
enum err noticed_find(struct context *context, const struct held *held, const char *id, Guosuo__V1__NoticeMatter matter,
		      int64_t now, struct notice *out) MUST_USE;

/* For each query a line on how old the knowledge is and the notices below it; in JSON "notices" and "notices_as_of". A file
 * that cannot be read is said. Returns how many there were. */
size_t noticed_show(struct context *context, const struct held *held, const struct noticed_query *queries, size_t count,
		    int64_t now, struct sheet *sheet);

#endif
