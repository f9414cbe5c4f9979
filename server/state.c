#include "server/state.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "server/connect.h"
#include "server/held.h"
#include "server/metrics.h"
#include "server/shares.h"

/* ---- writing ---- */

static bool is_there(const struct publish *publish, const char *name, struct span raw)
{
	struct published present;
	return publish_get(publish, span_text(name), &present) && span_equal(present.raw, raw);
}

static void list_file(const struct publish *publish, const char *name, json_t *files)
{
	struct published file;
	if (publish_get(publish, span_text(name), &file))
		json_array_append_new(files,
		                      json_pack("{s:s, s:s%, s:I}", "name", name, "sha256", file.etag + 1,
		                                (size_t)2 * HASH_LEN, "bytes", (json_int_t)file.raw.n));
}

static json_t *list_files(const struct publish *publish)
{
	enum { PROVINCE_LAST = 99 };
	static const char *const kinds[] = {"roster", "status", "delta", "notice"};
	char name[32] = "directory.1";
	struct published file;
	json_t *files = json_array();
	list_file(publish, "directory", files);
	for (unsigned n = 1; publish_get(publish, span_text(name), &file); n++) {
		list_file(publish, name, files);
		snprintf(name, sizeof name, "directory.%u", n + 1);
	}
	for (size_t k = 0; k < sizeof kinds / sizeof kinds[0]; k++)
		for (unsigned province = 1; province <= PROVINCE_LAST; province++) {
			snprintf(name, sizeof name, "%s.%02u", kinds[k], province);
			list_file(publish, name, files);
		}
	return files;
}

static enum err put_index(struct publish *publish)
{
	json_t *root = json_pack("{s:o}", "files", list_files(publish));
	char *text = json_dumps(root, JSON_INDENT(1));
	json_decref(root);
	if (text == NULL)
		return ERR_MEMORY;
	enum err err = publish_put(publish, "index.json", span_text(text));
	free(text);
	return err;
}

enum err state_put(struct publish *publish, const char *name, struct span raw)
{
	if (is_there(publish, name, raw))
		return ERR_OK;
	enum err err = publish_put(publish, name, raw);
	return err == ERR_OK ? put_index(publish) : err;
}

enum err state_put_held(struct publish *publish, const struct held_file *file)
{
	char name[32];
	if (!file->is_directory) {
		snprintf(name, sizeof name, "roster.%02u", file->roster.body->province);
		return state_put(publish, name, file->raw);
	}
	snprintf(name, sizeof name, "directory.%u", file->directory.body->version);
	enum err err = state_put(publish, name, file->raw);
	return err == ERR_OK ? state_put(publish, "directory", file->raw) : err;
}

/* ---- reading ---- */

/* The rest of a path behind `prefix`, or false. */
static bool behind(struct span path, const char *prefix, struct span *rest)
{
	size_t n = strlen(prefix);
	if (path.n < n || memcmp(path.p, prefix, n) != 0)
		return false;
	*rest = span_of(path.p + n, path.n - n);
	return true;
}

static bool is_path(struct span path, const char *text)
{
	return span_equal(path, span_text(text));
}

bool state_has(const struct app *app, struct span path)
{
	struct span name;
	struct published file;
	if (is_path(path, "/healthz") || is_path(path, "/readyz") || is_path(path, "/metrics"))
		return true;
	return shares_has(path) || (behind(path, "/state/", &name) && publish_get(app->publish, name, &file));
}

/* A numbered directory never changes; all else is asked for again, and answered 304 when it has not. */
static const char *cache_of(struct span name)
{
	struct span number;
	return behind(name, "directory.", &number) ? "public, max-age=31536000, immutable"
	                                           : "public, no-cache";
}

static const char *type_of(struct span name)
{
	return is_path(name, "index.json") ? "application/json" : "application/octet-stream";
}

static void serve_file(struct http_request *request, struct span name, const struct published *file)
{
	const struct http_header headers[] = {{"Content-Type", type_of(name)},
	                                      {"ETag", file->etag},
	                                      {"Cache-Control", cache_of(name)},
	                                      {"Access-Control-Allow-Origin", "*"},
	                                      {"X-Content-Type-Options", "nosniff"}};
	bool known = span_equal(http_header(request, "if-none-match"), span_text(file->etag));
	http_reply(request, known ? 304 : 200, headers, 5, known ? (struct span){NULL, 0} : file->raw);
}

static void say(struct http_request *request, unsigned status, const char *text)
{
	static const struct http_header headers[] = {{"Content-Type", "text/plain"},
	                                             {"Cache-Control", "no-store"}};
	http_reply(request, status, headers, 2, span_text(text));
}

void state_serve(struct app *app, struct http_request *request)
{
	struct span path = http_path(request), name;
	struct published file;
	if (is_path(path, "/healthz"))
		say(request, 200, "ok\n");
	else if (is_path(path, "/readyz"))
		say(request, app->ready ? 200 : 503, app->ready ? "ready\n" : "not ready\n");
	else if (is_path(path, "/metrics"))
		metrics_serve(app, request);
	else if (behind(path, "/state/", &name) && publish_get(app->publish, name, &file))
		serve_file(request, name, &file);
	else if (shares_has(path))
		shares_serve(app, request);
	else
		connect_fail(request, ERR_NOT_FOUND, 0, NULL);
}
