#include "client/differ.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "proto/wire/json.h"

enum { DIFFER_PATH = 256 };

struct differ {
	FILE *out;
	size_t count;
};

static enum err as_json(const ProtobufCMessage *message, json_t **out)
{
	char *text;
	size_t n;
	enum err err = json_write(message, JSON_FOR_PROGRAMS, &text, &n);
	if (err != ERR_OK)
		return err;
	*out = json_loadb(text, n, 0, NULL);
	free(text);
	return *out == NULL ? ERR_MEMORY : ERR_OK;
}

static void print_value(FILE *out, const json_t *value)
{
	if (json_is_string(value)) {
		fputs(json_string_value(value), out);
	} else if (value == NULL) {
		fputc('-', out);
	} else {
		char *text = json_dumps(value, JSON_COMPACT | JSON_ENCODE_ANY);
		fputs(text == NULL ? "?" : text, out);
		free(text);
	}
}

/* As the schema and every fault spell it: "portCutoff" is port_cutoff. */
static void print_path(FILE *out, const char *path)
{
	for (; *path != '\0'; path++) {
		bool capital = *path >= 'A' && *path <= 'Z';
		if (capital)
			fputc('_', out);
		fputc(capital ? *path - 'A' + 'a' : *path, out);
	}
}

static void compare(struct differ *differ, const char *path, json_t *before, json_t *after);

static void compare_objects(struct differ *differ, const char *path, json_t *before, json_t *after)
{
	const char *key;
	json_t *value;
	char under[DIFFER_PATH];
	json_object_foreach(before, key, value)
	{
		snprintf(under, sizeof under, "%s%s%s", path, path[0] == '\0' ? "" : ".", key);
		compare(differ, under, value, json_object_get(after, key));
	}
	json_object_foreach(after, key, value)
	{
		snprintf(under, sizeof under, "%s%s%s", path, path[0] == '\0' ? "" : ".", key);
		if (json_object_get(before, key) == NULL)
			compare(differ, under, NULL, value);
	}
}

static void compare_arrays(struct differ *differ, const char *path, json_t *before, json_t *after)
{
	size_t n = json_array_size(before), m = json_array_size(after);
	char at[DIFFER_PATH];
	for (size_t i = 0; i < n || i < m; i++) {
		snprintf(at, sizeof at, "%s[%zu]", path, i);
		compare(differ, at, json_array_get(before, i), json_array_get(after, i));
	}
}

static void compare(struct differ *differ, const char *path, json_t *before, json_t *after)
{
	if (json_is_object(before) && json_is_object(after)) {
		compare_objects(differ, path, before, after);
	} else if (json_is_array(before) && json_is_array(after)) {
		compare_arrays(differ, path, before, after);
	} else if (before == NULL || after == NULL || !json_equal(before, after)) {
		print_path(differ->out, path);
		fputs(": ", differ->out);
		print_value(differ->out, before);
		fputs(" -> ", differ->out);
		print_value(differ->out, after);
		fputc('\n', differ->out);
		differ->count++;
	}
}

enum err differ_print(const ProtobufCMessage *before, const ProtobufCMessage *after, FILE *out, size_t *count)
{
	struct differ differ = {out, 0};
	json_t *one = NULL, *other = NULL;
	enum err err = as_json(before, &one);
	if (err == ERR_OK)
		err = as_json(after, &other);
	if (err == ERR_OK)
		compare(&differ, "", one, other);
	json_decref(one);
	json_decref(other);
	if (err == ERR_OK)
		*count = differ.count;
	return err;
}
