/* tests/desk_rig.h - a whole guosuod in this process, on a free port of loopback with its signer beside it,
 * and a client that signs by keys that are numbers (tests/trust_rig.h). One thread: the client turns the
 * server's loop while it waits. */
#ifndef GUOSUO_TESTS_DESK_RIG_H
#define GUOSUO_TESTS_DESK_RIG_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <arpa/inet.h>
#include <event2/event.h>
#include <fcntl.h>
#include <ftw.h>
#include <sodium.h>
#include <sqlite3.h>
#include <stdio.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "guosuo/v1/bars.pb-c.h"
#include "guosuo/v1/rounds.pb-c.h"
#include "proto/bar.h"
#include "proto/revocation.h"
#include "proto/identity.h"
#include "proto/pass.h"
#include "proto/wire/enrol.h"
#include "proto/wire/keyfile.h"
#include "server/app.h"
#include "server/auth.h"
#include "server/daily.h"
#include "server/http.h"
#include "server/rpc.h"
#include "server/signer.h"
#include "server/watch.h"
#include "tests/case.h"

enum {
	DESK_MEMORY = 32 << 20,
	DESK_ANSWER = 1 << 20,
	TIANJIN = CASE_TIANJIN,
	OFFICER_A = 8001, /* company A: two officers and a driver */
	OFFICER_A2 = 8002,
	DRIVER_A = 8003,
	OFFICER_B = 8011, /* company B */
	DRIVER_B = 8013,
	STRANGER = 8901,
	CREATED_NOW = 0,
};

#define COMPANY_A "91370103MA3TE5TX13"
#define DESK_HOST "desk.example:8470"

static const uint32_t desk_provinces[] = {SHANDONG, HEBEI, TIANJIN};

struct desk {
	char dir[64];
	char company_b[USCC_LEN + 1];
	struct rig rig;
	uint8_t *memory;
	struct config config;
	struct app app;
	int64_t now;
};

/* ---- files ---- */

static inline void desk_write(const struct desk *desk, const char *name, const char *text)
{
	char path[128];
	snprintf(path, sizeof path, "%s/%s", desk->dir, name);
	FILE *file = fopen(path, "w");
	assert_non_null(file);
	assert_true(fputs(text, file) >= 0);
	assert_int_equal(fclose(file), 0);
}

static inline void desk_key_file(const struct desk *desk, uint32_t province, const char *role, uint32_t entry)
{
	uint32_t number = rig_entry(province, entry);
	uint8_t seed[32] = {(uint8_t)number, (uint8_t)(number >> 8), (uint8_t)(number >> 16)};
	const uint8_t salt[KEYFILE_SALT_LEN] = {1}, nonce[KEYFILE_NONCE_LEN] = {2};
	char text[KEYFILE_TEXT_MAX + 1], name[64];
	const struct keyfile_cost cheap = {1, KEYFILE_MEM_MIN_KIB};
	assert_int_equal(
	    keyfile_seal(seed, span_text(role), span_text("passphrase"), cheap, salt, nonce, text), ERR_OK);
	snprintf(name, sizeof name, "keys/%s.%02u.key", role, province);
	desk_write(desk, name, text);
}

static inline int desk_unlink(const char *path, const struct stat *info, int kind, struct FTW *walk)
{
	(void)info;
	(void)kind;
	(void)walk;
	return remove(path);
}

/* ---- trust, in force today ---- */

static inline Guosuo__V1__Directory *desk_directory(struct desk *desk, uint32_t version)
{
	Guosuo__V1__Directory *directory = rig_directory(&desk->rig, version);
	const struct directory case_one = case_directory(&desk->rig);
	directory->provinces = case_one.body->provinces;
	directory->n_provinces = case_one.body->n_provinces;
	directory->limits = case_one.body->limits;
	directory->issued_at = desk->now - RIG_DAY;
	directory->expires_at = desk->now + 90 * RIG_DAY;
	return directory;
}

/* Those of a roster who ask their desk and seal nothing. */
enum { ENTRY_GROUP = ENTRY_COUNT + 4 /* behind those of tests/stops_rig.h */, ENTRY_AUDITOR };

static inline void desk_add_entry(struct desk *desk, Guosuo__V1__Roster *roster, uint32_t entry, uint32_t role)
{
	Guosuo__V1__RosterEntry **entries = rig_take(&desk->rig, (roster->n_entries + 1) * sizeof *entries);
	memcpy(entries, roster->entries, roster->n_entries * sizeof *entries);
	entries[roster->n_entries++] = rig_roster_entry(&desk->rig, roster->province, entry, role, entry);
	roster->entries = entries;
}

