/* client/notice.h - what provinces and counties say about a route, each verified against the roster that is
 * held. */
#ifndef GUOSUO_CLIENT_NOTICE_H
#define GUOSUO_CLIENT_NOTICE_H

#include "client/party.h"
#include "client/sheet.h"
#include "proto/notice.h"

/* One part of a route: none of roads given means every road. Texts are borrowed. */
struct notice_place {
	uint32_t province;
	char *const *roads;
	size_t count;
};

/* How people and programs name one: the first bytes of its hash, in hexadecimal. */
enum { NOTICE_ID = 17 };
void notice_id(const uint8_t hash[static HASH_LEN], char out[static NOTICE_ID]);

/* One as people read it; nothing under --json. roster names its sites, NULL: it does not. id "": it has none yet. */
void notice_rows(struct sheet *sheet, const struct held *held, const struct roster *roster,
                 const Guosuo__V1__Notice *notice, const char *id);

/* The same for programs, with its id; NULL: out of memory. */
json_t *notice_json(const struct notice *notice);

/* The roads of a leg; in the arena. ERR_MEMORY. */
enum err notice_place(struct context *context, const Guosuo__V1__Leg *leg, struct notice_place *out) MUST_USE;

/* Asks the desk and adds what concerns these places and has not ended: lines for people, "notices" in JSON. A
 * seal that the held rosters do not know is looked up anew once; a notice that still does not verify is not
 * shown, and said. Nothing at all is shown where the desk does not answer (said): the command it belongs to
 * goes on. */
void notice_show(struct context *context, const struct party *party, struct held *held,
                 const struct notice_place *places, size_t count, struct sheet *sheet);

#endif
