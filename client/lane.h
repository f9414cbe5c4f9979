/* client/lane.h - the gate as a place of work: one lane, one screen, one vehicle at a time. The loop and what is always there are
 * lane.c, a vehicle lane_vehicle.c, one that shows nothing lane_listed.c, what is typed lane_field.c, what is inspected lane_inspect.c, all
 * its legs lane_legs.c, what a truck brings lane_part.c, codes for others lane_code.c, whole pages lane_page.c. */
#ifndef GUOSUO_CLIENT_LANE_H
#define GUOSUO_CLIENT_LANE_H

#include "client/camera.h"
#include "client/gate_view.h"
#include "client/misread.h"
#include "client/render.h"
#include "client/scanner.h"
#include "client/shift.h"
#include "client/terminal.h"
#include "client/volunteer.h"
#include "proto/chain.h"

struct lane;

/* One key of a mode; the list ends with key 0. LANE_ROW: no key, the foot goes on in another row. */
enum { LANE_ROW = '\n' };
struct lane_key {
	uint8_t key;
	const char *zh, *en; /* for the foot; empty in a LANE_ROW */
	void (*press)(struct lane *lane);
};

/* What the screen is for at the moment. */
struct lane_mode {
	const char *zh, *en; /* a word for it, in the help */
	const struct lane_key *keys;
	void (*view)(struct lane *lane, struct screen *screen);
	void (*code)(struct lane *lane, struct span text, int64_t took_ms); /* NULL: codes are not taken now */
	void (*type)(struct lane *lane, uint8_t key);                       /* NULL: keys go by the list */
};

extern const struct lane_mode lane_idle, lane_vehicle, lane_inspect, lane_reason, lane_legs, lane_typing, lane_choose, lane_receipt,
    lane_challenge, lane_trial, lane_page, lane_quit;

enum { LANE_STEPS = 4, LANE_TYPED = PASSAGE_NOTE_MAX + 1, LANE_LEGS_MAX = 32, LANE_CHOICE_PAGE = 8 };

/* The vehicle at the gate. */
struct lane_vehicle {
	bool there, judged;  /* judged: look is its code's */
	struct look look;
	uint8_t code[SCANNER_MAX]; /* what look.sight.text is */
	int64_t came_at;     /* when it was scanned: what is typed later is judged as of then */
	struct decision decision;
	char plate[PASSAGE_PLATE_MAX + 1];
	struct listed_one listed; /* what look.sight.listed is */
	char stamps[CHAIN_TEXT_MAX + 1]; /* that it brings along from earlier gates; "": none were shown */
	uint32_t shown, doubtful; /* bits of its legs' ordinals: shown one after the other, and with what is against them */
};

enum lane_field { FIELD_DUTY, FIELD_PASSPHRASE, FIELD_PLATE, FIELD_LISTED, FIELD_PEOPLE, FIELD_TEMPERATURE, FIELD_MEASURES, FIELD_TO, FIELD_NOTE };

/* What is being typed: a row of fields, one after the other. */
struct lane_typed {
	enum lane_field steps[LANE_STEPS];
	size_t count, at, n;
	char text[LANE_TYPED];
	const struct lane_mode *back; /* where it goes on, and where Esc leads */
};

/* The passes of a plate, of which a person chooses one: as text, since the list may change meanwhile. */
struct lane_choice_row {
	char number[PASS_NUMBER_LEN + 1], plates[RENDER_LIST], what[RENDER_LIST];
	enum listed_as as;
};
struct lane_choice {
	char plate[LANE_TYPED];
	bool typed; /* it is the vehicle's plate */
	struct lane_choice_row rows[LISTED_FOUND];
	size_t count, all, first; /* here; on the list; the first of the page */
};

/* Of what was stamped last, for the driver. */
struct lane_receipt {
	bool there;
	uint32_t sequence;
	char number[PASS_NUMBER_LEN + 1];
	char all[CHAIN_TEXT_MAX + 1], own[CHAIN_TEXT_MAX + 1]; /* the code's text: behind the stamps that were shown; alone */
};