static inline Guosuo__V1__Roster *desk_roster(struct desk *desk, uint32_t province, uint32_t version)
{
	Guosuo__V1__Roster *roster = rig_roster(&desk->rig, province, version);
	roster->issued_at = desk->now - RIG_DAY;
	roster->expires_at = desk->now + 30 * RIG_DAY;
	roster->phone = (char *)(uintptr_t) "12345678";
	desk_add_entry(desk, roster, ENTRY_GROUP, GUOSUO__V1__ROLE__ROLE_GROUP);
	desk_add_entry(desk, roster, ENTRY_AUDITOR, GUOSUO__V1__ROLE__ROLE_AUDITOR);
	for (size_t i = 0; i < roster->n_entries; i++) {
		roster->entries[i]->not_before = desk->now - 30 * RIG_DAY;
		roster->entries[i]->not_after = desk->now + 30 * RIG_DAY;
	}
	return roster;
}

/* ---- start and stop ---- */

/* A calendar of the years around now, where every Monday to Friday is a working day; more: further members,
 * each with its comma before it. */
static inline void desk_calendar(const struct desk *desk, int first_year, int last_year, const char *more)
{
	char text[2048] = "{\"years\": [";
	for (int year = first_year; year <= last_year; year++) {
		size_t n = strlen(text);
		snprintf(text + n, sizeof text - n, "%s{\"year\": %d}", year == first_year ? "" : ", ", year);
	}
	size_t n = strlen(text);
	snprintf(text + n, sizeof text - n, "]%s}", more);
	desk_write(desk, "calendar.json", text);
}

static inline int desk_year(const struct desk *desk)
{
	struct tm utc;
	gmtime_r(&(time_t){desk->now}, &utc);
	return utc.tm_year + 1900;
}

static inline void desk_configure(struct desk *desk)
{
	char data[96], keys[96], pass[128], root[96], hex[2 * HASH_LEN + 1], calendar[128];
	uint8_t pin[HASH_LEN];
	static struct config_faults faults;
	root_set_hash(desk_directory(desk, 1), pin);
	sodium_bin2hex(hex, sizeof hex, pin, sizeof pin);
	snprintf(data, sizeof data, "server.data=%s/data", desk->dir);
	snprintf(keys, sizeof keys, "signer.keys=%s/keys", desk->dir);
	snprintf(pass, sizeof pass, "signer.passphrase_file=%s/pass", desk->dir);
	snprintf(root, sizeof root, "trust.root_set=%s", hex);
	snprintf(calendar, sizeof calendar, "desk.calendar=%s/calendar.json", desk->dir);
	desk_calendar(desk, desk_year(desk) - 1, desk_year(desk) + 1, "");
	const char *const sets[] = {data,
	                            calendar,
	                            "desk.policy=" TESTS_DIR "/../deploy/desk-policy.json",
	                            "desk.group=" TESTS_DIR "/../deploy/group-policy.json",
	                            keys,
	                            pass,
	                            root,
	                            "server.port=0",
	                            "server.authorities=" DESK_HOST ", other.example",
	                            "signer.provinces=37,13,12"};
	enum err err = config_read(NULL, sets, sizeof sets / sizeof *sets, &desk->config, &faults);
	if (err != ERR_OK)
		fputs(faults.text, stderr);
	assert_int_equal(err, ERR_OK);
}

static inline void desk_up(struct desk *desk)
{
	char problem[APP_PROBLEM] = "";
	desk->app = (struct app){.config = &desk->config};
	assert_int_equal(signer_spawn(&desk->config, &desk->app.signer, problem), ERR_OK);
	enum err err = app_start(&desk->app, problem);
	if (err != ERR_OK)
		fprintf(stderr, "%s\n", problem);
	assert_int_equal(err, ERR_OK);
}

static inline void desk_down(struct desk *desk)
{
	app_stop(&desk->app, 0);
	event_base_dispatch(desk->app.base);
	app_free(&desk->app);
}

static inline void desk_make(struct desk *desk)
{
	char path[96];
	memset(desk, 0, sizeof *desk);
	assert_true(sodium_init() >= 0);
	snprintf(desk->dir, sizeof desk->dir, "/tmp/guosuo-desk-XXXXXX");
	assert_non_null(mkdtemp(desk->dir));
	snprintf(path, sizeof path, "%s/keys", desk->dir);
	assert_int_equal(mkdir(path, 0700), 0);
	desk->memory = malloc(DESK_MEMORY);
	assert_non_null(desk->memory);
	desk->rig = rig_make(desk->memory, DESK_MEMORY);
	desk->now = time(NULL);
	desk_write(desk, "pass", "passphrase\n");
	for (size_t i = 0; i < RIG_COUNT(desk_provinces); i++) {
		desk_key_file(desk, desk_provinces[i], "issuing", ENTRY_ISSUING);
		desk_key_file(desk, desk_provinces[i], "status", ENTRY_STATUS);
	}
	desk_configure(desk);
	desk_up(desk);
}

