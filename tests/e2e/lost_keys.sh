#!/usr/bin/env bash
# lost_keys.sh ROOT BUILD - deploy/lost-keys.md walked through the real programs: an officer's device, all of a company's devices, a
# reviewer's key lost and one stolen, an authority's, a root's, the desk's own.
set -euo pipefail
. "$1/tests/desk.sh"
desk_start
keys=$work/desk/work paper=$work/paper.pass
printf 'paper and pencil\n' >"$paper"
n=

state() { # WHY FILTER: of the trip
	local why=$1 filter=$2
	if g "$who" officer status "$n" --json >"$work/out" 2>"$work/err" && jq -e "$filter" "$work/out" >/dev/null; then
		echo "ok   $why"
	else
		echo "FAIL $why: $filter" && cat "$work/out" "$work/err"
		failed=1
	fi
}
member() { g "$who" officer members | awk -v name="$1" '$3 == name {print $1}'; }
assign() { g "$1" officer assign "$n" --driver 示例司机甲 --licence-last4 0015 --tractor 1 --trailers 1; }
roster() { # PROVINCE FIRST SECOND OPTION...: the next one, sealed by both and published
	local p=$1 one=$2 other=$3 && shift 3
	g "$one" authority roster "$keys/plan.$p" --out "$keys/roster.$p" "$@" && g "$other" authority seal "$keys/roster.$p" &&
		g "$one" authority publish "$keys/roster.$p" && g "$other" authority publish "$keys/roster.$p" --local
}
listed() { # PROVINCE NAME: "PERSON KEYID", as the roster shows them to whoever is asked to seal it
	{ g "authority$1-1" --lang en authority seal "$keys/roster.$1" 2>/dev/null || true; } |
		awk -v name="$2" '$1 == "reviewer" && $2 == name {getline; print $2, $4}'
}
for p in $provinces; do cp "$cases/roster.$p.json" "$keys/plan.$p"; done
who=officer2

echo "-- a recovery key on paper"
expect "the paper is made, and enrolled" 0 "备用身份 [0-9a-f]{16} 已登记" g officer1 --lang zh officer recovery --out "$work/paper.pdf" --paper-passphrase-file "$paper"
expect "the company sees it" 0 "recovery  备用身份" g officer2 officer members
must apply case
n=$(cat "$work/case.number")
must review_all "$n"
must assign officer1

echo "-- an officer's device is lost"
lost=$(member 储运部甲)
must g driver driver fetch "$n"
g driver driver show "$n" --leg 1 --text >"$work/code"
must g checkpoint37 checkpoint sync
expect "a gate takes what it assigned" 0 "ACCEPT" verify 37 "$work/code" --plate 鲁A12345 --trailers 鲁A1234挂
expect "another officer removes it, and bars it" 0 "$n  停用  储运部甲" g officer2 --lang zh officer remove "$lost" --reason 设备丢失
must g officer2 officer bar # nothing is left to do
expect "its requests are refused at once" 1 "未在此登记" g officer1 --lang zh officer list
expect "who, when and why stay on record" 0 "$lost  officer  储运部甲  removed 20.*: 设备丢失" g officer2 --lang en officer members
expect "the other assigns again" 0 "" assign officer2
sleep 3 # the list is made anew a second after
must g checkpoint37 checkpoint sync
expect "the gate refuses offline what the lost device assigns" 4 "SLOT_BARRED 签发派车单的经办人已被停用" verify 37 "$work/code" --plate 鲁A12345 --trailers 鲁A1234挂
expect "and what was replaced, whoever shows it" 4 "SERIAL_BARRED 派车单已被替代" verify 37 "$work/code" --plate 鲁A12345 --trailers 鲁A1234挂
expect "a key nobody has" 1 "no such key" g officer2 --lang en officer remove 0123456789abcdef --reason x

