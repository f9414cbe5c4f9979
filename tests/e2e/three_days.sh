#!/usr/bin/env bash
# three_days.sh ROOT BUILD - a checkpoint loses its network for three days, in which 3,000 vehicles come: with good passes, forged, copied,
# swapped, expired, early, another province's, on paper, with a dead phone, one that is revoked on the second day, and most with none.
# Each is judged as it should be, none is lost though the gate is killed, and after the sync the desk has every one, once, and says
# which should not have passed.
set -euo pipefail
. "$1/tests/desk.sh"
export FAKETIME_DONT_FAKE_MONOTONIC=1
hour=3600 offset=0 gate=checkpoint13
tractor=鲁A12345 trailer=鲁A1234挂
g() {
	local home=$1 && shift
	LD_PRELOAD=$preload FAKETIME=+$offset "$programs/guosuo" --home "$work/desk/homes/$home" --server "$url" \
		--passphrase-file "$work/desk/passphrase" "$@"
}
desk_up() { LD_PRELOAD=$preload FAKETIME=+$offset desk_start; }
check() { # WHY GOT WANTED
	if [ "$2" = "$3" ]; then echo "ok   $1"; else echo "FAIL $1: $2, wanted $3" && failed=1; fi
}
at() { TZ=CST-8 date -d "@$(($(date +%s) + $1 * hour))" +%Y-%m-%dT%H:%M:%S+08:00; }
numbers() { jq -r '.. | .number? // empty' "$1"; }
assign() { must g officer1 officer assign "$1" --driver 示例司机甲 --licence-last4 0015 --tractor 1 --trailers 1 --escort 鲁A20001,鲁A20002 --escort-staff 4 "${@:2}"; }

# ---- with a network ----
desk_up
must g authority13-1 authority invite group --province 13 --out "$work/invite"
must g group13 group enrol "$work/invite" --name 专班张三
must g authority13-1 authority admit
jq '.inspections = [{asked: [1], people: true, raisedDc: 373, every: true}]' "$cases/roster.13.json" >"$work/plan"
must g authority13-1 authority roster "$work/plan" --out "$work/roster.13"
must g authority13-2 authority seal "$work/roster.13"
must g authority13-1 authority publish "$work/roster.13"
must send_papers
case_for "$(date +%s)" >"$work/case.json"
g officer1 officer apply "$work/case.json" --units 10 --json >"$work/ten"
mapfile -t pass < <(numbers "$work/ten" | sort -u)
check "ten passes" "${#pass[@]}" 10
case_for "$(($(date +%s) + 48 * hour))" >"$work/later.json"
early=$(g officer1 officer apply "$work/later.json" --json | jq -r .number)
over=$(g officer1 officer apply "$work/case.json" --json | jq -r .number)
for p in 37 13 12; do
	for i in 1 2; do must g "reviewer$p-$i" reviewer sync; done
	must g "reviewer$p-1" reviewer seal-units "${pass[0]}" --speed 60 --escort-vehicles 2 --escort-staff 4 --yes
	must g "reviewer$p-2" reviewer seal-units "${pass[0]}" --yes
	for n in "$early" "$over"; do
		window=() && [ "$p$n" != "13$over" ] || window=(--window-to "$(at 7)")
		must g "reviewer$p-1" reviewer seal "$n" --speed 60 --escort-vehicles 2 --escort-staff 4 "${window[@]}" --yes
		must g "reviewer$p-2" reviewer seal "$n" --yes
	done
done
revoked=${pass[6]} paper=${pass[7]} dead1=${pass[8]} dead2=${pass[9]}
for n in "${pass[@]}" "$early" "$over"; do
	kind=() && [ "$n" != "$paper" ] || kind=(--paper)
	assign "$n" "${kind[@]}"
done
for n in "${pass[@]:0:7}" "$early" "$over"; do must g driver driver fetch "$n"; done
must g officer1 officer fetch "$paper" --out "$work/paper.pass"
must g driver driver import "$work/paper.pass"
must g driver driver paper "$paper" --leg 2 --png "$work/paper.png" --json
jq -r '.code // empty' "$work/out" 2>/dev/null >"$work/paper" || grep -o "GUOSUO1:[^\"]*" "$work/out" >"$work/paper"
must g "$gate" checkpoint sync
desk_stop