static inline void desk_remove(struct desk *desk)
{
	desk_down(desk);
	free(desk->memory);
	assert_int_equal(nftw(desk->dir, desk_unlink, 16, FTW_DEPTH | FTW_PHYS), 0);
}

static inline void desk_turn(struct desk *desk)
{
	const struct timeval soon = {.tv_usec = 2000};
	event_base_loopexit(desk->app.base, &soon);
	event_base_loop(desk->app.base, EVLOOP_ONCE);
}

/* A whole round of what is written down daily, as of a moment. */
static inline void desk_daily(struct desk *desk, int64_t now)
{
	for (int round = 0; round < 2; round++) /* the second begins when the first is over */
		for (int turn = 0; !daily_round(desk->app.daily, now); turn++) {
			assert_true(turn < 5000);
			desk_turn(desk);
		}
}

/* A round of the watch, until the store has nothing of it left. */
static inline void desk_watch(struct desk *desk)
{
	struct store_counts before, after;
	watch_round(desk->app.watch);
	store_count(desk->app.store, &after);
	do {
		before = after;
		for (int i = 0; i < 25; i++)
			desk_turn(desk);
		store_count(desk->app.store, &after);
	} while (after.waiting > 0 || after.reads != before.reads || after.functions != before.functions);
}

/* ---- raw HTTP ---- */

struct got {
	unsigned status;
	char head[4096];
	uint8_t body[DESK_ANSWER];
	size_t length;
};

static inline bool desk_split(const uint8_t *raw, size_t n, struct got *out)
{
	const char *end = memmem(raw, n, "\r\n\r\n", 4);
	if (end == NULL)
		return false;
	size_t head = (size_t)(end - (const char *)raw);
	assert_true(head < sizeof out->head);
	memcpy(out->head, raw, head);
	out->head[head] = '\0';
	const char *length = strcasestr(out->head, "\r\nContent-Length: ");
	size_t want = length == NULL ? 0 : strtoul(length + 18, NULL, 10);
	out->status = (unsigned)strtoul(out->head + 9, NULL, 10);
	out->length = n - head - 4;
	if (out->length < want)
		return false;
	memcpy(out->body, end + 4, out->length);
	return true;
}

static inline void desk_exchange(struct desk *desk, const void *bytes, size_t n, struct got *out)
{
	static uint8_t raw[DESK_ANSWER];
	size_t got = 0, sent = 0;
	struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons(http_port(desk->app.http))};
	to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	int fd = socket(AF_INET, SOCK_STREAM, 0);
	assert_int_equal(connect(fd, (struct sockaddr *)&to, sizeof to), 0);
	assert_int_equal(fcntl(fd, F_SETFL, O_NONBLOCK), 0);
	for (int turn = 0; turn < 5000; turn++) {
		ssize_t m = sent < n ? send(fd, (const uint8_t *)bytes + sent, n - sent, MSG_NOSIGNAL) : 0;
		sent += m > 0 ? (size_t)m : 0;
		m = recv(fd, raw + got, sizeof raw - got, 0);
		got += m > 0 ? (size_t)m : 0;
		if (desk_split(raw, got, out)) {
			close(fd);
			return;
		}
		desk_turn(desk);
	}
	fail_msg("no answer");
}

static inline void desk_get(struct desk *desk, const char *path, const char *more, struct got *out)
{
	char text[2048];
	int n = snprintf(text, sizeof text, "GET %s HTTP/1.1\r\nHost: " DESK_HOST "\r\n%s\r\n", path, more);
	desk_exchange(desk, text, (size_t)n, out);
}

/* ---- signed calls ---- */

/* A request that a test may spoil between signing and sending. */
struct ask {
	uint32_t key;
	const char *path, *host, *content_type, *more; /* more: whole header lines */
	uint8_t nonce[HTTPSIG_NONCE_LEN];
	int64_t created; /* CREATED_NOW, or a moment */
	struct span body;
	struct httpsig_headers headers;
};

static inline struct ask ask_make(uint32_t key, const char *path, struct span body)
{
	struct ask ask = {.key = key,
	                  .path = path,
	                  .host = DESK_HOST,
	                  .content_type = "application/proto",
	                  .more = "",
	                  .body = body};
	randombytes_buf(ask.nonce, sizeof ask.nonce);
	return ask;
}

