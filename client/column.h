/* client/column.h - how the columns of a table become an application. A map is JSON:
 *   {"base": APPLICATION, "columns": {"牵引车号牌": "vehicle.tractors[0].plate", ...}, "ignore": ["备注"]}
 * base: what all rows share. A cell replaces what its field has in the base; an empty cell leaves it. The
 * path of a list of numbers or texts, without an index, takes its cell apart at blanks and semicolons. */
#ifndef GUOSUO_CLIENT_COLUMN_H
#define GUOSUO_CLIENT_COLUMN_H

#include <jansson.h>

#include "client/command.h"
#include "client/csv.h"

enum { COLUMN_PATH = sizeof((struct fault *)0)->field };

/* One column of the table, in the table's order. */
struct column {
	const char *name; /* as the header has it */
	const char *path; /* ""; it is ignored */
	ProtobufCType type;
	bool list; /* a list taken apart from one cell */
};

struct column_map {
	json_t *json; /* the whole map */
	struct column item[CSV_COLUMNS_MAX];
	size_t count;
};

/* Reads the map; every path must lead to a field of the application. Faults have the map's own paths.
 * ERR_INPUT, ERR_MEMORY. column_close it, whatever came. */
enum err column_open(struct span text, struct column_map *out, struct faults *faults) MUST_USE;
void column_close(struct column_map *map);

/* Binds the columns of a header; its texts are borrowed. Faults have the column's name as their field:
 * UNKNOWN_FIELD for a column that the map neither takes nor ignores, DUPLICATE; REQUIRED for one that the
 * table lacks. ERR_INPUT. */
enum err column_bind(struct column_map *map, const struct csv_row *header, struct faults *faults) MUST_USE;

/* The row as the application's JSON, in malloc's memory. Faults have the field's path. ERR_INPUT, ERR_MEMORY.
 */
enum err column_apply(const struct column_map *map, const struct csv_row *row, struct faults *faults,
                      char **out) MUST_USE;

/* The column a fault's field comes from; NULL: from the base. */
const struct column *column_of(const struct column_map *map, const char *field);

#endif
