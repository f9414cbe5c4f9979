#!/usr/bin/env bash
# grounds.sh ROOT BUILD [ROWS] - complete applications through the real commands and the real desk: three transformers as one consignment
# with an empty return, sealed after one look; the same as last time; drafts; barred hauliers; and a table in GBK with broken rows, killed in
# the middle and gone on with: each row exactly once.
set -euo pipefail
. "$1/tests/desk.sh"
touch "$work/barred"
export GUOSUOD_DESK_BARRED=$work/barred
desk_start
officer() { g officer1 --lang zh officer "$@"; }
at() { TZ=CST-8 date -d "$1" +%Y-%m-%dT%H:%M:%S+08:00; }

equal() { # WHY WANT GOT
	if [ "$2" = "$3" ]; then echo "ok   $1"; else echo "FAIL $1: $3, wanted $2" && failed=1; fi
}
trips() { sqlite3 "$work/desk/server/guosuo.db" 'SELECT COUNT(*) FROM trip'; }
case_for "$(date +%s)" >"$work/case.json"

# ---- the consignment of three, the first with an empty return ----
jq --arg back "$(at '+6 days')" '
	def train($i): .vehicle.tractors[0] |= (.plate = "鲁A\($i)2345" | .vin = "LZZ1ABCD\(["9","3","5"][$i - 1])LA00001\($i)") |
		.vehicle.trailers[0] |= (.plate = "鲁A\($i)234挂" | .vin = "LA9920R3\(["9","0","2"][$i - 1])LA00003\($i)");
	[train(1) + {empty_return: {laden: {length_mm: 21800, width_mm: 3000, height_mm: 3000, mass_kg: 35500,
		axle_loads_kg: [4000, 3500, 3500], axle_line_loads_kg: [4083, 4083, 4083, 4083, 4084, 4084]}, depart_not_before: $back}},
	 train(2), train(3)]' "$work/case.json" >"$work/three.json"
jq '.[2].vehicle.laden.axle_line_loads_kg = [20001, 13266, 13267, 13267, 13267, 6532]' "$work/three.json" >"$work/over.json"
before=$(trips)
expect "one axle line of the third is 1 kg over: nothing is sent" 1 "轴线荷 20001 公斤, 超过上限 20000 公斤 1 公斤" officer apply "$work/over.json"
equal "and nothing was" "$before" "$(trips)"
expect "three units and an empty return are four passes" 0 '"consignment"' officer apply "$work/three.json" --json
cp "$work/out" "$work/three.answer"
equal "the desk has them" $((before + 4)) "$(trips)"
n=$(jq -r '.passes[] | select(.unit == 2).number' "$work/three.answer")
out=$(jq -r '.passes[0].number' "$work/three.answer")
back=$(jq -r '.passes[] | select(.returnOf != "").number' "$work/three.answer")
equal "the return names its way out" "$out" "$(jq -r '.passes[] | select(.returnOf != "").returnOf' "$work/three.answer")"
one() { g reviewer13-1 --lang zh reviewer "$@"; }
g reviewer13-1 reviewer sync >/dev/null 2>&1
expect "the queue says which unit of how many" 0 "  2/3" one queue
one pause "$out" --reason 桥梁复核 >/dev/null 2>&1
expect "a pause of all units: the first stands still already, the others are paused, the return is left" 1 "^3/3 .* 暂停" one pause "$n" --reason 桥梁复核 --units
equal "each in its line, and what was not possible is said" "未办 暂停 暂停" "$(awk '{print $3}' "$work/out" | paste -sd' ')"
expect "all of them go on in one command" 0 "LEG_OPEN" one resume "$n" --reason 复核通过 --units --json
equal "three of them" "1 2 3" "$(jq -r '[.[] | select(.state == "LEG_OPEN").unit] | join(" ")' "$work/out")"
for p in $provinces; do
	for r in 1 2; do
		g "reviewer$p-$r" reviewer sync >/dev/null 2>&1
		expect "province $p, person $r: one look, three seals" 0 "鲁A22345" g "reviewer$p-$r" --lang zh reviewer seal-units "$n" --speed 60 --yes
	done
	expect "province $p seals the empty return" 0 "空车返程" g "reviewer$p-1" --lang zh reviewer seal-units "$back" --yes
done
expect "nothing is left to seal" 1 "没有待您签章的" g reviewer37-1 --lang zh reviewer seal-units "$n" --yes
for number in $(jq -r '.passes[].number' "$work/three.answer"); do
	equal "pass $number is ready" READY "$(g officer1 officer status "$number" --json | jq -r .state)"