static inline void ask_sign(struct ask *ask)
{
	struct rig_pair pair = rig_pair(ask->key);
	const struct httpsig_request request = {.method = span_text("POST"),
	                                        .authority = span_text(ask->host),
	                                        .path = span_text(ask->path),
	                                        .content_type = span_text(ask->content_type),
	                                        .body = ask->body};
	int64_t created = ask->created == CREATED_NOW ? time(NULL) : ask->created;
	assert_int_equal(httpsig_sign(&request, pair.secret, created, ask->nonce, &ask->headers), ERR_OK);
}

static inline void ask_send(struct desk *desk, const struct ask *ask, struct got *out)
{
	static uint8_t text[DESK_ANSWER];
	int n = snprintf((char *)text, 4096,
	                 "POST %s HTTP/1.1\r\nHost: %s\r\nContent-Type: %s\r\nContent-Length: %zu\r\n"
	                 "Content-Digest: %s\r\nSignature-Input: %s\r\nSignature: %s\r\n%s\r\n",
	                 ask->path, ask->host, ask->content_type, ask->body.n, ask->headers.digest,
	                 ask->headers.input, ask->headers.signature, ask->more);
	assert_true(n > 0 && n < 4096 && (size_t)n + ask->body.n <= sizeof text);
	memcpy(text + n, ask->body.p, ask->body.n);
	desk_exchange(desk, text, (size_t)n + ask->body.n, out);
}

static inline struct span desk_pack(struct desk *desk, const void *message)
{
	return rig_pack(&desk->rig, message);
}

static inline void *desk_new(struct desk *desk, const ProtobufCMessageDescriptor *type)
{
	void *out = rig_take(&desk->rig, type->sizeof_message);
	type->message_init(out);
	return out;
}

/* One answer at a time, as bytes. */
static struct got desk_answer;

static inline bool answer_says(const struct got *answer, const char *text)
{
	return memmem(answer->body, answer->length, text, strlen(text)) != NULL;
}

static inline unsigned desk_post(struct desk *desk, uint32_t key, const char *path, const void *message)
{
	struct ask ask = ask_make(key, path, desk_pack(desk, message));
	ask_sign(&ask);
	ask_send(desk, &ask, &desk_answer);
	/* whatever a test is about: a refusal for a state says which state, and what to do */
	if (answer_says(&desk_answer, err_text(ERR_STATE, LANG_EN)) && !answer_says(&desk_answer, "\"rule\":"))
		fail_msg("%s: %.*s", path, (int)desk_answer.length, (char *)desk_answer.body);
	return desk_answer.status;
}

/* The answer as a message, and the request must have succeeded. */
static inline void *desk_call(struct desk *desk, uint32_t key, const char *path, const void *message)
{
	const ProtobufCMethodDescriptor *method;
	assert_non_null(rpc_find(span_text(path), &method));
	if (desk_post(desk, key, path, message) != 200)
		fail_msg("%s: %u %.*s", path, desk_answer.status, (int)desk_answer.length,
		         (char *)desk_answer.body);
	ProtobufCAllocator allocator = arena_allocator(&desk->rig.arena);
	void *out =
	    protobuf_c_message_unpack(method->output, &allocator, desk_answer.length, desk_answer.body);
	assert_non_null(out);
	return out;
}

/* ---- people ---- */

static inline Guosuo__V1__Sealed *desk_unpack_sealed(struct desk *desk, struct span raw)
{
	ProtobufCMessage *out;
	assert_int_equal(canon_open(&guosuo__v1__sealed__descriptor, raw, &desk->rig.arena, &out), ERR_OK);
	return (Guosuo__V1__Sealed *)out;
}

static inline void desk_trust(struct desk *desk)
{
	Guosuo__V1__PutDirectoryRequest first = GUOSUO__V1__PUT_DIRECTORY_REQUEST__INIT;
	first.directory = desk_unpack_sealed(desk, rig_directory_file(&desk->rig, desk_directory(desk, 1)));
	desk_call(desk, ROOT_A, "/guosuo.v1.Trust/PutDirectory", &first);
	for (size_t i = 0; i < RIG_COUNT(desk_provinces); i++) {
		Guosuo__V1__PutRosterRequest request = GUOSUO__V1__PUT_ROSTER_REQUEST__INIT;
		uint32_t province = desk_provinces[i];
		request.roster =
		    desk_unpack_sealed(desk, rig_roster_file(&desk->rig, desk_roster(desk, province, 1)));
		desk_call(desk, rig_authority(province, 1), "/guosuo.v1.Trust/PutRoster", &request);
	}
}

struct invited {
	uint8_t secret[INVITE_SECRET_LEN], id[HASH_LEN];
};

