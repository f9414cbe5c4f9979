#include "tests/desk_rig.h"

#include "guosuo/v1/documents.pb-c.h"
#include "guosuo/v1/rounds.pb-c.h"
#include "server/document_policy.h"
#include "server/documents.h"
#include "server/shelf.h"
#include "tests/papers.h"

#define PUT "/guosuo.v1.Documents/PutDocument"
#define GET "/guosuo.v1.Documents/GetDocument"
#define LIST "/guosuo.v1.Documents/ListDocuments"
#define HISTORY "/guosuo.v1.Documents/ListHistory"
#define SUBMIT "/guosuo.v1.Desk/SubmitTrip"

enum { PART = 100 * 1024 };

static struct desk desk;
static struct paper drawing, plan;

static int up(void **state)
{
	(void)state;
	desk_open(&desk);
	paper_png(&drawing, 500); /* a quarter of a MiB: three parts */
	paper_pdf(&plan, "plan", "");
	return 0;
}

static int down(void **state)
{
	(void)state;
	desk_remove(&desk);
	return 0;
}

/* ---- words ---- */

static ProtobufCBinaryData hash_of(const struct paper *paper)
{
	uint8_t hash[HASH_LEN];
	body_hash(paper_span(paper), hash);
	return rig_bytes(&desk.rig, hash, sizeof hash);
}

static Guosuo__V1__PutDocumentRequest part_of(const struct paper *paper, size_t offset)
{
	Guosuo__V1__PutDocumentRequest request = GUOSUO__V1__PUT_DOCUMENT_REQUEST__INIT;
	size_t n = paper->n - offset < PART ? paper->n - offset : PART;
	request.hash = hash_of(paper);
	request.size = (uint32_t)paper->n;
	request.offset = (uint32_t)offset;
	request.part = rig_bytes(&desk.rig, paper->bytes + offset, n);
	return request;
}

static const Guosuo__V1__PutDocumentResponse *put(uint32_t officer, const struct paper *paper)
{
	const Guosuo__V1__PutDocumentResponse *reply = NULL;
	for (size_t at = 0; at < paper->n; at = reply->received) {
		Guosuo__V1__PutDocumentRequest request = part_of(paper, at);
		reply = desk_call(&desk, officer, PUT, &request);
	}
	return reply;
}

static Guosuo__V1__ApplicationDocument *document(const struct paper *paper, const char *kind, const char *media_type)
{
	Guosuo__V1__ApplicationDocument *out = desk_new(&desk, &guosuo__v1__application_document__descriptor);
	char *hex = rig_take(&desk.rig, 2 * HASH_LEN + 1);
	sodium_bin2hex(hex, 2 * HASH_LEN + 1, hash_of(paper).data, HASH_LEN);
	out->kind = (char *)(uintptr_t)kind;
	out->hash = hex;
	out->name = (char *)(uintptr_t) "附件";
	out->media_type = (char *)(uintptr_t)media_type;
	out->size = (uint32_t)paper->n;
	return out;
}

static Guosuo__V1__SubmitTripRequest *application(void)
{
	Guosuo__V1__SubmitTripRequest *request = desk_application(&desk, COMPANY_A);
	Guosuo__V1__Application *body = request->application;
	body->documents = rig_take(&desk.rig, 2 * sizeof(void *));
	body->documents[0] = document(&drawing, "outline_drawing", "image/png");
	body->documents[1] = document(&plan, "escort_plan", "application/pdf");
	body->n_documents = 2;
	return request;
}

static Guosuo__V1__SubmitTripResponse *submit(void)
{
	put(OFFICER_A, &drawing);
	put(OFFICER_A2, &plan);
	return desk_call(&desk, OFFICER_A, SUBMIT, application());
}

static unsigned get(uint32_t who, ProtobufCBinaryData pass_id, const struct paper *paper, uint32_t offset)
{
	Guosuo__V1__GetDocumentRequest request = GUOSUO__V1__GET_DOCUMENT_REQUEST__INIT;
	request.pass_id = pass_id;
	request.hash = hash_of(paper);
	request.offset = offset;
	return desk_post(&desk, who, GET, &request);
}

static const ProtobufCBinaryData no_pass = {0, NULL};

