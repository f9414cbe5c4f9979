/* server/metrics.h - GET /metrics: counters for Prometheus (text format 0.0.4). Numbers and province codes only. The
 * desks' numbers are those of the last round (server/watch.h), so asking costs the database nothing. */
#ifndef GUOSUO_SERVER_METRICS_H
#define GUOSUO_SERVER_METRICS_H

#include "server/app.h"
#include "server/http.h"

/* Answers it. */
void metrics_serve(const struct app *app, struct http_request *request);

#endif
