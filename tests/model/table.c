/* Prints server/review.c's table for Promela, so that what is modelled is what runs. */
#include <stdio.h>

#include "server/review.h"

static unsigned next_of(int state, int event)
{
	struct review_step step;
	enum err err = review_step((Guosuo__V1__LegState)state, (enum review_event)event, &step);
	return err == ERR_OK ? (unsigned)step.to : 0;
}

static unsigned effects_of(int state, int event)
{
	struct review_step step;
	enum err err = review_step((Guosuo__V1__LegState)state, (enum review_event)event, &step);
	return err == ERR_OK ? step.effects : 0;
}

/* Statements that fill a table; what is not filled is 0. */
static void print_table(const char *name, unsigned (*of)(int state, int event))
{
	for (int state = 0; state < LEG_STATES; state++)
		for (int event = 0; event < EVENT_COUNT; event++)
			if (of(state, event) != 0)
				printf("\t%s[%d] = %u;\n", name, state * EVENT_COUNT + event, of(state, event));
}

#define PRINT(name) printf("#define %s %d\n", #name, (int)(name))
#define STATE(name) printf("#define %s %d\n", #name, (int)GUOSUO__V1__LEG_STATE__LEG_##name)

int main(void)
{
	STATE(OPEN), STATE(HALF_SEALED), STATE(SEALED), STATE(REFUSED), STATE(ASKED), STATE(PAUSED), STATE(WITHDRAWN);
	STATE(REVOKED);
	PRINT(EVENT_HALF), PRINT(EVENT_COMPLETE), PRINT(EVENT_REFUSE), PRINT(EVENT_ASK), PRINT(EVENT_PAUSE);
	PRINT(EVENT_RESUME), PRINT(EVENT_WITHDRAW), PRINT(EVENT_REOPEN), PRINT(EVENT_RESTORE), PRINT(EVENT_ANSWER);
	PRINT(EVENT_ACCEPT), PRINT(EVENT_UNSEAL), PRINT(EVENT_REVOKE);
	PRINT(EFFECT_KEEP), PRINT(EFFECT_DROP), PRINT(EFFECT_ASIDE), PRINT(EFFECT_END), PRINT(EFFECT_RESTORE);
	printf("hidden byte next_of[%d], effects_of[%d];\n", LEG_STATES * EVENT_COUNT, LEG_STATES * EVENT_COUNT);
	printf("#define NEXT(s, e) next_of[(s) * %d + (e)]\n#define EFFECTS(s, e) effects_of[(s) * %d + (e)]\n",
	       EVENT_COUNT, EVENT_COUNT);
	puts("inline fill() {");
	print_table("next_of", next_of);
	print_table("effects_of", effects_of);
	puts("\tskip\n}");
	return 0;
}
