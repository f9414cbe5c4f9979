#!/usr/bin/env bash
# lost_keys.sh ROOT BUILD - deploy/lost-keys.md walked through the real programs: an officer's device, all of a company's devices, a
# gate's device broken and stolen, a reviewer's key lost and one stolen, an authority's, a root's, the desk's own.
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

echo "-- a gate's device breaks in the middle of a shift, and is stolen"
broken=$work/broken
must g checkpoint12 checkpoint sync
passed() { g "$1" checkpoint record --without none --plate "$2" --outcome turned-back --duty 5 --lang en; }
for plate in 鲁B20001 鲁B20002 鲁B20003; do must passed checkpoint12 "$plate"; done
cp -a "$work/desk/homes/checkpoint12" "$broken"
must g authority12-1 authority invite checkpoint --checkpoint 12001 --out "$work/invite"
must g checkpoint12b checkpoint enrol "$work/invite" --name 新机
must g authority12-1 authority invite group --province 12 --out "$work/invite"
must g group12 group enrol "$work/invite" --name 专班李四
"$programs/tests/light_keys" "$work/desk/passphrase" "$work"/desk/homes/{checkpoint12b,group12}/key
must g authority12-1 authority admit
must roster 12 authority12-1 authority12-2
must g checkpoint12b checkpoint sync
old_one() { g checkpoint12b checkpoint recover "$1" --old-passphrase-file "${2-$work/desk/passphrase}" --lang "${3-en}"; }
bytes() { (cd "$broken" && find . -printf '%p %s %T@\n' | sort && find . -type f -exec sha256sum {} + | sort); }
posts() { g group12 group posts --province 12 --json >"$work/posts" && jq -c '[.[] | [.sequence, .missing]] | sort' "$work/posts"; }
expect "a folder that is no gate's is not recovered from" 1 "no checkpoint device's home" old_one "$work/desk/homes/officer2"
expect "nor another province's device" 1 "另一省 \(37\)" old_one "$work/desk/homes/checkpoint37" "$work/desk/passphrase" zh
expect "nor the very device" 1 "own home" old_one "$work/desk/homes/checkpoint12b"
expect "another passphrase opens nothing" 1 "own passphrase" old_one "$broken" "$paper"
mv "$broken/passages" "$work/passages"
expect "a device without a log has none to send" 1 "no passage log" old_one "$broken"
mv "$work/passages" "$broken/passages"
bytes >"$work/before"
expect "the one in its place sends what it had not sent" 0 "3 sent, 3 of them new to the desk, 0 damaged" old_one "$broken"
expect "twice is once" 0 "已送达 3, 其中服务器原来没有的 0" old_one "$broken" "$work/desk/passphrase" zh
bytes | cmp "$work/before" - && echo "ok   and nothing was written there" || { echo "FAIL the old disk was changed" && failed=1; }
expect "the new one counts from 1" 0 "record 1" passed checkpoint12b 鲁B20004
must g checkpoint12b checkpoint sync
expect "under a chain of its own, and the task group misses no number of either" 0 "^\[\[1,0\],\[3,0\]\]$" posts
thief() { passed checkpoint12 鲁B66666 && g checkpoint12 checkpoint sync --lang en; }
damage() { local at=$(grep -abo "$2" "$1" | head -1 | cut -d: -f1) && printf x | dd of="$1" bs=1 seek="$at" conv=notrunc status=none; }
cp -a "$broken" "$work/bad" && damage "$work/bad/passages/0000000001" 鲁B20002
expect "what is damaged there is named, and holds nothing else back" 0 "record 2 is damaged" old_one "$work/bad"
cp -a "$broken" "$work/mixed" && rm -r "$work/mixed/passages" && cp -a "$work/desk/homes/checkpoint12b/passages" "$work/mixed"
expect "a log that is not the key's is left alone" 1 "another device's" old_one "$work/mixed"
stolen=$(jq -r '.[] | select(.sequence == 3) | .device' "$work/posts")
expect "a limit is a number" 2 "last" roster 12 authority12-1 authority12-2 --last "$stolen"
must roster 12 authority12-1 authority12-2 --last "$stolen=3"
expect "what a thief records from then on is not taken" 0 "records above 3 are beyond" thief
must g checkpoint12b checkpoint sync
expect "and by who looks into the stolen disk once it is found" 0 "records above 3 are beyond" old_one "$work/desk/homes/checkpoint12"
expect "nothing of his has come" 0 "\[3,0\]\]$" posts
must roster 12 authority12-1 authority12-2 --close "$stolen"
must g checkpoint12b checkpoint sync
sleep 1.1 # it was good to its last second
expect "a key that was closed sends nothing more" 1 "is closed in the roster" old_one "$broken"

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
