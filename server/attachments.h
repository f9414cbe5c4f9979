/* server/attachments.h - the documents an application lists: what the desk demands, whether it holds them, and that they
 * stay with the pass. */
#ifndef GUOSUO_SERVER_ATTACHMENTS_H
#define GUOSUO_SERVER_ATTACHMENTS_H

#include "server/rpc.h"

/* The annex's list. A hash that is no hash stays empty: application_check names it. ERR_MEMORY. */
enum err attachments_annex(struct call *call, const Guosuo__V1__Application *application,
                           Guosuo__V1__Annex *annex) MUST_USE;

/* What the desk's policy asks of an application of this class: kinds, how many, how large. ERR_INPUT with faults. */
enum err attachments_due(struct call *call, const Guosuo__V1__Application *application,
                         uint32_t over_limit_class) MUST_USE;

/* In a store thread: has the company put each of them, with this size and type? ERR_INPUT with faults. */
enum err attachments_held(struct tx *tx, struct call *call, const Guosuo__V1__Application *application) MUST_USE;

/* attachments_held, and each is kept with this pass. */
enum err attachments_bind(struct tx *tx, struct call *call, const Guosuo__V1__Application *application,
                          struct span pass_id) MUST_USE;

#endif