struct lane {
	struct context *context;
	struct shift shift;
	struct terminal terminal;
	struct scanner keyboard, line;
	const char *serial_path, *camera_path, *road;
	unsigned baud;
	const char *printer; /* NULL: no slips are printed */
	uint32_t printer_dots;
	int serial; /* -1: none, or not there */
	struct camera *camera;
	int64_t devices_at_ms, camera_at_ms; /* when they are looked for again; when the next frame is read */
	uint8_t gone[SCANNER_MAX]; /* the code that was recorded last */
	size_t gone_n;
	int64_t gone_ms;           /* and when */
	const struct lane_mode *mode;
	struct lane_vehicle vehicle;
	struct lane_typed typed;
	struct lane_choice choice;
	struct lane_receipt receipt;
	uint32_t duty; /* 0: nobody is logged in */
	struct volunteer volunteer; /* duty 0: it is none */
	bool guarded;    /* a volunteer was logged in since the passphrase was typed last */
	uint32_t asking; /* who types it now */
	Guosuo__V1__Handover handover;
	char note[PASSAGE_NOTE_MAX + 1];
	uint32_t nonce;
	struct misread_trial trial;
	int64_t trial_ms;
	bool tried; /* the scanner, in this shift */
	char *page;   /* text of the page, malloc'ed */
	size_t line_at; /* of it, the first that is shown */
	char told[TERMINAL_SAID + 256];
	bool alarm, over;
};

bool lane_zh(const struct lane *lane);
int64_t lane_clock_ms(void);

/* The line of what happened; what was said on standard error meanwhile stands behind it, and makes it an alarm. */
void lane_tell(struct lane *lane, bool alarm, const char *format, ...) __attribute__((format(printf, 3, 4)));
void lane_tell_of(struct lane *lane, bool alarm, enum say what, ...); /* a sentence of the client's */
void lane_go(struct lane *lane, const struct lane_mode *mode);

/* A code, wherever one is taken: what is wrong with it by its look is told, and only a code that may be one is true. */
bool lane_code_is_one(struct lane *lane, struct span text);

/* ---- lane_vehicle.c ---- */
void lane_take_code(struct lane *lane, struct span text, int64_t took_ms);
void lane_take_stamps(struct lane *lane, struct span text);
void lane_judge_again(struct lane *lane);
bool lane_is_same_trip(struct lane *lane, struct span text); /* as the vehicle's at the gate; what does not open is nobody's */
void lane_forget(struct lane *lane);

/* Of the code in lane->vehicle.code, as of came_at; by what is held, though newer files may not be readable. What was judged before
 * is gone with its memory. false: told. */
bool lane_judge(struct lane *lane);
void lane_ring_word(struct lane *lane); /* of the verdict */
void lane_press_people(struct lane *lane);
void lane_press_temperature(struct lane *lane);

/* ---- lane_listed.c ---- */
void lane_press_listed(struct lane *lane);
/* A plate in the expected list, and what it has judged as what nobody showed; number: of the pass meant, NULL: whichever. Where it goes
 * on: the vehicle, or the choice between several; NULL: told why not. */
const struct lane_mode *lane_look_up(struct lane *lane, const char *plate, const char *number);

/* ---- lane_inspect.c ---- */
bool lane_due(const struct lane *lane, struct inspection_asked *out); /* before it may be let pass */
void lane_show_due(struct lane *lane); /* instead of letting it pass */
void lane_press_done(struct lane *lane);
void lane_press_inspect(struct lane *lane);
void lane_inspect_rows(const struct lane *lane, struct screen *screen); /* what was done, what is due: nothing where nobody asks */

/* ---- lane_legs.c ---- */
void lane_press_legs(struct lane *lane);

/* ---- lane_field.c ---- */
void lane_ask(struct lane *lane, const enum lane_field *steps, size_t count, const struct lane_mode *back);
void lane_ask_duty(struct lane *lane);
bool lane_log_in(struct lane *lane, uint32_t duty);
/* Whoever is logged in may still decide: a volunteer who was struck off, or whose time is over, logs in anew; told. */
bool lane_on_duty(struct lane *lane);

/* ---- lane_part.c ---- */
bool lane_part_is(struct span text);
void lane_take_part(struct lane *lane, struct span text);

/* ---- lane_code.c ---- */
/* The first of these texts, behind which stands NULL, whose code has room; where none has, how large a window the last needs, and what
 * to do instead. */
void lane_draw_code(struct lane *lane, struct screen *screen, const char *const *texts, const char *instead);
/* The driver's receipt of what was stamped: kept for the screen, and printed where there is a printer. shown: as for receipt_text. */
void lane_hand_out(struct lane *lane, const struct passage *passage, const struct verdict *shown);
void lane_press_receipt(struct lane *lane);

/* ---- lane_page.c ---- */
void lane_press_log(struct lane *lane);
void lane_press_help(struct lane *lane);
void lane_press_all(struct lane *lane);
void lane_press_challenge(struct lane *lane);
void lane_press_trial(struct lane *lane);
void lane_press_quit(struct lane *lane);
void lane_show_page(struct lane *lane, char *text); /* takes it */

#endif
