/* Events, webhooks and a gateway through a whole desk: what happens is told, at least once, to whom it is for
 * and nobody else, whoever is down meanwhile. */
#include "tests/desk_rig.h"
#include "tests/hook_rig.h"

#include "server/deliver.h"
#include "server/gateways.h"
#include "server/outbox.h"
#include "server/upkeep.h"
#include "server/watch.h"

enum { GATEWAY_KEY = 8801 };

static struct desk desk;
static struct hook hook;

static int up(void **state)
{
	(void)state;
	desk_open(&desk);
	hook_start(&hook);
	snprintf(desk.config.webhook_hosts, sizeof desk.config.webhook_hosts, "127.0.0.1");
	snprintf(desk.config.webhook_networks, sizeof desk.config.webhook_networks, "127.0.0.1/32");
	desk.config.webhook_retry_first_s = 1;
	desk.config.webhook_timeout_ms = 3000;
	memcpy(desk.config.gateways[0], rig_pair(GATEWAY_KEY).key, KEY_LEN);
	desk.config.gateway_count = 1;
	assert_int_equal(gateways_start(&desk.app), ERR_OK);
	return 0;
}

static int down(void **state)
{
	(void)state;
	hook_stop(&hook);
	desk_remove(&desk);
	return 0;
}

/* ---- small words ---- */

static ProtobufCBinaryData add_hook(uint32_t officer, const char *path, char secret[64])
{
	Guosuo__V1__PutWebhookRequest request = GUOSUO__V1__PUT_WEBHOOK_REQUEST__INIT;
	char url[128];
	snprintf(url, sizeof url, "http://127.0.0.1:%u%s", hook.port, path);
	request.url = url;
	const Guosuo__V1__PutWebhookResponse *reply =
	    desk_call(&desk, officer, "/guosuo.v1.Signals/PutWebhook", &request);
	if (secret != NULL)
		snprintf(secret, 64, "%s", reply->secret);
	return reply->webhook;
}

static void wait_for_hook(unsigned count)
{
	for (int turn = 0; turn < 4000 && hook_count(&hook) < count; turn++)
		desk_turn(&desk);
	assert_int_equal(hook_count(&hook), count);
}

/* A predicate of the database, within 8 s. */
static void wait_for_sql(const char *sql, int64_t want)
{
	int64_t got = -1;
	for (int turn = 0; turn < 4000; turn++) {
		desk_turn(&desk);
		if (turn % 10 == 0 && (got = desk_sql(&desk, sql)) == want)
			return;
	}
	fail_msg("%s: %lld, wanted %lld", sql, (long long)got, (long long)want);
}

static void decide(const Guosuo__V1__SubmitTripResponse *trip, Guosuo__V1__DecisionKind kind, int64_t at)
{
	struct trip opened = desk_trip(&desk, trip->trip);
	const uint32_t a = rig_entry(SHANDONG, ENTRY_REVIEWER_A);
	desk_call(&desk, a, "/guosuo.v1.Review/PutDecision",
	          desk_decision(&desk, trip->pass_id, &opened, SHANDONG, 1, kind, at, a));
}

static void withdraw(const Guosuo__V1__SubmitTripResponse *trip)
{
	Guosuo__V1__WithdrawTripRequest request = GUOSUO__V1__WITHDRAW_TRIP_REQUEST__INIT;
	request.pass_id = trip->pass_id;
	request.reason = (char *)(uintptr_t) "改期";
	request.revocation = desk_taken_back(&desk, trip->trip, OFFICER_A, GUOSUO__V1__REVOCATION_REASON__TRIP_WITHDRAWN);
	desk_call(&desk, OFFICER_A, "/guosuo.v1.Desk/WithdrawTrip", &request);
}

static const Guosuo__V1__ListOutboxResponse *drain(void)
{
	Guosuo__V1__ListOutboxRequest request = GUOSUO__V1__LIST_OUTBOX_REQUEST__INIT;
	request.page_size = 100;
	return desk_call(&desk, GATEWAY_KEY, "/guosuo.v1.Signals/ListOutbox", &request);
}

