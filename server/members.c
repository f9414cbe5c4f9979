#include "server/members.h"

#include <stdio.h>
#include <string.h>
#include <sodium.h>

#include "proto/canon.h"
#include "proto/decision.h"
#include "proto/wire/enrol.h"
#include "server/log.h"
#include "server/store_member.h"
#include "server/store_request.h"

#define ROLE(name) GUOSUO__V1__ROLE__ROLE_##name

enum place { NOWHERE, IN_COMPANY, IN_ROSTER };

/* Where a role lives. What is not here is given by nobody: authorities and roots stand in the directory. */
static enum place place_of(Guosuo__V1__Role role)
{
	static const enum place places[] = {
	    [ROLE(REVIEWER)] = IN_ROSTER,    [ROLE(ISSUING)] = IN_ROSTER,    [ROLE(STATUS)] = IN_ROSTER,
	    [ROLE(LOG)] = IN_ROSTER,         [ROLE(CHECKPOINT)] = IN_ROSTER, [ROLE(COUNTY)] = IN_ROSTER,
	    [ROLE(STOP_KEEPER)] = IN_ROSTER, [ROLE(OFFICER)] = IN_COMPANY,   [ROLE(DRIVER)] = IN_COMPANY,
	    [ROLE(GROUP)] = IN_ROSTER,       [ROLE(AUDITOR)] = IN_ROSTER,
	};
	return (size_t)role < sizeof places / sizeof places[0] ? places[role] : NOWHERE;
}

static enum err check_name(struct call *call, const char *field, const char *name)
{
	size_t n = strlen(name);
	if (n == 0)
		return call_fault(call, RULE_REQUIRED, field, 0, 0);
	if (n > MEMBER_NAME_MAX)
		return call_fault(call, RULE_TOO_LONG, field, (int64_t)n, MEMBER_NAME_MAX);
	return ERR_OK;
}

/* ---- invitations ---- */

static enum err check_invitation(struct call *call, const Guosuo__V1__PutInvitationRequest *request)
{
	uint8_t packed[USCC_PACKED];
	char plain[USCC_LEN + 1];
	enum place place = place_of(request->role);
	if (request->invitation.len != HASH_LEN)
		return call_fault(call, RULE_TOO_SMALL, "invitation", (int64_t)request->invitation.len,
		                  HASH_LEN);
	if (place == NOWHERE)
		return call_fault(call, RULE_CHOICE, "role", request->role, 0);
	if (request->expires_at <= call->now)
		return call_fault(call, RULE_WINDOW_PAST, "expires_at", 0, 0);
	if (request->expires_at > call->now + INVITE_LIFE_S + SKEW_S)
		return call_fault(call, RULE_WINDOW_LENGTH, "expires_at", request->expires_at - call->now,
		                  INVITE_LIFE_S);
	if (place == IN_ROSTER)
		return request->organisation[0] == '\0' ? ERR_OK
		                                        : call_fault(call, RULE_ONE_OF, "organisation", 0, 0);
	if (request->province != 0)
		return call_fault(call, RULE_ONE_OF, "province", request->province, 0);
	enum rule rule = uscc_pack(span_text(request->organisation), packed);
	if (rule == RULE_OK)
		rule = uscc_text(span_of(packed, sizeof packed), plain);
	if (rule == RULE_OK && strcmp(plain, request->organisation) != 0)
		rule = RULE_USCC_FORM;
	return rule == RULE_OK ? check_name(call, "organisation_name", request->organisation_name)
	                       : call_fault(call, rule, "organisation", 0, 0);
}

/* GB 32100: the third and fourth characters are the province of the registering office, as in GB/T 2260. */
static bool registered_in(uint32_t province, struct span uscc)
{
	char code[3];
	snprintf(code, sizeof code, "%02u", province);
	return uscc.n == USCC_LEN && memcmp(uscc.p + 2, code, 2) == 0;
}

/* An officer speaks for one company; an authority for one province, for a company nobody speaks for yet, and, so that one
 * that has lost its keys is not lost with them, for those registered in its province. */
static enum err may_invite(struct tx *tx, struct call *call, const struct invitation_row *row)
{
	if (call->who.company[0] != '\0')
		return span_equal(row->company, span_text(call->who.company)) ? ERR_OK : ERR_DENIED;
	if (row->province != 0)
		return row->province == call->who.province ? ERR_OK : ERR_DENIED;
	if (row->role != ROLE(OFFICER))
		return ERR_DENIED;
	if (registered_in(call->who.province, row->company))
		return store_entry_put(tx, ENTRY_COMPANY_INVITED, call->who.province, row->id,
		                       span_of(call->who.keyid, KEYID_LEN), call->now);
	enum err err = store_member_any(tx, row->company);
	return err == ERR_OK ? ERR_DENIED : err == ERR_NOT_FOUND ? ERR_OK : err;
}

