/* server/publish.h - state files: static, signed, cacheable. data/state/ holds
 *   directory.N (every version), directory (the newest), roster.PP, status.PP, delta.PP, revocations.PP, notice.PP, index.json (names, versions, hashes).
 * Files are written atomically and served by GET /state/NAME with an ETag; any web server or cache may serve them too. */
#ifndef GUOSUO_SERVER_PUBLISH_H
#define GUOSUO_SERVER_PUBLISH_H

#include "proto/status.h"
#include "server/config.h"

struct publish;

/* Reads what data/state/ holds. ERR_IO. */
enum err publish_open(const struct config *config, struct publish **out) MUST_USE;
void publish_free(struct publish **publish);

/* Writes one file (fsync, rename, fsync of the folder) and serves it from then on. name as above. ERR_IO. */
enum err publish_put(struct publish *publish, const char *name, struct span raw) MUST_USE;

struct published {
	struct span raw;   /* valid until the file's next publish_put */
	const char *etag;  /* quoted SHA-256 in hex */
};
/* false: no such file. name is looked up in the list, never as a path. */
bool publish_get(const struct publish *publish, struct span name, struct published *out);

/* What a status list must say about its province at `now`. */
struct status_facts {
	uint32_t province, epoch, version;
	int64_t now, next_update, expires_at;
	const Guosuo__V1__StatusWeek *weeks; /* issued counters and what is revoked; weeks that are missing are added empty */
	size_t week_count;
	Guosuo__V1__AssignmentBar **bars; /* as a list orders them */
	size_t bar_count;
	const struct directory *directory;
	const struct roster *rosters;
	size_t roster_count;
};

/* The canonical body, every live week present, in the arena. ERR_MEMORY, ERR_FORMAT. */
enum err publish_status_body(const struct status_facts *facts, struct arena *arena, struct span *out) MUST_USE;

#endif