static uint32_t reviewer(uint32_t province)
{
	return rig_entry(province, ENTRY_REVIEWER_A);
}

/* ---- put ---- */

static void a_file_is_put_in_parts_and_listed(void **state)
{
	(void)state;
	const Guosuo__V1__PutDocumentResponse *reply = put(OFFICER_A, &drawing);
	assert_int_equal(reply->received, drawing.n);
	assert_string_equal(reply->media_type, "image/png");
	put(OFFICER_A2, &drawing); /* again, by another of the company */
	put(OFFICER_A, &plan);
	assert_int_equal(desk_sql(&desk, "SELECT COUNT(*) FROM document"), 2);
	Guosuo__V1__ListDocumentsRequest request = GUOSUO__V1__LIST_DOCUMENTS_REQUEST__INIT;
	size_t seen = 0;
	request.page_size = 1;
	for (;;) {
		const Guosuo__V1__ListDocumentsResponse *page = desk_call(&desk, OFFICER_A, LIST, &request);
		assert_int_equal(page->policy->trip_max, 20);
		seen += page->n_documents;
		if (page->next.len == 0)
			break;
		request.after = page->next;
	}
	assert_int_equal(seen, 2);
	request.after = no_pass;
	const Guosuo__V1__ListDocumentsResponse *others = desk_call(&desk, OFFICER_B, LIST, &request);
	assert_int_equal(others->n_documents, 0);
}

static void a_part_out_of_bounds_names_its_field(void **state)
{
	(void)state;
	static const struct {
		const char *why, *field, *rule;
		uint32_t size, offset;
		size_t part, hash;
	} rows[] = {
	    {"too large a file", "size", "TOO_LARGE", 8 * 1024 * 1024 + 1, 0, 10, HASH_LEN},
	    {"no size", "size", "TOO_SMALL", 0, 0, 10, HASH_LEN},
	    {"beyond the end", "offset", "TOO_LARGE", 100, 95, 10, HASH_LEN},
	    {"an offset that would wrap", "offset", "TOO_LARGE", 100, UINT32_MAX, 10, HASH_LEN},
	    {"an empty part", "part", "REQUIRED", 100, 0, 0, HASH_LEN},
	    {"too large a part", "part", "TOO_LONG", 1000000, 0, SHELF_PART_MAX + 1, HASH_LEN},
	    {"a gap", "offset", "DOCUMENT_GAP", 100, 50, 10, HASH_LEN},
	    {"no hash", "hash", "REQUIRED", 100, 0, 10, 0},
	    {"half a hash", "hash", "BYTES", 100, 0, 10, 16},
	    {"other bytes than its hash says", "part", "DOCUMENT_HASH", 10, 0, 10, HASH_LEN},
	};
	for (size_t i = 0; i < RIG_COUNT(rows); i++) {
		Guosuo__V1__PutDocumentRequest request = GUOSUO__V1__PUT_DOCUMENT_REQUEST__INIT;
		request.hash = hash_of(&plan);
		request.hash.len = rows[i].hash;
		request.size = rows[i].size;
		request.offset = rows[i].offset;
		request.part = (ProtobufCBinaryData){rows[i].part, drawing.bytes + 100};
		char field[32];
		snprintf(field, sizeof field, "\"%s\"", rows[i].field);
		if (desk_post(&desk, OFFICER_A, PUT, &request) != 400 || !answer_says(&desk_answer, rows[i].rule) ||
		    !answer_says(&desk_answer, field))
			fail_msg("%s: %u %.*s", rows[i].why, desk_answer.status, (int)desk_answer.length,
			         (char *)desk_answer.body);
	}
	assert_int_equal(desk_sql(&desk, "SELECT COUNT(*) FROM document"), 0);
}

static void files_that_wait_for_an_application_have_a_bound(void **state)
{
	(void)state;
	desk.config.waiting_max = 2;
	put(OFFICER_A, &drawing);
	put(OFFICER_A, &plan);
	put(OFFICER_A, &plan); /* is there already */
	struct paper *third = malloc(sizeof *third);
	paper_pdf(third, "third", "");
	Guosuo__V1__PutDocumentRequest request = part_of(third, 0);
	assert_int_equal(desk_post(&desk, OFFICER_A, PUT, &request), 400);
	assert_true(answer_says(&desk_answer, "TOO_MANY"));
	put(OFFICER_B, third);
	desk_call(&desk, OFFICER_A, SUBMIT, application()); /* those two wait no more */
	put(OFFICER_A, third);
	free(third);
}

