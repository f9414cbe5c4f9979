/* client/complaint.h - what is wrong with the rows of a table, as a table of its own that a spreadsheet
 * opens: line, column, field, rule, what it says in both languages. */
#ifndef GUOSUO_CLIENT_COMPLAINT_H
#define GUOSUO_CLIENT_COMPLAINT_H

#include "client/column.h"
#include "guosuo/v1/api.pb-c.h"

struct complaints {
	const char *path; /* borrowed */
	FILE *file;
	size_t lines;
};

/* UTF-8 with a byte order mark. ERR_IO. */
enum err complaints_open(const char *path, struct complaints *out) MUST_USE;

/* Without a line the file goes. */
void complaints_close(struct complaints *complaints);

/* The errors among the faults of one row; warnings are none. ERR_IO. */
enum err complaints_add(struct complaints *complaints, const struct csv_row *row,
                        const struct column_map *map, const struct faults *faults) MUST_USE;

/* What the desk refused a row by. */
enum err complaints_add_refusal(struct complaints *complaints, const struct csv_row *row,
                                const struct column_map *map,
                                const Guosuo__V1__ErrorDetail *refused) MUST_USE;

enum rule complaint_rule(enum csv_fault fault);

#endif