static uint32_t acknowledge(const Guosuo__V1__ListOutboxResponse *page)
{
	Guosuo__V1__AckOutboxRequest request = GUOSUO__V1__ACK_OUTBOX_REQUEST__INIT;
	char *ids[100];
	for (size_t i = 0; i < page->n_items; i++)
		ids[request.n_ids++] = page->items[i]->signal->id;
	request.ids = ids;
	const Guosuo__V1__AckOutboxResponse *reply =
	    desk_call(&desk, GATEWAY_KEY, "/guosuo.v1.Signals/AckOutbox", &request);
	return reply->acknowledged;
}

static const Guosuo__V1__Delivery *newest(ProtobufCBinaryData webhook)
{
	Guosuo__V1__ListDeliveriesRequest request = GUOSUO__V1__LIST_DELIVERIES_REQUEST__INIT;
	request.webhook = webhook;
	const Guosuo__V1__ListDeliveriesResponse *reply =
	    desk_call(&desk, OFFICER_A, "/guosuo.v1.Signals/ListDeliveries", &request);
	assert_true(reply->n_deliveries > 0);
	return reply->deliveries[0];
}

/* ---- events ---- */

static void everything_one_waits_for_is_told_once_and_in_order(void **state)
{
	(void)state;
	static const char *const want[] = {
	    "trip.submitted", "leg.asked",      "leg.resumed", "leg.paused",  "leg.resumed",
	    "leg.sealed",     "leg.sealed",     "leg.sealed",  "trip.ready",  "trip.assigned",
	    "trip.withdrawn", "trip.submitted", "leg.refused", "trip.refused"};
	const Guosuo__V1__SubmitTripResponse *trip = desk_submit(&desk);
	struct trip opened = desk_trip(&desk, trip->trip);
	decide(trip, GUOSUO__V1__DECISION_KIND__ASK, desk.now);
	decide(trip, GUOSUO__V1__DECISION_KIND__RESUME, desk.now + 1);
	decide(trip, GUOSUO__V1__DECISION_KIND__PAUSE, desk.now + 2);
	decide(trip, GUOSUO__V1__DECISION_KIND__RESUME, desk.now + 3);
	for (size_t i = 0; i < RIG_COUNT(desk_provinces); i++)
		desk_seal_leg(&desk, trip->pass_id, desk_provinces[i]);
	desk_call(&desk, OFFICER_A, "/guosuo.v1.Desk/PutAssignment",
	          desk_assignment(&desk, trip->pass_id, &opened, OFFICER_A, DRIVER_A, 1));
	withdraw(trip);
	decide(desk_submit(&desk), GUOSUO__V1__DECISION_KIND__REFUSE, desk.now);
	const Guosuo__V1__ListOutboxResponse *page = drain();
	assert_int_equal(page->n_items, RIG_COUNT(want));
	for (size_t i = 0; i < RIG_COUNT(want); i++) {
		assert_string_equal(page->items[i]->signal->type, want[i]);
		assert_string_equal(page->items[i]->signal->company, COMPANY_A);
		assert_true(i == 0 || strcmp(page->items[i - 1]->signal->id, page->items[i]->signal->id) < 0);
		assert_true(page->items[i]->mobile[0] != '\0');
	}
	assert_int_equal(page->items[1]->signal->data->province, SHANDONG);
	assert_string_equal(page->items[1]->signal->data->reason, "桥梁验算未完成");
	assert_string_equal(page->items[0]->signal->data->number, trip->number);
}

