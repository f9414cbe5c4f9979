/* proto/application.h - what a company writes, checked by rule: every fault with its JSON path, rule and numbers. */
#ifndef GUOSUO_PROTO_APPLICATION_H
#define GUOSUO_PROTO_APPLICATION_H

#include "guosuo/v1/application.pb-c.h"
#include "proto/fault.h"
#include "proto/rule.h"

enum {
	DRIVERS_MAX = 8,
	TEXT_BYTES = 600, /* of a text that stays at the desk */
	WINDOW_DEFAULT_S = 7 * DAY_S,
};

/* Every rule of an application that can be checked without the server's records. The client shows the faults while it is
 * being written; the server refuses by them. Axle loads are listed in driving order: tractors and rigid trucks, then ordinary
 * trailers; axle lines of hydraulic modular trailers apart. Spare vehicles carry none. */
void application_check(const Guosuo__V1__Application *application, const struct directory *directory, int64_t now,
		       struct faults *faults);

/* The trip's window: depart_not_before to arrive_not_after, else to port_cutoff, else WINDOW_DEFAULT_S. ERR_FORMAT: one of
 * the three is no time, or depart_not_before is missing. */
enum err application_window(const Guosuo__V1__Journey *journey, int64_t *not_before, int64_t *not_after) MUST_USE;

/* VEHICLE_KIND_UNSPECIFIED: none of the four names. */
Guosuo__V1__VehicleKind vehicle_kind(const char *name);

/* "I", "II", "III"; 0: none of them. */
uint32_t class_read(const char *name);

/* The class by its measures; 0: within the basic limits. */
uint32_t application_class(const Guosuo__V1__Application *application, const Guosuo__V1__Limits *limits);

#endif