enum err members_invite(struct tx *tx, struct call *call)
{
	const Guosuo__V1__PutInvitationRequest *request = (const void *)call->request;
	enum err err = check_invitation(call, request);
	if (err != ERR_OK)
		return err;
	if (place_of(request->role) == IN_ROSTER && request->province == 0)
		return call_fault(call, RULE_REQUIRED, "province", 0, 0);
	const struct invitation_row row = {.id = field_span(request->invitation),
	                                   .role = request->role,
	                                   .province = request->province,
	                                   .company = span_text(request->organisation),
	                                   .company_name = span_text(request->organisation_name),
	                                   .expires = request->expires_at};
	err = may_invite(tx, call, &row);
	if (err == ERR_OK)
		err = store_invitation_put(tx, &row, span_of(call->who.keyid, KEYID_LEN), call->now);
	call_reply(call);
	return err;
}

/* ---- enrolment ---- */

const uint8_t *members_enrol_key(struct call *call)
{
	const Guosuo__V1__EnrolRequest *request = (const void *)call->request;
	const Guosuo__V1__Enrolment *enrolment = request->enrolment;
	return enrolment != NULL && enrolment->key.len == KEY_LEN ? enrolment->key.data : NULL;
}

static enum err check_enrolment(struct call *call, const Guosuo__V1__EnrolRequest *request)
{
	const Guosuo__V1__Enrolment *enrolment = request->enrolment;
	enum place place = place_of(enrolment->role);
	size_t secret_len = place == IN_COMPANY ? INVITE_SECRET_LEN : 0;
	if (place == NOWHERE)
		return call_fault(call, RULE_CHOICE, "enrolment.role", enrolment->role, 0);
	if (!key_valid(enrolment->key.data))
		return call_fault(call, RULE_KEY_POINT, "enrolment.key", 0, 0);
	if (enrolment->device == GUOSUO__V1__DEVICE_KIND__PAPER && enrolment->role != ROLE(OFFICER))
		return call_fault(call, RULE_CHOICE, "enrolment.device", enrolment->device, 0);
	if (enrolment->proof.len != HASH_LEN)
		return call_fault(call, RULE_TOO_SMALL, "enrolment.proof", (int64_t)enrolment->proof.len,
		                  HASH_LEN);
	if (request->secret.len < secret_len)
		return call_fault(call, RULE_TOO_SMALL, "secret", (int64_t)request->secret.len,
		                  (int64_t)secret_len);
	if (request->secret.len > secret_len)
		return call_fault(call, RULE_TOO_LONG, "secret", (int64_t)request->secret.len,
		                  (int64_t)secret_len);
	return check_name(call, "enrolment.name", enrolment->name);
}

/* Is this what the invitation was for? */
static enum err match(struct call *call, const Guosuo__V1__Enrolment *enrolment,
                      const struct invitation_row *row)
{
	const struct demand demands[] = {
	    {!row->used, ERR_EXISTS, RULE_INVITATION_USED, "secret", 0, 0},
	    {row->expires > call->now, ERR_WINDOW, RULE_INVITATION_PAST, "secret", 0, 0},
	    {row->role == (uint32_t)enrolment->role && row->province == enrolment->province &&
	         span_equal(row->company, span_text(enrolment->organisation)),
	     ERR_DENIED, RULE_INVITATION_OTHER, "secret", 0, 0},
	};
	return demands_met(demands, sizeof demands / sizeof demands[0], &call->faults);
}

static enum err admit_member(struct tx *tx, struct call *call, const Guosuo__V1__EnrolRequest *request,
                             const struct invitation_row *row)
{
	const Guosuo__V1__Enrolment *enrolment = request->enrolment;
	uint8_t id[HASH_LEN];
	invitation_id(request->secret.data, id);
	if (sodium_memcmp(id, enrolment->invitation.data, HASH_LEN) != 0)
		return ERR_SEAL;
	enum err err = enrol_check(enrolment, request->secret.data, &call->arena);
	if (err != ERR_OK)
		return err;
	const struct member_row member = {.company = row->company,
	                                  .key = field_span(enrolment->key),
	                                  .role = row->role,
	                                  .name = span_text(enrolment->name),
	                                  .device = enrolment->device};
	err = store_member_was_removed(tx, member.company, member.key);
	if (err != ERR_NOT_FOUND)
		return err == ERR_OK ? call_fault(call, RULE_KEY_REMOVED, "enrolment.key", 0, 0) : err;
	err = store_member_elsewhere(tx, member.company, member.key);
	if (err == ERR_OK) {
		fault_add(&call->faults, RULE_KEY_ELSEWHERE, "enrolment.key", 0, 0);
		return ERR_EXISTS;
	}
	if (err != ERR_NOT_FOUND)
		return err;
	err = store_company_put(tx, row->company, row->company_name, call->now);
	return err == ERR_OK ? store_member_put(tx, &member, call->now) : err;
}

