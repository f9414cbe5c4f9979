#!/usr/bin/env bash
# refusals.sh ROOT BUILD - bad input through the real commands and the real desk: each gets its field, its rule and a remedy in the
# language asked for, and the right exit status; nothing is half-written.
set -euo pipefail
. "$1/tests/desk.sh"
desk_start

# One person's second seal on a leg is none.
twice() {
	g reviewer37-1 reviewer sync && g reviewer37-1 reviewer seal "$n" --yes && ! g reviewer37-1 reviewer seal "$n" --yes && return 1
}
wrong_passphrase() {
	echo wrong >"$work/wrong"
	"$programs/guosuo" --home "$work/desk/homes/officer1" --server "$url" --passphrase-file "$work/wrong" officer list
}

# A copy of the case with one thing changed by a jq expression.
changed() { jq "$1" "$work/case.json" >"$work/changed.json"; }
trips() { g officer1 officer list --json | jq '.trips | length'; }
case_for "$(date +%s)" >"$work/case.json"

# field and rule of an application: jq change | field that is named | Chinese text | English text
while IFS='|' read -r change field zh en; do
	[ -n "$change" ] || continue
	changed "$change"
	expect "$field, Chinese" 1 "$field.*$zh" g officer1 --lang zh officer apply "$work/changed.json"
	expect "$field, English" 1 "$field.*$en" g officer1 --lang en officer apply "$work/changed.json"
done <<'ROWS'
.vehicle.tractors[0].plate="鲁A1234"|vehicle.tractors\[0\].plate|号牌格式不符.*\[PLATE_FORM\]|not a plate.*\[PLATE_FORM\]
.vehicle.tractors[0].plate="鲁AO2345"|vehicle.tractors\[0\].plate|字母 O 或 I|letter O or I
.applicant.uscc="91370103MA3TE5TX14"|applicant.uscc|校验位不符|check character
.vehicle.tractors[0].vin="LZZ1ABCD3LA00001O"|vehicle.tractors\[0\].vin|17 位|17 characters
.journey.legs=[.journey.legs[0],.journey.legs[2]]|journey.legs\[1\]|不相邻|not neighbours
.journey.legs=[.journey.legs[1],.journey.legs[2]]|journey.legs\[0\]|不是起点所在省|origin
.journey.port_cutoff="2020-01-01T00:00:00+08:00"|journey|结束时间不晚于开始时间|ends before it starts
.vehicle.laden.axle_loads_kg[0]=7000|vehicle.laden.mass_kg|不等于各轴荷之和.*请更正其一|not the sum.*correct one
.over_limit_class="II"|over_limit_class|低于|make it class
.journey.legs[1].province="99"|journey.legs\[1\].province|省份|province
.cargo.name=("变压器"*40)|cargo.name|上限|at most
.applicant.colour="red"|applicant.colour|没有这一栏|no such field
ROWS

# Four tractors and four trailers under long names: a code that would not fit is said where it is written and where it is sent.
changed '.applicant.name=(.applicant.name*2) | .cargo.name=("变压器"*10) |
	.vehicle.tractors += [.vehicle.tractors[1] + ({plate: "鲁A22340", vin: "LZZ1ABCD0LA000011"}, {plate: "鲁A22341", vin: "LZZ1ABCD0LA000013"})] |
	.vehicle.trailers += [.vehicle.trailers[0] + {spare: true} + ({plate: "鲁A2230挂", vin: "LA9920R30LA000011"},
		{plate: "鲁A2231挂", vin: "LA9920R30LA000012"}, {plate: "鲁A2232挂", vin: "LA9920R30LA000013"})]'
for verb in check apply; do
	expect "a code that would not fit, Chinese, $verb" 1 "cargo.name: 通行码需 .* 请缩短" g officer1 --lang zh officer "$verb" "$work/changed.json"
	expect "a code that would not fit, English, $verb" 1 "cargo.name: .*shorten" g officer1 --lang en officer "$verb" "$work/changed.json"
done
changed '.applicant.uscc="91110000600037341L"'
expect "another company's application, before it is sent" 1 "applicant.uscc: .*由所属单位" g officer1 --lang zh officer check "$work/changed.json"
expect "and the rule's name for programs" 1 '"rule": "HANDED"' g officer1 officer check "$work/changed.json" --json

before=$(trips)
changed '.vehicle.tractors[0].plate="鲁Ａ１２３４５"'
expect "a full-width plate is normalised, and said" 0 "号牌已转为半角" g officer1 --lang zh officer apply "$work/changed.json"
[ "$(trips)" = $((before + 1)) ] || { echo "FAIL refused applications left something behind" && failed=1; }

apply case
n=$(cat "$work/case.number")
expect "a clock six minutes off" 1 "超过 5 分钟|5 minutes" shifted +6m "$programs/guosuo" --home "$work/desk/homes/officer1" \
	--server "$url" --passphrase-file "$work/desk/passphrase" officer list
expect "a reviewer applies" 1 "未登记|not enrolled|无权" g reviewer37-1 officer apply "$work/case.json"
expect "a key of another role" 1 "permission_denied" g reviewer37-1 request Desk/ListTrips '{}'
expect "class III wants another person" 1 "同一人|another reviewer" twice
for who in officer1 reviewer37-1; do
	verb=$([ "$who" = officer1 ] && echo officer status || echo reviewer show)
	# shellcheck disable=SC2086
	expect "no such pass, $who" 1 "没有此通行证: 00000-00000-0000" g "$who" $verb 00000-00000-0000
	# shellcheck disable=SC2086
	expect "not a number, $who" 1 "00000-00000-0001: 通行证编号有误" g "$who" $verb 00000-00000-0001
done
expect "a wrong passphrase" 1 "口令|passphrase" wrong_passphrase
expect "no such command" 2 "guosuo officer" g officer1 officer fly
expect "a plate of wrong form at the gate" 2 "号牌|plate" g checkpoint37 checkpoint verify X --plate 12345
expect "not a pass" 3 "NOT_A_PASS" g checkpoint37 checkpoint verify "https://example.org/"
expect "a link is named, and where to go with another permit" 3 "是网址 .*: record --without other" g checkpoint37 --lang zh checkpoint verify "https://example.org/"
expect "so is a health certificate, as a scanner types it" 3 "a health certificate" g checkpoint37 --lang en checkpoint verify <<<"HC1:6BFOXN*TS0BI"
expect "half a code" 4 "FORMAT_BAD" g checkpoint37 checkpoint verify GUOSUO1:AB
expect "a picture without a code" 1 "." g checkpoint37 checkpoint verify --picture "$work/log"
exit "$failed"
