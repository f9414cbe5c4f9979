#!/usr/bin/env bash
# group.sh ROOT BUILD - the task group and the auditor through the real programs: a board over three provinces, haste, messages,
# a difficulty, the daily report in every form, the history and the weekly file, from which the waiting is computed anew.
set -euo pipefail
. "$1/tests/desk.sh"
export TZ=UTC GUOSUOD_DESK_LOOK_S=1 GUOSUOD_DESK_GROUP=$work/group.json
export GUOSUOD_DESK_POLICY=$root/deploy/desk-policy.json GUOSUOD_DESK_CALENDAR=$work/calendar.json
year=$(date +%Y)
jq -n --argjson y "$year" '{years: [range($y - 1; $y + 2) | {year: .}]}' >"$work/calendar.json"

# desk_up HOUR: the hour of the report is the administrator's.
desk_up() {
	jq --arg at "$1" '.reportAt = $at' "$root/deploy/group-policy.json" >"$work/group.json"
	desk_start
}
desk_up 23:59

# holds WHY JQ FILE: a truth about a JSON file.
holds() {
	if jq -e "$2" "$3" >/dev/null; then
		echo "ok   $1"
	else
		echo "FAIL $1: $2" && jq . "$3" && failed=1
	fi
}

# Two more people on Shandong's roster: the task group and the auditor.
join() { # HOME ROLE NOUN NAME
	must g authority37-1 authority invite "$2" --province 37 --out "$work/invite"
	must g "$1" "$3" enrol "$work/invite" --name "$4"
	must g authority37-1 authority admit
}
join group1 group group 专班张三
join auditor1 auditor audit 审计李四
must g authority37-1 authority roster "$cases/roster.37.json" --out "$work/roster.37"
expect "a sealer sees who joins" 0 "工作专班 专班张三" g authority37-2 --lang zh authority seal "$work/roster.37"
must g authority37-1 authority publish "$work/roster.37"

apply case
n=$(cat "$work/case.number")
must apply other
must review 13 "$n"
must g reviewer12-1 reviewer sync
jq '.province = 12 | .rules |= map(select(.id == "transformers") | .when = {hs: ["8504"]})' "$root/deploy/rules/37.json" >"$work/rules.json"
must g reviewer12-1 reviewer rules "$work/rules.json"
must g reviewer12-1 reviewer ask "$n" --reason 请补充进港道路照片

# ---- posts ----
must g checkpoint37 checkpoint sync
must g checkpoint37 checkpoint record --without none --plate 鲁B20002 --outcome turned-back --duty 5
must g checkpoint37 checkpoint record --without other --plate 鲁C30003 --outcome passed --duty 5
must g checkpoint37 checkpoint handover --duty 5 --to 6
must g checkpoint37 checkpoint handover --duty 6
date -d '+2 hours' +%s >"$work/desk/homes/checkpoint37/state/ratchet" # as wrong files left it, which have been replaced since
must g checkpoint37 checkpoint volunteer add 9 --name 李四
ratchet() { g checkpoint37 checkpoint ratchet --reset --reason 两省名单超前 --lang en "$@"; }
expect "a ratchet above the clock is shown, and whose files prove it" 0 "behind.* 2 h|behind.* 1 h" g checkpoint37 --lang en checkpoint ratchet
expect "it is not reset without another clock" 2 "--time" ratchet --duty 5
expect "nor by one that differs" 1 "set the device's" ratchet --duty 5 --time "$(date -d '+1 hour' -Iseconds)"
expect "nor by a volunteer" 1 "is a volunteer" ratchet --duty 9 --time "$(date -Iseconds)"
expect "the shift leader does, and it is recorded" 0 "the ratchet is reset from .* record 5" ratchet --duty 5 --time "$(date -Iseconds)"
expect "once" 1 "nothing to reset" ratchet --duty 5 --time "$(date -Iseconds)"
expect "the log says so" 0 "5  .* ratchet reset .* duty 5  两省名单超前" g checkpoint37 --lang en checkpoint log
must g checkpoint37 checkpoint sync
expect "and the task group" 0 "ALARM: ratchet reset 1 times, last .* by duty 5: 两省名单超前" g group1 --lang en group posts
expect "who was heard from, what came by, and the nil report" 0 "Shandong .* 2 passages in 24 h, 1 let pass  nil report" g group1 --lang en group posts
expect "and who never was" 0 "Hebei .*never heard from" g group1 --lang en group posts
holds "two of three are silent" '[.[] | select(.silent)] | length == 2' <(g group1 group posts --json)