/* The gateway sends it to whom it reached, the webhook to the company. */
static void a_level_reaches_its_contact_and_the_company(void **state)
{
	(void)state;
	add_hook(OFFICER_A, "/a", NULL);
	desk_submit(&desk);
	desk_sql(&desk, "UPDATE leg SET begun = begun - 15 * 86400, watch = 0 WHERE province = 13");
	watch_round(desk.app.watch);
	wait_for_sql("SELECT COUNT(*) FROM outbox WHERE event = 18", 1);
	wait_for_sql("SELECT COUNT(*) FROM delivery WHERE state = 2", 2);
	assert_non_null(strstr(hook.kept[1], "\"type\":\"leg.escalated\""));
	assert_non_null(strstr(hook.kept[1], "\"level\":\"LEVEL_REVIEWER\""));
	assert_null(strstr(hook.kept[1], "0317-00000001"));
	const Guosuo__V1__ListOutboxResponse *page = drain();
	assert_int_equal(page->n_items, 2);
	assert_string_equal(page->items[1]->signal->type, "leg.escalated");
	assert_int_equal(page->items[1]->signal->data->province, HEBEI);
	assert_int_equal(page->items[1]->signal->data->level, GUOSUO__V1__LEVEL__LEVEL_REVIEWER);
	assert_string_equal(page->items[1]->mobile, "0317-00000001"); /* the policy's */
	assert_string_not_equal(page->items[1]->contact, page->items[0]->contact);
}

/* The same of an answer that did not come: the gateway sends it to who waits for it at the desk. */
static void an_answer_that_did_not_come_reaches_who_waits_and_the_company(void **state)
{
	(void)state;
	add_hook(OFFICER_A, "/a", NULL);
	desk_consult(&desk, desk_submit(&desk)->pass_id, HEBEI, "河北高速集团");
	desk_sql(&desk, "UPDATE consultation SET deadline = deadline - 2 * 86400");
	watch_round(desk.app.watch);
	wait_for_sql("SELECT COUNT(*) FROM delivery WHERE state = 2", 2);
	assert_non_null(strstr(hook.kept[1], "\"type\":\"consultation.overdue\""));
	assert_non_null(strstr(hook.kept[1], "\"reason\":\"河北高速集团\""));
	assert_null(strstr(hook.kept[1], "夜间通行"));
	const Guosuo__V1__ListOutboxResponse *page = drain();
	assert_int_equal(page->n_items, 2);
	assert_string_equal(page->items[1]->signal->type, "consultation.overdue");
	assert_int_equal(page->items[1]->signal->data->province, HEBEI);
	assert_int_equal(page->items[1]->signal->data->ordinal, 2);
	assert_string_equal(page->items[1]->mobile, "0317-00000001"); /* the policy's, as nobody has acted yet */
	assert_string_not_equal(page->items[1]->contact, page->items[0]->contact);
}

static void a_gateway_gets_each_event_until_it_says_so(void **state)
{
	(void)state;
	desk_submit(&desk);
	withdraw(desk_submit(&desk));
	const Guosuo__V1__ListOutboxResponse *first = drain();
	assert_int_equal(first->n_items, 3);
	assert_int_equal(drain()->n_items, 3);
	desk_down(&desk);
	desk_up(&desk); /* and after a restart */
	assert_int_equal(drain()->n_items, 3);
	assert_int_equal(acknowledge(first), 3);
	assert_int_equal(acknowledge(first), 0);
	assert_int_equal(drain()->n_items, 0);
	desk_submit(&desk);
	assert_int_equal(drain()->n_items, 1);
}

static void a_gateway_that_left_the_settings_is_nobody(void **state)
{
	(void)state;
	desk_submit(&desk);
	assert_int_equal(desk_sql(&desk, "SELECT COUNT(*) FROM delivery"), 1);
	desk.config.gateway_count = 0;
	desk_down(&desk);
	desk_up(&desk);
	Guosuo__V1__ListOutboxRequest request = GUOSUO__V1__LIST_OUTBOX_REQUEST__INIT;
	assert_int_equal(desk_post(&desk, GATEWAY_KEY, "/guosuo.v1.Signals/ListOutbox", &request), 401);
	wait_for_sql("SELECT COUNT(*) FROM receiver", 0);
	wait_for_sql("SELECT COUNT(*) FROM delivery", 0);
}

static void a_gateway_may_do_nothing_else(void **state)
{
	(void)state;
	for (size_t s = 0; s < rpc_service_count; s++)
		for (size_t i = 0; i < rpc_services[s].count; i++) {
			const struct rpc_row *row = &rpc_services[s].rows[i];
			bool own =
			    strcmp(row->name, "ListOutbox") == 0 || strcmp(row->name, "AckOutbox") == 0;
			assert_int_equal((row->roles & AUTH_ROLE(GATEWAY)) != 0, own);
			assert_true(!own || row->roles == AUTH_ROLE(GATEWAY));
		}
}

