#!/usr/bin/env bash
# deliver.sh ROOT BUILD - the case to its port: the gate sees what is coming and how large it is, the load arrives while the desk is
# stopped, is delivered under the gate's seal, and is delivered for the company once the gate has a network again. Once, however
# often it is stamped or sent; and by that port's gate alone.
set -euo pipefail
. "$1/tests/desk.sh"
desk_start

must apply case
n=$(cat "$work/case.number")
for p in 37 13 12; do must g "checkpoint$p" checkpoint sync; done
expect "nothing is on its way before the legs are sealed" 0 "没有将到的运次" g checkpoint12 --lang zh checkpoint arrivals
must review_all "$n"
expect "a ready trip is expected, with dimensions and mass" 0 "21\.80 x .* x .* m  109\.[0-9] t|21\.80 x .* m" g checkpoint12 checkpoint arrivals
must g officer1 officer assign "$n" --driver 示例司机甲 --licence-last4 0015 --tractor 1 --trailers 1 --escort 鲁A20001,鲁A20002 --escort-staff 4
must g driver driver fetch "$n"
expect "its plates and escort" 0 "鲁A12345 \+ 鲁A1234挂 .*鲁A20001 鲁A20002" g checkpoint12 checkpoint arrivals
expect "as JSON, first expected first" 0 "CNTXG" g checkpoint12 checkpoint arrivals --days 30 --json
jq -e '.arrivals[0] | .number and .massKg > 100000 and .lengthMm == 21800 and .pieces == 1 and .assigned and (.cutoff | tonumber) > 0' "$work/out" >/dev/null ||
	{ echo "FAIL the arrival's fields" && cat "$work/out" && failed=1; }
! grep -q "示例司机甲\|1390000" "$work/out" || { echo "FAIL a driver is named" && failed=1; }
expect "a checkpoint that is no port's gate is told so" 1 "不是港口的查验点" g checkpoint13 --lang zh checkpoint arrivals
expect "in English too" 1 "no port's gate" g checkpoint13 --lang en checkpoint arrivals

# ---- the desk is not there ----
desk_stop
code() { g driver driver show "$n" --leg "$1" --text >"$work/code"; }
deliver() { # PROVINCE LEG OPTION...
	local p=$1 leg=$2 && shift 2
	code "$leg" && g "checkpoint$p" checkpoint deliver --file "$work/code" "$@"
}
altered_receipt() { # the last byte of the last seal
	head -c -1 "$work/receipt" >"$work/altered" && printf x >>"$work/altered"
	g driver driver import "$work/altered" --lang zh
}
waiting() { g checkpoint12 checkpoint log --lang en 2>&1 | sed -n 's/.* records, \([0-9]*\) wait.*/\1/p'; }
expect "a person on duty is named" 2 "--duty" deliver 12 3 --plate 鲁A12345
expect "another checkpoint is not the port's gate" 1 "目的港是 CNTXG" deliver 37 1 --plate 鲁A12345 --duty 7 --lang zh
expect "the last leg's code is needed" 1 "last leg's code" deliver 12 2 --plate 鲁A12345 --duty 7 --lang en
expect "another truck is not accepted, and a person must decide" 4 "give --outcome" deliver 12 3 --plate 鲁B99999 --duty 7 --lang en
expect "letting it pass all the same needs a reason" 2 "--reason" deliver 12 3 --plate 鲁B99999 --duty 7 --outcome passed
[ "$(waiting)" = 0 ] || { echo "FAIL something was recorded" && failed=1; }
expect "delivered without a network" 0 "已记录送达" deliver 12 3 --plate 鲁A12345 --trailers 鲁A1234挂 --length-mm 21800 --mass-kg 109500 \
	--people 2 --duty 7 --receipt "$work/receipt" --lang zh
expect "twice is once, and gives the same receipt" 0 "此趟已记录送达" deliver 12 3 --plate 鲁A12345 --duty 7 --receipt "$work/again" --lang zh
cmp "$work/receipt" "$work/again" || failed=1
[ "$(waiting)" = 1 ] || { echo "FAIL $(waiting) stamps wait" && failed=1; }
must g driver driver sync "$work/desk/homes/checkpoint12/state"
expect "the driver keeps the receipt" 0 "kept the receipt" g driver driver import "$work/receipt" --lang en
expect "and has it" 0 "有回执" g driver driver list --lang zh
expect "a receipt whose seal was altered is refused" 1 "签章不符" altered_receipt
expect "syncing without the desk keeps the stamp, and says so" 1 "1 records wait" g checkpoint12 checkpoint sync --lang en
[ "$(waiting)" = 1 ] || { echo "FAIL the stamp is gone" && failed=1; }

# ---- it is there again ----
desk_start
state() { g officer1 officer status "$n" --json | jq -er .state; }
[ "$(state)" = READY ] || { echo "FAIL not ready before the stamp came" && failed=1; }
expect "the gate syncs, and the stamp is sent" 0 "1 sent, 0 wait" g checkpoint12 checkpoint sync --lang en
[ "$(waiting)" = 0 ] || { echo "FAIL the stamp was sent and waits" && failed=1; }
expect "the company sees it delivered" 0 "已送达" g officer1 --lang zh officer status "$n"
expect "when and where" 0 "journey 1 .*delivered at checkpoint 12001" g officer1 --lang en officer status "$n"
expect "in the list too" 0 "已送达" g officer1 --lang zh officer list
expect "nothing is on its way any more" 0 "没有将到的运次" g checkpoint12 --lang zh checkpoint arrivals
expect "nobody is assigned to it any more" 1 "已送达, 不再办理" g officer1 --lang zh officer assign "$n" --driver 示例司机甲 --licence-last4 0015 --tractor 1 --trailers 1
expect "a fetched pass keeps the receipt" 0 "." g driver driver fetch "$n"
expect "still" 0 "有回执" g driver driver list --lang zh
expect "delivered again after that, under the next number" 0 "第 2 号" deliver 12 3 --plate 鲁A12345 --duty 8 --lang zh
expect "is taken" 0 "1 sent, 0 wait" g checkpoint12 checkpoint sync --lang en
[ "$(g officer1 officer status "$n" --json | jq '.deliveries | length')" = 1 ] || { echo "FAIL delivered twice" && failed=1; }
exit "$failed"