# ---- three days without ----
show() { g driver driver show "$1" --leg "$2" --text | tail -1; }
forge() { sed 's/\(.\{400\}\)\(.\)/\1'"$([ "${1:400:1}" = 7 ] && echo 8 || echo 7)"'/' <<<"$1"; }
# line CATEGORY WANTED OPTIONS...: one vehicle, what its verdict should be, how it is fed.
line() {
	local category=$1 want=$2 filter=$3 && shift 3
	jq -nc "$@" '{duty: 5, people: 2, temperature: "36.5"} + '"$filter" >>"$work/lines"
	echo "$category $want" >>"$work/wanted"
}
shown='{text: $c, plate: $p, trailers: $t}'
refused='{text: $c, plate: $p, trailers: $t, outcome: "turned-back"}'
vehicles() { # SLOT
	local i n code w
	: >"$work/lines" && : >"$work/wanted"
	for n in "${pass[@]:0:6}"; do
		code=$(show "$n" 2)
		line good ACCEPT "$shown" --arg c "$code" --arg p $tractor --arg t $trailer
	done
	for i in 1 2; do
		line forged REJECT "$refused" --arg c "$(forge "$code")" --arg p $tractor --arg t $trailer
		line copied REJECT "$refused" --arg c "$code" --arg p 鲁B9999$i --arg t $trailer
		line swapped REJECT "$refused" --arg c "$(show "${pass[$i]}" 2)" --arg p $tractor --arg t 鲁A9999挂
	done
	line province REFER "$refused" --arg c "$(show "${pass[3]}" 1)" --arg p $tractor --arg t $trailer
	w=ACCEPT && [ "$1" -lt 2 ] || w=REJECT
	line over $w "$([ $w = ACCEPT ] && echo "$shown" || echo "$refused")" --arg c "$(show "$over" 2)" --arg p $tractor --arg t $trailer
	w=REJECT && [ "$1" -lt 8 ] || w=ACCEPT
	line early $w "$([ $w = ACCEPT ] && echo "$shown" || echo "$refused")" --arg c "$(show "$early" 2)" --arg p $tractor --arg t $trailer
	line revoked ACCEPT "$shown" --arg c "$(show "$revoked" 2)" --arg p $tractor --arg t $trailer
	w=ACCEPT && [ "$1" = 0 ] || w=REFER # one sheet that comes again and again: a photocopy
	line paper $w "$([ $w = ACCEPT ] && echo "$shown" || echo "$refused")" --rawfile c "$work/paper" --arg p $tractor --arg t $trailer
	for n in "$dead1" "$dead2"; do
		line dead REFER '{listed: true, plate: $p, number: $n, outcome: "held"}' --arg p $tractor --arg n "$n"
	done
	jq -nc 'range(24) | {duty: 5, people: 1, temperature: "36.9", without: "other", plate: "冀A\(10000 + .)", outcome: "passed"}' >>"$work/lines"
	jq -nc 'range(207) | {duty: 5, people: 2, without: "none", plate: "鲁B\(10000 + .)", outcome: "turned-back"}' >>"$work/lines"
	for _ in $(seq 24); do echo "other -"; done >>"$work/wanted"
	for _ in $(seq 207); do echo "none -"; done >>"$work/wanted"
}
feed() { g "$gate" checkpoint feed; }
recorded() { g "$gate" checkpoint log --lang en --count 1 2>&1 >/dev/null | sed -n 's/^\([0-9]*\) records.*/\1/p'; }
# The gate's device dies in the middle of it, and what was answered is there; the rest comes after.
feed_killed() {
	local before answered now
	before=$(recorded)
	feed <"$work/lines" >"$work/first" 2>/dev/null &
	for _ in $(seq 200); do [ "$(wc -l <"$work/first" 2>/dev/null || echo 0)" -ge 40 ] && break || sleep 0.05; done
	pkill -KILL -f "home $work/desk/homes/$gate .*checkpoint feed" || true
	wait $! 2>/dev/null || true
	answered=$(grep -c '}$' "$work/first") now=$(($(recorded) - before))
	[ "$now" -ge "$answered" ] && [ "$now" -le $((answered + 1)) ] || { echo "FAIL $answered answered, $now recorded" && failed=1; }
	check "killed in the middle of it" "$((answered >= 40 && answered < 250))" 1
	head -n "$answered" "$work/first" >"$work/answers"
	[ "$now" = "$answered" ] || echo '{"exit": 0}' >>"$work/answers" # it is on the disk; only the answer did not come
	tail -n +$((now + 1)) "$work/lines" | feed >>"$work/answers" 2>>"$work/log"
}
echo '{"duty": 5, "without": "other", "plate": "冀A10000", "temperature": "37.4", "outcome": "passed"}' | feed >"$work/answers" 2>>"$work/log"
check "nothing passes before it is inspected as the roster asks" "$(jq -c '[.exit, .due, .sequence]' "$work/answers")" '[2,["temperature","people"],null]'
: >"$work/all"
for slot in $(seq 0 11); do
	offset=$((slot * 6 * hour))
	if [ "$slot" = 4 ]; then # the second day: the desk takes a pass back, and the gate cannot know
		desk_up
		expect "revoked on the second day" 0 "." g reviewer37-1 reviewer revoke "$revoked" --reason misused --note 用于另一车 --yes
		desk_stop
	fi
	vehicles "$slot"
	if [ "$slot" = 5 ]; then feed_killed; else feed <"$work/lines" >"$work/answers" 2>>"$work/log"; fi
	paste -d' ' "$work/wanted" <(jq -r '"\(.verdict // "-") \(.exit) \([.findings[]?.code] | join(","))"' "$work/answers") >>"$work/all"
	[ $((slot % 4)) != 3 ] || must g "$gate" checkpoint handover --duty 5 --to 6 --note 三日