static inline struct invited desk_invitation(struct desk *desk, Guosuo__V1__Role role, const char *company,
                                             uint32_t province, Guosuo__V1__PutInvitationRequest *out)
{
	struct invited invited;
	randombytes_buf(invited.secret, sizeof invited.secret);
	invitation_id(invited.secret, invited.id);
	guosuo__v1__put_invitation_request__init(out);
	out->invitation = rig_bytes(&desk->rig, invited.id, sizeof invited.id);
	out->role = role;
	out->province = province;
	out->organisation = (char *)(uintptr_t)company;
	out->organisation_name = company[0] == '\0' ? out->organisation : (char *)(uintptr_t) "示例公司";
	out->expires_at = desk->now + 3600;
	return invited;
}

static inline Guosuo__V1__EnrolRequest *desk_enrolment(struct desk *desk, const struct invited *invited,
                                                       uint32_t key, Guosuo__V1__Role role,
                                                       const char *company, uint32_t province)
{
	struct rig *rig = &desk->rig;
	Guosuo__V1__EnrolRequest *request =
	    RIG_NEW(rig, Guosuo__V1__EnrolRequest, GUOSUO__V1__ENROL_REQUEST__INIT);
	Guosuo__V1__Enrolment *enrolment = RIG_NEW(rig, Guosuo__V1__Enrolment, GUOSUO__V1__ENROLMENT__INIT);
	uint8_t proof[HASH_LEN];
	enrolment->invitation = rig_bytes(rig, invited->id, HASH_LEN);
	enrolment->role = role;
	enrolment->province = province;
	enrolment->organisation = (char *)(uintptr_t)company;
	enrolment->key = rig_key(rig, key);
	enrolment->name = (char *)(uintptr_t) "示例经办人";
	enrolment->device = GUOSUO__V1__DEVICE_KIND__DEVICE;
	assert_int_equal(enrol_proof(enrolment, invited->secret, &rig->arena, proof), ERR_OK);
	enrolment->proof = rig_bytes(rig, proof, sizeof proof);
	request->enrolment = enrolment;
	if (company[0] != '\0')
		request->secret = rig_bytes(rig, invited->secret, INVITE_SECRET_LEN);
	return request;
}

static inline void desk_admit(struct desk *desk, uint32_t inviter, uint32_t key, Guosuo__V1__Role role,
                              const char *company)
{
	Guosuo__V1__PutInvitationRequest invitation;
	struct invited invited = desk_invitation(desk, role, company, 0, &invitation);
	desk_call(desk, inviter, "/guosuo.v1.Desk/PutInvitation", &invitation);
	const Guosuo__V1__EnrolResponse *reply = desk_call(
	    desk, key, "/guosuo.v1.Desk/Enrol", desk_enrolment(desk, &invited, key, role, company, 0));
	assert_true(reply->admitted);
}

/* A USCC of its own with a good check character. */
static inline void desk_other_company(char out[static USCC_LEN + 1])
{
	uint8_t packed[USCC_PACKED];
	memcpy(out, COMPANY_A, USCC_LEN + 1);
	out[10] = out[10] == '7' ? '8' : '7';
	for (const char *c = "0123456789ABCDEFGHJKLMNPQRTUWXY"; *c != '\0'; c++) {
		out[USCC_LEN - 1] = *c;
		if (uscc_pack(span_text(out), packed) == RULE_OK)
			return;
	}
	fail_msg("no check character");
}

static inline void desk_companies(struct desk *desk)
{
	const uint32_t authority = rig_authority(SHANDONG, 1);
	desk_other_company(desk->company_b);
	desk_admit(desk, authority, OFFICER_A, GUOSUO__V1__ROLE__ROLE_OFFICER, COMPANY_A);
	desk_admit(desk, OFFICER_A, OFFICER_A2, GUOSUO__V1__ROLE__ROLE_OFFICER, COMPANY_A);
	desk_admit(desk, OFFICER_A, DRIVER_A, GUOSUO__V1__ROLE__ROLE_DRIVER, COMPANY_A);
	desk_admit(desk, authority, OFFICER_B, GUOSUO__V1__ROLE__ROLE_OFFICER, desk->company_b);
	desk_admit(desk, OFFICER_B, DRIVER_B, GUOSUO__V1__ROLE__ROLE_DRIVER, desk->company_b);
}

/* Trust, two companies, ready. */
static inline void desk_open(struct desk *desk)
{
	desk_make(desk);
	desk_trust(desk);
	desk_companies(desk);
}

/* ---- the case ---- */

/* Departs in ten days. */
static inline Guosuo__V1__SubmitTripRequest *desk_application(struct desk *desk, const char *company)
{
	static struct case_text text;
	struct faults faults = {.count = 0};
	Guosuo__V1__SubmitTripRequest *request =
	    RIG_NEW(&desk->rig, Guosuo__V1__SubmitTripRequest, GUOSUO__V1__SUBMIT_TRIP_REQUEST__INIT);
	case_text(desk->now + 10 * RIG_DAY, &text);
	assert_int_equal(case_parse(&text, &desk->rig, &faults, &request->application), ERR_OK);
	request->application->applicant->uscc = (char *)(uintptr_t)company;
	return request;
}