/* ---- with an application ---- */

static void the_annex_names_the_documents_and_the_trip_the_annex(void **state)
{
	(void)state;
	uint8_t hash[HASH_LEN];
	ProtobufCMessage *message;
	const Guosuo__V1__SubmitTripResponse *reply = submit();
	struct trip trip = desk_trip(&desk, reply->trip);
	body_hash(span_of(reply->annex.data, reply->annex.len), hash);
	assert_memory_equal(trip.body->annex_hash.data, hash, trip.body->annex_hash.len);
	assert_int_equal(canon_open(&guosuo__v1__annex__descriptor, span_of(reply->annex.data, reply->annex.len),
	                            &desk.rig.arena, &message),
	                 ERR_OK);
	const Guosuo__V1__Annex *annex = (const Guosuo__V1__Annex *)message;
	assert_int_equal(annex->n_documents, 2);
	assert_memory_equal(annex->documents[0]->hash.data, hash_of(&drawing).data, HASH_LEN);
	assert_string_equal(annex->documents[0]->media_type, "image/png");
	assert_int_equal(annex->documents[1]->size, plan.n);
}

static unsigned submit_changed(void (*change)(Guosuo__V1__ApplicationDocument *))
{
	Guosuo__V1__SubmitTripRequest *request = application();
	change(request->application->documents[1]);
	return desk_post(&desk, OFFICER_A, SUBMIT, request);
}

static void change_size(Guosuo__V1__ApplicationDocument *document)
{
	document->size++;
}
static void change_type(Guosuo__V1__ApplicationDocument *document)
{
	document->media_type = (char *)(uintptr_t) "image/jpeg";
}
static void change_hash(Guosuo__V1__ApplicationDocument *document)
{
	document->hash[0] = document->hash[0] == '0' ? '1' : '0';
}
static void change_case(Guosuo__V1__ApplicationDocument *document)
{
	document->hash[0] = 'A';
}
static void change_path(Guosuo__V1__ApplicationDocument *document)
{
	document->hash = (char *)(uintptr_t) "../../guosuo.db";
}
static void change_word(Guosuo__V1__ApplicationDocument *document)
{
	document->media_type = (char *)(uintptr_t) "text/html";
}
static void change_kind(Guosuo__V1__ApplicationDocument *document)
{
	document->kind = (char *)(uintptr_t) "护送方案";
}
static void change_twice(Guosuo__V1__ApplicationDocument *at)
{
	*at = *document(&drawing, "escort_plan", "image/png");
}

static void threat_30_an_application_lists_only_what_the_company_has_put(void **state)
{
	(void)state;
	static const struct {
		const char *field, *rule;
		void (*change)(Guosuo__V1__ApplicationDocument *);
	} rows[] = {
	    {"documents[1].hash", "DOCUMENT_DIFFERS", change_size}, {"documents[1].hash", "DOCUMENT_DIFFERS", change_type},
	    {"documents[1].hash", "DOCUMENT_UNHELD", change_hash},  {"documents[1].hash", "HEX_FORM", change_case},
	    {"documents[1].hash", "HEX_FORM", change_path},         {"documents[1].media_type", "CHOICE", change_word},
	    {"documents[1].kind", "CHOICE", change_kind},           {"documents[1].hash", "DUPLICATE", change_twice},
	};
	put(OFFICER_A, &drawing);
	put(OFFICER_B, &plan); /* another company has it: that does not help */
	assert_int_equal(desk_post(&desk, OFFICER_A, SUBMIT, application()), 400);
	assert_true(answer_says(&desk_answer, "DOCUMENT_UNHELD"));
	put(OFFICER_A, &plan);
	for (size_t i = 0; i < RIG_COUNT(rows); i++)
		if (submit_changed(rows[i].change) != 400 || !answer_says(&desk_answer, rows[i].rule) ||
		    !answer_says(&desk_answer, rows[i].field))
			fail_msg("%s: %.*s", rows[i].rule, (int)desk_answer.length, (char *)desk_answer.body);
	assert_int_equal(desk_sql(&desk, "SELECT COUNT(*) FROM trip"), 0);
	assert_int_equal(desk_sql(&desk, "SELECT COUNT(*) FROM attachment"), 0);
	desk_call(&desk, OFFICER_A, SUBMIT, application());
}

