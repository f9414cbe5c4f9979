#include "client/column.h"

#include <stdlib.h>
#include <string.h>

#include "guosuo/v1/application.pb-c.h"
#include "proto/utf8.h"

/* ---- paths ---- */

enum { STEPS_MAX = 8, STEP_NAME = 40, INDEX_NONE = -1, INDEX_MAX = 63 };

struct step {
	char name[STEP_NAME];
	int index; /* of a list; INDEX_NONE */
};

/* "a.b[2].c"; 0: not a path. */
static size_t steps_of(const char *path, struct step steps[static STEPS_MAX])
{
	size_t n = 0;
	while (n < STEPS_MAX) {
		struct step *step = &steps[n++];
		size_t length = strcspn(path, ".[");
		*step = (struct step){.index = INDEX_NONE};
		if (length == 0 || length >= STEP_NAME)
			return 0;
		memcpy(step->name, path, length);
		path += length;
		if (*path == '[') {
			char *end;
			long index = strtol(path + 1, &end, 10);
			if (path[1] < '0' || path[1] > '9' || *end != ']' || index > INDEX_MAX)
				return 0;
			step->index = (int)index;
			path = end + 1;
		}
		if (*path == '\0')
			return n;
		if (*path++ != '.')
			return 0;
	}
	return 0;
}

static bool is_list(const ProtobufCFieldDescriptor *field)
{
	return field->label == PROTOBUF_C_LABEL_REPEATED;
}

/* The field at the path's end, which holds text, a number or a truth; NULL: there is none. */
static const ProtobufCFieldDescriptor *field_at(const char *path, bool *list)
{
	struct step steps[STEPS_MAX];
	const ProtobufCMessageDescriptor *type = &guosuo__v1__application__descriptor;
	size_t n = steps_of(path, steps);
	for (size_t i = 0; i < n && type != NULL; i++) {
		const ProtobufCFieldDescriptor *field =
		    protobuf_c_message_descriptor_get_field_by_name(type, steps[i].name);
		bool last = i + 1 == n, indexed = steps[i].index != INDEX_NONE;
		if (field == NULL || (indexed && !is_list(field)) || (!last && is_list(field) && !indexed))
			return NULL;
		if (last) {
			*list = is_list(field) && !indexed;
			return field->type == PROTOBUF_C_TYPE_MESSAGE ? NULL : field;
		}
		type = field->type == PROTOBUF_C_TYPE_MESSAGE ? field->descriptor : NULL;
	}
	return NULL;
}

/* ---- the map ---- */

/* What a pass number of its own would have to be known for. */
static bool is_refused(const char *path)
{
	return strncmp(path, "empty_return", 12) == 0 || strncmp(path, "return_of", 9) == 0;
}

static void check_columns(const json_t *columns, struct faults *faults)
{
	const char *name;
	json_t *value;
	bool list;
	json_object_foreach((json_t *)(uintptr_t)columns, name, value)
	{
		char field[COLUMN_PATH];
		field_name(field, sizeof field, "columns", name);
		const char *path = json_string_value(value);
		if (path == NULL)
			fault_add(faults, RULE_TYPE, field, 0, 0);
		else if (is_refused(path) || field_at(path, &list) == NULL)
			fault_add(faults, RULE_UNKNOWN_FIELD, field, 0, 0);
	}
}

enum err column_open(struct span text, struct column_map *out, struct faults *faults)
{
	json_error_t error;
	*out = (struct column_map){
	    .json = json_loadb((const char *)text.p, text.n, JSON_REJECT_DUPLICATES, &error)};
	const json_t *columns = json_object_get(out->json, "columns"),
	             *base = json_object_get(out->json, "base");
	if (out->json == NULL)
		fault_add(faults, RULE_SYNTAX, "map", error.line, error.column);
	else if (!json_is_object(columns))
		fault_add(faults, columns == NULL ? RULE_REQUIRED : RULE_TYPE, "columns", 0, 0);
	else
		check_columns(columns, faults);
	if (out->json != NULL && base != NULL && !json_is_object(base))
		fault_add(faults, RULE_TYPE, "base", 0, 0);
	if (json_object_get(base, "empty_return") != NULL || json_object_get(base, "return_of") != NULL)
		fault_add(faults, RULE_UNKNOWN_FIELD, "base.empty_return", 0, 0);
	return faults->errors > 0 ? ERR_INPUT : ERR_OK;
}

void column_close(struct column_map *map)
{
	json_decref(map->json);
	*map = (struct column_map){0};
}

/* ---- the header ---- */

static bool is_ignored(const struct column_map *map, const char *name)
{
	const json_t *list = json_object_get(map->json, "ignore");
	for (size_t i = 0; i < json_array_size(list); i++) {
		const char *text = json_string_value(json_array_get(list, i));
		if (text != NULL && strcmp(text, name) == 0)
			return true;
	}
	return false;
}

static const struct column *named(const struct column_map *map, const char *name)
{
	for (size_t i = 0; i < map->count; i++)
		if (strcmp(map->item[i].name, name) == 0)
			return &map->item[i];
	return NULL;
}

static void bind_one(struct column_map *map, const char *name, struct faults *faults)
{
	struct column column = {.name = name, .path = ""};
	const char *path = json_string_value(json_object_get(json_object_get(map->json, "columns"), name));
	if (named(map, name) != NULL)
		fault_add(faults, RULE_DUPLICATE, name, 0, 0);
	else if (path == NULL && !is_ignored(map, name))
		fault_add(faults, RULE_UNKNOWN_FIELD, name, 0, 0);
	if (path != NULL) {
		column.path = path;
		column.type = field_at(path, &column.list)->type;
	}
	map->item[map->count++] = column;
}

