/* server/attachments.h - the documents an application or an answer lists: what the desk demands, whether it holds them, and
 * that they stay with the pass. */
#ifndef GUOSUO_SERVER_ATTACHMENTS_H
#define GUOSUO_SERVER_ATTACHMENTS_H

#include "guosuo/v1/rounds.pb-c.h"
#include "server/rpc.h"

/* The annex's list. A hash that is no hash stays empty: application_check names it. ERR_MEMORY. */
enum err attachments_annex(struct call *call, const Guosuo__V1__Application *application,
                           Guosuo__V1__Annex *annex) MUST_USE;

/* What the desk's policy asks of an application of this class, and of one that an agent files: kinds, how many, how large. ERR_INPUT with faults. */
enum err attachments_due(struct call *call, const Guosuo__V1__Application *application,
                         uint32_t over_limit_class) MUST_USE;

/* In a store thread: has the company put each of them, with this size and type? ERR_INPUT with faults. */
enum err attachments_held(struct tx *tx, struct call *call, const Guosuo__V1__Application *application) MUST_USE;

/* attachments_held, and each is kept with this pass. */
enum err attachments_bind(struct tx *tx, struct call *call, const Guosuo__V1__Application *application,
                          struct span pass_id) MUST_USE;

/* Those of an answer, which stand at `field`: of good form, of the policy's kinds and sizes, held, and with all that the
 * pass has at most twice what an application may list; then kept with the pass for the province that asked. ERR_INPUT with faults. */
enum err attachments_answer(struct tx *tx, struct call *call, const char *field,
                            const Guosuo__V1__ItemAnswer *answer, struct span pass_id, uint32_t province) MUST_USE;

#endif