expect "the board shows all provinces" 0 "河北" g group1 --lang zh group board
g group1 group board --json >"$work/board.json"
holds "and every open leg with who holds it, under which number" '[.lines[] | .leg.province] | sort == [12,12,13,37,37]' "$work/board.json"
holds "with a telephone and a due" 'all(.lines[]; .leg.phone != null and .leg.holder != null) and (.lines[0].leg.due != null)' "$work/board.json"
expect "haste needs a reason" 2 "--reason" g group1 group expedite "$n"
expect "haste with name and reason" 0 "加急 2 个省段" g group1 --lang zh group expedite "$n" --reason 截港提前一天
expect "the reviewer's queue shows it" 0 "加急 专班张三: 截港提前一天" g reviewer37-1 --lang zh reviewer queue
expect "and the officer's status" 0 "expedited  专班张三: 截港提前一天" g officer1 --lang en officer status "$n"
expect "a leg that is decided is not hastened" 1 "已办结" g group1 --lang zh group expedite "$n" --province 13 --reason 催
expect "the task group has no reviewer's desk" 1 "permission_denied" g group1 request Review/ListReviews '{}'

must g officer1 officer messages "$n" --say 三省何时办结
must g group1 group message "$n" --province 12 --say 请天津核对进港道路
expect "the reviewer reads what is his" 0 "请天津核对进港道路" g reviewer12-1 reviewer messages "$n"
expect "and not what is another's" 0 "三省何时办结" g reviewer37-1 reviewer messages "$n"
! grep -q 天津 "$work/out" || { echo "FAIL a message to Tianjin was shown to Shandong" && failed=1; }

expect "which kinds there are" 0 "lodging +途中食宿" g officer1 --lang zh officer difficulty --kinds
expect "a kind that is none" 1 "kind: .*--kinds" g officer1 officer difficulty 停电 --kind power
must g officer1 officer difficulty 沿途旅店停业 --kind lodging --pass "$n"
g group1 group difficulties --json >"$work/difficulties.json"
holds "the task group has it" '.difficulties | length == 1 and .[0].kind == "lodging"' "$work/difficulties.json"
id=$(g group1 --lang en group difficulties | head -1 | cut -d' ' -f1)
expect "no measure was published yet" 0 "Shandong: 0, as of [0-9]+ min ago" g group1 --lang en group measures
jq -n '{title: "沿途食宿补贴", phone: "0531-00000001", items: [{matter: "SUPPORT_MEASURE", text: "大件车队凭证免收停车费"}]}' >"$work/measure.json"
jq -n '{title: "施工", roads: ["G3"], items: [{matter: "ROAD_WORKS", text: "单幅通行"}]}' >"$work/works.json"
g reviewer37-1 reviewer notice "$work/measure.json" --yes --json >"$work/measure" 2>/dev/null
g reviewer37-1 reviewer notice "$work/works.json" --yes --json >"$work/works" 2>/dev/null
g group1 group measures --json >"$work/measures.json"
holds "the task group sees the measures that provinces have published, and no other notice" '.notices | map(.title) == ["沿途食宿补贴"]' "$work/measures.json"
expect "an answer points to a measure, not to any notice" 1 "没有此支持措施" g group1 --lang zh group answer "$id" 德州服务区留餐 --notice "$(jq -r .id "$work/works")"
must g group1 group answer "$id" 德州服务区留餐 --notice "$(jq -r .id "$work/measure")"
expect "the company reads the answer, and which measure it is" 0 "专班张三: 德州服务区留餐 \[支持措施 山东 $(jq -r .id "$work/measure"): 沿途食宿补贴\]" g officer1 officer difficulty
expect "and the measure itself" 0 "大件车队凭证免收停车费" g officer1 officer notices --province 37
expect "it is answered once" 1 "没有编号" g group1 --lang zh group answer "$id" 再答

# ---- the report: at the next minute
desk_stop
due=$(($(date +%s) + 60))
day=$(TZ=CST-8 date -d "@$due" +%Y-%m-%d)
desk_up "$(TZ=CST-8 date -d "@$due" +%H:%M)"
for _ in $(seq 150); do
	g group1 group report --day "$day" --json >"$work/report.json" 2>/dev/null && break
	sleep 1
