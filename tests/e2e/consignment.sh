#!/usr/bin/env bash
# consignment.sh ROOT BUILD - three transformers from application to the last gate, by the very commands of the README's section "A consignment
# from start to end", with what each must have brought about: a correction, a pause, a bed, six persons' seals on three units, a cut-off
# that moves, a change of driver, a detour, and nine verdicts without a network.
set -euo pipefail
. "$1/tests/desk.sh"
desk_start
export GUOSUO_SERVER=$url
mkdir -p "$work/folder/build"
ln -s "$work/desk" "$work/folder/.run"
ln -s "$programs" "$work/folder/build/run"
ln -s "$root/deploy" "$work/folder/deploy"
cd "$work/folder"

# The section's blocks, one a file. step WHY [EXIT]: plays the next one in this shell, as a person who pastes it would.
awk '/^## /{section=0} /^## .*A consignment from start to end/{section=1; next}
	section && /^```/{inside=!inside; n+=inside; next} section && inside{print > "'"$work"'/block." n}' "$root/README.md"
played=0
step() {
	local why=$1 want=${2:-0} got=0
	played=$((played + 1))
	say "$why"
	trap 'echo "FAIL block $played: $BASH_COMMAND" && cat "$work/out" "$work/err"; desk_stop; rm -rf "$work"' EXIT
	if [ "$want" = 0 ]; then
		. "$work/block.$played" >"$work/out" 2>"$work/err"
	else
		. "$work/block.$played" >"$work/out" 2>"$work/err" || got=$?
	fi
	trap 'desk_stop; rm -rf "$work"' EXIT
	is "its exit status" "$want" "$got"
}
say() { echo "-- $1"; }
is() { # WHY WANT GOT
	if [ "$2" = "$3" ]; then echo "ok   $1"; else echo "FAIL $1: $3, wanted $2" && failed=1; fi
}
said() { # WHY PATTERN: by the last step
	if grep -qE -- "$2" "$work/out" "$work/err"; then echo "ok   $1"; else
		echo "FAIL $1: nothing like /$2/"
		cat "$work/out" "$work/err"
		failed=1
	fi
}
status() { g officer1 officer status "$1" --json; }
states() { status "$1" | jq -r '[.state, .legs[].state] | join(" ")'; }
# legs PASS: each sealed leg of a pass in a line, its bytes as text.
legs() {
	g officer1 officer fetch "$1" --out "$work/pass" 2>/dev/null
	protoc -I "$root/proto" guosuo/v1/pass.proto --decode=guosuo.v1.PassFile <"$work/pass" |
		awk '/^legs \{/{take=1} take{printf "%s", $0} /^\}/{if (take) print ""; take=0}'
}

step "the words the rest is typed with"
step "the company applies once for three trains"
said "nothing is wrong with them" "未发现错误"
is "three passes" 3 "$(wc -l <"$work/folder/.run/work/three.txt")"
is "all three provinces have the first" "IN_REVIEW LEG_OPEN LEG_OPEN LEG_OPEN" "$(states "$A")"
step "reviewers look"
said "the three belong together" "^2/3 "

step "a correction, asked once and answered"
said "the officer reads what is asked" "G3 济南段施工封闭 -> 改走的路线"
is "the leg is open again, the others always were" "IN_REVIEW LEG_OPEN LEG_OPEN LEG_OPEN" "$(states "$A")"

step "a pause with its reason, and its end"
said "who holds it and why" "审批人员13-1 .*子牙河大桥荷载复核"
said "its clock stands" "暂停计时"
is "and goes on" "IN_REVIEW LEG_OPEN LEG_OPEN LEG_OPEN" "$(states "$B")"

step "a bed for the night"
said "the keeper saw three beds asked for" "$code .*床 3"
said "and sealed" "已确认并签章"

step "three provinces seal three units, two persons each"
said "one look shows where the units differ" "^.*: G2 > G20 > G3$"
for n in "$A" "$B" "$C"; do
	is "pass $n is ready" "READY LEG_SEALED LEG_SEALED LEG_SEALED" "$(states "$n")"
	legs "$n" >"$work/sealed.$n"
	is "three legs are in it" 3 "$(wc -l <"$work/sealed.$n")"
done

slack_of() { g officer1 officer plan "$1" --json | jq -er '.timetable.slackS | tonumber'; }
before=$(slack_of "$A")
step "the port moves the cut-off"
said "it is kept who moved it and why" "船期提前"
for n in "$A" "$B" "$C"; do
	legs "$n" | cmp -s - "$work/sealed.$n" && echo "ok   nothing of $n was sealed again" || { echo "FAIL $n was sealed again" && failed=1; }
done
after=$(slack_of "$A")
[ "$after" -lt $((before - 19 * 3600)) ] && echo "ok   20 hours of slack are gone" || { echo "FAIL slack $before became $after" && failed=1; }

crew() { g officer1 officer assign "$A" --driver 示例司机甲,示例司机乙 "$@"; }
expect "a crew of two with one licence is no crew" 2 "各有自己的证号后四位" crew --licence-last4 0015
expect "paper names one driver" 2 "只写一名驾驶员" crew --licence-last4 0015,0026 --paper
step "crews, and a driver who falls ill"
said "both of the crew are under one serial" "派车单 1, 驾驶员 示例司机乙"
said "the next one is higher" "派车单 2, 驾驶员 示例司机乙"
step "who was replaced is told" 1
said "by name of the pass" "没有派给本机的通行证 $(literal "$A"), 或已改派他人"

step "a detour"
is "the pass stays ready" "READY LEG_SEALED LEG_SEALED LEG_SEALED" "$(states "$A")"
is "leg 2 is of revision 2" "1 2 1" "$(status "$A" | jq -r '[.legs[] | .revision // 1] | join(" ")')"
legs "$A" >"$work/detour"
is "legs 1 and 3 are the bytes they were" "$(sed -n '1p;3p' "$work/sealed.$A")" "$(sed -n '1p;3p' "$work/detour")"
[ "$(sed -n 2p "$work/detour")" != "$(sed -n 2p "$work/sealed.$A")" ] && echo "ok   leg 2 is not" || { echo "FAIL leg 2 was not sealed again" && failed=1; }
for n in "$B" "$C"; do
	legs "$n" | cmp -s - "$work/sealed.$n" && echo "ok   $n is untouched" || { echo "FAIL $n was touched" && failed=1; }
done

sleep 3 # the list that takes revision 1 back is made anew a second later
step "drivers and checkpoints take along what they need"
expect "a sync tells who was replaced" 1 "已改派他人" g driver driver sync
desk_stop
expect "and so does the card, without a network" 0 "已改派他人" g driver driver card "$A"
step "no network: the card, the leg, nine verdicts"
said "the bed is on the card, with code and telephone" "$code; .*0317-00000011"
said "the driver has the detour" "G3/30 > G18 > G2"
is "three trains at three checkpoints: nine times ACCEPT" 9 "$(grep -c '核验通过  ACCEPT' "$work/out")"
old_copy() { g driver driver show "$A" --leg 2 --text | g checkpoint13 checkpoint verify --plate 鲁A12345 --trailers 鲁A1234挂; }
expect "what the first driver still holds of leg 2, from before the detour, is refused" 4 "REJECT" old_copy
is "no block of the section was left out" "$played" "$(find "$work" -maxdepth 1 -name 'block.*' | wc -l)"
exit "$failed"
