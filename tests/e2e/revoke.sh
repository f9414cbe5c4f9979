#!/usr/bin/env bash
# revoke.sh ROOT BUILD - what was sealed is taken back, through the real programs: a former revision, a pass by one person, two passes by
# two, a trip by its company. A gate that has synced rejects them offline; one that has not says how old its knowledge is.
set -euo pipefail
. "$1/tests/desk.sh"
desk_start

new_pass() { # NAME: applied for, Shandong's leg sealed, assigned, and held by the driver
	must apply "$1"
	local n
	n=$(cat "$work/$1.number")
	must review 37 "$n"
	must g officer1 officer assign "$n" --driver 示例司机甲 --licence-last4 0015 --tractor 1 --trailers 1
	must g driver driver fetch "$n"
}
code() { g driver driver show "$1" --leg 1 --text 2>"$work/shown" >"$work/code"; }
verify_at() { # GATE NUMBER
	code "$2" && g "$1" --lang en checkpoint verify --file "$work/code" --plate 鲁A12345 --trailers 鲁A1234挂
}
state() { g officer1 officer status "$1" --json | jq -er .state; }
# The list is made anew a second after something was taken back.
synced() { sleep 3 && g checkpoint37 checkpoint sync >/dev/null 2>&1; }

for name in case second third fourth; do new_pass "$name"; done
n=$(cat "$work/case.number") m=$(cat "$work/second.number") o=$(cat "$work/third.number") q=$(cat "$work/fourth.number")
must g checkpoint37 checkpoint sync
for gate in stale scanning away; do cp -r "$work/desk/homes/checkpoint37" "$work/desk/homes/$gate"; done # gates without a network from here on

echo "-- a former revision"
expect "the gate accepts the leg" 0 "ACCEPT" verify_at checkpoint37 "$n"
must g reviewer37-1 reviewer revise "$n" --kind terms --reason 限速
must g reviewer37-1 reviewer seal "$n" --speed 40 --yes
must g reviewer37-2 reviewer seal "$n" --yes
must synced
expect "the former revision is rejected" 4 "revoked" verify_at checkpoint37 "$n"
expect "a gate that was not synced accepts it, and says how old it is" 0 "ACCEPT" verify_at stale "$n"
grep -qE "list.* ago|min|old" "$work/out" || { echo "FAIL it does not say how old" && cat "$work/out" && failed=1; }
must g driver driver sync "$work/desk/homes/checkpoint37/state" # carried: a sync with the desk would bring the next revision
expect "the driver hears it before the gate does" 0 "its leg 1 is revoked" g driver --lang en driver show "$n" --leg 1 --text
must g driver driver fetch "$n"
expect "the next revision is accepted" 0 "ACCEPT" verify_at checkpoint37 "$n"

echo "-- one pass, one person"
expect "a reason is one of five" 2 "false-statement" g reviewer37-1 --lang en reviewer revoke "$n" --reason mood --note x --yes
expect "never without a word" 2 "--note" g reviewer37-1 reviewer revoke "$n" --reason misused --yes
expect "a pass is its issuer's" 1 "issued by .*--leg" g reviewer13-1 --lang en reviewer revoke "$n" --reason misused --note x --yes
expect "nothing without a yes" 1 "--yes" g reviewer37-1 reviewer revoke "$n" --reason misused --note x
expect "it is shown and taken back" 0 "misused: 用于另一车" g reviewer37-1 --lang en reviewer revoke "$n" --reason misused --note 用于另一车 --yes
must synced
expect "a synced gate rejects it offline" 4 "the pass or the leg is revoked" verify_at checkpoint37 "$n"
expect "one that was not still accepts it" 0 "ACCEPT" verify_at stale "$n"
echo "-- carried by a truck to a gate without a network"
synced_at() { g stale checkpoint state --json 2>/dev/null | jq .synced_at; }
before=$(synced_at)
mkdir "$work/stick"
expect "the gate that synced gives it to a truck" 0 "wrote [1-9]" g checkpoint37 --lang en checkpoint give "$work/stick"
expect "the truck takes it along" 0 "new|same" g driver --lang en driver take "$work/stick"
timeout 120 "$programs/guosuo" --home "$work/desk/homes/driver" driver carry --port 0 >"$work/carries" 2>/dev/null &
carrier=$!
until [ -s "$work/carries" ]; do sleep 0.1; done
expect "the gate takes what is newer" 0 "new [1-9]" g stale --lang en checkpoint take "$(cat "$work/carries")"
kill "$carrier" && wait "$carrier" && echo "ok   the phone ends well" || { echo "FAIL the phone" && failed=1; }
expect "and rejects the pass" 4 "the pass or the leg is revoked" verify_at stale "$n"
[ "$(synced_at)" = "$before" ] && echo "ok   it has not synced by that" || { echo "FAIL a truck counted as a sync" && failed=1; }
expect "a phone that is away is said, what was held stays" 1 "what was held stays" g stale --lang en checkpoint take "$(cat "$work/carries")"
added() { g driver driver show --state delta.37 --text 2>/dev/null; }
expect "a gate that was away reads what was added off the phone, one code" 0 "delta.37: all codes are there" g away --lang en checkpoint take --code - < <(added)
[ "$(added | wc -l)" = 1 ] || { echo "FAIL $(added | wc -l) codes" && failed=1; }
expect "and rejects the pass" 4 "the pass or the leg is revoked" verify_at away "$n"
codes() { g driver driver show --state status.37 --text 2>/dev/null; }
rm "$work/desk/homes/scanning/state/status.37"
expect "where none is held the whole list is asked for" 1 "take the whole list" g scanning --lang en checkpoint take --code - < <(added)
expect "a gate that has lost its list hears that the phone has one" 3 "STATE_CARRIED" verify_at scanning "$n"
scanned() { # the first line is not a code; the lock of state files is nobody's while the next is waited for
	mkfifo "$work/scanner"
	g scanning --lang en checkpoint take --code - <"$work/scanner" 2>"$work/taken" &
	local taker=$! free=0 got=0 && exec 7>"$work/scanner"
	echo smudged >&7
	for _ in $(seq 200); do [ -s "$work/taken" ] && break || sleep 0.05; done
	flock -n "$work/desk/homes/scanning/lock.state" true || free=1
	codes >&7 && exec 7>&-
	wait "$taker" || got=$?
	cat "$work/taken" && [ "$free" = 0 ] && return "$got"
}
expect "another's scanner reads it off the phone, after a smudged one" 1 "all codes are there" scanned
expect "and that gate rejects the pass too" 4 "the pass or the leg is revoked" verify_at scanning "$n"
must g driver driver show --state status.37 --png "$work/state.png"
expect "a photograph of what is held already is said" 0 "held here already" g scanning --lang en checkpoint take --picture "$work/state-01.png"