done
holds "frozen at its hour, with what was done" '.edition == 1 and .total.submitted == 6 and .total.approved == 1 and .total.corrections == 1
	and .total.expedited == 2 and .total.open == 5 and .total.difficulties == 1 and .total.answered == 1' "$work/report.json"
must g group1 group report --day "$day" --xlsx "$work/report.xlsx" --pdf "$work/report.pdf" --csv "$work/report.csv"
expect "CSV: a province a row, then all" 0 "^$day,1,0,合计 Total,2,6,1," cat "$work/report.csv"
expect "the workbook holds the same" 0 "合计 Total" unzip -p "$work/report.xlsx" xl/sharedStrings.xml
expect "the PDF is A4 and says so in Chinese" 0 "跨省大件通行许可工作日报" pdftotext -layout "$work/report.pdf" -
expect "one page" 0 "Page size: +841.89 x 595.276" pdfinfo "$work/report.pdf"
expect "a day that is not yet" 1 "not_found|未找到|not found" g group1 group report --day 2104-01-01
expect "an auditor does not write" 1 "未登记|not enrolled" g auditor1 group report

# ---- the auditor
must g auditor1 audit weekly --out "$work/week.csv"
if grep -qE "$(literal "$n")|济南" "$work/week.csv"; then echo "FAIL the weekly file names a trip" && failed=1; else echo "ok   the weekly file names no trip"; fi
expect "haste with its reason is in it" 0 ",EXPEDITED,.*,截港提前一天" cat "$work/week.csv"
expect "and that a person asked where the rule had said to approve" 0 ",ASKED,.*,transformers,APPROVE,yes" cat "$work/week.csv"
# An outsider has the file alone, and finds the report's numbers in it.
found=$(tr -d '\r' <"$work/week.csv" | awk -F, 'NR > 1 {
	leg = $2 " " $3; n[$7]++
	if (!(leg in last)) { legs++; last[leg] = "" }
	if ($7 != "EXPEDITED") last[leg] = $7
} END {
	for (leg in last) if (last[leg] !~ /^(SEALED|REFUSED|WITHDRAWN|REVOKED)$/) open++
	print legs + 0, n["SEALED"] + 0, n["REFUSED"] + 0, n["ASKED"] + 0, n["EXPEDITED"] + 0, open + 0
}')
reported=$(jq -r '.total | [.submitted, .approved, .refused // 0, .corrections, .expedited, .open] | map(tostring) | join(" ")' "$work/report.json")
[ "$found" = "$reported" ] && echo "ok   the file alone gives the report's numbers: $found" || { echo "FAIL the file gives $found, the report $reported" && failed=1; }
# Who waited how long: the seconds from coming in to the seal, pauses apart.
waited=$(tr -d '\r' <"$work/week.csv" | awk -F, '$7 == "SEALED" {print $2, $3, $6, $8}' | head -1)
read -r _ province came at <<<"$waited"
[ "$province" = 13 ] && [ $(($(date -d "$at" +%s) - $(date -d "$came" +%s))) -ge 0 ] || { echo "FAIL waiting: $waited" && failed=1; }
# What a driver tells of a gate is the auditor's alone.
must g officer1 officer assign "$n" --driver 示例司机甲 --licence-last4 0015 --tractor 1 --trailers 1
must g driver driver fetch "$n"
must g driver driver report "$n" --checkpoint 13001 --kind money --text "要 500 元放行" --amount-fen 50000
must g driver driver sync
expect "a demand for money at a gate" 0 "查验点 13001  索要钱物  500.00 元  $n" g auditor1 --lang zh audit grievances --province 13
expect "and that nothing was stamped there" 0 "no stamp of that checkpoint" g auditor1 --lang en audit grievances --province 13
expect "of one's own province there is none" 0 "没有举报" g auditor1 --lang zh audit grievances
expect "the task group does not read it" 1 "." g group1 audit grievances
g auditor1 audit entries --json >"$work/entries.json"
holds "the report is in the history" '[.entries[].kind | tonumber] | index(44)' "$work/entries.json"
holds "the history is dense" '[.entries[].sequence | tonumber] as $s | $s == [range(1; ($s | length) + 1)]' "$work/entries.json"
exit "$failed"