static inline void desk_agent(struct desk *desk, Guosuo__V1__Applicant *applicant, const char *uscc)
{
	static char until[TIME_TEXT_LEN + 1];
	Guosuo__V1__Agent *agent = RIG_NEW(&desk->rig, Guosuo__V1__Agent, GUOSUO__V1__AGENT__INIT);
	rfc3339_write(desk->now + RIG_DAY, 480, until);
	agent->uscc = (char *)(uintptr_t)uscc;
	agent->name = (char *)(uintptr_t) "示例代办";
	agent->contact = applicant->contact;
	agent->authority = (char *)(uintptr_t) "委托书 17";
	agent->valid_until = until;
	applicant->agent = agent;
}

static inline Guosuo__V1__SubmitTripResponse *desk_submit(struct desk *desk)
{
	return desk_call(desk, OFFICER_A, "/guosuo.v1.Desk/SubmitTrip", desk_application(desk, COMPANY_A));
}

static inline Guosuo__V1__GetReviewResponse *desk_review(struct desk *desk, uint32_t reviewer,
                                                         ProtobufCBinaryData pass_id)
{
	Guosuo__V1__GetReviewRequest request = GUOSUO__V1__GET_REVIEW_REQUEST__INIT;
	request.pass_id = pass_id;
	return desk_call(desk, reviewer, "/guosuo.v1.Review/GetReview", &request);
}

static inline struct trip desk_trip(struct desk *desk, const Guosuo__V1__Sealed *sealed)
{
	struct trip trip;
	assert_int_equal(trip_read(sealed, &desk->rig.arena, &trip), ERR_OK);
	return trip;
}

/* A leg as its reviewer would write it. */
static inline Guosuo__V1__Leg *desk_leg(struct desk *desk, const struct trip *trip, uint32_t province,
                                        uint32_t index)
{
	struct rig *rig = &desk->rig;
	Guosuo__V1__Leg *leg = RIG_NEW(rig, Guosuo__V1__Leg, GUOSUO__V1__LEG__INIT);
	Guosuo__V1__Road *road = RIG_NEW(rig, Guosuo__V1__Road, GUOSUO__V1__ROAD__INIT);
	road->number = (char *)(uintptr_t) "G3";
	while (leg->ordinal < trip->body->n_provinces && trip->body->provinces[leg->ordinal++] != province)
		continue;
	leg->revision = 1;
	leg->status_index = index;
	leg->sealed_at = (uint32_t)time(NULL);
	leg->province = province;
	leg->roads = rig_take(rig, sizeof *leg->roads);
	leg->roads[0] = road;
	leg->n_roads = 1;
	leg->entry = station_of(province * 10000 + 323, 12);
	leg->exit = station_of(province * 10000 + 323, 13);
	leg->not_before = trip->body->not_before;
	leg->not_after = trip->body->not_after;
	leg->speed_kmh = 60;
	return leg;
}

static inline Guosuo__V1__Sealed *desk_seal(struct desk *desk, enum kind kind, const struct trip *trip,
                                            struct span body, const uint32_t *keys)
{
	hash_t links[1];
	Guosuo__V1__Sealed *sealed = RIG_NEW(&desk->rig, Guosuo__V1__Sealed, GUOSUO__V1__SEALED__INIT);
	memcpy(links[0], trip->hash, HASH_LEN);
	struct span seals = rig_seals(&desk->rig, kind, (const hash_t *)links, body, keys);
	sealed->body = rig_bytes(&desk->rig, body.p, body.n);
	sealed->seals = rig_bytes(&desk->rig, seals.p, seals.n);
	return sealed;
}

static inline Guosuo__V1__PutLegRequest *desk_leg_request(struct desk *desk, ProtobufCBinaryData pass_id,
                                                          const struct trip *trip, const Guosuo__V1__Leg *leg,
                                                          uint32_t reviewer)
{
	Guosuo__V1__PutLegRequest *request =
	    RIG_NEW(&desk->rig, Guosuo__V1__PutLegRequest, GUOSUO__V1__PUT_LEG_REQUEST__INIT);
	request->pass_id = pass_id;
	request->leg = desk_seal(desk, KIND_leg, trip, desk_pack(desk, leg), RIG_KEYS(reviewer));
	return request;
}

static inline Guosuo__V1__LegState desk_put_leg(struct desk *desk, ProtobufCBinaryData pass_id,
                                                const struct trip *trip, const Guosuo__V1__Leg *leg,
                                                uint32_t reviewer)
{
	const Guosuo__V1__PutLegResponse *reply = desk_call(
	    desk, reviewer, "/guosuo.v1.Review/PutLeg", desk_leg_request(desk, pass_id, trip, leg, reviewer));
	return reply->state;
}

