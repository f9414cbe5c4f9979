#include "client/hold.h"

#include <stdlib.h>

#include "client/document.h"
#include "proto/body.h"
#include "proto/rule.h"

/* ---- what the desk says ---- */

static bool not_open(const struct desk *desk)
{
	return desk->review->leg->state != GUOSUO__V1__LEG_STATE__LEG_OPEN;
}

static bool two_persons(const struct desk *desk)
{
	return class_persons(desk_class(desk)) > 1;
}

static bool superseded(const struct desk *desk)
{
	return desk->rounds->newer[0] != '\0';
}

static bool begun(const struct desk *desk)
{
	return desk->review->n_decisions > 0 || desk->rounds->leg->n_decisions > 0 || desk->rounds->leg->wish != NULL;
}

static bool revised(const struct desk *desk)
{
	return desk->review->leg->revision > 1 || desk->rounds->leg->standing != NULL;
}

static bool consulted(const struct desk *desk)
{
	for (size_t i = 0; i < desk->rounds->n_consultations; i++) {
		const Guosuo__V1__Consultation *one = desk->rounds->consultations[i];
		if (one->answered_at == 0 || one->opinion != GUOSUO__V1__OPINION__OPINION_AGREED)
			return true;
	}
	return false;
}

static bool by_agent(const struct desk *desk)
{
	const Guosuo__V1__Application *application = desk->review->application;
	return application != NULL && application->applicant != NULL && application->applicant->agent != NULL;
}

static bool is_over(const struct desk *desk)
{
	return desk->trip.body->not_after <= desk->now;
}

enum hold hold_of(const struct desk *desk)
{
	static const struct {
		enum hold hold;
		bool (*is)(const struct desk *desk);
	} rows[] = {{HOLD_NOT_OPEN, not_open},	 {HOLD_TWO_PERSONS, two_persons}, {HOLD_SUPERSEDED, superseded},
		    {HOLD_BEGUN, begun},	 {HOLD_REVISED, revised},	  {HOLD_CONSULTED, consulted},
		    {HOLD_AGENT, by_agent},	 {HOLD_OVER, is_over}};
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
		if (rows[i].is(desk))
			return rows[i].hold;
	return HOLD_NONE;
}

/* ---- papers ---- */

enum hold hold_of_papers(struct context *context, const struct desk *desk)
{
	const Guosuo__V1__Annex *annex;
	struct span packed;
	enum err err = desk->review->application == NULL
			   ? ERR_FORMAT
			   : document_annex(context, desk->trip.body, bytes_span(desk->review->annex),
					    desk->review->application, &annex, &packed);
	for (size_t i = 0; err == ERR_OK && i < annex->n_documents; i++) {
		uint8_t *bytes = NULL;
		err = document_fetch(context, &desk->party, desk->pass_id, annex->documents[i], &bytes);
		free(bytes);
	}
	return err == ERR_OK ? HOLD_NONE : HOLD_PAPERS;
}

const char *hold_text(const struct context *context, enum hold hold)
{
	static const char *const texts[HOLD_COUNT][2] = {
	    [HOLD_NONE] = {"", ""},
#define X(name, zh, en) [HOLD_##name] = {zh, en},
	    HOLD_LIST(X)
#undef X
	};
	return texts[hold][context->lang == LANG_EN];
}
