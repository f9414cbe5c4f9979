/* proto/rule.h - over-limit class and legal limits, computed from the directory's table (Order 62/2016, Arts. 3, 13-17). */
#ifndef GUOSUO_PROTO_RULE_H
#define GUOSUO_PROTO_RULE_H

#include "guosuo/v1/application.pb-c.h"
#include "proto/directory.h"

/* 0: within the basic limits, no permit needed; 1 to 3: the class of the laden outline and mass.
 * axles counts road axles: an axle line of a hydraulic modular trailer counts as two (domain: per line two axles). */
uint32_t class_of(const Guosuo__V1__Laden *laden, uint32_t axles, const Guosuo__V1__Limits *limits);

/* class_of for a trip: axles of its longest non-spare combination. */
uint32_t trip_class(const Guosuo__V1__Trip *trip, const Guosuo__V1__Limits *limits);

/* How many distinct persons must seal a leg of this class: 1, or 2 for class III. */
size_t class_persons(uint32_t over_limit_class);

/* Civil time. rfc3339_read: ERR_FORMAT unless it is RFC 3339 with an offset; leap second and year < 2000 refused. */
enum err rfc3339_read(struct span text, int64_t *out) MUST_USE;
enum { TIME_TEXT_LEN = 25 };
void rfc3339_write(int64_t when, uint32_t utc_offset_min, char out[static TIME_TEXT_LEN + 1]);

/* Every rule of an application that can be checked without the server's records, each fault with its JSON path. The
 * client shows them while writing; the server refuses by them. */
void application_check(const Guosuo__V1__Application *application, const struct directory *directory, int64_t now,
		       struct faults *faults);

#endif
