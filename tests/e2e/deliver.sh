#!/usr/bin/env bash
# deliver.sh ROOT BUILD - the case past two gates to its port, its stamps carried from one to the next: what came by there, with a pass and without, goes into its log; the gate sees what is coming and how large it is, the load arrives while the desk is
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
must g officer1 officer assign "$n" --driver 示例司机甲 --licence-last4 0015 --tractor 1 --trailers 1 --paper
must g officer1 officer assign "$n" --driver 示例司机甲 --licence-last4 0015 --tractor 1 --trailers 1 --escort 鲁A20001,鲁A20002 --escort-staff 4
must g driver driver fetch "$n"
expect "its plates and escort" 0 "鲁A12345 \+ 鲁A1234挂 .*鲁A20001 鲁A20002" g checkpoint12 checkpoint arrivals
expect "as JSON, first expected first" 0 "CNTXG" g checkpoint12 checkpoint arrivals --days 30 --json
jq -e '.arrivals[0] | .number and .massKg > 100000 and .lengthMm == 21800 and .pieces == 1 and .assigned and (.cutoff | tonumber) > 0' "$work/out" >/dev/null ||
	{ echo "FAIL the arrival's fields" && cat "$work/out" && failed=1; }
! grep -q "示例司机甲\|1390000" "$work/out" || { echo "FAIL a driver is named" && failed=1; }
expect "a checkpoint that is no port's gate is told so" 1 "不是港口的查验点" g checkpoint13 --lang zh checkpoint arrivals
expect "in English too" 1 "no port's gate" g checkpoint13 --lang en checkpoint arrivals
sails=$(TZ=CST-8 date -d '+70 hours' +%FT%T+08:00)
expect "the port moves its cut-off" 0 "可行, 富余时间" g checkpoint12 --lang zh checkpoint cutoff "$n" "$sails" --reason 船舶提前离港
expect "the company reads by whom and why" 0 "改为 ${sails%+*}.*: 船舶提前离港 \(.+\)" g officer1 --lang zh officer plan "$n"
expect "no other gate moves it" 1 "不是港口的查验点" g checkpoint13 --lang zh checkpoint cutoff "$n" "$sails" --reason 试

expect "what is due comes with a sync" 0 "expected list: 1 passes, 1 of them fetched now" g checkpoint37 checkpoint sync --lang en
expect "and is not fetched twice" 0 "1 件, 其中新取 0 件" g checkpoint37 checkpoint sync --lang zh
must g checkpoint13 checkpoint sync
mv "$work/desk/homes/checkpoint13/expected" "$work/expected13"
expect "nothing is looked up without a list" 1 "没有预到清单" g checkpoint13 checkpoint verify --listed --plate 鲁A12345 --lang zh

# ---- the desk is not there ----
desk_stop
code() { g driver driver show "$n" --leg "$1" --text >"$work/code"; }
deliver() { # PROVINCE LEG OPTION...
	local p=$1 leg=$2 && shift 2
	code "$leg" && g "checkpoint$p" checkpoint deliver --file "$work/code" "$@"
}
altered_receipt() { # the last byte of what its seal covers
	head -c -1 "$work/receipt" >"$work/altered" && printf x >>"$work/altered"
	g driver driver import "$work/altered" --lang zh
}
asked() { # HOME COMMAND...: on a terminal; the passphrase is typed when it was asked for, and until then the home is anybody's
	local home=$work/desk/homes/$1 free=0 got=0 asking && shift
	rm -f "$work/typed" "$work/asked" && mkfifo "$work/typed"
	SHELL=$BASH script -qec "'$programs/guosuo' --home '$home' --server $url $*" "$work/asked" <"$work/typed" >/dev/null &
	asking=$! && exec 7>"$work/typed"
	for _ in $(seq 200); do grep -qs "口令: *$" "$work/asked" && break || sleep 0.05; done
	flock -n "$home/lock" true || free=1
	cat "$work/desk/passphrase" >&7
	wait "$asking" || got=$?
	exec 7>&-
	cat "$work/asked" && [ "$free" = 0 ] && return "$got"
}
record_nothing() { code 1 && g checkpoint37 checkpoint verify --file "$work/code" --plate 鲁A12345 --lang zh; }
waiting() { g checkpoint12 checkpoint log --lang en 2>&1 | sed -n 's/.* records, \([0-9]*\) wait.*/\1/p'; }
record() { # PROVINCE LEG OPTION...
	local p=$1 leg=$2 && shift 2
	code "$leg" && g "checkpoint$p" checkpoint record --file "$work/code" "$@"
}
expect "on its way it is recorded and stamped" 0 "recorded and stamped: $(literal "$n"), this device's record 1" record 37 1 --plate 鲁A12345 --duty 5 \
	--people 2 --temperature 36.6 --inspections 测温正常,disinfected --direction entering --receipt "$work/way" --lang en