static enum err keep_waiting(struct tx *tx, struct call *call, const Guosuo__V1__Enrolment *enrolment)
{
	struct span body;
	enum err err = canon_pack(&enrolment->base, &call->arena, &body);
	if (err != ERR_OK)
		return err;
	return store_enrolment_put(tx, enrolment->province, field_span(enrolment->invitation),
	                           field_span(enrolment->key), body, call->now);
}

enum err members_enrol(struct tx *tx, struct call *call)
{
	const Guosuo__V1__EnrolRequest *request = (const void *)call->request;
	const Guosuo__V1__Enrolment *enrolment = request->enrolment;
	struct invitation_row row;
	enum err err = check_enrolment(call, request);
	if (err == ERR_OK)
		err = store_invitation_get(tx, field_span(enrolment->invitation), &row);
	if (err == ERR_OK)
		err = match(call, enrolment, &row);
	if (err != ERR_OK)
		return err;
	bool admitted = place_of(enrolment->role) == IN_COMPANY;
	err = admitted ? admit_member(tx, call, request, &row) : keep_waiting(tx, call, enrolment);
	if (err == ERR_OK)
		err = store_invitation_use(tx, row.id, call->now);
	Guosuo__V1__EnrolResponse *reply = call_reply(call);
	if (reply != NULL)
		reply->admitted = admitted;
	return err;
}

void members_enrolled(struct call *call)
{
	const Guosuo__V1__EnrolRequest *request = (const void *)call->request;
	const Guosuo__V1__EnrolResponse *reply = (const void *)call->reply;
	if (!reply->admitted)
		return;
	enum err err = auth_member(call->app->auth, request->enrolment->organisation,
	                           request->enrolment->key.data, request->enrolment->role,
	                           request->enrolment->device);
	if (err != ERR_OK) /* it is in the store: known from the next start on */
		log_error("member_not_cached", http_id(call->http), log_text("error", err_name(err)));
}

/* ---- lists ---- */

static Guosuo__V1__Driver *member_message(struct call *call, const struct member_row *row)
{
	Guosuo__V1__Driver *out = call_make(call, &guosuo__v1__driver__descriptor);
	if (out == NULL)
		return NULL;
	out->key = call_bytes(call, row->key);
	out->name = call_text(call, row->name);
	out->officer = row->role == ROLE(OFFICER);
	out->device = (Guosuo__V1__DeviceKind)row->device;
	return out;
}

static Guosuo__V1__RemovedMember *removed_message(struct call *call, const struct row_cursor *row)
{
	Guosuo__V1__RemovedMember *out = call_make(call, &guosuo__v1__removed_member__descriptor);
	if (out == NULL)
		return NULL;
	out->key = call_bytes(call, row_blob(row, 0));
	out->officer = row_int(row, 1) == ROLE(OFFICER);
	out->name = call_text(call, row_text(row, 2));
	out->removed_at = row_int(row, 3);
	out->remover = call_bytes(call, row_blob(row, 4));
	out->reason = call_text(call, row_text(row, 5));
	return out;
}

static enum err list_removed(struct tx *tx, struct call *call, Guosuo__V1__ListMembersResponse *reply)
{
	struct row_cursor row;
	reply->removed = call_take(call, REMOVED_MAX * sizeof(void *));
	if (reply->removed == NULL)
		return ERR_MEMORY;
	enum err err = store_member_list_removed(tx, span_text(call->who.company), REMOVED_MAX, &row);
	while (err == ERR_OK && reply->n_removed < REMOVED_MAX && (err = store_next(&row)) == ERR_OK) {
		reply->removed[reply->n_removed] = removed_message(call, &row);
		if (reply->removed[reply->n_removed++] == NULL)
			return ERR_MEMORY;
	}
	return err == ERR_NOT_FOUND ? ERR_OK : err;
}