static void old_events_go_by_age_and_by_number(void **state)
{
	(void)state;
	desk_call(&desk, OFFICER_B, "/guosuo.v1.Desk/SubmitTrip", desk_application(&desk, desk.company_b));
	desk_submit(&desk);
	withdraw(desk_submit(&desk));
	desk.config.outbox_keep_events = 2;
	upkeep_round(desk.app.upkeep);
	wait_for_sql("SELECT COUNT(*) FROM outbox", 3);
	assert_int_equal(desk_sql(&desk, "SELECT COUNT(*) FROM delivery"), 3);
	/* the other company's stays, though it is the oldest of all */
	assert_int_equal(desk_sql(&desk, "SELECT COUNT(*) FROM outbox WHERE company <> '" COMPANY_A "'"), 1);
	assert_int_equal(desk_sql(&desk, "SELECT COUNT(*) FROM outbox WHERE event = 4"),
	                 1); /* the newest is there */
	desk.config.outbox_keep_days = -1;
	upkeep_round(desk.app.upkeep);
	wait_for_sql("SELECT COUNT(*) FROM outbox", 0);
	assert_int_equal(desk_sql(&desk, "SELECT COUNT(*) FROM delivery"), 0);
}

/* ---- webhooks ---- */

static void an_event_reaches_the_companys_webhook_and_no_other(void **state)
{
	(void)state;
	add_hook(OFFICER_A, "/a", NULL);
	add_hook(OFFICER_B, "/b", NULL);
	const Guosuo__V1__SubmitTripResponse *trip = desk_submit(&desk);
	wait_for_hook(1);
	wait_for_sql("SELECT COUNT(*) FROM delivery WHERE state = 2", 1);
	assert_int_equal(hook_count(&hook), 1);
	assert_memory_equal(hook.kept[0], "POST /a ", 8);
	assert_non_null(strstr(hook.kept[0], "\"type\":\"trip.submitted\""));
	assert_non_null(strstr(hook.kept[0], trip->number));
	/* neither who drives nor who asked */
	assert_null(strstr(hook.kept[0], "示例司机"));
}

static void a_receiver_that_was_down_gets_the_same_event_later(void **state)
{
	(void)state;
	char id[OUTBOX_ID_TEXT + 1 + 32];
	ProtobufCBinaryData webhook = add_hook(OFFICER_A, "/a", NULL);
	atomic_store(&hook.mood, HOOK_500);
	desk_submit(&desk);
	wait_for_hook(1);
	wait_for_sql("SELECT MAX(attempts) FROM delivery WHERE attempts > 0", 1);
	const Guosuo__V1__Delivery *waiting = newest(webhook);
	assert_int_equal(waiting->state, GUOSUO__V1__DELIVERY_STATE__DELIVERY_WAITING);
	assert_string_equal(waiting->outcome, "STATUS");
	assert_int_equal(waiting->status, 500);
	assert_true(waiting->next_at > 0);
	atomic_store(&hook.mood, HOOK_OK);
	wait_for_hook(2);
	wait_for_sql("SELECT COUNT(*) FROM delivery WHERE state = 2", 1);
	snprintf(id, sizeof id, "\r\nwebhook-id: %s\r\n", waiting->signal->id);
	assert_non_null(strstr(hook.kept[0], id));
	assert_non_null(strstr(hook.kept[1], id));
	assert_int_equal(newest(webhook)->attempts, 2);
}

#define TO_WEBHOOKS " FROM delivery WHERE receiver IN (SELECT id FROM receiver WHERE url <> '')"

/* As if it were so much later: what stands in the database is so much older. */
static void later(int64_t seconds)
{
	static const char *const columns[] = {"delivery SET next_at = next_at", "delivery SET last_at = last_at",
	                                      "outbox SET created = created", "receiver SET due = due"};
	for (size_t i = 0; i < RIG_COUNT(columns); i++) {
		char sql[96];
		snprintf(sql, sizeof sql, "UPDATE %s - %lld", columns[i], (long long)seconds);
		desk_sql(&desk, sql);
	}
}

