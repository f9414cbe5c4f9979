/* Notices through a whole desk: taken from whoever may speak, listed along a route, published, ended. */
#include "tests/desk_rig.h"
#include "tests/notice_rig.h"

#include "server/notices.h"
#include "server/upkeep.h"

static struct desk desk;
static struct got file;

static int up(void **state)
{
	(void)state;
	desk_open(&desk);
	return 0;
}

static int down(void **state)
{
	(void)state;
	desk_remove(&desk);
	return 0;
}

static const uint32_t reviewer = SHANDONG * 100 + 11 + ENTRY_REVIEWER_A,
                      county = SHANDONG * 100 + 11 + ENTRY_COUNTY;
static const char put[] = "/guosuo.v1.Signals/PutNotice";

static Guosuo__V1__PutNoticeRequest *request_of(const Guosuo__V1__Notice *notice, uint32_t key)
{
	Guosuo__V1__PutNoticeRequest *request = desk_new(&desk, &guosuo__v1__put_notice_request__descriptor);
	request->notice = notice_sealed(&desk.rig, notice, RIG_KEYS(key));
	return request;
}

static Guosuo__V1__Notice *fresh(void)
{
	return notice_make(&desk.rig, SHANDONG, time(NULL));
}

static size_t listed(uint32_t province, const char *road)
{
	Guosuo__V1__ListNoticesRequest request = GUOSUO__V1__LIST_NOTICES_REQUEST__INIT;
	char *roads[] = {notice_words(road)};
	request.province = province;
	request.roads = roads;
	request.n_roads = road[0] == '\0' ? 0 : 1;
	const Guosuo__V1__ListNoticesResponse *reply =
	    desk_call(&desk, OFFICER_A, "/guosuo.v1.Signals/ListNotices", &request);
	return reply->n_notices;
}

static const Guosuo__V1__NoticeFile *published(size_t want)
{
	for (int turn = 0; turn < 2000; turn++) {
		ProtobufCMessage *message;
		desk_get(&desk, "/state/notice.37", "", &file);
		if (file.status == 200 &&
		    canon_open(&guosuo__v1__notice_file__descriptor, span_of(file.body, file.length),
		               &desk.rig.arena, &message) == ERR_OK &&
		    ((const Guosuo__V1__NoticeFile *)message)->n_notices == want)
			return (const Guosuo__V1__NoticeFile *)message;
		desk_turn(&desk);
	}
	fail_msg("never %zu notices in the file", want);
	return NULL;
}

static void a_notice_is_taken_listed_and_published(void **state)
{
	(void)state;
	const struct roster roster = {.body = desk_roster(&desk, SHANDONG, 1)};
	struct notice opened;
	size_t entry;
	desk_call(&desk, reviewer, put, request_of(fresh(), reviewer));
	assert_int_equal(listed(SHANDONG, "G3"), 1);
	assert_int_equal(listed(SHANDONG, ""), 1);
	assert_int_equal(listed(SHANDONG, "S101"), 0);
	assert_int_equal(listed(HEBEI, "G3"), 0);
	const Guosuo__V1__NoticeFile *all = published(1);
	assert_int_equal(all->province, SHANDONG);
	assert_int_equal(notice_read(all->notices[0], &desk.rig.arena, &opened), ERR_OK);
	assert_int_equal(
	    notice_verify(all->notices[0], &opened, &roster, time(NULL), &desk.rig.arena, &entry), ERR_OK);
	desk_get(&desk, "/state/index.json", "", &file);
	assert_true(answer_says(&file, "notice.37"));
	assert_int_equal(desk_sql(&desk, "SELECT COUNT(*) FROM entry WHERE kind = 16"), 1);
}

static void threat_18_the_desk_takes_nothing_beyond_a_scope(void **state)
{
	(void)state;
	Guosuo__V1__Notice *province = fresh(), *next = fresh(), *own = fresh(),
	                   *hebei = notice_make(&desk.rig, HEBEI, time(NULL));
	province->n_divisions = 0;
	next->divisions[0]++;
	own->title = notice_words("本县");
	assert_int_equal(desk_post(&desk, county, put, request_of(province, county)), 403);
	assert_int_equal(desk_post(&desk, county, put, request_of(next, county)), 403);
	assert_int_equal(desk_post(&desk, county, put, request_of(hebei, county)), 403);
	/* somebody else's seal, even a good one, is not the sender's word */
	assert_int_equal(desk_post(&desk, county, put, request_of(own, reviewer)), 403);
	assert_int_equal(desk_post(&desk, OFFICER_A, put, request_of(own, OFFICER_A)), 403);
	assert_int_equal(desk_sql(&desk, "SELECT COUNT(*) FROM notice"), 0);
	desk_call(&desk, county, put, request_of(own, county));
	assert_int_equal(listed(SHANDONG, ""), 1);
}

static void a_county_reviews_nothing(void **state)
{
	(void)state;
	Guosuo__V1__ListReviewsRequest request = GUOSUO__V1__LIST_REVIEWS_REQUEST__INIT;
	assert_int_equal(desk_post(&desk, county, "/guosuo.v1.Review/ListReviews", &request), 403);
}

