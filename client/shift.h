/* client/shift.h - a gate at work for a whole shift in one process: its key is opened once, what it holds is read again when it
 * changes on the disk, and the home is locked only while a vehicle is judged or recorded. Errors are said. */
#ifndef GUOSUO_CLIENT_SHIFT_H
#define GUOSUO_CLIENT_SHIFT_H

#include "client/recorder.h"

struct shift {
	struct context *context;
	struct gate *gate;         /* and all it holds: until the next shift_fresh */
	struct arena held[2];      /* what is held, and room to read it again */
	struct recorder recorder;
	size_t vehicle;            /* of the context's arena: above it lies what is one vehicle's */
	uint64_t state;            /* what the files of the state looked like when they were read */
	Guosuo__V1__Handover so_far; /* counts since the last hand-over */
	uint32_t counted, unsent;  /* up to which record; how many wait for the desk */
};

/* Asks for the passphrase. Close it in any case. */
enum err shift_open(struct context *context, struct shift *out) MUST_USE;
void shift_close(struct shift *shift);

/* Between two vehicles: gives the last one's memory back, and reads what is held again where it has changed. ERR_IO,
 * ERR_MEMORY, ...: what was held stays. */
enum err shift_fresh(struct shift *shift) MUST_USE;

/* Judges out->sight as of `now`. */
enum err shift_judge(struct shift *shift, int64_t now, struct look *out) MUST_USE;

/* recorder_put; look NULL: nothing was judged. ERR_BUSY: another guosuo holds the home. */
enum err shift_put(struct shift *shift, const struct look *look, const struct decision *decision, struct recorded *out) MUST_USE;

/* Ends the shift: from, to and note are set, the counts are filled in. ERR_OK: it is recorded, though the new shift's counts may not be
 * readable yet, which is said. */
enum err shift_hand_over(struct shift *shift, Guosuo__V1__Handover *out) MUST_USE;

/* The last records, oldest first, each handed to `take` while it is valid. */
enum err shift_last(struct shift *shift, uint32_t count, void (*take)(void *taker, const struct passage *passage),
                    void *taker) MUST_USE;

/* The same of those from this number on. */
enum err shift_from(struct shift *shift, uint32_t sequence, void (*take)(void *taker, const struct passage *passage),
                    void *taker) MUST_USE;

#endif