static size_t came(const char *id)
{
	size_t times = 0;
	for (unsigned i = 0; i < hook_count(&hook); i++)
		times += strstr(hook.kept[i % HOOK_KEPT], id) != NULL;
	return times;
}

static void a_receiver_that_was_down_for_days_misses_nothing(void **state)
{
	(void)state;
	enum { HOURS = 3600, DOWN_S = 4 * 24 * HOURS, EVENTS = 2 };
	desk.config.webhook_retry_first_s = 3 * HOURS;
	desk.config.webhook_retry_longest_s = 24 * HOURS;
	ProtobufCBinaryData webhook = add_hook(OFFICER_A, "/a", NULL);
	atomic_store(&hook.mood, HOOK_500);
	withdraw(desk_submit(&desk));
	int64_t attempts = 0, longest = 0;
	for (int64_t down = 0; down < DOWN_S; down += longest) {
		wait_for_sql("SELECT MIN(attempts)" TO_WEBHOOKS, ++attempts);
		longest = deliver_wait(attempts, 3 * HOURS, 24 * HOURS, 0);
		assert_in_range(desk_sql(&desk, "SELECT MIN(next_at - last_at)" TO_WEBHOOKS), longest - longest / 4, longest);
		assert_in_range(desk_sql(&desk, "SELECT MAX(next_at - last_at)" TO_WEBHOOKS), longest - longest / 4, longest);
		later(longest);
	}
	assert_int_equal(longest, 24 * HOURS); /* its bound */
	wait_for_sql("SELECT MIN(attempts)" TO_WEBHOOKS, ++attempts);
	const Guosuo__V1__Delivery *waiting = newest(webhook);
	assert_int_equal(waiting->state, GUOSUO__V1__DELIVERY_STATE__DELIVERY_WAITING);
	assert_int_equal(waiting->attempts, attempts);
	assert_int_equal(waiting->status, 500);
	assert_int_equal(desk_sql(&desk, "SELECT COUNT(*)" TO_WEBHOOKS " AND state = 1"), EVENTS);
	unsigned before = hook_count(&hook);
	assert_int_equal(came(waiting->signal->id), attempts);
	atomic_store(&hook.mood, HOOK_OK);
	later(24 * HOURS);
	wait_for_sql("SELECT COUNT(*)" TO_WEBHOOKS " AND state = 2", EVENTS);
	later(24 * HOURS);
	for (int turn = 0; turn < 1000; turn++) /* and is not told again */
		desk_turn(&desk);
	assert_int_equal(hook_count(&hook), before + EVENTS);
	assert_int_equal(came(waiting->signal->id), attempts + 1);
	assert_int_equal(newest(webhook)->state, GUOSUO__V1__DELIVERY_STATE__DELIVERY_DONE);
}

static void what_was_under_way_when_the_server_stopped_comes_again(void **state)
{
	(void)state;
	add_hook(OFFICER_A, "/a", NULL);
	atomic_store(&hook.mood, HOOK_SILENT);
	desk_submit(&desk);
	wait_for_hook(1);
	desk_down(&desk);
	atomic_store(&hook.mood, HOOK_OK);
	desk_up(&desk);
	wait_for_hook(2);
	wait_for_sql("SELECT COUNT(*) FROM delivery WHERE state = 2", 1);
}

static void a_slow_company_does_not_keep_another_waiting(void **state)
{
	(void)state;
	static struct hook slow;
	Guosuo__V1__PutWebhookRequest request = GUOSUO__V1__PUT_WEBHOOK_REQUEST__INIT;
	char url[64];
	hook_start(&slow);
	atomic_store(&slow.mood, HOOK_SILENT);
	snprintf(url, sizeof url, "http://127.0.0.1:%u/slow", slow.port);
	request.url = url;
	for (int i = 0; i < 5; i++) /* more than there are threads */
		desk_call(&desk, OFFICER_A, "/guosuo.v1.Signals/PutWebhook", &request);
	ProtobufCBinaryData quick = add_hook(OFFICER_B, "/b", NULL);
	desk_submit(&desk);
	for (int turn = 0; turn < 2000 && hook_count(&slow) == 0; turn++)
		desk_turn(&desk);
	Guosuo__V1__TestWebhookRequest test = GUOSUO__V1__TEST_WEBHOOK_REQUEST__INIT;
	test.webhook = quick;
	desk_call(&desk, OFFICER_B, "/guosuo.v1.Signals/TestWebhook", &test);
	wait_for_hook(1);
	assert_non_null(strstr(hook.kept[0], "\"type\":\"webhook.test\""));
	assert_int_equal(hook_count(&slow), 1);
	hook_stop(&slow);
}

