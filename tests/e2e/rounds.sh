#!/usr/bin/env bash
# rounds.sh ROOT BUILD - a review in rounds through the real programs: a correction asked once and answered item by item, conditions in
# words as far as the gate, consultations with a deadline, a refusal whose proposal is accepted, revisions of sealed legs, a changed trip.
set -euo pipefail
. "$1/tests/desk.sh"
desk_start

# holds WHY FILTER COMMAND...: a jq filter over the command's JSON.
holds() {
	local why=$1 filter=$2 && shift 2
	if "$@" --json >"$work/out" 2>"$work/err" && jq -e "$filter" "$work/out" >/dev/null; then
		echo "ok   $why"
	else
		echo "FAIL $why: $filter"
		cat "$work/out" "$work/err"
		failed=1
	fi
}
at() { TZ=CST-8 date -d "@$(($(date +%s) + $1))" +%Y-%m-%dT%H:%M:%S+08:00; }
seal() { # PROVINCE NUMBER OPTION...: both persons
	local p=$1 n=$2 && shift 2
	g "reviewer$p-1" reviewer seal "$n" --yes "$@" && g "reviewer$p-2" reviewer seal "$n" --yes
}
leg_state() { holds "$1" ".legs[$3].state == \"$4\" and .legs[$3].revision // 1 == $5" g officer1 officer status "$2"; }
sql() { sqlite3 -cmd '.timeout 5000' "$(find "$work/desk" -name guosuo.db)" "$1"; }

for p in 37 13 12; do for i in 1 2; do g "reviewer$p-$i" reviewer sync >/dev/null 2>&1; done; done
apply case
n=$(cat "$work/case.number")

echo "-- a correction, once and completely"
cat >"$work/items.json" <<'JSON'
{"items": [
	{"field": "journey.legs[0].roads", "fault": "ITEM_WRONG", "wrong": "G3 济南段施工封闭", "needed": "改走的路线"},
	{"field": "escort_plan", "fault": "ITEM_UNCLEAR", "wrong": "未写明桥上如何护送", "needed": "补充说明"}]}
JSON
expect "a correction carries its items" 0 "已送达" g reviewer37-1 --lang zh reviewer ask "$n" --reason "一次性补正" --items "$work/items.json"
leg_state "the leg is asked" "$n" 0 LEG_ASKED 1
expect "the officer reads each item, verified" 0 "2 escort_plan \(unclear\).*\[explain\]" g officer1 --lang en officer rounds "$n"
expect "an answer without the item's number of that correction" 1 "answers\[0\].item: .*1 to 2" g officer1 --lang en officer answer "$n" --leg 1 --item 3 --text x
expect "roads for an item that is not leg matter" 1 "answers\[0\].wish: .*省段事项" g officer1 --lang zh officer answer "$n" --leg 1 --item 2 --text x --roads G3
expect "one item is answered in place" 0 "1 items are not answered" g officer1 --lang en officer answer "$n" --leg 1 --item 1 --text "改走 G35" --roads G35/8,G20,G3
leg_state "the leg waits for the other item" "$n" 0 LEG_ASKED 1
expect "what is answered stays answered" 1 "已答复, 无需再答" g officer1 --lang zh officer answer "$n" --leg 1 --item 1 --text "再答"
echo '{"ordinal": 1, "answers": [{"item": 2, "text": "桥上前后各一车, 时速 5 公里"}]}' >"$work/answer.json"
expect "the last answer comes from a file" 0 "0 items" g officer1 --lang en officer answer "$n" --file "$work/answer.json"
leg_state "the leg is open again" "$n" 0 LEG_OPEN 1
holds "the reviewer sees answers and wish" '.decisions[0].items[1].answer == "桥上前后各一车, 时速 5 公里" and .rounds == 1 and .wish == "G35/8 > G20 > G3"' g reviewer37-2 reviewer show "$n"
expect "what the first could have asked is warned" 0 "vehicle.laden: .*once and completely \(1 asked" g reviewer37-1 --lang en reviewer ask "$n" --reason "再补" --field vehicle.laden --wrong "轴荷之和不符" --needed "重新称重"
expect "an item of the trip's body needs a new application" 1 "answers\[0\].item: .*--amends" g officer1 --lang zh officer answer "$n" --leg 1 --text "已重新称重"
expect "the reviewer resumes" 0 "" g reviewer37-1 reviewer resume "$n" --reason "原数据无误"