done
check "3,000 vehicles came" "$(wc -l <"$work/all")" 3000
check "each was judged as it should be" "$(awk '$2 != $3' "$work/all" | sort | uniq -c)" ""
check "each was recorded" "$(awk '$4 != 0' "$work/all" | sort | uniq -c)" ""
check "old knowledge is said" "$(awk '$1 == "good" && NR > 1200 && $5 !~ /STATUS_(AGED|OLD)/' "$work/all" | wc -l)" 0
asks() { printf '%s\n' "$@" | feed 2>/dev/null | jq -sc 'map([.id, .exit, .sequence])'; }
check "a feed answers each line, and what a scanner read is never a file" \
	"$(asks '{"id": 1, "text": "-", "duty": 5}' '{"id": 2, "text": "x", "stamps": "/etc/passwd", "duty": 5}' 'no JSON' \
		'{"id": 4, "text": "x", "duty": 5, "receipt": "/tmp/x"}' '{"id": 5, "text": "x", "duty": 5}')" \
	'[[1,3,null],[2,2,null],[null,2,null],[4,2,null],[5,3,null]]'
expect "3,000 and three hand-overs wait" 0 "3003 records, 3003 wait" g "$gate" checkpoint log --lang en --count 1

# ---- it is back ----
offset=$((71 * hour))
desk_up
expect "all of it is sent" 0 "3003 sent, 0 wait" g "$gate" checkpoint sync --lang en
sql() { sqlite3 "$(echo "$work"/desk/server/*.db)" "$1"; }
check "the desk has each once" "$(sql 'SELECT COUNT(*) || " " || COUNT(DISTINCT sequence) || " " || MAX(sequence) FROM passage')" "3003 3003 3003"
words() { awk -v w="$1" '$3 == w' "$work/all" | wc -l; }
check "with its verdict" "$(sql 'SELECT SUM(verdict = 1) || " " || SUM(verdict = 2) || " " || SUM(verdict = 3) FROM passage')" \
	"$(words ACCEPT) $(words REFER) $(words REJECT)"
check "and its kind" "$(sql 'SELECT SUM(kind = 2) || " " || SUM(kind = 3) || " " || SUM(kind = 4) FROM passage')" "24 288 2484"
expect "the task group sees that none is missing" 0 '"missing": 0' g group13 group posts --province 13 --json
expect "and which should not have passed" 0 "8 in all" g group13 group lapses --province 13 --lang en
expect "with the time it was taken back" 0 "^.*$(literal "$revoked")  $tractor  let pass \(ACCEPT, duty 5\), taken back at" g group13 group lapses --lang en
show "$revoked" 2 >"$work/code"
expect "from now on the gate knows it" 4 "REVOKED" g "$gate" checkpoint verify --file "$work/code" --plate $tractor
exit "$failed"