static void what_is_too_old_is_given_up_and_stays_in_the_log(void **state)
{
	(void)state;
	desk.config.webhook_give_up_s = 0;
	ProtobufCBinaryData webhook = add_hook(OFFICER_A, "/a", NULL);
	atomic_store(&hook.mood, HOOK_302);
	desk_submit(&desk);
	wait_for_sql("SELECT COUNT(*) FROM delivery WHERE state = 3", 1);
	const Guosuo__V1__Delivery *delivery = newest(webhook);
	assert_int_equal(delivery->state, GUOSUO__V1__DELIVERY_STATE__DELIVERY_GIVEN_UP);
	assert_int_equal(delivery->status, 302);
	Guosuo__V1__ListWebhooksRequest request = GUOSUO__V1__LIST_WEBHOOKS_REQUEST__INIT;
	const Guosuo__V1__ListWebhooksResponse *list =
	    desk_call(&desk, OFFICER_A, "/guosuo.v1.Signals/ListWebhooks", &request);
	assert_int_equal(list->n_webhooks, 1);
	assert_int_equal(list->webhooks[0]->given_up, 1);
	assert_int_equal(list->webhooks[0]->waiting, 0);
}

static void a_removed_webhook_is_not_called(void **state)
{
	(void)state;
	Guosuo__V1__RemoveWebhookRequest request = GUOSUO__V1__REMOVE_WEBHOOK_REQUEST__INIT;
	request.webhook = add_hook(OFFICER_A, "/a", NULL);
	assert_int_equal(desk_post(&desk, OFFICER_B, "/guosuo.v1.Signals/RemoveWebhook", &request), 404);
	desk_call(&desk, OFFICER_A, "/guosuo.v1.Signals/RemoveWebhook", &request);
	assert_int_equal(desk_post(&desk, OFFICER_A, "/guosuo.v1.Signals/RemoveWebhook", &request), 404);
	desk_submit(&desk);
	for (int turn = 0; turn < 700; turn++)
		desk_turn(&desk);
	assert_int_equal(hook_count(&hook), 0);
}

static void a_company_may_test_so_often_and_no_more(void **state)
{
	(void)state;
	Guosuo__V1__TestWebhookRequest request = GUOSUO__V1__TEST_WEBHOOK_REQUEST__INIT;
	request.webhook = add_hook(OFFICER_A, "/a", NULL);
	desk.config.webhook_tests_per_hour = 2;
	for (int i = 0; i < 2; i++)
		desk_call(&desk, OFFICER_A, "/guosuo.v1.Signals/TestWebhook", &request);
	assert_int_equal(desk_post(&desk, OFFICER_A2, "/guosuo.v1.Signals/TestWebhook", &request), 400);
	assert_true(answer_says(&desk_answer, "TESTS"));
	assert_int_equal(desk_sql(&desk, "SELECT COUNT(*) FROM outbox"), 2);
	request.webhook = add_hook(OFFICER_B, "/b", NULL); /* another company's tests are its own */
	desk_call(&desk, OFFICER_B, "/guosuo.v1.Signals/TestWebhook", &request);
}

