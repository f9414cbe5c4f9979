#!/usr/bin/env bash
# clock.sh ROOT BUILD - the Spring Festival of 2020 through the real programs: what came in on 10 January is due later once the
# holidays are extended at short notice; what nobody decides is raised level by level, and its officer sees who was told.
set -euo pipefail
. "$1/tests/desk.sh"
prepared=$work/prepared # as of that year
export GUOSUOD_DESK_LOOK_S=1 FAKETIME_DONT_FAKE_MONOTONIC=1 TZ=UTC

# on TIME: from here on it is that time, for the desk and for everybody.
on() { offset=$(($(date -d "$1" +%s) - $(date +%s))); }
as_of() { LD_PRELOAD=$preload FAKETIME=$offset "$@"; }
g() {
	local home=$1 && shift
	as_of "$programs/guosuo" --home "$work/desk/homes/$home" --server "$url" \
		--passphrase-file "$work/desk/passphrase" "$@"
}
desk_up() { LD_PRELOAD=$preload FAKETIME=$offset desk_start; }

# shows WHY PATTERN COMMAND...: what it prints has a line like this; hides: it has none.
shows() {
	local why=$1 pattern=$2 && shift 2
	"$@" >"$work/out" 2>&1 || true
	if grep -qE "$pattern" "$work/out"; then
		echo "ok   $why"
	else
		echo "FAIL $why: wanted /$pattern/"
		cat "$work/out"
		failed=1
	fi
}
hides() {
	local why=$1 pattern=$2 && shift 2
	"$@" >"$work/out" 2>&1 || true
	if grep -qE "$pattern" "$work/out"; then
		echo "FAIL $why: /$pattern/ is there"
		cat "$work/out"
		failed=1
	else
		echo "ok   $why"
	fi
}
status() { g officer1 --lang "${1:-zh}" officer status "$n" 2>/dev/null; }
# seen: what the officer sees now, for several looks; a key costs a while to open.
seen() { cat "$work/seen"; }
look() { status >"$work/seen"; }
wait_for() { # PATTERN
	for _ in $(seq 50); do
		look && grep -q "$1" "$work/seen" && return
		sleep 0.3
	done
}
metrics() { curl -s "$url/metrics"; }
escape=$(printf '\033')

on 2020-01-10T10:00:00+08:00
desk_up
case_for "$(as_of date +%s)" >"$work/case.json"
n=$(g officer1 officer apply "$work/case.json" | cut -d' ' -f1)
look
shows "the whole is due on 12 February" "全程应于 2020-02-12 前办结" seen
shows "a leg on 10 February, all of its days left" "2020-02-10 前办结, 余 18.0 个工作日" seen
shows "who holds it, and a telephone" "1 .*山东 .*0531-00000001" seen
shows "the same in English" "due 2020-02-10, 18.0 working days left" status en
shows "the reviewer's queue says it too" "2020-02-10 前办结, 余 18.0 个工作日" g reviewer37-1 --lang zh reviewer queue
shows "and for programs" '"level": "LEVEL_UNSPECIFIED"' g reviewer37-1 reviewer queue --json
g reviewer13-1 reviewer pause "$n" --reason 桥梁加固 2>/dev/null
look
shows "a pause stops the clock" "暂停计时, 余 18.0 个工作日" seen
hides "and the whole trip's" "全程" seen
g reviewer13-1 reviewer resume "$n" --reason 加固完成 2>/dev/null
shows "its end starts both" "全程应于 2020-02-12" status
desk_stop

on 2020-01-28T10:00:00+08:00 # the extension was published the day before
desk_up
wait_for "已提醒审批人员"
shows "extended: the whole is due on 14 February" "全程应于 2020-02-14 前办结" seen
shows "extended: a leg on 12 February, and half its time is over" "2020-02-12 前办结, 余 8.0 个工作日, 已提醒审批人员" seen
desk_stop

on 2020-02-20T10:00:00+08:00
desk_up
wait_for "工作专班"
shows "late, by working days" "应于 2020-02-12 前办结, 已逾期 5.4 个工作日, 已提醒工作专班" seen
shows "who was told when, each level once" "2020-02-20T10.* 主管机关 .*0531-00000003" seen
[ "$(grep -c "代理审批人员" "$work/seen")" = 3 ] || { echo "FAIL a level was told more than once" && failed=1; }
shows "metrics: late" '^guosuo_legs_late\{province="13"\} 1$' metrics
shows "metrics: open" '^guosuo_legs_open\{province="37"\} 1$' metrics
hides "metrics name nobody" "山东|济南|0531|91370103" metrics
hides "no colour in a pipe" "$escape" seen
export -f status g as_of
export n offset preload programs work url
terminal() { SHELL=$BASH script -qec status /dev/null; } # other shells drop our functions
shows "colour on a terminal" "$escape\[31m" terminal
NO_COLOR=1 shows "the same words without it under NO_COLOR" "^[^$escape]*已逾期[^$escape]*$" terminal
desk_stop

echo '{"years": [{"year": 2020, "holidays": [{"first": "2020-02-30"}]}]}' >"$work/calendar.json"
shows "a bad calendar names its field, in both languages" "desk.calendar: years\[0\].holidays\[0\].first: 日期.* / .*2020-01-24" \
	"$programs/guosuod" --config "$work/desk/guosuod.ini" --set "desk.calendar=$work/calendar.json" --check
shows "a calendar without a policy" "desk.policy: .*须同时设置 / .*given together" \
	"$programs/guosuod" --set "desk.calendar=$work/calendar.json" --check
exit "$failed"
