#!/usr/bin/env bash
# timetable.sh ROOT BUILD - back-planning through the real commands and the real desk: the plan of the case, a cut-off the port moves
# twice while nothing is sealed again, and windows of two provinces that no train can use.
set -euo pipefail
. "$1/tests/desk.sh"
desk_start

# is WHY WANT GOT
is() {
	if [ "$2" = "$3" ]; then echo "ok   $1"; else echo "FAIL $1: $3, wanted $2" && failed=1; fi
}

depart=$((($(date +%s) / 86400 + 2) * 86400 + 2 * 3600)) # 10:00 at +08:00, in a day or two
at() { TZ=CST-8 date -d "@$((depart + $1))" +%Y-%m-%dT%H:%M:%S+08:00; }
re() { at "$1" | sed 's/+/\\+/'; } # the same in a pattern
short() { TZ=CST-8 date -d "@$((depart + $1))" '+%m-%d %H:%M'; }
hour=3600
new_trip() { # FILE-NAME: the pass number
	case_for "$depart" >"$work/$1.json"
	g officer1 officer apply "$work/$1.json" --json 2>/dev/null | jq -er .number
}
plan() { g officer1 officer plan "$1" --json; }
both() { # PROVINCE NUMBER OPTION...: both persons of a province
	local p=$1 n=$2 && shift 2
	for i in 1 2; do g "reviewer$p-$i" reviewer sync; done >"$work/sync" 2>&1
	g "reviewer$p-1" reviewer seal "$n" --yes "$@" >"$work/seal" 2>&1 && g "reviewer$p-2" reviewer seal "$n" --yes >>"$work/seal" 2>&1 || {
		cat "$work/seal"
		exit 1
	}
}

# ---- while it is written
case_for "$depart" >"$work/case.json"
expect "the case can make its cut-off" 0 "未发现错误" g officer1 --lang zh officer check "$work/case.json"
jq --arg t "$(at $((5 * hour)))" '.journey.port_cutoff = $t' "$work/case.json" >"$work/late.json"
expect "five hours are too few, Chinese" 0 "journey.port_cutoff: 最早到达晚 55 分钟, 全程至少 355 分钟" g officer1 --lang zh officer check "$work/late.json"
expect "five hours are too few, English" 0 "journey.port_cutoff: would be missed by 55 min" g officer1 --lang en officer check "$work/late.json"
jq 'del(.journey.legs[1].km)' "$work/case.json" >"$work/no-km.json"
expect "kilometres are asked for" 1 "journey.legs\[1\].km: 0 低于下限 1" g officer1 --lang zh officer apply "$work/no-km.json"

# ---- the plan, and a cut-off that moves
n=$(new_trip good)
expect "the plan, Chinese" 0 "^2 +河北 +$(short 8400) +$(short $((74 * hour + 300 + 8400))) +$(short $((8400 + 8400))) +2:00 +0:20 +74:05 +沧州服务区" \
	g officer1 --lang zh officer plan "$n"
expect "the plan, English" 0 "^latest decision: $(re $((72 * hour + 300)))" g officer1 --lang en officer plan "$n"
expect "the slack in a few words" 0 "时刻表: 可行, 富余时间 " g officer1 --lang zh officer plan "$n"
for p in 37 13 12; do g "reviewer$p-1" reviewer sync >"$work/sync" 2>&1; done
expect "a reviewer sees the slack" 0 "本段富余时间: 74:05" g reviewer13-1 --lang zh reviewer show "$n"
expect "a reviewer sees the neighbour's window" 0 "上一段期限: 山东 $(re 0) > $(re $((80 * hour))) \(申请\)" g reviewer13-1 --lang zh reviewer show "$n"
expect "the queue says what is left" 0 "${n%?}. .*富余 " g reviewer13-1 --lang zh reviewer queue
for p in 37 13 12; do both "$p" "$n" --speed 60; done
is "it is ready" READY "$(plan "$n" | jq -r .state)"
expect "a sealed window is shown as such" 0 "上一段期限: 山东 .*\(已签\)" g reviewer13-1 --lang zh reviewer show "$n"
g officer1 officer fetch "$n" --out "$work/before.pass" 2>/dev/null
expect "the ship leaves earlier" 0 "各省签章不变" g officer1 --lang zh officer cutoff "$n" "$(at $((30 * hour)))" --reason "船期提前"
expect "the slack is reckoned anew" 0 "^2 .* 24:05 " g officer1 officer plan "$n"
expect "and too early" 0 "若尚未出发, 已赶不上, 晚 55 分钟" g officer1 --lang zh officer cutoff "$n" "$(at $((5 * hour)))" --reason "再次提前"
for verb in plan status; do
	expect "with what would help, $verb" 0 "a cut-off 55 min later" g officer1 --lang en officer $verb "$n"
done
expect "and the queue says it" 0 "${n%?}. .*已赶不上" g reviewer13-1 --lang zh reviewer queue --all
expect "every move is kept" 0 "改为 $(re $((30 * hour))): 船期提前" g officer1 --lang zh officer plan "$n"
is "two moves" 2 "$(plan "$n" | jq '.cutoffMoves | length')"
is "a pass that stands stays ready" READY "$(plan "$n" | jq -r .state)"
g officer1 officer fetch "$n" --out "$work/after.pass" 2>/dev/null
is "nothing was sealed again" "$(sha256sum <"$work/before.pass")" "$(sha256sum <"$work/after.pass")"
expect "a time that is none" 1 "RFC 3339" g officer1 --lang zh officer cutoff "$n" "明天" --reason "x"
expect "a time that has passed" 1 "cutoff: 期限已过" g officer1 --lang zh officer cutoff "$n" 2020-03-10T10:00:00+08:00 --reason "x"
expect "the present one" 1 "already in force" g officer1 --lang en officer cutoff "$n" "$(at $((5 * hour)))" --reason "x"
expect "without a reason" 2 "--reason" g officer1 officer cutoff "$n" "$(at $((6 * hour)))"
expect "who is no officer" 1 "未登记|not enrolled" g reviewer13-1 officer cutoff "$n" "$(at $((6 * hour)))" --reason "x"

# ---- windows that do not meet
m=$(new_trip apart)
both 37 "$m" --window-to "$(at $((12 * hour)))"
both 12 "$m"
both 13 "$m" --window-from "$(at $((20 * hour)))" --window-to "$(at $((40 * hour)))"
is "all sealed and not ready" NO_TIMETABLE "$(plan "$m" | jq -r .state)"
expect "the officer is told which two" 0 "没有可行的时刻表: 山东段与河北段不能衔接" g officer1 --lang zh officer status "$m"
expect "and what both can seal" 0 "both can seal: Hebei $(short 8400) to $(short $((40 * hour)))" g officer1 --lang en officer plan "$m"
for p in 37 13; do
	expect "the reviewers of $p are told" 0 "时刻表: 没有可行的时刻表: 山东段与河北段不能衔接" g "reviewer$p-1" --lang zh reviewer show "$m"
	expect "with the proposal, $p" 0 "可行办法: 两省可同签: 山东段 $(short 0) 至 $(short $((12 * hour)))" g "reviewer$p-1" --lang zh reviewer show "$m"
done
expect "the list says it" 0 "$m  no timetable" g officer1 --lang en officer list
exit "$failed"