/* Both reviewers of a province. */
static inline void desk_seal_leg(struct desk *desk, ProtobufCBinaryData pass_id, uint32_t province)
{
	const uint32_t a = rig_entry(province, ENTRY_REVIEWER_A), b = rig_entry(province, ENTRY_REVIEWER_B);
	const Guosuo__V1__GetReviewResponse *review = desk_review(desk, a, pass_id);
	struct trip trip = desk_trip(desk, review->trip);
	const Guosuo__V1__Leg *leg = desk_leg(desk, &trip, province, review->status_index);
	assert_int_equal(desk_put_leg(desk, pass_id, &trip, leg, a), GUOSUO__V1__LEG_STATE__LEG_HALF_SEALED);
	assert_int_equal(desk_put_leg(desk, pass_id, &trip, leg, b), GUOSUO__V1__LEG_STATE__LEG_SEALED);
}

/* What a reviewer asks others about a leg, for a day. */
static inline Guosuo__V1__PutConsultationRequest *desk_consultation(struct desk *desk, ProtobufCBinaryData pass_id, const char *name)
{
	Guosuo__V1__PutConsultationRequest *request =
	    RIG_NEW(&desk->rig, Guosuo__V1__PutConsultationRequest, GUOSUO__V1__PUT_CONSULTATION_REQUEST__INIT);
	request->pass_id = pass_id;
	request->party = GUOSUO__V1__PARTY__PARTY_POLICE;
	request->name = (char *)(uintptr_t)name;
	request->question = (char *)(uintptr_t) "夜间通行?";
	request->until = desk->now + RIG_DAY;
	return request;
}

static inline void desk_consult(struct desk *desk, ProtobufCBinaryData pass_id, uint32_t province, const char *name)
{
	desk_call(desk, rig_entry(province, ENTRY_REVIEWER_A), "/guosuo.v1.Rounds/PutConsultation",
	          desk_consultation(desk, pass_id, name));
}

/* A revocation by these reviewers. */
static inline Guosuo__V1__Sealed *desk_revocation(struct desk *desk, uint32_t province, uint32_t week,
                                                  const uint32_t *indexes, size_t count, uint32_t reason,
                                                  const uint32_t *keys)
{
	Guosuo__V1__Revocation body = GUOSUO__V1__REVOCATION__INIT;
	Guosuo__V1__Sealed *sealed = RIG_NEW(&desk->rig, Guosuo__V1__Sealed, GUOSUO__V1__SEALED__INIT);
	body.province = province, body.week = week;
	body.indexes = (uint32_t *)(uintptr_t)indexes, body.n_indexes = count;
	body.sealed_at = time(NULL), body.reason = reason;
	body.note = (char *)(uintptr_t) "申报质量与实测不符";
	struct span raw = desk_pack(desk, &body), seals = rig_seals(&desk->rig, KIND_revocation, NULL, raw, keys);
	sealed->body = rig_bytes(&desk->rig, raw.p, raw.n);
	sealed->seals = rig_bytes(&desk->rig, seals.p, seals.n);
	return sealed;
}

/* The revision that stands before `leg`, taken back by who seals the next. index: its. */
static inline Guosuo__V1__Sealed *desk_superseded(struct desk *desk, const struct trip *trip, uint32_t province,
                                                  uint32_t index, uint32_t reviewer)
{
	return desk_revocation(desk, province, iso_week(trip->body->not_after), &index, 1,
	                       GUOSUO__V1__REVOCATION_REASON__SUPERSEDED, RIG_KEYS(reviewer));
}

/* An officer's own trip, taken back. */
static inline Guosuo__V1__OfficerSealed *desk_taken_back(struct desk *desk, const Guosuo__V1__Sealed *sealed,
                                                         uint32_t officer, uint32_t reason)
{
	const struct trip trip = desk_trip(desk, sealed);
	struct rig_pair pair = rig_pair(officer);
	Guosuo__V1__OfficerSealed *out;
	assert_int_equal(revocation_seal_officer(&trip, reason, "改期", time(NULL), pair.secret, &desk->rig.arena, &out),
	                 ERR_OK);
	return out;
}

