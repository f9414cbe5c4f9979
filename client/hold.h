/* client/hold.h - why a leg waits for a person, whatever the rules say. These are no policy: no rules file lifts them. */
#ifndef GUOSUO_CLIENT_HOLD_H
#define GUOSUO_CLIENT_HOLD_H

#include "client/desk.h"

/*      name, Chinese, English */
#define HOLD_LIST(X)                                                                                             \
	X(NOT_OPEN, "不在待审状态", "it is not open")                                                             \
	X(TWO_PERSONS, "三类大件须两人签章", "class III needs two persons' seals")                                \
	X(SUPERSEDED, "已被较新的通行证替代", "a newer pass changes it")                                          \
	X(BEGUN, "审批人员已就本段作过决定", "a person has decided something about it already")                   \
	X(REVISED, "本段是变更中的修订版", "it is a revision of a sealed leg")                                    \
	X(CONSULTED, "征求意见尚未全部同意", "a consultation is open, or not simply agreed")                      \
	X(AGENT, "由代办人提交, 须核对委托书", "it was filed by an agent: the power of attorney is to be checked") \
	X(OVER, "通行期限已过", "its window is over")                                                             \
	X(PAPERS, "申请或附件的摘要不符, 或取不到", "its application or a document does not hold, or cannot be had") \
	X(NO_LEG, "不能按规则拟出省段", "no leg can be made of it by the rule")                                   \
	X(NO_WORDS, "条件文字与省段不符", "the words of its conditions are not those of the leg")                 \
	X(UNFIT, "拟签的省段超出规则", "the leg to be sealed is outside the rule")                                \
	X(BEFORE, "本机已签过或试签过这一版", "this machine has sealed this revision before, or tried to")        \
	X(HOUR, "已达每小时上限", "as many as the rules allow in an hour are sealed")                             \
	X(DAY, "已达每日上限", "as many as the rules allow in a day are sealed")                                  \
	X(REFUSED, "服务器未接受", "the desk did not take it")

enum hold {
	HOLD_NONE,
#define X(name, zh, en) HOLD_##name,
	HOLD_LIST(X)
#undef X
	    HOLD_COUNT
};

/* By what the desk says of it. */
enum hold hold_of(const struct desk *desk);

/* The application and the documents are those that the trip's seal names: each is fetched, each hash compared. HOLD_PAPERS. */
enum hold hold_of_papers(struct context *context, const struct desk *desk);

const char *hold_text(const struct context *context, enum hold hold);

#endif
