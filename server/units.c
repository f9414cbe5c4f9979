#include "server/units.h"

#include "guosuo/v1/drafts.pb-c.h"
#include "proto/application.h"
#include "proto/identity.h"
#include "server/part.h"
#include "server/store_unit.h"
#include "server/view.h"

/* ---- writing ---- */

/* The number was read when the application was checked. */
static enum err link_out(struct tx *tx, struct call *call, const Guosuo__V1__Application *application,
                         struct unit_row *row)
{
	uint8_t number[8];
	if (!application_is_return(application))
		return ERR_OK;
	if (pass_number_read(span_text(application->return_of), number) != RULE_OK)
		return call_fault(call, RULE_PASS_NUMBER, "return_of", 0, 0);
	enum err err = store_unit_out(tx, row->company, row->consignment, span_of(number, sizeof number),
	                              &row->return_of);
	return err == ERR_NOT_FOUND ? call_fault(call, RULE_RETURN_LINK, "return_of", 0, 0) : err;
}

/* consignment is there. */
static enum err row_of(struct tx *tx, struct call *call, const Guosuo__V1__Application *application,
                       struct span pass_id, struct unit_row *out)
{
	const Guosuo__V1__Consignment *consignment = application->consignment;
	*out = (struct unit_row){.company = span_text(call->who.company),
	                         .pass_id = pass_id,
	                         .consignment = span_text(consignment->id),
	                         .unit = consignment->unit,
	                         .units = consignment->units};
	return link_out(tx, call, application, out);
}

enum err units_check(struct tx *tx, struct call *call, const Guosuo__V1__Application *application)
{
	struct unit_row row;
	const struct span none = {NULL, 0};
	return application->consignment == NULL ? ERR_OK : row_of(tx, call, application, none, &row);
}

enum err units_put(struct tx *tx, struct call *call, const Guosuo__V1__Application *application,
                   struct span pass_id)
{
	struct unit_row row;
	if (application->consignment == NULL)
		return ERR_OK;
	enum err err = row_of(tx, call, application, pass_id, &row);
	if (err != ERR_OK)
		return err;
	row.return_of = field_span(call_bytes(call, row.return_of));
	return call->starved ? ERR_MEMORY : store_unit_put(tx, &row);
}

/* ---- reading ---- */

static Guosuo__V1__Unit *line_message(struct call *call, const struct unit_line *line)
{
	Guosuo__V1__Unit *out = call_make(call, &guosuo__v1__unit__descriptor);
	if (out == NULL)
		return NULL;
	out->pass_id = call_bytes(call, line->row.pass_id);
	out->number = view_number(call, line->row.pass_id);
	out->unit = line->row.unit;
	out->units = line->row.units;
	out->return_of = call_bytes(call, line->row.return_of);
	out->ordinal = line->ordinal;
	out->state = (Guosuo__V1__LegState)line->state;
	out->since = line->since;
	out->cargo = call_text(call, line->cargo);
	out->mine = line->person[0] == call->who.person || line->person[1] == call->who.person;
	return out;
}

static enum err add_lines(struct call *call, struct row_cursor *row, const struct page *page,
                          Guosuo__V1__ListUnitsResponse *reply)
{
	struct unit_line line;
	enum err err = ERR_OK;
	reply->units = call_take(call, page->size * sizeof(void *));
	if (reply->units == NULL)
		return ERR_MEMORY;
	while (reply->n_units < page->size && (err = store_next(row)) == ERR_OK) {
		store_unit_line(row, &line);
		reply->units[reply->n_units] = line_message(call, &line);
		if (reply->units[reply->n_units++] == NULL)
			return ERR_MEMORY;
		if (reply->n_units == page->size)
			reply->next = view_next(call, line.row.unit, line.row.pass_id);
	}
	return err == ERR_NOT_FOUND ? ERR_OK : err;
}

enum err units_list(struct tx *tx, struct call *call)
{
	const Guosuo__V1__ListUnitsRequest *request = (const void *)call->request;
	struct unit_row of;
	struct page page;
	struct row_cursor row;
	Guosuo__V1__ListUnitsResponse *reply = call_reply(call);
	struct span pass_id;
	enum err err = part_pass(tx, call, request->pass_id, &pass_id);
	if (err == ERR_OK)
		err = view_page(call, request->page_size, request->after, 0, &page);
	if (err == ERR_OK)
		err = store_unit_of(tx, call->who.province, pass_id, &of);
	if (err != ERR_OK)
		return err;
	/* the row is gone with the next statement */
	struct span company = span_text(call_text(call, of.company));
	struct span consignment = span_text(call_text(call, of.consignment));
	if (reply == NULL || call->starved)
		return ERR_MEMORY;
	reply->consignment = call_text(call, consignment);
	err = store_unit_list(tx, call->who.province, company, consignment, page.created, page.pass_id,
	                      page.size, &row);
	return err == ERR_OK ? add_lines(call, &row, &page, reply) : err;
}
