/* client/condition.h - conditions as a province words them: templates are data (deploy/conditions.json), a reviewer picks by
 * code or name and gives what each asks for; what comes out is codes and one text. */
#ifndef GUOSUO_CLIENT_CONDITION_H
#define GUOSUO_CLIENT_CONDITION_H

#include <jansson.h>

#include "client/command.h"
#include "client/print.h"
#include "proto/condition.h"

struct conditions {
	uint32_t codes[CONDITIONS_MAX];
	size_t count;
	char text[CONDITION_TEXT_MAX + 1]; /* "": no templates are held, the codes stand alone */
};

/* {"conditions": [{"code": 1, "name": "escort", "zh": "... {front} ...", "en": "... {front} ..."}]}: codes from 1 and names once,
 * the same {parameters} in both texts. ERR_INPUT: said. The caller lets go of *out. */
enum err condition_templates(struct context *context, struct span text, json_t **out) MUST_USE;

/* The templates of this file, or of home/conditions.json; *out NULL: neither is there. Errors are said. */
enum err condition_held(struct context *context, const char *typed, json_t **out) MUST_USE;

/* "1,3-5", or "escort front=1,rear=1; speed kmh=40". templates NULL: codes only. ERR_INPUT: said. */
enum err condition_pick(struct context *context, json_t *templates, const char *typed, struct conditions *out) MUST_USE;

/* A leg's conditions in words on paper, under their heading. text NULL, or not what the leg was sealed with: that is said
 * instead. Nothing for a leg whose conditions have no words. */
void condition_print(struct print *print, const Guosuo__V1__Leg *leg, const char *text);

#endif