echo "-- conditions in words"
expect "codes without templates are codes" 0 "1, 3" g reviewer13-1 --lang en reviewer seal "$n" --conditions 1,3 --yes
expect "templates are data, checked and kept" 0 "5 detour" g reviewer37-1 --lang en reviewer conditions "$root/deploy/conditions.json"
expect "a parameter that is missing is named" 1 "escort .*staff" g reviewer37-1 --lang en reviewer seal "$n" --conditions "escort front=1,rear=1" --yes
expect "a parameter that is unknown is named" 1 "colour" g reviewer37-1 --lang zh reviewer seal "$n" --conditions "escort front=1,rear=1,staff=4,distance=50,colour=red" --yes
expect "no such template" 1 "没有此条件模板: fly" g reviewer37-1 --lang zh reviewer seal "$n" --conditions "fly" --yes
expect "the words are shown before the seal" 0 "护送: 前 1 车后 1 车, 护送人员 4 人" g reviewer37-1 --lang zh reviewer seal "$n" --yes \
	--conditions "escort front=1,rear=1,staff=4,distance=50; hours from=09:00,to=17:00,visibility=200" --bridges "G20 K5 黄河大桥,G3 K312 徒骇河大桥" --stops ""
expect "the second person sees the same words, and the wished roads" 0 "G35/8 > G20 > G3" g reviewer37-2 --lang zh reviewer seal "$n" --yes
grep -q "Hours: daily from 09:00 to 17:00" "$work/out" || { echo "FAIL the second person did not see the words" && failed=1; }

echo "-- consultations"
expect "a consultation needs a deadline in the future" 1 "until: .*lies in the past" g reviewer13-1 --lang en reviewer consult "$n" --party police --name "沧州交警支队" --question "夜间通行?" --until 2020-01-01T00:00:00+08:00
expect "the road operator is asked about its bridges" 0 "consultation 1 is recorded: 河北高速集团" g reviewer13-1 --lang en reviewer consult "$n" --party road_operator --name "河北高速集团" --question "桥梁能否通过?" \
	--until "$(at 2)" --bridges "G3 K312 子牙河大桥,G3 K330 减河桥"
expect "the police are asked" 0 "consultation 2 is recorded" g reviewer13-1 --lang en reviewer consult "$n" --party police --name "沧州交警支队" --question "夜间通行?" --until "$(at 86400)"
sleep 3
holds "the overdue one comes first, and is marked" '.[0].name == "河北高速集团" and .[0].overdue and (.[1].overdue | not)' g reviewer13-2 reviewer consultations
holds "another province sees none of it" 'length == 0' g reviewer37-1 reviewer consultations
expect "the opinion is recorded" 0 "." g reviewer13-2 reviewer opinion "$n" --number 1 --opinion conditions --answer "限速 5 公里居中通过"
expect "once" 1 "答复|answered" g reviewer13-2 reviewer opinion "$n" --number 1 --opinion agreed --answer "同意"
holds "bridges and opinion stand with the leg" '.consultations[0].bridges == "G3 K312 子牙河大桥, G3 K330 减河桥" and .consultations[0].opinion == "conditions"' g reviewer13-1 reviewer show "$n"

echo "-- a refusal that proposes"
expect "a proposal outside the trip's window" 1 "--window-from: .*\[WINDOW_OUTSIDE\]" g reviewer13-1 reviewer refuse "$n" --reason "施工" --window-from 2020-01-01T00:00:00+08:00
expect "the leg is refused with a proposal" 0 "" g reviewer13-1 reviewer refuse "$n" --reason "G3 沧州段施工" --roads G3/30,G18,G2
leg_state "it is refused" "$n" 1 LEG_REFUSED 1
expect "the officer reads the proposal" 0 "proposal: G3/30 > G18 > G2" g officer1 --lang en officer rounds "$n"
expect "an act is some province's" 2 "--leg" g officer1 officer act "$n" --kind refusal --out "$work/act.pdf"
expect "the company prints the refusal it was given" 0 "" g officer1 officer act "$n" --kind refusal --leg 2 --out "$work/act.pdf"
must g reviewer13-2 reviewer act "$n" --kind refusal --out "$work/province.pdf"
cmp -s "$work/act.pdf" "$work/province.pdf" && pdftotext "$work/act.pdf" - | tr -d '\n ' | grep -q "河北省人民政府.*行政诉讼" &&
	echo "ok   it is the province's paper, byte for byte, and says how to appeal" || { echo "FAIL the company's act" && failed=1; }
expect "a province that has not approved has no approval" 1 "has no such act" g officer1 --lang en officer act "$n" --kind approval --leg 2 --out "$work/none.pdf"
expect "the acceptance is the issuer's" 0 "" g officer2 officer act "$n" --kind acceptance --out "$work/accepted.pdf"
expect "there is nothing to accept on another leg" 1 "failed_precondition|当前状态|present state" g officer1 officer accept "$n" --leg 3
expect "the officer accepts" 0 "leg 2" g officer1 --lang en officer accept "$n" --leg 2
leg_state "the leg is open with the proposal as its wish" "$n" 1 LEG_OPEN 1
seal 13 "$n" >"$work/out" 2>&1 && grep -q "G3/30 > G18 > G2" "$work/out" || { echo "FAIL the accepted roads were not sealed" && cat "$work/out" && failed=1; }
seal 12 "$n" >"$work/out" 2>&1 || { cat "$work/out" && failed=1; }
expect "an approval, with the leg it approves" 0 "" g officer1 officer act "$n" --kind approval --leg 3 --out "$work/approved.pdf"
holds "all legs are sealed" '.state == "READY"' g officer1 officer status "$n"

