/* server/page.h - the one page for people without a program: a shared trip, Chinese and English, for a phone.
 * Static text and style in one answer; no script runs on it and nothing else is loaded (threat 28). */
#ifndef GUOSUO_SERVER_PAGE_H
#define GUOSUO_SERVER_PAGE_H

#include <stdio.h>

#include "guosuo/v1/signals.pb-c.h"
#include "server/http.h"

/* Answers with the trip's page, or with one that says why there is none (404, 503). Times at this offset. */
void page_reply(struct http_request *request, unsigned status, const Guosuo__V1__SharedTrip *trip,
                uint32_t utc_offset_min);

/* Text as it may stand in an element or a quoted attribute. */
void page_text(FILE *out, const char *text);

#endif