static inline Guosuo__V1__PutDecisionRequest *desk_decision(struct desk *desk, ProtobufCBinaryData pass_id,
                                                            const struct trip *trip, uint32_t province,
                                                            uint32_t ordinal, Guosuo__V1__DecisionKind kind,
                                                            int64_t at, uint32_t reviewer)
{
	struct rig *rig = &desk->rig;
	Guosuo__V1__PutDecisionRequest *request =
	    RIG_NEW(rig, Guosuo__V1__PutDecisionRequest, GUOSUO__V1__PUT_DECISION_REQUEST__INIT);
	Guosuo__V1__Decision decision = GUOSUO__V1__DECISION__INIT;
	decision.ordinal = ordinal;
	decision.province = province;
	decision.kind = kind;
	if (kind == GUOSUO__V1__DECISION_KIND__REOPEN) {
		decision.change = GUOSUO__V1__LEG_CHANGE__CHANGE_TERMS;
		decision.revision = 1;
	}
	decision.sealed_at = at;
	decision.reason = (char *)(uintptr_t) "桥梁验算未完成";
	request->pass_id = pass_id;
	request->decision =
	    desk_seal(desk, KIND_decision, trip, desk_pack(desk, &decision), RIG_KEYS(reviewer));
	return request;
}

/* device 0: paper. */
static inline Guosuo__V1__PutAssignmentRequest *desk_assignment(struct desk *desk,
                                                                ProtobufCBinaryData pass_id,
                                                                const struct trip *trip, uint32_t officer,
                                                                uint32_t device, uint32_t serial)
{
	struct rig *rig = &desk->rig;
	Guosuo__V1__PutAssignmentRequest *request =
	    RIG_NEW(rig, Guosuo__V1__PutAssignmentRequest, GUOSUO__V1__PUT_ASSIGNMENT_REQUEST__INIT);
	Guosuo__V1__Assignment assignment = GUOSUO__V1__ASSIGNMENT__INIT;
	uint32_t trailer = 1;
	assignment.serial = serial;
	assignment.journey = 1;
	assignment.tractor = 1;
	assignment.trailers = &trailer;
	assignment.n_trailers = 1;
	assignment.driver_name = (char *)(uintptr_t) "示例司机甲";
	assignment.licence_last4 = (char *)(uintptr_t) "0015";
	assignment.not_before = trip->body->not_before;
	assignment.not_after = trip->body->not_before + 3600;
	if (device == 0) {
		assignment.holder_case = GUOSUO__V1__ASSIGNMENT__HOLDER_PAPER;
		assignment.paper = true;
	} else {
		assignment.holder_case = GUOSUO__V1__ASSIGNMENT__HOLDER_DEVICE_KEY;
		assignment.device_key = rig_key(rig, device);
	}
	request->pass_id = pass_id;
	assert_int_equal(assignment_seal(desk_pack(desk, &assignment), trip, rig_pair(officer).secret,
	                                 &rig->arena, &request->assignment),
	                 ERR_OK);
	return request;
}

/* One officer of a trip is barred by another. */
static inline Guosuo__V1__PutBarRequest *desk_bar(struct desk *desk, ProtobufCBinaryData pass_id, const struct trip *trip,
                                                  uint32_t officer, uint32_t barred)
{
	Guosuo__V1__PutBarRequest *request =
	    RIG_NEW(&desk->rig, Guosuo__V1__PutBarRequest, GUOSUO__V1__PUT_BAR_REQUEST__INIT);
	uint32_t slot = trip_officer(trip->body, rig_pair(barred).key);
	request->pass_id = pass_id;
	assert_int_equal(bar_seal(trip, slot, time(NULL), rig_pair(officer).secret, &desk->rig.arena, &request->bar), ERR_OK);
	return request;
}

static inline void desk_remove_member(struct desk *desk, uint32_t remover, uint32_t key)
{
	Guosuo__V1__RemoveMemberRequest request = GUOSUO__V1__REMOVE_MEMBER_REQUEST__INIT;
	request.key = rig_key(&desk->rig, key);
	request.reason = (char *)(uintptr_t) "设备丢失";
	desk_call(desk, remover, "/guosuo.v1.Desk/RemoveMember", &request);
}

/* ---- what is in the database ---- */

static inline int64_t desk_sql(const struct desk *desk, const char *sql)
{
	char path[128];
	sqlite3 *db = NULL;
	sqlite3_stmt *row = NULL;
	int64_t number = -1;
	snprintf(path, sizeof path, "%s/data/guosuo.db", desk->dir);
	assert_int_equal(sqlite3_open_v2(path, &db, SQLITE_OPEN_READWRITE, NULL), SQLITE_OK);
	sqlite3_busy_timeout(db, 5000);
	assert_int_equal(sqlite3_prepare_v2(db, sql, -1, &row, NULL), SQLITE_OK);
	int code = sqlite3_step(row);
	assert_true(code == SQLITE_ROW || code == SQLITE_DONE);
	if (code == SQLITE_ROW)
		number = sqlite3_column_int64(row, 0);
	sqlite3_finalize(row);
	sqlite3_close(db);
	return number;
}

#endif
