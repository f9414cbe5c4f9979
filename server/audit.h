/* server/audit.h - the auditor reads: the ordered history, and a week of reviews under pseudonyms. Methods of
 * guosuo.v1.Audit. */
#ifndef GUOSUO_SERVER_AUDIT_H
#define GUOSUO_SERVER_AUDIT_H

#include "guosuo/v1/group.pb-c.h"
#include "server/rpc.h"

enum {
	AUDIT_EVENTS_MAX = 200,   /* of a leg in the weekly file */
	AUDIT_PSEUDONYM_LEN = 10, /* bytes */
	AUDIT_WEEK_PAGE = 50,     /* most legs of a page */
};

enum err audit_entries(struct tx *tx, struct call *call) MUST_USE;
/* Legs that were open in the week of a day, Monday to Sunday at the directory's offset. ERR_INPUT: not a day.
 * ERR_BUSY: the desk has just begun. */
enum err audit_week(struct tx *tx, struct call *call) MUST_USE;

#endif