static void who_may_read_a_document(void **state)
{
	(void)state;
	const Guosuo__V1__SubmitTripResponse *trip = submit();
	const ProtobufCBinaryData pass = trip->pass_id;
	struct paper *loose = malloc(sizeof *loose);
	paper_pdf(loose, "loose", "");
	put(OFFICER_A, loose);
	assert_int_equal(get(OFFICER_A, no_pass, &drawing, 0), 200);
	assert_int_equal(get(OFFICER_A2, no_pass, &drawing, (uint32_t)drawing.n - 1), 200);
	assert_int_equal(get(OFFICER_A, no_pass, &drawing, (uint32_t)drawing.n), 400);
	assert_int_equal(get(reviewer(SHANDONG), pass, &plan, 0), 200);
	assert_int_equal(get(reviewer(TIANJIN), pass, &drawing, 0), 200);
	assert_int_equal(get(reviewer(SHANDONG), no_pass, &plan, 0), 400);
	assert_int_equal(get(reviewer(SHANDONG), pass, loose, 0), 404); /* no application lists it */
	assert_int_equal(get(OFFICER_B, no_pass, &drawing, 0), 404);
	assert_int_equal(get(OFFICER_B, pass, &drawing, 0), 404);
	assert_int_equal(get(DRIVER_A, pass, &drawing, 0), 403);
	free(loose);
}

static void a_document_comes_back_byte_by_byte(void **state)
{
	(void)state;
	const Guosuo__V1__SubmitTripResponse *trip = submit();
	Guosuo__V1__GetDocumentRequest request = GUOSUO__V1__GET_DOCUMENT_REQUEST__INIT;
	request.pass_id = trip->pass_id;
	request.hash = hash_of(&drawing);
	const Guosuo__V1__GetDocumentResponse *reply = desk_call(&desk, reviewer(HEBEI), GET, &request);
	assert_int_equal(reply->size, drawing.n);
	assert_memory_equal(reply->part.data, drawing.bytes, reply->part.len);
	assert_int_equal(reply->part.len, drawing.n);
	Guosuo__V1__ListDocumentsRequest list = GUOSUO__V1__LIST_DOCUMENTS_REQUEST__INIT;
	list.pass_id = trip->pass_id;
	const Guosuo__V1__ListDocumentsResponse *lines = desk_call(&desk, reviewer(HEBEI), LIST, &list);
	assert_int_equal(lines->n_documents, 2);
	assert_string_equal(lines->documents[1]->kind, "escort_plan");
	assert_true(lines->documents[1]->used);
}

/* ---- answers ---- */

/* Shandong asks for one thing that is answered in place. */
static void ask(const Guosuo__V1__SubmitTripResponse *trip)
{
	Guosuo__V1__Decision decision = GUOSUO__V1__DECISION__INIT;
	Guosuo__V1__PutDecisionRequest request = GUOSUO__V1__PUT_DECISION_REQUEST__INIT;
	struct trip opened = desk_trip(&desk, trip->trip);
	decision.ordinal = 1;
	decision.province = SHANDONG;
	decision.kind = GUOSUO__V1__DECISION_KIND__ASK;
	decision.sealed_at = time(NULL);
	decision.reason = (char *)(uintptr_t) "护送方案不清";
	request.pass_id = trip->pass_id;
	request.decision = desk_seal(&desk, KIND_decision, &opened, desk_pack(&desk, &decision), RIG_KEYS(reviewer(SHANDONG)));
	assert_int_equal(desk_post(&desk, reviewer(SHANDONG), "/guosuo.v1.Review/PutDecision", &request), 200);
}