enum err members_list(struct tx *tx, struct call *call)
{
	struct row_cursor row;
	struct member_row member;
	Guosuo__V1__ListMembersResponse *reply = call_reply(call);
	Guosuo__V1__Driver **members = call_take(call, MEMBERS_MAX * sizeof(void *));
	if (reply == NULL || members == NULL)
		return ERR_MEMORY;
	reply->members = members;
	enum err err = store_member_list(tx, span_text(call->who.company), &row);
	while (err == ERR_OK && reply->n_members < MEMBERS_MAX && (err = store_next(&row)) == ERR_OK) {
		store_member_row(&row, &member);
		members[reply->n_members] = member_message(call, &member);
		if (members[reply->n_members++] == NULL)
			return ERR_MEMORY;
	}
	return err == ERR_OK || err == ERR_NOT_FOUND ? list_removed(tx, call, reply) : err;
}

/* ---- removal ---- */

static enum err check_removal(struct call *call, const Guosuo__V1__RemoveMemberRequest *request)
{
	size_t reason = strlen(request->reason);
	if (request->key.len != KEY_LEN)
		return call_fault(call, RULE_TOO_SMALL, "key", (int64_t)request->key.len, KEY_LEN);
	if (reason < 1 || reason > REASON_MAX)
		return call_fault(call, reason < 1 ? RULE_REQUIRED : RULE_TOO_LONG, "reason", (int64_t)reason,
		                  REASON_MAX);
	return ERR_OK;
}

/* Undone with the transaction when nobody would speak for the company any more. */
static enum err remove_key(struct tx *tx, struct call *call, const Guosuo__V1__RemoveMemberRequest *request)
{
	struct span company = span_text(call->who.company);
	enum err err = store_member_remove(tx, company, field_span(request->key), span_of(call->who.keyid, KEYID_LEN),
	                                   span_text(request->reason), call->now);
	if (err != ERR_OK)
		return err;
	err = store_member_speaks(tx, company, ROLE(OFFICER));
	return err == ERR_NOT_FOUND ? call_fault(call, RULE_LAST_OFFICER, "key", 0, 0) : err;
}

enum err members_remove(struct tx *tx, struct call *call)
{
	const Guosuo__V1__RemoveMemberRequest *request = (const void *)call->request;
	uint8_t id[HASH_LEN];
	enum err err = check_removal(call, request);
	if (err == ERR_OK)
		err = remove_key(tx, call, request);
	call_reply(call);
	if (err != ERR_OK)
		return err;
	key_id(request->key.data, id);
	return store_entry_put(tx, ENTRY_MEMBER_REMOVED, 0, span_of(id, HASH_LEN),
	                       span_of(call->who.keyid, KEYID_LEN), call->now);
}

void members_removed(struct call *call)
{
	const Guosuo__V1__RemoveMemberRequest *request = (const void *)call->request;
	auth_member_gone(call->app->auth, call->who.company, request->key.data);
}

static bool in_roster(const struct roster *roster, struct span key)
{
	for (size_t i = 0; roster != NULL && i < roster->body->n_entries; i++)
		if (span_equal(field_span(roster->body->entries[i]->key), key))
			return true;
	return false;
}

enum err members_list_enrolments(struct tx *tx, struct call *call)
{
	const Guosuo__V1__ListEnrolmentsRequest *request = (const void *)call->request;
	const struct roster *roster = held_roster(call->held, call->who.province);
	struct row_cursor row;
	Guosuo__V1__ListEnrolmentsResponse *reply = call_reply(call);
	Guosuo__V1__Enrolment **list = call_take(call, ENROLMENTS_MAX * sizeof(void *));
	if (request->province != call->who.province)
		return ERR_DENIED;
	if (reply == NULL || list == NULL)
		return ERR_MEMORY;
	reply->enrolments = list;
	enum err err = store_enrolment_list(tx, call->who.province, call->now - ENROLMENT_KEEP_S, &row);
	while (err == ERR_OK && reply->n_enrolments < ENROLMENTS_MAX && (err = store_next(&row)) == ERR_OK) {
		ProtobufCMessage *enrolment;
		if (in_roster(roster, row_blob(&row, 0)))
			continue;
		err = canon_open(&guosuo__v1__enrolment__descriptor, row_blob(&row, 1), &call->arena,
		                 &enrolment);
		if (err == ERR_OK)
			list[reply->n_enrolments++] = (Guosuo__V1__Enrolment *)enrolment;
	}
	return err == ERR_NOT_FOUND ? ERR_OK : err;
}