echo "-- all devices are lost: the paper"
pdftoppm -r 150 -png -singlefile "$work/paper.pdf" "$work/paper"
pdftotext -layout "$work/paper.pdf" - | grep -E '^ *[0-9]+\. ' >"$work/typed"
sed '3s/-\([^7]\)/-7/' "$work/typed" >"$work/mistyped"
fresh() { "$programs/guosuo" --home "$work/$1" --passphrase-file "$2" --server "$url" "${@:3}"; }
expect "one sign wrong: its line is named" 1 "line 3" fresh typed-home "$paper" --lang en officer recover "$work/mistyped"
expect "another passphrase opens nothing" 1 "." fresh typed-home "$work/desk/passphrase" officer recover "$work/typed"
[ ! -e "$work/typed-home/key" ] && echo "ok   and leaves nothing behind" || { echo "FAIL a key was left" && failed=1; }
tr 'A-Z-' 'a-z ' <"$work/typed" >"$work/typed.lower"
expect "typed in lower case, without hyphens" 0 "now an officer of 91370103MA3TE5TX13" fresh typed-home "$paper" --lang en officer recover "$work/typed.lower"
expect "from a picture" 0 "now an officer" fresh recovered "$paper" --lang en officer recover --picture "$work/paper.png"
expect "never over a key that is there" 1 "has a key already" fresh recovered "$paper" --lang en officer recover "$work/typed"
r() { fresh recovered "$paper" "$@"; }
expect "it stands in the trip: it assigns" 0 "" r officer assign "$n" --driver 示例司机甲 --licence-last4 0015 --tractor 1 --trailers 1
must r officer invite officer --out "$work/invite"
must g officer3 officer enrol "$work/invite" --name 储运部丙
expect "the last lost device is removed" 0 "removed" r --lang en officer remove "$(member 储运部乙)" --reason 设备丢失
must g driver driver fetch "$n"
must g checkpoint37 checkpoint sync
g driver driver show "$n" --leg 1 --text >"$work/code"
expect "a gate takes what the paper assigned" 0 "ACCEPT" verify 37 "$work/code" --plate 鲁A12345 --trailers 鲁A1234挂

echo "-- all of it is lost, the paper too"
expect "another province's authority invites nobody" 1 "permission_denied|无权|not allowed" g authority13-1 authority invite officer --uscc 91370103MA3TE5TX13 --company 济南示例电力设备有限公司 --out "$work/invite"
must g authority37-1 authority invite officer --uscc 91370103MA3TE5TX13 --company 济南示例电力设备有限公司 --out "$work/invite"
must g officer4 officer enrol "$work/invite" --name 储运部丁
who=officer4
expect "that of the province it is registered in does; the newcomer clears up, and bars nobody where it is not named" 0 "removed|another officer it names" g officer4 --lang en officer remove "$(member 备用身份)" --reason 遗失
expect "a paper that was removed is paper" 1 "." r officer list

echo "-- a reviewer's key is lost"
read -r person lost <<<"$(listed 37 审批人员37-2)"
must roster 37 authority37-1 authority37-2 --close "$lost"
sleep 1
expect "it asks nothing any more" 1 "permission_denied|无权|not allowed" g reviewer37-2 reviewer queue
state "what it sealed stands" '.state == "READY"'
must g authority37-1 authority invite reviewer --out "$work/invite"
must g reviewer37-3 reviewer enrol "$work/invite" --name 审批人员37-2新
must g authority37-1 authority admit --person "$person"
must roster 37 authority37-1 authority37-2
expect "the person's new key is let in" 0 "$" g reviewer37-3 reviewer show "$n"

echo "-- a reviewer's key is stolen"
must g authority13-1 authority invite reviewer --out "$work/invite"
must g reviewer13-3 reviewer enrol "$work/invite" --name 审批人员13-3
must g authority13-1 authority admit
expect "a key that is on no roster" 2 "neither the roster" g authority13-1 --lang en authority roster "$keys/plan.13" --out "$keys/x" --remove 0123456789abcdef
read -r _ stolen <<<"$(listed 13 审批人员13-1)"
g driver driver show "$n" --leg 2 --text >"$work/code2"
must roster 13 authority13-1 authority13-2 --remove "$stolen"
expect "it is refused" 1 "." g reviewer13-1 reviewer queue
state "its leg is open again, with the reason, and the others stand" \
	'.state == "IN_REVIEW" and .legs[1].state == "LEG_OPEN" and .legs[1].revision == 2 and (.legs[1].reason | test("除名")) and ([.legs[0, 2].state] == ["LEG_SEALED", "LEG_SEALED"])'