static unsigned answer(ProtobufCBinaryData pass_id, Guosuo__V1__ApplicationDocument **documents, size_t count)
{
	Guosuo__V1__PutAnswerRequest request = GUOSUO__V1__PUT_ANSWER_REQUEST__INIT;
	Guosuo__V1__ItemAnswer one = GUOSUO__V1__ITEM_ANSWER__INIT, *list[] = {&one};
	one.item = 1;
	one.text = (char *)(uintptr_t) "见附件";
	one.documents = documents;
	one.n_documents = count;
	request.pass_id = pass_id;
	request.ordinal = 1;
	request.answers = list;
	request.n_answers = 1;
	return desk_post(&desk, OFFICER_A, "/guosuo.v1.Rounds/PutAnswer", &request);
}

static size_t listed(uint32_t who, ProtobufCBinaryData pass_id)
{
	Guosuo__V1__ListDocumentsRequest request = GUOSUO__V1__LIST_DOCUMENTS_REQUEST__INIT;
	request.pass_id = pass_id;
	return ((const Guosuo__V1__ListDocumentsResponse *)desk_call(&desk, who, LIST, &request))->n_documents;
}

static void an_answer_brings_documents_to_the_province_that_asked(void **state)
{
	(void)state;
	static const struct {
		const char *field, *rule;
		void (*change)(Guosuo__V1__ApplicationDocument *);
	} rows[] = {
	    {"answers[0].documents[0].hash", "DOCUMENT_DIFFERS", change_size},
	    {"answers[0].documents[0].hash", "HEX_FORM", change_path},
	    {"answers[0].documents[0].media_type", "CHOICE", change_word},
	    {"answers[0].documents[0].kind", "CHOICE", change_kind},
	};
	const Guosuo__V1__SubmitTripResponse *trip = submit();
	const ProtobufCBinaryData pass = trip->pass_id;
	struct paper *better = malloc(sizeof *better);
	Guosuo__V1__ApplicationDocument *many[DOCUMENTS_MAX];
	paper_pdf(better, "better", "");
	Guosuo__V1__ApplicationDocument *one = document(better, "escort_plan", "application/pdf");
	ask(trip);
	put(OFFICER_B, better); /* another company has it: that does not help */
	assert_int_equal(answer(pass, &one, 1), 400);
	assert_true(answer_says(&desk_answer, "DOCUMENT_UNHELD"));
	put(OFFICER_A, better);
	for (size_t i = 0; i < RIG_COUNT(rows); i++) {
		one = document(better, "escort_plan", "application/pdf");
		rows[i].change(one);
		if (answer(pass, &one, 1) != 400 || !answer_says(&desk_answer, rows[i].rule) ||
		    !answer_says(&desk_answer, rows[i].field))
			fail_msg("%s: %.*s", rows[i].rule, (int)desk_answer.length, (char *)desk_answer.body);
	}
	one = document(better, "escort_plan", "application/pdf");
	for (size_t i = 0; i < RIG_COUNT(many); i++)
		many[i] = one;
	assert_int_equal(answer(pass, many, RIG_COUNT(many)), 400);
	assert_true(answer_says(&desk_answer, "TOO_MANY"));
	assert_int_equal(desk_sql(&desk, "SELECT COUNT(*) FROM answer"), 0);
	assert_int_equal(desk_sql(&desk, "SELECT COUNT(*) FROM attachment"), 2);
	assert_int_equal(get(reviewer(SHANDONG), pass, better, 0), 404);

	assert_int_equal(answer(pass, &one, 1), 200);
	assert_int_equal(get(reviewer(SHANDONG), pass, better, 0), 200);
	assert_int_equal(get(reviewer(HEBEI), pass, better, 0), 404); /* it did not ask */
	assert_int_equal(get(OFFICER_A2, no_pass, better, 0), 200);
	assert_int_equal(listed(reviewer(SHANDONG), pass), 3);
	assert_int_equal(listed(reviewer(HEBEI), pass), 2);
	assert_int_equal(listed(OFFICER_A, pass), 3);
	Guosuo__V1__GetLegRoundsRequest request = GUOSUO__V1__GET_LEG_ROUNDS_REQUEST__INIT;
	request.pass_id = pass;
	const Guosuo__V1__GetLegRoundsResponse *rounds =
	    desk_call(&desk, reviewer(SHANDONG), "/guosuo.v1.Rounds/GetLegRounds", &request);
	assert_int_equal(rounds->leg->n_answers, 1);
	assert_string_equal(rounds->leg->answers[0]->answer->documents[0]->hash, one->hash);
	assert_int_equal(desk_sql(&desk, "SELECT COUNT(*) FROM document WHERE company = '" COMPANY_A "' AND used = 0"), 0);
	free(better);
}

