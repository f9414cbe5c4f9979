/* proto/application.h - what a company writes, checked by rule: every fault with its JSON path, rule and
 * numbers. */
#ifndef GUOSUO_PROTO_APPLICATION_H
#define GUOSUO_PROTO_APPLICATION_H

#include "proto/train.h"

enum {
	DRIVERS_MAX = 8,
	ESCORT_PEOPLE_MAX = 16,
	TEXT_BYTES = 600, /* of a text that stays at the desk */
	DOCUMENTS_MAX = 64, /* of any desk; each desk's policy may ask for fewer */
	DOCUMENT_KIND_BYTES = 32,
	DOCUMENT_SIZE_MAX = 64 * 1024 * 1024,
	WINDOW_DEFAULT_S = 7 * DAY_S,
	CONSIGNMENT_BYTES = 40, /* of a consignment's id */
	UNITS_MAX = 100,        /* trains of one consignment */
};

/* Every rule of an application that can be checked without the server's records. The client shows the faults
 * while it is being written; the server refuses by them. Axle loads are listed in driving order: tractors and
 * rigid trucks, then ordinary trailers; axle lines of hydraulic modular trailers apart. Spare vehicles carry
 * none. */
void application_check(const Guosuo__V1__Application *application, const struct directory *directory,
                       int64_t now, struct faults *faults);

/* The form of a list of documents that stands at `field`: in an application, or in an answer to a correction. */
void application_check_documents(const char *field, size_t n, Guosuo__V1__ApplicationDocument *const *documents,
                                 struct faults *faults);

/* The trip's window: depart_not_before to arrive_not_after, else to port_cutoff, else WINDOW_DEFAULT_S.
 * ERR_FORMAT: one of the three is no time, or depart_not_before is missing. */
enum err application_window(const Guosuo__V1__Journey *journey, int64_t *not_before,
                            int64_t *not_after) MUST_USE;

/* "I", "II", "III"; 0: none of them. */
uint32_t class_read(const char *name);

/* Do both texts give the same USCC? Malformed ones give none. */
bool application_same_company(const char *one, const char *other);

/* Is it the empty return of another pass? Then it has no cargo, and the province it returns to issues it. */
bool application_is_return(const Guosuo__V1__Application *application);

/* Has it an empty return, and is the empty train over the basic limits? vehicle and empty_return.laden are
 * there. */
bool application_return_needed(const Guosuo__V1__Application *application, const struct directory *directory);

/* The empty return of an application without faults as an application of its own, linked to the pass `number`
 * of the way out. Shares the application's texts and parts; where it names no legs, the way out backwards.
 * ERR_MEMORY. */
enum err application_return(const Guosuo__V1__Application *application, const char *number,
                            struct arena *arena, Guosuo__V1__Application **out) MUST_USE;

#endif