enum err column_bind(struct column_map *map, const struct csv_row *header, struct faults *faults)
{
	const char *name;
	json_t *value;
	map->count = 0;
	for (size_t i = 0; i < header->count; i++)
		bind_one(map, header->cell[i], faults);
	json_object_foreach(json_object_get(map->json, "columns"), name, value) if (named(map, name) == NULL)
	    fault_add(faults, RULE_REQUIRED, name, 0, 0);
	return faults->errors > 0 ? ERR_INPUT : ERR_OK;
}

/* ---- a row ---- */

static const char *past_blanks(const char *text)
{
	while (*text == ' ' || *text == '\t')
		text++;
	return text;
}

static json_t *truth_of(const char *text)
{
	static const struct {
		const char *word;
		bool value;
	} words[] = {{"是", true},  {"yes", true}, {"true", true},   {"1", true},
	             {"否", false}, {"no", false}, {"false", false}, {"0", false}};
	for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
		if (strcmp(text, words[i].word) == 0)
			return json_boolean(words[i].value);
	return NULL;
}

/* Numbers stay as they were written: the reader of applications says what is wrong with one. */
static json_t *value_of(const struct column *column, struct span text)
{
	char copy[16]; /* longer than any word for it */
	while (column->type != PROTOBUF_C_TYPE_STRING && text.n > 0 &&
	       (text.p[text.n - 1] == ' ' || text.p[text.n - 1] == '\t'))
		text.n--;
	if (column->type != PROTOBUF_C_TYPE_BOOL)
		return json_stringn((const char *)text.p, text.n);
	snprintf(copy, sizeof copy, "%.*s", (int)text.n, (const char *)text.p);
	return truth_of(copy);
}

static json_t *list_of(const struct column *column, const char *cell)
{
	json_t *list = json_array();
	for (size_t n; *(cell += strspn(cell, " \t;")) != '\0'; cell += n) {
		n = strcspn(cell, " \t;");
		json_array_append_new(list, value_of(column, span_of(cell, n)));
	}
	return list;
}

/* The object or place in a list at one step, made where it is missing; NULL: an index beyond the next one, or
 * no object. */
static json_t *descend(json_t *at, const struct step *step)
{
	json_t *next = json_object_get(at, step->name);
	if (next == NULL) {
		next = step->index == INDEX_NONE ? json_object() : json_array();
		if (json_object_set_new(at, step->name, next) != 0)
			return NULL;
	}
	if (step->index == INDEX_NONE)
		return next;
	size_t index = (size_t)step->index;
	if (index == json_array_size(next))
		json_array_append_new(next, json_object());
	return json_array_get(next, index);
}

/* Takes the reference to value. */
static bool set_at(json_t *root, const char *path, json_t *value)
{
	struct step steps[STEPS_MAX];
	size_t n = steps_of(path, steps);
	for (size_t i = 0; i + 1 < n && root != NULL; i++)
		root = descend(root, &steps[i]);
	const struct step *last = &steps[n - 1];
	if (last->index == INDEX_NONE)
		return json_object_set_new(root, last->name, value) == 0;
	json_t *list = json_object_get(root, last->name);
	if (list == NULL && json_object_set_new(root, last->name, json_array()) == 0)
		list = json_object_get(root, last->name);
	size_t index = (size_t)last->index;
	return index == json_array_size(list) ? json_array_append_new(list, value) == 0
	                                      : json_array_set_new(list, index, value) == 0;
}

static void set_cell(json_t *root, const struct column *column, const char *cell, struct faults *faults)
{
	cell = past_blanks(cell);
	if (column->path[0] == '\0' || cell[0] == '\0')
		return;
	if (!utf8_valid(span_text(cell))) {
		fault_add(faults, RULE_TEXT, column->path, 0, 0);
		return;
	}
	json_t *value = column->list ? list_of(column, cell) : value_of(column, span_text(cell));
	if (value == NULL)
		fault_add(faults, RULE_CHOICE, column->path, 0, 0);
	else if (!set_at(root, column->path, value))
		fault_add(faults, RULE_TYPE, column->path, 0,
		          0); /* the base has something else there, or a gap before it */
}

enum err column_apply(const struct column_map *map, const struct csv_row *row, struct faults *faults,
                      char **out)
{
	const json_t *base = json_object_get(map->json, "base");
	json_t *root = base == NULL ? json_object() : json_deep_copy(base);
	for (size_t i = 0; root != NULL && i < row->count && i < map->count; i++)
		set_cell(root, &map->item[i], row->cell[i], faults);
	char *text = root == NULL || faults->errors > 0 ? NULL : json_dumps(root, JSON_COMPACT);
	json_decref(root);
	if (faults->errors > 0)
		return ERR_INPUT;
	if (text == NULL)
		return ERR_MEMORY;
	*out = text;
	return ERR_OK;
}

/* ---- back from a field ---- */

/* How much of the field this column answers for: the longer, the nearer. */
static size_t nearness(const char *path, const char *field)
{
	size_t n = strlen(path), m = strlen(field);
	if (n == 0)
		return 0;
	if (strcmp(path, field) == 0)
		return 3 * COLUMN_PATH;
	if (n < m && strncmp(path, field, n) == 0 && (field[n] == '.' || field[n] == '['))
		return 2 * COLUMN_PATH + n; /* a part of what the cell made */
	return 0;
}

const struct column *column_of(const struct column_map *map, const char *field)
{
	const struct column *best = NULL;
	size_t nearest = 0;
	for (size_t i = 0; i < map->count; i++) {
		size_t near = nearness(map->item[i].path, field);
		if (near > nearest) {
			nearest = near;
			best = &map->item[i];
		}
	}
	return best;
}
