/* server/store_schema.h - the database's tables as numbered steps, embedded from server/schema/NNN_name.sql.
 */
#ifndef GUOSUO_SERVER_STORE_SCHEMA_H
#define GUOSUO_SERVER_STORE_SCHEMA_H

#include "proto/err.h"
#include <stddef.h>
#include <stdint.h>

struct tx;

struct migration {
	int64_t version; /* 1, 2, 3 ... without a gap */
	const char *name;
	const char *sql; /* statements, each ending in ";\n" */
};

struct schema {
	const struct migration *rows;
	size_t count;
};

extern const struct schema store_schema; /* what this program knows */

enum { STORE_WHY_MAX = 320 };

/* Brings the database to this program's version, in the caller's write transaction: on error the caller rolls
 * back and nothing has changed. why gets one line in Chinese and English, and is untouched when all went
 * well. ERR_NEWER     a newer program has written this database ERR_INTERNAL  a step does not run ERR_IO,
 * ERR_MEMORY, ERR_BUSY  from the engine */
MUST_USE enum err schema_update(struct tx *tx, const struct schema *schema, char why[static STORE_WHY_MAX]);

#endif
