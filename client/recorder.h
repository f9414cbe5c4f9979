/* client/recorder.h - what came to a gate goes into its log: judged or not, with what a person decided. Errors are said. */
#ifndef GUOSUO_CLIENT_RECORDER_H
#define GUOSUO_CLIENT_RECORDER_H

#include "client/gate.h"
#include "client/party.h"
#include "client/passages.h"

/* A gate with its key, its entry in the roster and its log: as long as things are recorded. */
struct recorder {
	const struct gate *gate;
	struct party party;
	const struct roster *roster;
	const Guosuo__V1__RosterEntry *entry;
	struct passages log;
};

/* In a home that this process has locked, and gives back while the passphrase is asked. ERR_NOT_FOUND: this device is on no roster that is held. Else party_resume's and passages_open's. Close it in any case. */
enum err recorder_open(struct context *context, const struct gate *gate, struct recorder *out) MUST_USE;
void recorder_close(struct recorder *recorder);

/* For as long as the home is not locked by this process, others may add to the log: pause before keep_unlock, resume after keep_lock,
 * with the gate as it is held by then. recorder_open's errors; after one the recorder is paused still. */
void recorder_pause(struct recorder *recorder);
enum err recorder_resume(struct context *context, const struct gate *gate, struct recorder *recorder) MUST_USE;

/* What a person saw and decided, apart from the verdict. */
struct decision {
	uint32_t duty, people, temperature_dc;
	uint32_t reason; /* why it goes against the verdict, or passes without all that is asked for */
	struct inspections inspections;
	Guosuo__V1__Outcome outcome;
	Guosuo__V1__Direction direction;
	Guosuo__V1__PassageKind kind;
	const char *plate; /* as it was read, "" */
};

/* "36.6" in tenths; NULL: 0. ERR_INPUT: said. */
enum err recorder_temperature(struct context *context, const char *typed, uint32_t *out) MUST_USE;

/* What stands in the log now. stamped: the code opened, and passage.passage->stamp is its stamp. */
struct recorded {
	struct passage passage;
};

/* On the disk when it returns; look NULL: nothing was judged. The stamp follows the newest that was shown. What of this log a
 * driver's stamps bear witness against is said, and so is what could not be remembered. ERR_INPUT: the decision is not sound, such
 * as a pass of ours that was not judged, or one let pass with an inspection due and no reason; ERR_EXISTS: the journey's delivery
 * stands in this log already: out is that record, and nothing new is; ERR_FULL, ERR_IO: it is not recorded. */
enum err recorder_put(struct context *context, struct recorder *recorder, const struct look *look,
                      const struct decision *decision, struct recorded *out) MUST_USE;

/* The shift so far: since the last hand-over, else since the first record. */
enum err recorder_shift(const struct recorder *recorder, Guosuo__V1__Handover *out) MUST_USE;

/* Adds one of the shift to its counts. */
void recorder_count(const struct passage *passage, Guosuo__V1__Handover *out);

/* That the ratchet is put back, as of gate->now, in the log before it is. */
enum err recorder_reset(struct context *context, struct recorder *recorder, Guosuo__V1__RatchetReset *reset) MUST_USE;

/* Ends the shift: from, to and note are set. */
enum err recorder_hand_over(struct context *context, struct recorder *recorder, Guosuo__V1__Handover *handover) MUST_USE;

#endif