must g driver driver sync "$work/desk/homes/checkpoint12/state"
must g driver driver import "$work/way"

# ---- the stamps go along ----
paper() { # WHEN OPTION...: the sheet, shown at the second gate
	local when=$1 && shift
	shifted "$when" "$programs/guosuo" --home "$work/desk/homes/checkpoint13" --passphrase-file "$work/desk/passphrase" \
		checkpoint record --picture "$work/sheet.png" --plate 鲁A12345 --duty 5 "$@"
}
expect "a code is shown while a sync has the home" 0 "^GUOSUO1:" flock "$work/desk/homes/driver/lock" "$programs/guosuo" --home "$work/desk/homes/driver" \
	--passphrase-file "$work/desk/passphrase" driver show "$n" --leg 1 --text
stamps() { g driver driver show "$n" --stamps --text >"$work/stamps"; }
must stamps
shown() { code "$2" && g "checkpoint$1" checkpoint verify --file "$work/code" --plate 鲁A12345 "${@:3}"; }
expect "the next gate sees what the first has done" 0 "INSPECTED .*优先放行" shown 13 2 --stamps "$work/stamps" --lang zh
expect "and where the load came by" 0 "stamp: Shandong 37001 .* ACCEPT +passed" shown 13 2 --stamps "$(cat "$work/stamps")" --lang en
expect "without them nothing is held against it, and they are asked for" 0 "STAMP_UNSHOWN .*请驾驶员出示签章码" shown 13 2 --lang zh
expect "the stamps are no pass" 2 "give them with --stamps" g checkpoint13 checkpoint verify --file "$work/stamps" --lang en
expect "nor a pass the stamps" 1 "no stamps were read" shown 13 2 --stamps "$work/code" --lang en
threat_20_the_log_is_cut_and_a_driver_comes_back() {
	local log=$work/desk/homes/checkpoint37/passages
	cp -a "$log" "$work/whole" && rm "$log"/*
	record 37 1 --stamps "$work/stamps" --plate 鲁A12345 --duty 5 --lang en
	rm -r "$log" && mv "$work/whole" "$log"
}
expect "a log that was cut is belied by the driver" 0 "WARNING: a driver carries this device's stamp number 1" threat_20_the_log_is_cut_and_a_driver_comes_back

expect "a temperature no one has" 2 "36.6" record 37 1 --duty 5 --temperature 99 --lang en
# ---- a phone is dead: what is due is on the gate's own list ----
expect "the gate knows who is due" 0 "鲁A12345 \+ 鲁A1234挂" g checkpoint37 checkpoint expected --lang zh
expect "by plate, and how old that is" 0 "0 passes, of [0-9]+ (s|min)" g checkpoint37 checkpoint expected --plate 鲁B99999 --lang en
listed() { g checkpoint37 checkpoint "$@" --listed; }
expect "found by its plate, it is never accepted: nobody showed it" 3 "没有亮证, 凭预到清单: .*派车单上的牵引车" listed verify --plate 鲁A12345 --lang zh
expect "by its trailer's as well" 3 "a trailer that is assigned" listed verify --plate 鲁A1234挂 --lang en
expect "letters that look like digits are said" 3 "查得 鲁A12345" listed verify --plate 鲁AI2345 --lang zh
expect "a trailer that is not the pass's shows" 4 "TRAILER_MISMATCH|挂车号牌不符" listed verify --plate 鲁A12345 --trailers 鲁A9999挂 --lang zh
expect "another plate is not on the list" 1 "has no plate 鲁B99999" listed verify --plate 鲁B99999 --lang en
expect "a plate is needed" 2 "give --plate" listed verify --lang en
expect "a person decides" 3 "give --outcome" listed record --plate 鲁A12345 --duty 5 --lang en
forged() { code 1 && sed 's/.\{40\}$//' "$work/code" >"$work/half" && g checkpoint37 checkpoint record --file "$work/half" --duty 5 "$@"; }
expect "half a code is judged, and waits for a decision" 4 "give --outcome" forged --lang en
expect "and is recorded with it, without a stamp" 0 "recorded, not stamped: -, this device's record 2" forged --outcome turned-back --lang en
expect "a car without a pass" 0 "record 3" g checkpoint37 checkpoint record --without none --plate 鲁B20002 --people 4 --temperature 36.4 --outcome turned-back --duty 5 --lang en
expect "no code is read then" 2 "no code" g checkpoint37 checkpoint record "GUOSUO1:X" --without none --outcome held --duty 5 --lang en
expect "another permit; while the passphrase is typed the home is free" 0 "第 4 号" asked checkpoint37 checkpoint record --without other --plate 鲁C30003 --outcome passed --duty 5
expect "to a lane's computer another system's code is named too" 0 '"said":"[^"]*a bar code of goods' g checkpoint37 --lang en checkpoint feed <<<'{"text": "6901234567892", "duty": 5}'
expect "the load with the dead phone goes on, recorded and stamped" 0 "recorded and stamped: $(literal "$n"), this device's record 5" listed record \
	--plate 鲁A12345 --trailers 鲁A1234挂 --outcome passed --people 2 --duty 5 --receipt "$work/listed" --lang en
printf x >>"$work/desk/homes/checkpoint37/expected" && truncate -s 200 "$work/desk/homes/checkpoint37/expected"
expect "a damaged list is said" 1 "损坏或过大" listed verify --plate 鲁A12345 --lang zh
expect "and what is shown is judged as ever" 0 "核验通过" record_nothing
expect "a shift is handed over with its counts" 0 "5 passages, 1 accepted, 1 referred, 1 rejected, 2 not let pass" g checkpoint37 checkpoint handover --duty 5 --to 6 --note "消毒液余 2 桶" --lang en
expect "the next one has seen nothing: a nil report" 0 "零报告" g checkpoint37 checkpoint handover --duty 6 --lang zh
expect "found on the list, says the log" 0 "5  .*预到清单  $(literal "$n")  鲁A12345  需人工核查  放行" g checkpoint37 checkpoint log --lang zh
expect "the log has all of it" 0 "3  .*无证  -  鲁B20002  -  劝返  经过  值班 5  4 人  36.4 C" g checkpoint37 checkpoint log --lang zh
expect "and says what waits" 0 "7 records, 7 wait" g checkpoint37 checkpoint log --lang en --count 2
. "$root/tests/lane.sh"
expect "and where its own roster asks for that too" 0 "本省应查: 测温正常, 已消毒, 驾乘人数" shown 13 2 --lang zh
expect "the second stamp follows the first; what was inspected there is not asked again" 0 "recorded and stamped" \
	record 13 2 --stamps "$work/stamps" --plate 鲁A12345 --duty 5 --people 2 --receipt-png "$work/slip.png" --lang en
expect "the driver's phone takes it from the gate's screen" 0 "kept the receipt" g driver driver stamp --picture "$work/slip.png" --lang en
expect "once" 0 "no stamp in it is new" g driver driver stamp --picture "$work/slip.png" --lang en
must g driver driver paper "$n" --leg 2 --png "$work/sheet.png"
expect "a sheet of paper passes the second gate" 0 "recorded and stamped" paper +2m --people 2 --inspections temperature,已消毒 --lang en
expect "a copy of it is found there" 3 "CLONE_SUSPECTED .*another passed checkpoint 13" paper +4m --lang en
must stamps
expect "the third gate sees both" 0 "INSPECTED .*查验点 13" shown 12 3 --stamps "$work/stamps" --lang zh
expect "and what was inspected there" 0 "山东 37001 .* 放行  测温正常, 已消毒" shown 12 3 --stamps "$work/stamps" --lang zh
[ "$(g checkpoint12 checkpoint verify --file "$work/code" --stamps "$work/stamps" --json 2>/dev/null | jq -c '[(.stamps | length), .silent]')" = '[2,[]]' ] ||
	{ echo "FAIL two stamps, no province silent" && failed=1; }

expect "the driver's card tells the next exit, by the newest receipt" 0 "^下一出口: 第 2 段 河北, .* 至迟 " g driver driver card "$n" --lang zh

# ---- the port ----
expect "a person on duty is named" 2 "--duty" deliver 12 3 --plate 鲁A12345
expect "another checkpoint is not the port's gate" 1 "目的港是 CNTXG" deliver 37 1 --plate 鲁A12345 --duty 7 --lang zh
expect "the last leg's code is needed" 1 "last leg's code" deliver 12 2 --plate 鲁A12345 --duty 7 --lang en
expect "another truck is not accepted, and a person must decide" 4 "give --outcome" deliver 12 3 --plate 鲁B99999 --duty 7 --lang en
expect "letting it pass all the same needs a reason" 2 "--reason" deliver 12 3 --plate 鲁B99999 --duty 7 --outcome passed
expect "a slip of so many dots is not printed" 2 "multiple of 8: 500" deliver 12 3 --plate 鲁A12345 --duty 7 --printer /dev/null --printer-dots 500 --lang en
[ "$(waiting)" = 0 ] || { echo "FAIL something was recorded" && failed=1; }
expect "delivered without a network" 0 "已记录送达" deliver 12 3 --plate 鲁A12345 --trailers 鲁A1234挂 --length-mm 21800 --mass-kg 109500 \
	--people 2 --duty 7 --receipt "$work/receipt" --lang zh
expect "twice is once, and gives the same receipt" 0 "此趟已记录送达" deliver 12 3 --plate 鲁A12345 --duty 7 --receipt "$work/again" --lang zh
expect "and a slip printer prints it" 0 "回执已打印: /dev/null" deliver 12 3 --plate 鲁A12345 --duty 7 --printer /dev/null --lang zh
expect "a file is no printer and stays as it is; recorded is recorded" 0 "not printed, the passage is recorded" deliver 12 3 --plate 鲁A12345 --duty 7 \
	--printer "$work/again" --lang en
expect "later it comes from the log" 0 "." g checkpoint12 checkpoint receipt 1 --receipt "$work/later" --receipt-png "$work/later.png"
expect "a record that is not there has none" 1 "第 2 号" g checkpoint12 checkpoint receipt 2 --lang zh
expect "nor has a car without a pass" 1 "nothing was stamped" g checkpoint37 checkpoint receipt 3 --receipt-text --lang en
cmp "$work/receipt" "$work/again" && cmp "$work/receipt" "$work/later" || failed=1
[ "$(waiting)" = 1 ] || { echo "FAIL $(waiting) stamps wait" && failed=1; }
expect "a receipt whose seal was altered is refused" 1 "签章不符" altered_receipt
expect "the driver keeps the receipt" 0 "kept the receipt" g driver driver import "$work/receipt" --lang en
expect "and has it" 0 "有回执" g driver driver list --lang zh
report() { g driver driver report "$n" --checkpoint "$@"; }
expect "a demand for money is reported, without a network" 0 "kept on this device" report 37001 --kind money --text "要 500 元放行" --amount-fen 50000 --lang en
expect "of a road the pass does not take it is not" 2 "不经过省份 41" report 41001 --kind money --text "要 500 元" --lang zh
expect "nor with what commands a terminal" 2 "控制字符" report 37001 --kind money --text $'\e[2J' --lang zh
waits=$work/desk/homes/driver/reports
LC_ALL=C sed $'s/要/\e[m/' "$waits/$(ls "$waits")" >"$waits/$(printf %032d 7)" # as a program that looked less closely kept it
expect "a kind is one of two" 2 "bribe" report 37001 --kind bribe --text x --lang en
expect "syncing without the desk keeps the stamp, and says so" 1 "1 records wait" g checkpoint12 checkpoint sync --lang en
[ "$(waiting)" = 1 ] || { echo "FAIL the stamp is gone" && failed=1; }

# ---- it is there again ----
desk_start
state() { g officer1 officer status "$n" --json | jq -er .state; }
[ "$(state)" = READY ] || { echo "FAIL not ready before the stamp came" && failed=1; }
expect "the gate syncs, and the stamp is sent" 0 "1 sent, 0 wait" g checkpoint12 checkpoint sync --lang en
[ "$(waiting)" = 0 ] || { echo "FAIL the stamp was sent and waits" && failed=1; }
expect "the company sees it delivered, and its home too is free until the passphrase is typed" 0 "已送达" asked officer1 officer status "$n"
expect "the gate on the way sends its log" 0 "7 sent, 0 wait" g checkpoint37 checkpoint sync --lang en
expect "a clock that is ten minutes fast dates a record ahead" 0 "recorded and stamped" paper +10m --outcome passed --people 2 --inspections temperature,disinfected --lang en
expect "the second gate sends its log" 0 "[0-9]+ sent, 0 wait" g checkpoint13 checkpoint sync --lang en
expect "what waits for its time is said each time" 0 "dated [0-9]+ min ahead" g checkpoint13 checkpoint sync --lang en
expect "and stamps that follow another are taken" 0 "checkpoint 13001  passed" g officer1 --lang en officer status "$n"
expect "twice is once" 0 "." g checkpoint37 checkpoint sync --lang en
expect "the company sees where it came by" 0 "checkpoint 37[0-9]*  passed" g officer1 --lang en officer status "$n"
expect "when and where" 0 "journey 1 .*delivered at checkpoint 12001" g officer1 --lang en officer status "$n"
expect "in the list too" 0 "已送达" g officer1 --lang zh officer list
expect "nothing is on its way any more" 0 "没有将到的运次" g checkpoint12 --lang zh checkpoint arrivals
expect "nobody is assigned to it any more" 1 "已送达, 不再办理" g officer1 --lang zh officer assign "$n" --driver 示例司机甲 --licence-last4 0015 --tractor 1 --trailers 1
expect "a report that the desk refuses is said with the reason" 1 "text: .*\[TEXT\]" g driver driver sync --lang zh
grep -q "已送达审计员" "$work/err" && [ -z "$(ls "$waits")" ] && echo "ok   the one behind it reaches the auditor" || { echo "FAIL the report waits still" && failed=1; }
expect "and the next sync does not meet it" 0 "." g driver driver sync --lang zh
expect "it is listed with the reason" 0 "text: .*\[TEXT\]" g driver driver reports --lang en
expect "and waits again where the driver says so" 0 "\"waiting\"" g driver driver reports --again --json
expect "a fetched pass keeps the receipt" 0 "." g driver driver fetch "$n"
expect "still" 0 "有回执" g driver driver list --lang zh
expect "twice is once, after a sync too" 0 "此趟已记录送达: 本机第 1 号" deliver 12 3 --plate 鲁A12345 --duty 8 --lang zh
expect "and a sync with nothing new tells the desk that the gate is there" 0 "." g checkpoint12 checkpoint sync --lang en
[ "$(g officer1 officer status "$n" --json | jq '.deliveries | length')" = 1 ] || { echo "FAIL delivered twice" && failed=1; }

# ---- it is over ----
must stamps
expect "a journey that was delivered is waved through nowhere: its own receipt says so" 3 "ALREADY_DELIVERED .*查验点 12001" shown 13 2 --stamps "$work/stamps" --lang zh
later() { shifted +2h "$programs/guosuo" --home "$work/desk/homes/$1" --passphrase-file "$work/desk/passphrase" "${@:2}"; }
port_later() { later driver driver show "$n" --leg 3 --text >"$work/code" && later checkpoint12 checkpoint "$@" --file "$work/code" --plate 鲁A12345; }
expect "nor at the port, once the delivery is past" 3 "ALREADY_DELIVERED .*delivered at checkpoint 12001 within the last 3 h" port_later verify --lang en
expect "delivering it twice is once still, with nothing to decide" 0 "此趟已记录送达: 本机第 1 号" port_later deliver --duty 8 --lang zh
expect "what comes after it and is held is recorded" 0 "recorded and stamped: $(literal "$n"), this device's record 2" port_later deliver --duty 8 --outcome held --lang en

# ---- a place that is stricter than its roster ----
aged() { later driver driver show "$n" --leg 1 --text >"$work/code" && later checkpoint37 checkpoint verify --file "$work/code" --plate 鲁A12345 --lang en; }
expect "a list of two hours ago is good" 0 "ACCEPT" aged
expect "a place may ask for newer ones" 0 "名单在此时间内可用: 1 小时" g checkpoint37 checkpoint policy --accept-hours 1 --refer-beyond --lang zh
expect "but not for older ones than a month" 2 "fresh-hours" g checkpoint37 checkpoint policy --fresh-hours 999 --lang en
expect "it is then referred there, with why" 3 "status list" aged
expect "what is held and what is asked for stand together" 0 "a status list is usable for: 1 h" g checkpoint37 checkpoint state --lang en
printf 'accept-hours 12\n' >"$work/desk/homes/checkpoint37/policy"
expect "a damaged policy is said, and makes no verdict milder" 3 "policy --clear" aged
expect "and is dropped" 0 "nothing beyond the rosters" g checkpoint37 checkpoint policy --clear --lang en
expect "as before" 0 "ACCEPT" aged
expect "a clock set back by two hours is told by what this gate has seen itself" 3 "CLOCK_BEHIND" shown 37 1 --lang zh
exit "$failed"