static void threat_29_a_bad_url_is_refused_with_field_rule_and_remedy(void **state)
{
	(void)state;
	static const struct {
		const char *url, *rule;
	} rows[] = {
	    {"", "REQUIRED"},
	    {"http://10.0.0.1/", "WEBHOOK_ADDRESS"},
	    {"https://169.254.169.254/latest", "WEBHOOK_ADDRESS"},
	    {"https://elsewhere.example/", "WEBHOOK_HOST"},
	    {"ftp://127.0.0.1/", "WEBHOOK_URL"},
	};
	for (size_t i = 0; i < RIG_COUNT(rows); i++) {
		Guosuo__V1__PutWebhookRequest request = GUOSUO__V1__PUT_WEBHOOK_REQUEST__INIT;
		char rule[64];
		request.url = (char *)(uintptr_t)rows[i].url;
		snprintf(rule, sizeof rule, "\"%s\"", rows[i].rule);
		assert_int_equal(desk_post(&desk, OFFICER_A, "/guosuo.v1.Signals/PutWebhook", &request), 400);
		if (!answer_says(&desk_answer, rule) || !answer_says(&desk_answer, "\"url\""))
			fail_msg("%s: %.*s", rows[i].url, (int)desk_answer.length, (char *)desk_answer.body);
	}
	assert_int_equal(desk_sql(&desk, "SELECT COUNT(*) FROM receiver WHERE company <> ''"), 0);
}

static void a_company_has_so_many_webhooks_and_no_more(void **state)
{
	(void)state;
	Guosuo__V1__PutWebhookRequest request = GUOSUO__V1__PUT_WEBHOOK_REQUEST__INIT;
	request.url = (char *)(uintptr_t) "http://127.0.0.1/";
	for (int64_t i = 0; i < desk.config.webhook_per_company; i++)
		desk_call(&desk, OFFICER_A, "/guosuo.v1.Signals/PutWebhook", &request);
	assert_int_equal(desk_post(&desk, OFFICER_A, "/guosuo.v1.Signals/PutWebhook", &request), 400);
	assert_true(answer_says(&desk_answer, "\"TOO_MANY\""));
	desk_call(&desk, OFFICER_B, "/guosuo.v1.Signals/PutWebhook", &request);
}

static void retries_come_ever_later_but_not_together(void **state)
{
	(void)state;
	static const struct {
		int64_t attempts;
		uint32_t chance;
		int64_t want;
	} rows[] = {{1, 0, 10},       {2, 0, 20},    {3, 0, 40},          {12, 0, 20480},    {13, 0, 21600},
	            {1000, 0, 21600}, {2, 1023, 15}, {1000, 1023, 16200}, {1, UINT32_MAX, 8}};
	for (size_t i = 0; i < RIG_COUNT(rows); i++)
		assert_int_equal(deliver_wait(rows[i].attempts, 10, 21600, rows[i].chance), rows[i].want);
	assert_int_equal(deliver_wait(1, 1, 1, 1023), 1); /* never at once */
}

#define FRESH(test) cmocka_unit_test_setup_teardown(test, up, down)

int main(void)
{
	const struct CMUnitTest tests[] = {
	    FRESH(everything_one_waits_for_is_told_once_and_in_order),
	    FRESH(a_gateway_gets_each_event_until_it_says_so),
	    FRESH(a_level_reaches_its_contact_and_the_company),
	    FRESH(an_answer_that_did_not_come_reaches_who_waits_and_the_company),
	    FRESH(a_gateway_that_left_the_settings_is_nobody),
	    cmocka_unit_test(a_gateway_may_do_nothing_else),
	    FRESH(old_events_go_by_age_and_by_number),
	    FRESH(an_event_reaches_the_companys_webhook_and_no_other),
	    FRESH(a_receiver_that_was_down_gets_the_same_event_later),
	    FRESH(a_receiver_that_was_down_for_days_misses_nothing),
	    FRESH(what_was_under_way_when_the_server_stopped_comes_again),
	    FRESH(a_slow_company_does_not_keep_another_waiting),
	    FRESH(what_is_too_old_is_given_up_and_stays_in_the_log),
	    FRESH(a_removed_webhook_is_not_called),
	    FRESH(a_company_may_test_so_often_and_no_more),
	    FRESH(threat_29_a_bad_url_is_refused_with_field_rule_and_remedy),
	    FRESH(a_company_has_so_many_webhooks_and_no_more),
	    cmocka_unit_test(retries_come_ever_later_but_not_together),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