echo "-- the driver and the gate read the words"
g officer1 officer assign "$n" --driver 示例司机甲 --licence-last4 0015 --tractor 1 --trailers 1 >/dev/null 2>&1
g driver driver fetch "$n" >/dev/null 2>&1
expect "the driver reads the conditions" 0 "护送人员 4 人" g driver --lang zh driver terms "$n" --leg 1
cp "$work/out" "$work/out.terms"
expect "the stations by name" 0 "驶出: 371400-001 德州 \(鲁冀界\)" cat "$work/out.terms"
expect "and each bridge" 0 "7 桥梁: 途经 G20 K5 黄河大桥、G3 K312 徒骇河大桥, 逐桥" cat "$work/out.terms"
g officer1 officer fetch "$n" --out "$work/case.pass" >/dev/null 2>&1
g checkpoint37 checkpoint sync >/dev/null 2>&1
g driver driver show "$n" --leg 1 --text >"$work/code"
g checkpoint37 --lang en checkpoint verify --file "$work/code" --plate 鲁A12345 --pass-file "$work/case.pass" >"$work/out" 2>&1 || true
grep -q "Escort: 1 vehicle(s) ahead" "$work/out" && echo "ok   the gate reads the words whose hash is under the seal" || { echo "FAIL the gate" && cat "$work/out" && failed=1; }
sed 's/护送人员 4 人/护送人员 0 人/' "$work/case.pass" >"$work/edited.pass"
g checkpoint37 --lang en checkpoint verify --file "$work/code" --plate 鲁A12345 --pass-file "$work/edited.pass" >"$work/out" 2>&1 || true
grep -q "does not have the words" "$work/out" && ! grep -q "0 人" "$work/out" && echo "ok   edited words are not shown" || { echo "FAIL edited words" && cat "$work/out" && failed=1; }

echo "-- a sealed leg is revised, the others stand"
expect "a sealed leg is reopened for an extension" 0 "" g reviewer37-1 reviewer revise "$n" --kind extension --reason "装船推迟"
expect "an open one is not reopened again" 1 "failed_precondition|当前状态|present state" g reviewer37-2 reviewer revise "$n" --reason "再次"
leg_state "the leg is open as revision 2" "$n" 0 LEG_OPEN 2
leg_state "the next leg stands" "$n" 1 LEG_SEALED 1
g officer1 officer fetch "$n" --out "$work/during.pass" >/dev/null 2>&1
[ "$(protoc -I "$root/proto" --decode=guosuo.v1.PassFile guosuo/v1/pass.proto <"$work/during.pass" | grep -c '^legs {')" = 3 ] &&
	echo "ok   while it is revised, what was sealed stands in the pass" || { echo "FAIL the leg under revision left the pass" && failed=1; }
expect "an extension changes only the window" 1 "leg: .*only the window" g reviewer37-1 --lang en reviewer seal "$n" --speed 30 --yes
expect "the change is refused: what stood is the leg again" 0 "" g reviewer37-2 reviewer refuse "$n" --reason "无需延期"
leg_state "sealed, revision 1" "$n" 0 LEG_SEALED 1
expect "a leg is reopened for a detour" 0 "" g reviewer37-1 reviewer revise "$n" --kind detour --reason "G20 塌方"
expect "the company is asked which way" 0 "" g reviewer37-1 reviewer ask "$n" --reason "绕行" --field journey.legs[0].roads --wrong "G20 塌方" --needed "改走的路线"
to=$(at 200000)
expect "a window that is no time" 1 "--window-to: " g officer1 officer answer "$n" --leg 1 --text "改走 G2" --window-to 后天
expect "a stop the roster lacks" 1 "no such site.*南服务区" g officer1 --lang en officer answer "$n" --leg 1 --text "改走 G2" --stops 南服务区
expect "it answers" 0 "0 items" g officer1 --lang en officer answer "$n" --leg 1 --text "改走 G2" --roads G35/8,G2,G3 --window-to "$to" --stops 德州服务区
expect "the reviewer sees the stop" 0 "@11 德州服务区" g reviewer37-1 reviewer show "$n"
expect "the answered roads and its condition" 0 "绕行: 因 G20 塌方" g reviewer37-1 --lang zh reviewer seal "$n" --yes --conditions "detour reason=G20 塌方,roads=G2,exit=G3"
grep -q "省段期限: .* / $to" "$work/out" && grep -q "食宿点代码: 11 德州服务区" "$work/out" && echo "ok   and the answered window and stop" || { echo "FAIL the answered window or stop" && cat "$work/out" && failed=1; }
expect "the second person" 0 "G35/8 > G2 > G3" g reviewer37-2 --lang zh reviewer seal "$n" --yes
leg_state "sealed, revision 2" "$n" 0 LEG_SEALED 2
jq -n '{title: "G2 管控", titleEn: "G2 works", divisions: [370103], roads: ["G2"], phone: "0531-12345",
	items: [{matter: "ROAD_WORKS", division: 370103, text: "占道施工", textEn: "lane closed"}]}' >"$work/notice.json"