must g checkpoint13 checkpoint sync
expect "a gate that has the roster refuses what was sealed with it" 4 "SEAL_UNKNOWN_KEY|签章" verify 13 "$work/code2" --plate 鲁A12345 --trailers 鲁A1234挂
must g reviewer13-3 reviewer sync
expect "it waits for the others, and says why" 0 "事由.*除名" g reviewer13-3 --lang zh reviewer show "$n"
must g reviewer13-3 reviewer seal "$n" --speed 60 --escort-vehicles 2 --escort-staff 4 --conditions 1,3 --yes
must g reviewer13-2 reviewer sync
must g reviewer13-2 reviewer seal "$n" --yes
state "two others have sealed it anew" '.state == "READY" and .legs[1].revision == 2'
g reviewer13-2 reviewer dossier "$n" --out "$work/struck.tar" 2>/dev/null
expect "what it had sealed is in the case file, and said to be struck off" 0 "revision-01.sealed: 签章人的身份已从名册剔除" g reviewer13-2 --lang zh reviewer dossier "$work/struck.tar" --check

echo "-- an authority's key and a root's are lost"
g authority13-3 authority key --person 3 --json >"$work/authority13-3"
g root4 authority key --person 4 --json >"$work/root4"
jq --slurpfile new "$work/authority13-3" '(.provinces[] | select(.code == 13)) |= (.authorities[1] = ($new[0] | {key, algorithm, person}) | .rosterEpoch = 2)' \
	"$keys/directory.json" >"$keys/plan.2"
must g root1 authority directory "$keys/plan.2" --out "$keys/directory.2"
must g root2 authority seal "$keys/directory.2"
must g root1 authority publish "$keys/directory.2"
must g authority13-3 authority join --root-set "$(cat "$work/desk/root-set")" --province 13
must g authority13-1 authority publish "$keys/directory.2" --local
jq '.epoch = 2' "$cases/roster.13.json" >"$keys/plan.13"
must g authority13-2 authority roster "$cases/roster.13.json" --out "$keys/roster.old"
must g authority13-1 authority seal "$keys/roster.old"
expect "what the lost key seals with another is no roster any more" 1 "." g authority13-1 authority publish "$keys/roster.old"
must roster 13 authority13-1 authority13-3
jq --slurpfile new "$work/root4" '.roots[2] = ($new[0] | {key, algorithm, person})' "$keys/plan.2" >"$keys/plan.3"
must g root1 authority directory "$keys/plan.3" --out "$keys/directory.3"
must g root2 authority seal "$keys/directory.3"
must g root1 authority publish "$keys/directory.3"
expect "a gate walks to both" 0 "." g checkpoint13 checkpoint sync
expect "and holds the roster of the new epoch" 1 "version 2\.1" g authority13-3 --lang en authority seal "$work/desk/homes/checkpoint13/state/roster.13"

echo "-- the desk's own keys are lost"
desk_stop
for role in status issuing; do
	rm "$work/desk/keys/$role.37.key"
	must g authority37-1 authority invite "$role" --offline --out "$work/invite"
	must "$programs/guosuod" --config "$work/desk/guosuod.ini" --enrol "$work/invite"
	cp "$work/out" "$work/enrolment"
	must g authority37-1 authority admit "$work/enrolment"
done
desk_start
jq '.statusEpoch = 2' "$cases/roster.37.json" >"$keys/plan.37"
must g authority37-1 authority publish "$keys/directory.2" --local
must g authority37-1 authority publish "$keys/directory.3" --local
must roster 37 authority37-1 authority37-2
new_list() { g checkpoint37 checkpoint sync && g checkpoint37 checkpoint state; }
expect "the new status key's list is taken" 0 "." new_list
g driver driver show "$n" --leg 1 --text >"$work/code"
expect "what the lost key issued is still good" 0 "ACCEPT" verify 37 "$work/code" --plate 鲁A12345 --trailers 鲁A1234挂
exit "$failed"
