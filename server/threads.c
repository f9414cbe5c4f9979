#include "server/threads.h"

#include "server/outbox.h"
#include "server/part.h"
#include "server/view.h"

/* A reviewer writes on his own province's leg; the others choose a leg of the trip, or write to all. */
static enum err choose_province(struct tx *tx, struct call *call, const struct part *part, uint32_t asked,
                                uint32_t *out)
{
	struct span company, pass_id = span_of(part->pass_id, PASS_ID_LEN);
	bool reviewer = part_role(call) == GUOSUO__V1__ROLE__ROLE_REVIEWER;
	*out = reviewer ? call->who.province : asked;
	if (reviewer || asked == 0)
		return ERR_OK;
	enum err err = store_part_province(tx, asked, pass_id, pass_id, &company, &pass_id);
	return err == ERR_NOT_FOUND ? call_fault(call, RULE_CHOICE, "province", asked, 0) : err;
}

/* The company, of what others wrote: the text stays at the desk, and who wrote it. */
static enum err tell(struct tx *tx, const struct message_row *row)
{
	bool own = row->side == GUOSUO__V1__ROLE__ROLE_OFFICER;
	return outbox_put(tx, &(const struct outbox_news){.event = own ? OUTBOX_NOTHING : OUTBOX_MESSAGE_PUT,
	                                                  .company = row->company,
	                                                  .pass_id = row->pass_id,
	                                                  .province = row->province,
	                                                  .now = row->created});
}

enum err threads_put(struct tx *tx, struct call *call)
{
	const Guosuo__V1__PutMessageRequest *request = (const void *)call->request;
	struct part part;
	struct message_row row = {.created = call->now,
	                          .id = span_of(call->sig.nonce, HTTPSIG_NONCE_LEN),
	                          .side = (uint32_t)part_role(call),
	                          .actor = span_of(call->who.keyid, KEYID_LEN),
	                          .text = span_text(request->text)};
	enum err err = part_text(call, "text", request->text, MESSAGE_MAX);
	if (err == ERR_OK)
		err = part_open(tx, call, request->pass_id, &part);
	if (err == ERR_OK)
		err = part_name(tx, call, &row.who);
	if (err == ERR_OK)
		err = choose_province(tx, call, &part, request->province, &row.province);
	if (err == ERR_OK) {
		row.pass_id = span_of(part.pass_id, PASS_ID_LEN);
		row.company = span_text(part.company);
		err = store_message_put(tx, &row);
	}
	if (err == ERR_OK)
		err = tell(tx, &row);
	call_reply(call);
	return err;
}

static Guosuo__V1__ThreadMessage *message_of(struct call *call, const struct message_row *row)
{
	Guosuo__V1__ThreadMessage *out = call_make(call, &guosuo__v1__thread_message__descriptor);
	if (out == NULL)
		return NULL;
	out->at = row->created;
	out->side = (Guosuo__V1__Role)row->side;
	out->province = row->province;
	out->who = call_text(call, row->who);
	out->text = call_text(call, row->text);
	return out;
}

static enum err open_list(struct tx *tx, struct call *call, const struct part *part, const struct page *page,
                          struct row_cursor *row)
{
	struct span pass_id = span_of(part->pass_id, PASS_ID_LEN);
	if (part_role(call) == GUOSUO__V1__ROLE__ROLE_REVIEWER)
		return store_message_list_province(tx, call->who.province, pass_id, page->created,
		                                   page->pass_id, page->size, row);
	return store_message_list(tx, span_text(part->company), pass_id, page->created, page->pass_id,
	                          page->size, row);
}

enum err threads_list(struct tx *tx, struct call *call)
{
	const Guosuo__V1__ListMessagesRequest *request = (const void *)call->request;
	struct part part;
	struct page page;
	struct row_cursor row;
	struct message_row message;
	Guosuo__V1__ListMessagesResponse *reply = call_reply(call);
	enum err err = view_page(call, request->page_size, request->after, 0, &page);
	if (err == ERR_OK)
		err = part_open(tx, call, request->pass_id, &part);
	if (err == ERR_OK)
		err = open_list(tx, call, &part, &page, &row);
	if (err != ERR_OK)
		return err;
	Guosuo__V1__ThreadMessage **list = call_take(call, page.size * sizeof(void *));
	if (reply == NULL || list == NULL)
		return ERR_MEMORY;
	reply->messages = list;
	while (reply->n_messages < page.size && (err = store_next(&row)) == ERR_OK) {
		store_message_row(&row, &message);
		list[reply->n_messages] = message_of(call, &message);
		if (list[reply->n_messages++] == NULL)
			return ERR_MEMORY;
		if (reply->n_messages == page.size)
			reply->next = view_next(call, message.created, message.id);
	}
	return err == ERR_NOT_FOUND ? ERR_OK : err;
}