static void a_bad_notice_is_refused_with_its_fields(void **state)
{
	(void)state;
	Guosuo__V1__Notice *long_life = fresh(), *over = fresh();
	long_life->not_after += NOTICE_LIFE_MAX_S;
	long_life->title = notice_words("");
	assert_int_equal(desk_post(&desk, reviewer, put, request_of(long_life, reviewer)), 400);
	assert_true(answer_says(&desk_answer, "\"not_after\"") &&
	            answer_says(&desk_answer, "\"WINDOW_FAR\""));
	assert_true(answer_says(&desk_answer, "\"title\""));
	over->sealed_at -= 3 * RIG_DAY;
	over->not_before -= 3 * RIG_DAY;
	over->not_after -= 3 * RIG_DAY;
	assert_int_equal(desk_post(&desk, reviewer, put, request_of(over, reviewer)), 400);
	assert_true(answer_says(&desk_answer, "\"WINDOW_PAST\""));
	assert_int_equal(desk_sql(&desk, "SELECT COUNT(*) FROM notice"), 0);
}

static void the_same_notice_is_there_once(void **state)
{
	(void)state;
	const Guosuo__V1__Notice *notice = fresh();
	desk_call(&desk, reviewer, put, request_of(notice, reviewer));
	assert_int_equal(desk_post(&desk, reviewer, put, request_of(notice, reviewer)), 409);
	assert_int_equal(listed(SHANDONG, ""), 1);
}

static void one_ends_another_if_it_might_have_said_it(void **state)
{
	(void)state;
	uint8_t hash[HASH_LEN];
	Guosuo__V1__Notice *wide = fresh(), *narrow = fresh(), *next = fresh();
	wide->n_divisions = 0;
	const Guosuo__V1__PutNoticeRequest *first = request_of(wide, reviewer);
	desk_call(&desk, reviewer, put, first);
	body_hash(span_of(first->notice->body.data, first->notice->body.len), hash);
	narrow->replaces = next->replaces = rig_bytes(&desk.rig, hash, HASH_LEN);
	assert_int_equal(desk_post(&desk, county, put, request_of(narrow, county)), 403);
	assert_int_equal(listed(SHANDONG, ""), 1);
	next->title = notice_words("恢复通行");
	desk_call(&desk, reviewer, put, request_of(next, reviewer));
	assert_int_equal(listed(SHANDONG, ""), 1);
	published(1);
	/* the first is gone: there is nothing more to end */
	assert_int_equal(desk_post(&desk, reviewer, put, request_of(narrow, reviewer)), 400);
	assert_true(answer_says(&desk_answer, "\"replaces\""));
}

static void a_province_has_so_many_and_no_more(void **state)
{
	(void)state;
	for (int i = 0; i < NOTICES_LIVE_MAX; i++) {
		Guosuo__V1__Notice *notice = fresh();
		notice->not_after += i;
		desk_call(&desk, reviewer, put, request_of(notice, reviewer));
	}
	Guosuo__V1__Notice *one_more = fresh();
	one_more->not_after += NOTICES_LIVE_MAX;
	assert_int_equal(desk_post(&desk, reviewer, put, request_of(one_more, reviewer)), 400);
	assert_true(answer_says(&desk_answer, "\"TOO_MANY\""));
	published(NOTICES_LIVE_MAX);
}

static void what_ended_is_gone_by_itself(void **state)
{
	(void)state;
	desk_call(&desk, reviewer, put, request_of(fresh(), reviewer));
	published(1);
	desk_sql(&desk, "UPDATE notice SET not_after = 1");
	assert_int_equal(listed(SHANDONG, ""), 0);
	upkeep_round(desk.app.upkeep);
	published(0);
	for (int turn = 0; turn < 2000 && desk_sql(&desk, "SELECT COUNT(*) FROM notice") > 0; turn++)
		desk_turn(&desk);
	assert_int_equal(desk_sql(&desk, "SELECT COUNT(*) FROM notice"), 0);
}

static void a_list_names_its_province(void **state)
{
	(void)state;
	Guosuo__V1__ListNoticesRequest request = GUOSUO__V1__LIST_NOTICES_REQUEST__INIT;
	assert_int_equal(desk_post(&desk, OFFICER_A, "/guosuo.v1.Signals/ListNotices", &request), 400);
	assert_true(answer_says(&desk_answer, "\"province\""));
}

/* As long and as many as they may be. */
static void a_full_province_is_listed_whole(void **state)
{
	(void)state;
	static char text[NOTICE_TEXT_MAX + 1];
	memset(text, 'a', NOTICE_TEXT_MAX);
	for (int i = 0; i < NOTICES_LIVE_MAX; i++) {
		struct arena before = desk.rig.arena;
		Guosuo__V1__Notice *notice = fresh();
		notice->not_after += i;
		for (size_t k = 0; k < notice->n_items; k++)
			notice->items[k]->text = notice->items[k]->text_en = text;
		desk_call(&desk, reviewer, put, request_of(notice, reviewer));
		desk.rig.arena = before;
	}
	assert_int_equal(listed(SHANDONG, "G3"), NOTICES_LIVE_MAX);
	assert_int_equal(listed(SHANDONG, "S101"), 0);
	published(NOTICES_LIVE_MAX);
}

#define FRESH(test) cmocka_unit_test_setup_teardown(test, up, down)

int main(void)
{
	const struct CMUnitTest tests[] = {
	    FRESH(a_notice_is_taken_listed_and_published),
	    FRESH(threat_18_the_desk_takes_nothing_beyond_a_scope),
	    FRESH(a_county_reviews_nothing),
	    FRESH(a_bad_notice_is_refused_with_its_fields),
	    FRESH(the_same_notice_is_there_once),
	    FRESH(one_ends_another_if_it_might_have_said_it),
	    FRESH(a_province_has_so_many_and_no_more),
	    FRESH(what_ended_is_gone_by_itself),
	    FRESH(a_list_names_its_province),
	    FRESH(a_full_province_is_listed_whole),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
