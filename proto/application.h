/* proto/application.h - what a company writes, checked by rule: every fault with its JSON path, rule and
 * numbers. */
#ifndef GUOSUO_PROTO_APPLICATION_H
#define GUOSUO_PROTO_APPLICATION_H

#include "proto/train.h"

enum {
	DRIVERS_MAX = 8,
	TEXT_BYTES = 600, /* of a text that stays at the desk */
	DOCUMENTS_MAX = 64, /* of any desk; each desk's policy may ask for fewer */
	DOCUMENT_KIND_BYTES = 32,
	DOCUMENT_SIZE_MAX = 64 * 1024 * 1024,
	WINDOW_DEFAULT_S = 7 * DAY_S,
};

/* Every rule of an application that can be checked without the server's records. The client shows the faults
 * while it is being written; the server refuses by them. Axle loads are listed in driving order: tractors and
 * rigid trucks, then ordinary trailers; axle lines of hydraulic modular trailers apart. Spare vehicles carry
 * none. */
void application_check(const Guosuo__V1__Application *application, const struct directory *directory,
                       int64_t now, struct faults *faults);

/* The trip's window: depart_not_before to arrive_not_after, else to port_cutoff, else WINDOW_DEFAULT_S.
 * ERR_FORMAT: one of the three is no time, or depart_not_before is missing. */
enum err application_window(const Guosuo__V1__Journey *journey, int64_t *not_before,
                            int64_t *not_after) MUST_USE;

/* "I", "II", "III"; 0: none of them. */
uint32_t class_read(const char *name);

#endif