/* ---- policy ---- */

static void set_policy(const char *text)
{
	desk_write(&desk, "policy.json", text);
	snprintf(desk.config.document_policy, sizeof desk.config.document_policy, "%s/policy.json", desk.dir);
	desk_down(&desk);
	desk_up(&desk);
	while (!desk.app.ready)
		desk_turn(&desk);
}

static void class_three_demands_what_the_policy_says(void **state)
{
	(void)state;
	set_policy("{\"sizeMax\":300000,\"tripMax\":2,\"kinds\":[{\"kind\":\"outline_drawing\"},{\"kind\":\"escort_plan\"}],"
	           "\"duties\":[{\"overLimitClass\":3,\"kinds\":[\"outline_drawing\",\"escort_plan\"]}]}");
	put(OFFICER_A, &drawing);
	put(OFFICER_A, &plan);
	Guosuo__V1__SubmitTripRequest *request = application();
	request->application->n_documents = 1;
	assert_int_equal(desk_post(&desk, OFFICER_A, SUBMIT, request), 400);
	assert_true(answer_says(&desk_answer, "DOCUMENT_NEEDED"));
	assert_true(answer_says(&desk_answer, "documents[kind=escort_plan]"));
	request->application->n_documents = 2;
	request->application->documents[1]->kind = (char *)(uintptr_t) "photo";
	assert_int_equal(desk_post(&desk, OFFICER_A, SUBMIT, request), 400);
	assert_true(answer_says(&desk_answer, "DOCUMENT_KIND"));
	Guosuo__V1__PutDocumentRequest large = part_of(&drawing, 0);
	large.size = 300001;
	assert_int_equal(desk_post(&desk, OFFICER_A, PUT, &large), 400);
	desk_call(&desk, OFFICER_A, SUBMIT, application());
}

static void an_agent_shows_the_power_of_attorney_and_nobody_else_needs_one(void **state)
{
	(void)state;
	set_policy("{\"sizeMax\":300000,\"tripMax\":2,\"duties\":[{\"agent\":true,\"kinds\":[\"power_of_attorney\"]}]}");
	put(OFFICER_B, &drawing);
	put(OFFICER_B, &plan);
	put(OFFICER_A, &drawing);
	put(OFFICER_A, &plan);
	desk_call(&desk, OFFICER_A, SUBMIT, application());
	Guosuo__V1__SubmitTripRequest *request = application();
	desk_agent(&desk, request->application->applicant, desk.company_b);
	assert_int_equal(desk_post(&desk, OFFICER_B, SUBMIT, request), 400);
	assert_true(answer_says(&desk_answer, "DOCUMENT_AGENT"));
	assert_true(answer_says(&desk_answer, "documents[kind=power_of_attorney]"));
	assert_int_equal(desk_post(&desk, OFFICER_A, SUBMIT, request), 400); /* the applicant's own hand does not replace it */
	request->application->documents[1]->kind = (char *)(uintptr_t) "power_of_attorney";
	desk_call(&desk, OFFICER_B, SUBMIT, request);
}

static const Guosuo__V1__CheckTripResponse *checked(uint32_t officer, const Guosuo__V1__SubmitTripRequest *from)
{
	Guosuo__V1__CheckTripRequest request = GUOSUO__V1__CHECK_TRIP_REQUEST__INIT;
	request.application = from->application;
	return desk_call(&desk, officer, "/guosuo.v1.Desk/CheckTrip", &request);
}

static bool found(const Guosuo__V1__CheckTripResponse *reply, const char *rule, const char *field)
{
	for (size_t i = 0; i < reply->n_errors; i++)
		if (strcmp(reply->errors[i]->rule, rule) == 0 && strcmp(reply->errors[i]->field, field) == 0)
			return true;
	return false;
}

