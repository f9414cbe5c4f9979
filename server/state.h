/* server/state.h - GET: the state files, and whether the server lives and is ready. */
#ifndef GUOSUO_SERVER_STATE_H
#define GUOSUO_SERVER_STATE_H

#include "server/app.h"
#include "server/http.h"
#include "server/publish.h"

/* publish_put, and index.json anew: {"files": [{"name", "sha256", "bytes"}]}, sorted by name. A file that is
 * there already with the same bytes is left alone. */
enum err state_put(struct publish *publish, const char *name, struct span raw) MUST_USE;

/* The directory under its number and as the newest; a roster under its province. */
struct held_file;
enum err state_put_held(struct publish *publish, const struct held_file *file) MUST_USE;

/* false: no such path. */
bool state_has(const struct app *app, struct span path);

/* GET or HEAD of a path. /state/NAME with ETag; /healthz; /readyz; /metrics. Answers it. */
void state_serve(const struct app *app, struct http_request *request);

#endif
