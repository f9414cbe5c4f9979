/* client/gate.h - a checkpoint's device at its gate: what it holds, what was shown and seen there, and the one verdict on
 * it. Errors are said. */
#ifndef GUOSUO_CLIENT_GATE_H
#define GUOSUO_CLIENT_GATE_H

#include "client/held.h"
#include "client/key.h"
#include "client/listed.h"
#include "client/sheet.h"

/* The gate: its membership and what it holds. No key is needed to judge. */
struct gate {
	struct membership membership;
	struct held held;
	int64_t now;
};

/* Locks the home. NULL: said. */
struct gate *gate_open(struct context *context);
/* The same in a home that this process has locked already, or only to read what is held. */
struct gate *gate_resume(struct context *context);

/* Where it stands; the road is not known here. */
struct place gate_place(const struct gate *gate);

/* Of the gate's own province, as it stands now; NULL: none is held. */
const struct roster *gate_roster(const struct gate *gate);

/* Where it stands. */
struct place gate_place(const struct gate *gate);

/* The options every look begins with. */
enum {
	GATE_FILE, GATE_PICTURE, GATE_NONCE, GATE_PLATE, GATE_TRAILERS, GATE_VIN, GATE_LENGTH, GATE_WIDTH, GATE_HEIGHT, GATE_MASS,
	GATE_PIECES, GATE_HS, GATE_ESCORTS, GATE_ROAD, GATE_PASS_FILE, GATE_LISTED, GATE_NUMBER,
	GATE_STAMPS, GATE_OPTIONS,
};
#define GATE_OPTION_ROWS                                                                                         \
	[GATE_FILE] = {"file", "FILE", "从文件读码", "read the code from a file"},                                \
	[GATE_PICTURE] = {"picture", "FILE.png", "从图片读码", "read the code from a picture"},                   \
	[GATE_NONCE] = {"nonce", "N", "口述的六位数", "the six digits that were spoken"},                         \
	[GATE_PLATE] = {"plate", "P", "看到的牵引车号牌", "the tractor's plate as seen"},                         \
	[GATE_TRAILERS] = {"trailers", "P,P", "看到的挂车号牌", "the trailers' plates as seen"},                  \
	[GATE_VIN] = {"vin", "V", "看到的车架号", "the VIN as seen"},                                             \
	[GATE_LENGTH] = {"length-mm", "N", "车货总长", "length as measured"},                                     \
	[GATE_WIDTH] = {"width-mm", "N", "车货总宽", "width as measured"},                                        \
	[GATE_HEIGHT] = {"height-mm", "N", "车货总高", "height as measured"},                                     \
	[GATE_MASS] = {"mass-kg", "N", "车货总质量", "mass as weighed"},                                          \
	[GATE_PIECES] = {"pieces", "N", "件数", "pieces as counted"},                                             \
	[GATE_HS] = {"hs", "N", "货物 HS 编码", "the cargo's HS code"},                                           \
	[GATE_ESCORTS] = {"escorts", "N", "护送车数 (可为 0)", "escort vehicles as counted (0 too)"},             \
	[GATE_ROAD] = {"road", "G3", "本查验点所在道路", "the road this checkpoint stands on"},                   \
	[GATE_PASS_FILE] = {"pass-file", "FILE", "驾驶员的通行证文件, 取条件文字和随带签章",                      \
			    "the driver's pass file, for the conditions' words and the stamps"},                  \
	[GATE_LISTED] = {"listed", NULL, "没有亮证: 凭 --plate 查预到清单",                                        \
			 "nothing can be shown: look --plate up in the expected list"},                          \
	[GATE_NUMBER] = {"number", "N", "清单中有多件时, 通行证编号", "the pass's number, where the list has several"},  \
	[GATE_STAMPS] = {"stamps", "FILE|TEXT", "驾驶员随带的查验签章: 文字, 每行一码的文件, 或图片",              \
			 "the stamps the driver carries: text, a file with a code to each line, or a picture"}

/* What was shown and seen. */
struct sight {
	struct span text;      /* the code's */
	struct observed observed;
	uint32_t nonce;        /* that was spoken; 0: the one this gate spoke last, if the code answers to any */
	const char *road;      /* this place's; NULL: not told */
	bool again;            /* judged before as of the very same gate->now, and more was seen since: that look is no passage of its own */
	const struct listed_one *listed; /* nobody showed it: it was found in the expected list of as_of; NULL: it was shown */
	int64_t as_of;
	const Guosuo__V1__StampChain *stamps; /* of earlier gates; NULL: none were shown */
	Guosuo__V1__Direction direction; /* in which it passes; UNSPECIFIED: not told */
};

/* And what it was judged to be. */
struct look {
	const struct gate *gate;
	struct sight sight;
	struct verdict verdict;
	struct sighting own; /* what it left when it was judged first; counter 0: nothing */
	const char *words; /* of the leg's conditions, from --pass-file; or NULL */
};

/* What was seen, as it is typed: the tractor's plate, and behind commas the trailers'. ERR_INPUT: said, and out is untouched. */
enum err gate_plates(const struct context *context, const char *typed, struct observed *out) MUST_USE;

/* Judges a sight as of gate->now, in a home that this process has locked; what a later look must know of it is on the disk when it
 * returns, or said to be lost. out->sight is set by the caller. ERR_MEMORY: said. */
enum err gate_judge(struct context *context, const struct gate *gate, struct look *out) MUST_USE;

/* The code of argument[0], --file, --picture or standard input, judged with what was seen; what a later look must know of it
 * is on the disk. EXIT_DONE: there is a verdict; else said. */
enum exit_code gate_look(struct context *context, const struct args *args, Guosuo__V1__Direction direction,
			 struct look *out);

/* The same at a gate that is open, in a home that this process has locked; text: the code's, NULL: where the options say. */
enum exit_code gate_look_in(struct context *context, const struct gate *gate, const struct args *args, const char *text,
                            Guosuo__V1__Direction direction, struct look *out);

/* gate_print's, added to a sheet that the caller ends. */
void gate_rows(struct context *context, const struct look *look, struct sheet *sheet);

/* The verdict, then what notices say of its leg's roads for this moment, which moves no word. */
void gate_print(struct context *context, const struct look *look, FILE *out);

/* The exit status that tells the word. */
enum exit_code gate_exit(enum word word);

#endif