expect "the company is told why" 0 "已撤销|违规使用: 用于另一车" g officer1 --lang zh officer status "$n"
expect "nobody fetches it any more" 1 "is revoked" g driver --lang en driver fetch "$n"
expect "what stands no longer is not taken back again" 1 "NOT_STANDING|stands in week" g reviewer37-2 --lang en reviewer revoke "$n" --reason misused --note x --yes

echo "-- more than one"
expect "one person's seal takes back none" 0 "another person" g reviewer37-1 --lang en reviewer revoke "$m" "$o" "$q" --reason key-lost --note 密钥失控 --yes
id=$(head -c 64 <(grep -E '^[0-9a-f]{16}$' "$work/out"))
[ "$(state "$m")" != REVOKED ] && [ "$(state "$o")" != REVOKED ] && echo "ok   both stand" || { echo "FAIL one person took back two" && failed=1; }
must synced
expect "and the gate accepts" 0 "ACCEPT" verify_at checkpoint37 "$m"
expect "the same person is not two" 1 "same person" g reviewer37-1 --lang en reviewer revoke --second "$id" --yes
expect "the second person sees it wait" 0 "$id .*waits" g reviewer37-2 --lang en reviewer revocations
expect "another province does not" 1 "no revocation" g reviewer13-1 --lang en reviewer revoke --second "$id" --yes

echo "-- a withdrawn trip"
expect "the gate accepts" 0 "ACCEPT" verify_at checkpoint37 "$q"
must g officer1 officer withdraw "$q" --reason 改期
must synced
expect "its pass is rejected" 4 "revoked" verify_at checkpoint37 "$q"
expect "without a yes the second person hears that it has ended" 1 "has ended since the first seal" g reviewer37-2 --lang en reviewer revoke --second "$id"
expect "two persons take the others back" 0 "revoked .*: 2" g reviewer37-2 --lang en reviewer revoke --second "$id" --yes
[ "$(state "$m")" = REVOKED ] && [ "$(state "$o")" = REVOKED ] && echo "ok   both are revoked" || { echo "FAIL they stand" && failed=1; }
sleep 3
expect "the gate fetches what was added, not the lists" 0 "[1-9] of the lists came as deltas, [0-9]+ bytes" g checkpoint37 --lang en checkpoint sync
expect "the gate rejects" 4 "revoked" verify_at checkpoint37 "$o"

echo "-- the list against the objects"
must g authority37-1 authority invite auditor --out "$work/auditor.txt"
must g auditor audit enrol "$work/auditor.txt" --name 审计李四
expect "a sealed revocation stands behind every index" 0 "5 indexes listed" g auditor --lang en audit revocations
g auditor audit revocations --json 2>/dev/null | jq -e '.listed == 5 and (.unbacked | length) == 0 and ([.revocations[].count] | add) == 6' >/dev/null &&
	echo "ok   four objects, five indexes, one of them named twice" || { echo "FAIL the objects" && failed=1; }
expect "a province that took nothing back has nothing listed" 0 "0 indexes listed" g auditor --lang en audit revocations --province 12
exit "$failed"
