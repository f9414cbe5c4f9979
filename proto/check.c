#include "proto/check.h"

#include <string.h>

#include "proto/utf8.h"

struct path path_root(const char *name)
{
	struct path path;
	field_name(path.text, sizeof path.text, "", name);
	return path;
}

struct path path_under(struct path base, const char *name)
{
	struct path path;
	field_name(path.text, sizeof path.text, base.text, name);
	return path;
}

struct path path_at(struct path base, size_t index)
{
	struct path path;
	field_index(path.text, sizeof path.text, base.text, index);
	return path;
}

void check_fault(const struct check *check, struct path path, enum rule rule, int64_t got, int64_t limit)
{
	if (rule != RULE_OK)
		fault_add(check->faults, rule, path.text, got, limit);
}

bool check_present(const struct check *check, struct path path, const void *message)
{
	if (message == NULL)
		check_fault(check, path, RULE_REQUIRED, 0, 0);
	return message != NULL;
}

bool check_range(const struct check *check, struct path path, uint32_t value, uint32_t least, uint32_t most)
{
	if (value < least)
		check_fault(check, path, RULE_TOO_SMALL, value, least);
	if (value > most)
		check_fault(check, path, RULE_TOO_LARGE, value, most);
	return value >= least && value <= most;
}

size_t check_count(const struct check *check, struct path path, size_t n, size_t least, size_t most)
{
	if (n < least)
		check_fault(check, path, RULE_REQUIRED, (int64_t)n, (int64_t)least);
	if (n > most)
		check_fault(check, path, RULE_TOO_MANY, (int64_t)n, (int64_t)most);
	return n > most ? most : n;
}

void check_text(const struct check *check, struct path path, const char *text, bool required, size_t most)
{
	struct span bytes = span_text(text);
	if (bytes.n == 0 && required)
		check_fault(check, path, RULE_REQUIRED, 0, 0);
	else if (bytes.n > most)
		check_fault(check, path, RULE_TOO_LONG, (int64_t)bytes.n, (int64_t)most);
	else if (!utf8_valid(bytes))
		check_fault(check, path, RULE_TEXT, 0, 0);
}

void check_form(const struct check *check, struct path path, const char *text, bool required,
                enum rule (*form)(struct span text))
{
	struct span bytes = span_text(text);
	if (bytes.n > 0)
		check_fault(check, path, form(bytes), 0, 0);
	else if (required)
		check_fault(check, path, RULE_REQUIRED, 0, 0);
}