done
expect "a reviewer sees the units together" 0 "Castellet" g reviewer12-1 reviewer units "$back" --json
equal "four of them, by unit" "1 1 2 3" "$(jq -r '[.units[].unit] | join(" ")' "$work/out")"

# ---- all of it changed ----
jq '[.[] | del(.empty_return) | .journey.destination.unlocode = "CNTSN" | .journey.destination.place = "天津新港"]' "$work/three.json" >"$work/moved.json"
jq '.[:2]' "$work/moved.json" >"$work/two.json"
amend() { officer apply "$1" --amends "$n" --reason 改港 "${@:2}"; }
before=$(trips)
expect "a change names an application for each unit" 1 "同批共 3 台, 已找到 3 台, 给出的申请为 2 个" amend "$work/two.json" --yes
expect "nor does the return change" 1 "变更不含空车返程" amend "$work/three.json" --yes
expect "one look at every unit before anything is sent" 1 "没有终端可供确认" amend "$work/moved.json" </dev/null
equal "which names what differs, of each" 3 "$(grep -c 'journey.destination.unlocode: CNTXG -> CNTSN' "$work/err")"
equal "and nothing was" "$before" "$(trips)"
third=$(jq -r '.passes[] | select(.unit == 3).number' "$work/three.answer")
jq '.[2]' "$work/moved.json" >"$work/third.json"
expect "the third alone is changed first" 0 "-" officer apply "$work/third.json" --amends "$third" --reason 改港
expect "one yes for all: what cannot be is said, the others are changed" 1 "^3/3 .* 未办" amend "$work/moved.json" --yes
equal "each in its line" "1/3 2/3 3/3" "$(awk '{print $1}' "$work/out" | paste -sd' ')"
equal "the desk has the two" $((before + 3)) "$(trips)"
first=$(awk '/^1\/3/ {print $3}' "$work/out")
expect "the provinces see them as units of one consignment" 0 '"unit": 2' g reviewer13-1 reviewer units "$first" --json
equal "the former one of each is theirs" "$out" "$(g reviewer13-1 reviewer show "$first" --json | jq -r '.former | split(",")[0]')"

# ---- the same as last time, drafts ----
expect "the same as last time, at new times, shown before it is sent" 0 "journey.port_cutoff: .* -> " officer apply --like "$n" --depart "$(at '+9 days')" --yes
expect "an empty return is no model" 1 "请以其去程为样本" officer apply --like "$back" --depart "$(at '+9 days')" --yes
expect "a draft of it" 0 "drafts/下周.json" officer draft new 下周 --like "$n" --depart "$(at '+9 days')"
expect "is good as it is" 0 "未发现错误" officer check --draft 下周
expect "and can be sent" 0 "-" officer apply --draft 下周
expect "a draft of that name is there" 1 "已有此草稿" officer draft new 下周
expect "a name that climbs" 2 "草稿名称" officer draft new ../x
officer draft delete 下周
expect "an empty form asks for everything" 0 "空表.json" officer draft new 空表
expect "and says so" 1 "applicant.uscc: 必填" officer check --draft 空表

# ---- the operator's list ----
echo "91370103MA3TE5TX13 $(date -d '+1 day' +%F) 未履行加固义务" >"$work/barred"
before=$(trips)
expect "a barred haulier is refused, and told until when" 1 "applicant.uscc: .*停办名单.*$(date -d '+1 day' +%Y%m%d)" officer apply "$work/case.json"
expect "the desk says so before anything is sent" 1 "applicant.uscc: .*停办名单" officer check "$work/case.json" --desk
jq 'del(.documents) | .vehicle.laden.axle_line_loads_kg = [20001, 13266, 13267, 13267, 13267, 6532]' "$work/case.json" >"$work/worse.json"
expect "with all else that is wrong" 1 '"errors": 4' officer check "$work/worse.json" --desk --json
equal "the load, by how much it is over, the list, the documents" 4 "$(jq '[.faults[].text | select(test("超过上限 20000 公斤 1 公斤|停办名单|必须附"))] | length' "$work/out")"
equal "nothing was written" "$before" "$(trips)"
: >"$work/barred"
expect "a good one is good at the desk too" 0 "未发现错误" officer check "$work/case.json" --desk
expect "the list is read again when it changes" 0 "-" officer apply "$work/case.json"

