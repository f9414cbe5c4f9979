/* A table of any bytes: first as GBK, then as it is, row by row through a map; and the same bytes as a map.
 */
#include <assert.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include "client/charset.h"
#include "client/column.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char map_text[] =
    "{\"base\": {\"drivers\": [{}]}, \"columns\": {\"a\": \"cargo.name\", \"b\": \"drivers[1].name\", "
    "\"c\": \"vehicle.tractors[0].spare\", \"d\": \"vehicle.laden.axle_loads_kg\"}}";
static const char names[] = "a,b,c,d\n";

static void rows_of(struct span text, struct column_map *map)
{
	static struct csv_row row;
	struct csv csv = csv_over(text);
	size_t line = 0, left = csv.rest.n + 1;
	while (csv_next(&csv, &row)) {
		struct faults faults = {0};
		char *json = NULL;
		assert(row.line > line && csv.rest.n < left); /* it goes on */
		line = row.line, left = csv.rest.n;
		if (row.fault == CSV_OK && column_apply(map, &row, &faults, &json) == ERR_OK)
			free(json);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct csv_row header;
	struct column_map map;
	struct faults faults = {0};
	struct csv csv = csv_over(span_text(names));
	struct span text = span_of(data, size);
	char *utf8 = NULL;
	size_t n = 0;
	assert(column_open(span_text(map_text), &map, &faults) == ERR_OK);
	assert(csv_next(&csv, &header) && column_bind(&map, &header, &faults) == ERR_OK);
	if (charset_is_gbk(text) && charset_from_gbk(text, &utf8, &n) == ERR_OK)
		rows_of(span_of(utf8, n), &map);
	free(utf8);
	rows_of(text, &map);
	column_close(&map);
	faults = (struct faults){0};
	(void)!column_open(text, &map, &faults);
	column_close(&map);
	return 0;
}
