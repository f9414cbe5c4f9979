/* proto/trust.h - what one place holds of directory, rosters and status lists, and what of it may be believed at a moment. */
#ifndef GUOSUO_PROTO_TRUST_H
#define GUOSUO_PROTO_TRUST_H

#include "proto/status.h"

enum {
	AHEAD_S = 24 * 3600, /* a file further ahead of now is set aside; within this after a reset, one further than BEHIND_S */
	BEHIND_S = 300,      /* a clock further below the ratchet is behind */
};

/* One slot a province; a NULL body: not held. Nothing here is owned. */
struct holding {
	struct roster roster;
	struct status status;
	bool forked; /* two files of one version were met */
	const Guosuo__V1__StatusList *kept; /* proto/kept.h; NULL: nothing has vanished */
};
struct trust {
	const struct directory *directory; /* NULL: none */
	const struct holding *holdings;
	size_t count;
	int64_t ratchet;   /* the latest time proved by two provinces' files; 0: none */
	int64_t reset_at;  /* when a person put the ratchet back last; 0: never */
	int64_t synced_at; /* this place's last successful sync; 0: never */
};

/* The ratchet these files prove: the second-newest issued_at over distinct provinces (0 with fewer than two), never below
 * held_ratchet; files that are set aside do not count. */
int64_t trust_ratchet(const struct trust *trust, int64_t held_ratchet, int64_t now);

/* Seconds from `then` to `now`; 0 when then is later. Any two numbers. */
int64_t trust_age(int64_t then, int64_t now);

/* Is a file of this moment to be set aside? Nearer to a reset what is ahead of the clock that was vouched for is not believed. */
bool trust_ahead(const struct trust *trust, int64_t issued_at, int64_t now);

/* One province as it may be believed at a moment. Files from the future are not in it. */
struct stand {
	uint32_t province;
	const struct roster *roster; /* NULL: none */
	const struct status *status; /* NULL: none, or its key's window does not hold now */
	const Guosuo__V1__StatusList *kept; /* what its lists have revoked and the newest does not; NULL: nothing */
	bool roster_expired, status_expired;
	bool ahead;           /* a file was set aside */
	bool forked;          /* two rosters or lists of one version are known */
	bool behind;          /* the province's own list names a newer roster */
	int64_t named_at;     /* the newest current list that names the held roster as the newest; 0: none does */
	bool newer_elsewhere; /* some province's list names a newer roster */
};
void trust_stand(const struct trust *trust, uint32_t province, int64_t now, struct stand *out);

#endif