# ---- bulk: so many rows, five of them bad, in GBK ----
rows=${3:-150} bad=5
jq '{base: ., columns: {"货物": "cargo.name", "件数": "cargo.pieces", "出发": "journey.depart_not_before", "截港": "journey.port_cutoff",
	"轴荷": "vehicle.laden.axle_loads_kg", "轮胎": "vehicle.tractors[0].tyres", "车牌": "vehicle.tractors[0].plate"}, ignore: ["备注"]}' \
	"$work/case.json" >"$work/map.json"
jq -rn --argjson rows "$rows" --argjson now "$(date +%s)" '
	def at($hours): $now + $hours * 3600 + 28800 | strftime("%Y-%m-%dT%H:%M:%S+08:00");
	"备注,货物,件数,出发,截港,轴荷,轮胎,车牌",
	(range(1; $rows + 1) | "第 \(.) 行,变压器 \(.),1,\(at(. % 60 + 1)),\(at(. % 60 + 80)),7300 11800 11800,2 4 4,鲁A\(20000 + .)")' |
	sed '5s/,1,/,3,/; 8s/变压器/"变压器/; 11s/7300 /7300, /; 14s/鲁A/鲁/; 17s/2 4 4/2 4/' | iconv -f UTF-8 -t GBK >"$work/t.csv"
bulk() { officer bulk "$work/t.csv" --map "$work/map.json" "$@"; }
before=$(trips)
expect "a table in GBK is converted, and that is said" 1 "GBK" bulk --preview
equal "a preview sends nothing" "$before" "$(trips)"
for row in '"5","件数","cargo.pieces","CARGO_DIVISIBLE"' '"8","货物","","CSV_OPEN"' '"11","","","CSV_CELLS"' \
	'"14","车牌","vehicle.tractors\[0\].plate","PLATE_FORM"' '"17","轮胎","vehicle.tractors\[0\].tyres","TYRE_COUNT"'; do
	expect "the error file names row, column and rule: $row" 0 "$row" cat "$work/t.csv.errors.csv"
done
bulk --yes >/dev/null 2>&1 &
run=$!
for _ in $(seq 200); do
	[ "$(trips)" -ge $((before + 10)) ] && break
	sleep 0.05
done
pkill -9 -P "$run" guosuo || true
wait "$run" 2>/dev/null || true
[ "$(trips)" -lt $((before + rows - bad)) ] || { echo "FAIL it was over before it was killed" && failed=1; }
sed -i '$d' "$work/t.csv.journal"              # as if it had been killed between the answer and the journal
printf '{"key":"torn' >>"$work/t.csv.journal" # and in the middle of a line
terminal() { # COMMAND: on a terminal; each state of its line a line
	SHELL=$BASH script -qec "$1" "$work/terminal" >/dev/null </dev/null || true
	tr '\r' '\n' <"$work/terminal"
}
expect "the same command, on a terminal, goes on where it was" 0 "接着办理" terminal "'$programs/guosuo' --home '$work/desk/homes/officer1' \
	--server $url --passphrase-file '$work/desk/passphrase' --lang zh officer bulk '$work/t.csv' --map '$work/map.json' --yes"
cp "$work/out" "$work/bar"
expect "a bar grows" 0 "提交 \[#{15} {15}\] [0-9]+/$rows" cat "$work/bar"
expect "to its end" 0 "提交 \[#{30}\] $rows/$rows" cat "$work/bar"
equal "each row is there exactly once" $((before + rows - bad)) "$(trips)"
equal "under its own name" $((rows - bad)) "$(sqlite3 "$work/desk/server/guosuo.db" "SELECT COUNT(DISTINCT cargo) FROM trip WHERE cargo LIKE '变压器 %'")"
expect "once more sends nothing" 1 "待提交 0, 有误 $bad, 已提交 $((rows - bad))" bulk --yes
iconv -f GBK -t UTF-8 "$work/t.csv" | sed '5s/,3,/,1,/; 8s/"变压器/变压器/; 11s/7300, /7300 /; 14s/鲁2/鲁A2/; 17s/,2 4,/,2 4 4,/' >"$work/good.csv"
mv "$work/good.csv" "$work/t.csv"
expect "the bad rows corrected are sent, and no other" 0 "已提交 $rows" bulk --yes
equal "now all are there" $((before + rows)) "$(trips)"
[ ! -e "$work/t.csv.errors.csv" ] || { echo "FAIL an error file without errors" && failed=1; }
jq '.columns["颜色"] = "cargo.colour"' "$work/map.json" >"$work/map.bad"
expect "a map to a field that does not exist" 1 "columns.颜色: 没有这一栏" officer bulk "$work/t.csv" --map "$work/map.bad"
exit "$failed"