static void a_check_says_all_that_a_submission_would_be_refused_by_and_writes_nothing(void **state)
{
	(void)state;
	set_policy("{\"sizeMax\":300000,\"tripMax\":3,\"kinds\":[{\"kind\":\"outline_drawing\"},{\"kind\":\"escort_plan\"}],"
	           "\"duties\":[{\"overLimitClass\":3,\"kinds\":[\"outline_drawing\",\"escort_plan\"]}]}");
	put(OFFICER_A, &drawing);
	Guosuo__V1__SubmitTripRequest *request = application();
	uint32_t *loads = request->application->vehicle->laden->axle_line_loads_kg;
	loads[0] += 7000, loads[1] -= 7000; /* one is over */
	request->application->documents[0]->kind = (char *)(uintptr_t) "song";
	const Guosuo__V1__CheckTripResponse *reply = checked(OFFICER_A, request);
	assert_true(found(reply, "AXLE_LINE_MAX", "vehicle.laden.axle_line_loads_kg[0]"));
	assert_true(found(reply, "DOCUMENT_KIND", "documents[0].kind"));
	assert_true(found(reply, "DOCUMENT_NEEDED", "documents[kind=outline_drawing]"));
	assert_true(found(reply, "DOCUMENT_UNHELD", "documents[1].hash"));
	assert_int_equal(reply->n_errors, 4);
	assert_int_equal(desk_post(&desk, OFFICER_A, SUBMIT, request), 400);
	assert_int_equal(checked(OFFICER_B, application())->n_errors, 3); /* another's, and neither file is its own */
	put(OFFICER_A, &plan);
	reply = checked(OFFICER_A, application());
	assert_int_equal(reply->n_errors, 0);
	for (size_t i = 0; i < reply->n_warnings; i++)
		assert_string_equal(reply->warnings[i]->rule, "SITE_UNKNOWN"); /* this desk's rosters have none of the case's names */
	assert_int_equal(desk_sql(&desk, "SELECT COUNT(*) FROM trip"), 0);
	assert_int_equal(desk_sql(&desk, "SELECT COUNT(*) FROM attachment"), 0);
	assert_int_equal(desk_sql(&desk, "SELECT COUNT(*) FROM document WHERE used = 1"), 0);
	Guosuo__V1__CheckTripRequest none = GUOSUO__V1__CHECK_TRIP_REQUEST__INIT;
	assert_int_equal(desk_post(&desk, OFFICER_A, "/guosuo.v1.Desk/CheckTrip", &none), 400);
	desk_call(&desk, OFFICER_A, SUBMIT, application());
}

static void a_policy_says_for_each_duty_whose_it_is(void **state)
{
	(void)state;
	static const struct {
		const char *duty, *field;
	} rows[] = {
	    {"{\"overLimitClass\":3,\"kinds\":[\"a\"]}", NULL},
	    {"{\"agent\":true,\"kinds\":[\"a\"]}", NULL},
	    {"{\"kinds\":[\"a\"]}", "duties[0].overLimitClass"},
	    {"{\"overLimitClass\":4,\"kinds\":[\"a\"]}", "duties[0].overLimitClass"},
	    {"{\"agent\":true,\"overLimitClass\":3,\"kinds\":[\"a\"]}", "duties[0].overLimitClass"},
	    {"{\"agent\":true,\"kinds\":[\"b\"]}", "duties[0].kinds[0]"},
	};
	for (size_t i = 0; i < RIG_COUNT(rows); i++) {
		struct document_policy *policy = NULL;
		char text[512], path[512], problem[512] = "";
		snprintf(text, sizeof text, "{\"sizeMax\":1,\"tripMax\":1,\"kinds\":[{\"kind\":\"a\"}],\"duties\":[%s]}",
		         rows[i].duty);
		desk_write(&desk, "duty.json", text);
		snprintf(path, sizeof path, "%s/duty.json", desk.dir);
		enum err err = document_policy_read(path, &policy, problem, sizeof problem);
		if (err != (rows[i].field == NULL ? ERR_OK : ERR_INPUT) ||
		    (rows[i].field != NULL && strstr(problem, rows[i].field) == NULL))
			fail_msg("%s: %d %s", rows[i].duty, (int)err, problem);
		document_policy_free(&policy);
	}
}