expect "a notice about the road of the detour" 0 "." g reviewer37-1 reviewer notice "$work/notice.json" --yes
expect "the company is told on the road it will drive" 0 "G2 works" g officer1 --lang en officer status "$n"
expect "and so is the reviewer" 0 "G2 works" g reviewer37-2 --lang en reviewer show "$n"
[ "$(sql "SELECT COUNT(*) FROM leg_revision WHERE province = 37 AND revision = 1 AND ended > 0")" = 1 ] &&
	echo "ok   the old index is listed to be revoked" || { echo "FAIL the old index" && failed=1; }
g reviewer37-1 reviewer dossier "$n" --out "$work/case.tar" 2>/dev/null
expect "the former revision is in the case file, under its seals" 0 "revision-01.sealed: its seals hold" g reviewer37-1 --lang en reviewer dossier "$work/case.tar" --check

echo "-- a changed trip"
jq '.journey.destination.unlocode = "CNTSN" | .journey.destination.place = "天津新港"' "$work/case.json" >"$work/changed.json"
expect "a change needs a reason" 2 "--reason" g officer1 officer apply "$work/changed.json" --amends "$n"
g officer1 officer apply "$work/changed.json" --amends "$n" --reason "改港" --json >"$work/changed.answer" 2>"$work/err" || { cat "$work/err" && failed=1; }
m=$(jq -er .number "$work/changed.answer")
newer=$(sed 's/[$*]/\\&/g' <<<"$m") # a number may end in a sign that patterns read
expect "a superseded revision: conflict, naming the newer" 1 "pass_id: .*newer pass $newer" g officer1 --lang en officer apply "$work/changed.json" --amends "$n" --reason "再改"
expect "nor may a province change the old one" 1 "pass_id: .*$newer" g reviewer12-1 reviewer revise "$n" --reason "再改"
holds "the old one counts until the new one is ready" '.state == "READY"' g officer1 officer status "$n"
holds "the reviewer sees no difference" '(.differences | length) == 0 and (.former | startswith("'"$n"'"))' g reviewer37-1 reviewer show "$m"
for p in 37 13 12; do
	expect "$p seals again in one step, first person" 0 "0 differences" g "reviewer$p-1" --lang en reviewer reaffirm "$m" --yes
	expect "$p, second person" 0 "0 differences" g "reviewer$p-2" --lang en reviewer reaffirm "$m" --yes
done
holds "the new one is ready" '.state == "READY"' g officer1 officer status "$m"
holds "the old one is withdrawn, superseded" '.state == "WITHDRAWN"' g officer1 officer status "$n"
expect "assigning on the old one names the newer" 1 "pass_id: .*$newer" g officer1 officer assign "$n" --driver 示例司机甲 --licence-last4 0015 --tractor 1 --trailers 1

echo "-- differs from the last approved one"
jq '.cargo.name = "变压器乙" | .vehicle.laden.height_mm += 10' "$work/case.json" >"$work/other.json"
o=$(g officer1 officer apply "$work/other.json" --json 2>/dev/null | jq -er .number)
expect "the fields that differ are named" 0 "differs: laden.height_mm: [0-9]+ -> [0-9]+" g reviewer13-1 --lang en reviewer show "$o"
jq '.journeys = 5 | .documents[0].kind = "escort_plan" | .documents[1].kind = "outline_drawing"' "$work/changed.json" >"$work/more.json"
k=$(g officer1 officer apply "$work/more.json" --amends "$m" --reason "五趟" --json 2>/dev/null | jq -er .number)
expect "more journeys and another paper are no leg to seal again in one step" 1 "journeys: .*-> 5" g reviewer37-1 --lang en reviewer reaffirm "$k" --yes
grep -q "documents\[kind=escort_plan\]" "$work/err" && echo "ok   the paper is named" || { echo "FAIL the paper is not named" && cat "$work/err" && failed=1; }
expect "a trip that changes none is not reaffirmed" 1 "seal it as usual" g reviewer13-1 --lang en reviewer reaffirm "$o" --yes
exit "$failed"
