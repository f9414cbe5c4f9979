#!/usr/bin/env bash
# documents.sh ROOT BUILD - attachments, statutory acts and the dossier through the real programs: what is not what it says is refused,
# what is fetched is what was sent, what is printed is what was sealed, and a dossier that was touched does not hold.
set -euo pipefail
. "$1/tests/desk.sh"
desk_start

zh() { local home=$1 && shift && g "$home" --lang zh "$@"; }
en() { local home=$1 && shift && g "$home" --lang en "$@"; }
at() { TZ=CST-8 date -d "@$(($(date +%s) + $1))" +%Y-%m-%dT%H:%M:%S+08:00; }
shelf() { find "$work/desk/server/documents" -type f | wc -l; }

# A PDF of about SIZE bytes with its own words.
pdf() { # SIZE WORDS
	local object='1 0 obj\n<</Type/Catalog>>\nendobj\n'
	printf '%%PDF-1.4\n%%%s' "$2"
	head -c "$1" /dev/zero | tr '\0' x
	printf "\n$object"
	printf 'xref\n0 1\n0000000000 65535 f \ntrailer\n<</Size 2/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n' $((10 + ${#2} + $1 + 1 + $(printf "$object" | wc -c)))
}

# ---- what the desk takes ----
expect "the case's two documents lie there from the start" 0 "escort_plan" zh officer1 officer documents
before=$(shelf)
echo '<html>outline.pdf</html>' >"$work/outline.pdf"
expect "a page of the web called .pdf, Chinese" 1 "既不是 PDF" zh officer1 officer attach "$work/outline.pdf" --kind outline_drawing
expect "a page of the web called .pdf, English" 1 "neither PDF" en officer1 officer attach "$work/outline.pdf" --kind outline_drawing
head -c 9000 "$cases/outline.pdf" >"$work/half.pdf"
expect "half a PDF" 1 "cut off or damaged" en officer1 officer attach "$work/half.pdf" --kind outline_drawing
head -c 8388609 /dev/zero >"$work/large.pdf"
expect "larger than the policy allows" 1 "上限 8388608" zh officer1 officer attach "$work/large.pdf" --kind photo
: >"$work/empty.pdf"
expect "an empty file" 1 "size" en officer1 officer attach "$work/empty.pdf" --kind photo
expect "no such file" 1 "." en officer1 officer attach "$work/nothing.pdf" --kind photo
expect "no kind" 2 "kind" en officer1 officer attach "$cases/outline.pdf"
[ "$(shelf)" = "$before" ] || { echo "FAIL something refused was kept" && failed=1; }

pdf 1500000 bridge >"$work/bridge.pdf"
expect "a file of several parts" 0 '"size": 150' en officer1 officer attach "$work/bridge.pdf" --kind bridge_check
expect "the same bytes, by another of the company" 0 '"mediaType": "application/pdf"' en officer2 officer attach "$work/bridge.pdf" --kind bridge_check
[ "$(shelf)" = "$((before + 1))" ] || { echo "FAIL the same bytes are not one file" && failed=1; }
[ "$(sha256sum <"$(find "$work/desk/server/documents" -type f -size +1000k)")" = "$(sha256sum <"$work/bridge.pdf")" ] || { echo "FAIL other bytes were kept" && failed=1; }

# ---- what an application must carry ----
case_for "$(date +%s)" >"$work/case.json"
jq 'del(.documents)' "$work/case.json" >"$work/bare.json"
expect "class III without documents, Chinese" 1 "kind=escort_plan.*3 类大件必须附" zh officer1 officer apply "$work/bare.json"
expect "class III without documents, English" 1 "kind=outline_drawing.*class 3 needs" en officer1 officer apply "$work/bare.json"
jq '.applicant.agent = {uscc: "91110000600037341L", name: "示例代办", contact: .applicant.contact, authority: "委托书 17", valid_until: .journey.contract_delivery}' \
	"$work/case.json" >"$work/agent.json"
expect "an agent without a power of attorney" 1 "kind=power_of_attorney.*由代办人" zh officer1 officer check "$work/agent.json" --desk
jq '.documents[0].hash = "'"$(printf '%064d' 0)"'"' "$work/case.json" >"$work/unheld.json"
expect "a document nobody has sent" 1 "documents\[0\].hash.*未上传" zh officer1 officer apply "$work/unheld.json"
jq '.documents[1].kind = "song"' "$work/case.json" >"$work/kind.json"
expect "a kind the desk does not take" 1 "documents\[1\].kind.*受理清单" zh officer1 officer apply "$work/kind.json"
expect "a document written wrongly" 1 "KIND=FILE" en officer1 officer apply "$work/bare.json" --attach outline.pdf
expect "documents sent with the application" 0 "." en officer1 officer apply "$work/bare.json" --json \
	--attach "outline_drawing=$cases/outline.pdf,escort_plan=$cases/escort-plan.pdf,bridge_check=$work/bridge.pdf"
n=$(jq -r .number "$work/out")

# ---- reviewers ----
for r in reviewer37-1 reviewer37-2 reviewer13-1; do g "$r" reviewer sync >/dev/null 2>&1; done
expect "a reviewer fetches them" 0 "03-bridge_check.pdf" en reviewer13-1 reviewer documents "$n" --out "$work/fetched"
cmp "$work/fetched/01-outline_drawing.pdf" "$cases/outline.pdf" && cmp "$work/fetched/02-escort_plan.pdf" "$cases/escort-plan.pdf" &&
	cmp "$work/fetched/03-bridge_check.pdf" "$work/bridge.pdf" || failed=1

says() { # FILE WORDS...: on paper
	local file=$1 word && shift
	pdftotext -layout "$file" - | tr -d ' \n' >"$work/text"
	for word in "$@"; do grep -qF "$word" "$work/text" || { echo "FAIL $file does not say $word" && failed=1; }; done
}
act() { zh "$1" reviewer act "$n" --kind "$2" --out "$work/$2.pdf"; }
expect "no approval before it is sealed" 1 "尚无此项决定" act reviewer37-1 approval
expect "no act of that name" 2 "没有此种文书" zh reviewer37-1 reviewer act "$n" --kind pardon --out "$work/x.pdf"
expect "acceptance" 0 "已写入" act reviewer37-1 acceptance
says "$work/acceptance.pdf" 超限运输行政许可受理通知书 "$n" 济南示例电力设备有限公司 山东省交通运输厅 Noticeofacceptance
g reviewer37-1 reviewer conditions "$root/deploy/conditions.json" >/dev/null 2>&1
g reviewer37-1 reviewer seal "$n" --speed 60 --conditions "escort front=1,rear=1,staff=4,distance=50" --yes >/dev/null 2>&1
expect "no approval by one person" 1 "尚无此项决定" act reviewer37-1 approval
g reviewer37-2 reviewer seal "$n" --yes >/dev/null 2>&1
expect "approval" 0 "已写入" act reviewer37-1 approval
says "$work/approval.pdf" 准予超限运输行政许可决定书 审批人员37-1 审批人员37-2 60km/h G2 护送人员4人
cp "$work/approval.pdf" "$work/first.pdf"
expect "the same paper minutes later" 0 "." shifted +4m "$programs/guosuo" --home "$work/desk/homes/reviewer37-2" --lang zh \
	--server "$url" --passphrase-file "$work/desk/passphrase" reviewer act "$n" --kind approval --out "$work/approval.pdf"
cmp "$work/first.pdf" "$work/approval.pdf" || failed=1
cat >"$work/items.json" <<'JSON'
{"items": [{"field": "documents[kind=bridge_check]", "fault": "ITEM_UNCLEAR", "wrong": "缺子牙河大桥", "needed": "该桥的验算书"},
	{"field": "journey.legs[1].roads", "fault": "ITEM_WRONG", "wrong": "G3 施工", "needed": "改走的路线"}]}
JSON
g reviewer13-1 reviewer ask "$n" --reason 请补充桥梁验算 --items "$work/items.json" 2>/dev/null
expect "one-time correction" 0 "已写入" act reviewer13-1 correction
says "$work/correction.pdf" 一次性告知书 请补充桥梁验算 河北 缺子牙河大桥 该桥的验算书 G3施工 改走的路线
pdf 2000 river >"$work/river.pdf"
expect "an answer with a file that is none" 1 "neither PDF" en officer1 officer answer "$n" --leg 2 --item 1 --text 见附件 --attach "bridge_check=$work/outline.pdf"
expect "an answer with its document" 0 "1 items" en officer1 officer answer "$n" --leg 2 --item 1 --text 见附件 --attach "bridge_check=$work/river.pdf"
expect "the province that asked reads of it" 0 "documents: bridge_check river.pdf" en reviewer13-1 reviewer show "$n"
grep -q "wheelbases 3300 + 1350 mm, tyres 2 + 4 + 4, 12.00R20" "$work/out" && grep -q "示例护送员甲 13800000004 鲁A20001" "$work/out" ||
	{ echo "FAIL a reviewer does not see vehicles and escort staff as they were filed" && failed=1; }
expect "and fetches it" 0 "answer-04-bridge_check.pdf" en reviewer13-1 reviewer documents "$n" --out "$work/fetched"
cmp "$work/fetched/answer-04-bridge_check.pdf" "$work/river.pdf" || failed=1
expect "the others see what the application lists" 0 "03-bridge_check" en reviewer37-1 reviewer documents "$n"
! grep -q answer "$work/out" || { echo "FAIL another province's answer is listed" && failed=1; }
g reviewer13-1 reviewer consult "$n" --party police --name 沧州交警支队 --question 夜间通行 --until "$(at 86400)" >/dev/null 2>&1
g reviewer13-1 reviewer resume "$n" --reason 已补正 2>/dev/null
expect "who has not answered is said before the seal" 1 "consultations without an answer: 1" en reviewer13-1 reviewer seal "$n" </dev/null
g reviewer13-1 reviewer pause "$n" --reason 桥梁加固 2>/dev/null
expect "extension" 0 "已写入" act reviewer13-1 extension
says "$work/extension.pdf" 办理期限顺延告知书 桥梁加固
g reviewer13-1 reviewer resume "$n" --reason 已加固 2>/dev/null
g reviewer13-1 reviewer refuse "$n" --reason 加固未通过论证 --roads G18/30,G2 2>/dev/null
expect "refusal, with reasons and appeal" 0 "已写入" act reviewer13-1 refusal
says "$work/refusal.pdf" 不予超限运输行政许可决定书 加固未通过论证 行政复议 行政诉讼 河北省人民政府 "按下列内容可以许可" "G18/30>G2"

# ---- the dossier ----
g officer1 officer messages "$n" --say 请尽快办理 >/dev/null 2>&1
expect "a dossier as an archive" 0 "." en reviewer13-1 reviewer dossier "$n" --out "$work/case.tar"
expect "a dossier as a folder" 0 "." en reviewer37-1 reviewer dossier "$n" --out "$work/case"
desk_stop
expect "the archive holds, without a desk" 0 "decision-05.sealed: its seals hold" en reviewer13-1 reviewer dossier "$work/case.tar" --check
tar -xOf "$work/case.tar" rounds.json | jq -e '.leg.answers[0].answer.documents[0].name == "river.pdf" and .consultations[0].name == "沧州交警支队"' >/dev/null &&
	tar -xOf "$work/case.tar" messages.json | grep -q 请尽快办理 && echo "ok   answers, consultations and messages are in it" || { echo "FAIL what was said is not in the dossier" && failed=1; }
tar -tf "$work/case.tar" | grep -q document-answer-04-bridge_check.pdf || { echo "FAIL an answer's document is not in the dossier" && failed=1; }
expect "the folder holds" 0 "leg.sealed: its seals hold" en reviewer37-1 reviewer dossier "$work/case" --check
expect "by the root set alone, in an empty home" 0 "案卷完整" "$programs/guosuo" --home "$work/nobody" --lang zh reviewer dossier \
	"$work/case.tar" --check --root-set "$(cat "$work/desk/root-set")"
expect "not by another root set" 1 "." "$programs/guosuo" --home "$work/nobody" --lang zh reviewer dossier \
	"$work/case.tar" --check --root-set "$(printf '%064d' 1)"

# touched WHY PATTERN COMMAND: a copy of the folder is changed by the command, and does not hold.
touched() {
	rm -rf "$work/copy" && cp -r "$work/case" "$work/copy"
	(cd "$work/copy" && eval "$3")
	expect "$1" 1 "$2" en reviewer37-1 reviewer dossier "$work/copy" --check
}
relist='for f in *; do [ "$f" = manifest.json ] || printf "{\"name\":\"%s\",\"size\":%d,\"sha256\":\"%s\"}" "$f" "$(stat -c %s "$f")" "$(sha256sum <"$f" | cut -d" " -f1)"; done | jq -s "{dossier:2,province:37,files:.}" >manifest.json'
touched "a byte of a document changed" '\[!!\]  document-01' 'printf x | dd of=document-01-outline_drawing.pdf bs=1 seek=500 conv=notrunc 2>/dev/null'
touched "a document changed and the manifest with it" '\[!!\]  车货外廓轮廓图|\[!!\]  outline.pdf' "printf x | dd of=document-01-outline_drawing.pdf bs=1 seek=500 conv=notrunc 2>/dev/null; $relist"
touched "the words of the conditions changed" '\[!!\]  conditions.txt' "sed -i 's/ 4 人/ 0 人/' conditions.txt; $relist"
touched "a document missing" '\[!!\]  document-02' 'rm document-02-escort_plan.pdf'
touched "a file too many" '\[!!\]  extra' 'echo x >extra'
touched "the leg's seal changed" '\[!!\]  leg.sealed' "printf x | dd of=leg.sealed bs=1 seek=150 conv=notrunc 2>/dev/null; $relist"
touched "the trip changed" '\[!!\]  trip.sealed' "printf x | dd of=trip.sealed bs=1 seek=60 conv=notrunc 2>/dev/null; $relist"
touched "the readable application changed" '\[!!\]  application.json' "sed -i s/75000/70000/ application.json; $relist"
touched "another roster" '\[!!\]  roster-37' "printf x | dd of=roster-37.sealed bs=1 seek=90 conv=notrunc 2>/dev/null; $relist"
touched "a history of something else" '\[!!\]  history.json' "jq '.entries[0].object = .entries[0].actor' history.json >h && mv h history.json; $relist"
exit "$failed"