/* ---- history ---- */

static void the_history_of_a_pass_is_its_own_provinces(void **state)
{
	(void)state;
	const Guosuo__V1__SubmitTripResponse *trip = submit();
	desk_submit(&desk); /* another, that same second */
	desk_seal_leg(&desk, trip->pass_id, SHANDONG);
	desk_seal_leg(&desk, trip->pass_id, HEBEI);
	Guosuo__V1__ListHistoryRequest request = GUOSUO__V1__LIST_HISTORY_REQUEST__INIT;
	request.pass_id = trip->pass_id;
	const Guosuo__V1__ListHistoryResponse *own = desk_call(&desk, reviewer(SHANDONG), HISTORY, &request);
	assert_int_equal(own->n_entries, 3); /* the trip, two seals */
	assert_int_equal(own->entries[0]->kind, 1);
	const Guosuo__V1__ListHistoryResponse *next = desk_call(&desk, reviewer(HEBEI), HISTORY, &request);
	assert_int_equal(next->n_entries, 2);
	for (size_t i = 0; i < next->n_entries; i++)
		assert_int_equal(next->entries[i]->province, HEBEI);
}

/* ---- what nobody wants ---- */

static bool on_shelf(const struct paper *paper)
{
	uint8_t byte;
	size_t n;
	return shelf_read(&desk.app.shelf, hash_of(paper).data, 0, &byte, 1, &n) == ERR_OK;
}

static void make_old(const struct paper *paper)
{
	char command[256], hex[2 * HASH_LEN + 1];
	sodium_bin2hex(hex, sizeof hex, hash_of(paper).data, HASH_LEN);
	snprintf(command, sizeof command, "touch -d '40 days ago' %s/data/documents/%.2s/%s", desk.dir, hex, hex);
	assert_int_equal(system(command), 0);
}

static void sweep(void)
{
	documents_sweep(&desk.app);
	for (int turn = 0; turn < 5000 && desk.app.sweeping; turn++)
		desk_turn(&desk);
	assert_false(desk.app.sweeping);
}

static void what_no_application_lists_goes_and_what_one_lists_stays(void **state)
{
	(void)state;
	struct paper *loose = malloc(sizeof *loose), *young = malloc(sizeof *young);
	submit();
	paper_pdf(loose, "loose", "");
	paper_pdf(young, "young", "");
	put(OFFICER_A, loose);
	put(OFFICER_B, young);
	make_old(&drawing);
	make_old(&plan);
	make_old(loose);
	make_old(young);
	sweep();
	assert_true(on_shelf(loose)); /* its row is young */
	desk_sql(&desk, "UPDATE document SET created = created - 2592001 WHERE company = '" COMPANY_A "'");
	sweep();
	assert_false(on_shelf(loose));
	assert_true(on_shelf(&drawing));
	assert_true(on_shelf(&plan));
	assert_true(on_shelf(young));
	assert_int_equal(desk_sql(&desk, "SELECT COUNT(*) FROM document"), 3);
	free(loose);
	free(young);
}

#define FRESH(test) cmocka_unit_test_setup_teardown(test, up, down)

int main(void)
{
	const struct CMUnitTest tests[] = {
	    FRESH(a_file_is_put_in_parts_and_listed),
	    FRESH(a_part_out_of_bounds_names_its_field),
	    FRESH(files_that_wait_for_an_application_have_a_bound),
	    FRESH(the_annex_names_the_documents_and_the_trip_the_annex),
	    FRESH(threat_30_an_application_lists_only_what_the_company_has_put),
	    FRESH(who_may_read_a_document),
	    FRESH(a_document_comes_back_byte_by_byte),
	    FRESH(an_answer_brings_documents_to_the_province_that_asked),
	    FRESH(class_three_demands_what_the_policy_says),
	    FRESH(an_agent_shows_the_power_of_attorney_and_nobody_else_needs_one),
	    FRESH(a_check_says_all_that_a_submission_would_be_refused_by_and_writes_nothing),
	    FRESH(a_policy_says_for_each_duty_whose_it_is),
	    FRESH(the_history_of_a_pass_is_its_own_provinces),
	    FRESH(what_no_application_lists_goes_and_what_one_lists_stays),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
