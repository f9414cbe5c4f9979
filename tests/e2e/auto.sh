#!/usr/bin/env bash
# auto.sh ROOT BUILD - a province's rules through the real programs: what they say about a pass, what the province's machine seals by
# them at once, and what it leaves to a person and why; caps, kill -9 in the middle, a desk that is away, files that are not sound.
set -euo pipefail
. "$1/tests/desk.sh"
desk_start
rules=$root/deploy/rules/37.json
machine=$work/desk/homes/reviewer37-1

# The case as a smaller train: class I, on an ordinary trailer.
small() { # NAME JQ
	case_for "$(date +%s)" | jq '.cargo += {mass_kg: 20000, length_mm: 8600, width_mm: 2900, height_mm: 3000} | del(.documents) |
		.vehicle.tractors = [.vehicle.tractors[0]] |
		.vehicle.trailers[0] |= (del(.axle_lines, .wheelbases_mm, .tyres) + {kind: "flatbed", axles: 3, kerb_mass_kg: 8000}) |
		.vehicle.laden = {length_mm: 19500, width_mm: 2900, height_mm: 4150, mass_kg: 39000,
			axle_loads_kg: [7000, 6400, 6400, 6400, 6400, 6400]}' | jq "$2" >"$work/$1.json"
}
file() { # NAME: $NAME.number
	g officer1 officer apply "$work/$1.json" --json >"$work/$1.answer" 2>"$work/err" || { cat "$work/err" && exit 1; }
	jq -er .number "$work/$1.answer" >"$work/$1.number"
}
n() { cat "$work/$1.number"; }
line() { sed 's/.$/./' "$work/$1.number"; } # its number as a pattern: the check sign may be one that grep reads
auto() { g reviewer37-1 --lang en reviewer auto "$@" | tee "$work/round"; }
said() { expect "$1" 0 "$2" cat "$work/round"; } # WHY PATTERN: in the round before
leg_is() { # WHY NAME STATE
	local got
	got=$(g officer1 officer status "$(n "$2")" --json | jq -r '.legs[0].state')
	[ "$got" = "$3" ] && echo "ok   $1" || { echo "FAIL $1: $got" && failed=1; }
}
holds() { # WHY FILTER FILE
	jq -es "$2" "$3" >/dev/null && echo "ok   $1" || { echo "FAIL $1: $2" && cat "$3" && failed=1; }
}

echo "-- a file that is not sound"
bad() { # WHY JQ PATTERN
	jq "$2" "$rules" >"$work/bad.json"
	expect "$1" 1 "$3" g reviewer37-1 --lang en reviewer rules "$work/bad.json" --check
}
bad "a field that is none names the rule" '.rules[2].when.colour = 1' '^class-I.when.colour: no such field'
bad "class III is never sealed by a rule" '.rules[2].when.classes = ["CLASS_III"]' '^class-I.when.classes: .*two persons.*recommend'
bad "class II only where it repeats" '.rules[2].when.classes = ["CLASS_II"]' '^class-I.when.repeatDays: .*repeats'
bad "nothing sealed is a default" 'del(.rules[2].terms.speedKmh)' '^class-I.terms.speedKmh: is required'
bad "a seal has a pace" 'del(.perHour)' '^perHour: is required'
bad "an id stands once" '.rules[3].id = "class-I"' '^class-I.id: is there twice'
bad "a condition that no template has" '.rules[2].terms.conditions = "fly"' 'rule class-I: terms.conditions'
jq '.rules[3].id = "class-I"' "$rules" >"$work/bad.json"
expect "and in Chinese" 1 '^class-I.id: 重复' g reviewer37-1 --lang zh reviewer rules "$work/bad.json" --check
jq '.province = 13 | del(.rules[].when.corridors)' "$rules" >"$work/bad.json"
expect "another province's rules are not taken in" 1 "province 13's.*province 37's" g reviewer37-1 --lang en reviewer rules "$work/bad.json"
expect "without rules nothing is sealed" 1 "holds no rules" auto --once

echo "-- class I is sealed at once; what the rules only recommend, or do not cover, is a person's"
g reviewer37-1 reviewer sync >/dev/null 2>&1
expect "the rules are taken in" 0 "transformers" g reviewer37-1 --lang en reviewer rules "$rules"
small one . && small two '.journeys = 2' && small heavy '.vehicle.laden.axle_loads_kg = [5900, 6000, 6000, 10500, 5300, 5300]'
file one
expect "a dry run seals nothing" 0 "$(line one).*class-I.*would be sealed" auto --once --dry-run
leg_is "and did not" one LEG_OPEN
begun=$(date +%s%N)
file one
expect "class I is sealed at once, by its rule" 0 "$(line one)  1  class-I  sealed" auto --once
echo "     from application to seal in one province: $((($(date +%s%N) - begun) / 1000000)) ms"
leg_is "the desk has it" one LEG_SEALED
expect "the company reads which rule sealed" 0 "class-I" g officer1 --json officer status "$(n one)"
apply case && file two && file heavy
expect "class III is only recommended" 0 "$(line case).*transformers.*recommends to approve" auto --once
said "what is over the limit is a person's, with the reason" "$(line heavy).*left to a person: .*class-I: has 10500 kg on an axle, the rule takes 10000"
said "so is what makes more journeys" "$(line two).*class-I: makes 2 journeys, the rule takes 1"
for leg in case two heavy; do leg_is "$leg was not sealed" "$leg" LEG_OPEN; done
expect "run again, nothing is sealed twice" 0 "ended: 0 sealed" auto --once
holds "a line before each seal and one after it" '[.[] | select(.body)] | length == 2 and all(.rule == "class-I")' "$machine/auto.jsonl"
holds "each is over" '[.[] | select(.end == "sealed")] | length == 2' "$machine/auto.jsonl"
sql() { sqlite3 -cmd '.timeout 5000' "$(find "$work/desk" -name guosuo.db)" "$1"; }
[ "$(sql 'SELECT COUNT(*) FROM entry WHERE kind = 26')" = 2 ] && echo "ok   the history tells that no person looked" || { echo "FAIL the history" && failed=1; }
expect "so does the case file" 0 "." g reviewer37-1 reviewer dossier "$(n one)" --out "$work/case.tar"
tar -xOf "$work/case.tar" history.json | jq -e '[.entries[].kind] | index(26) != null' >/dev/null && echo "ok   by its kind" || { echo "FAIL the case file" && failed=1; }

echo "-- what a person sees"
expect "a reviewer sees what the rules recommend" 0 "transformers .*recommends to approve" g reviewer37-1 --lang en reviewer show "$(n case)"
expect "and may see it in the queue" 0 "transformers: recommends to approve" g reviewer37-1 --lang en reviewer queue --rules
expect "tried on a pass, each rule says why it does not hold" 0 "class-I: class 3 is none of the rule's" g reviewer37-1 --lang en reviewer rules --pass "$(n case)"

echo "-- what a person has begun, or asked others about, is a person's"
small paused . && file paused && file one
g reviewer37-2 reviewer sync >/dev/null 2>&1
must g reviewer37-2 reviewer pause "$(n paused)" --reason 核实 && must g reviewer37-2 reviewer resume "$(n paused)" --reason 已核实
must g reviewer37-2 reviewer consult "$(n one)" --party police --name 德州交警 --question 是否可行 --until "$(TZ=CST-8 date -d '+1 day' +%Y-%m-%dT%H:%M:%S+08:00)"
expect "a decision before it" 0 "$(line paused).*class-I.*a person has decided something" auto --once
said "a consultation that is open" "$(line one).*class-I.*a consultation is open"
must g reviewer37-2 reviewer opinion "$(n one)" --number 1 --opinion agreed --answer 同意

expect "once all agree, the rule seals" 0 "$(line one).*class-I  sealed" auto --once

echo "-- what repeats an approved one, on its terms"
small tall '.vehicle.laden.height_mm = 4400' && file tall
must g reviewer37-2 reviewer seal "$(n tall)" --speed 45 --hours-from 09:00 --hours-to 16:00 --conditions 1,3 --yes
file tall
expect "class II is sealed where it repeats" 0 "$(line tall).*repeat  sealed" auto --once
leg_is "the desk has it" tall LEG_SEALED
expect "on the terms of the one before" 0 '"speed_kmh": ?45' g reviewer37-1 --json reviewer show "$(n tall)"
must g reviewer37-2 reviewer revoke "$(n tall)" --leg --reason misused --note 用于另一车 --yes
file tall
expect "not where that was revoked since" 0 "repeat: .*or it was revoked" g reviewer37-1 --lang en reviewer rules --pass "$(n tall)"
must g reviewer37-2 reviewer seal "$(n tall)" --speed 45 --yes
small taller '.vehicle.laden.height_mm = 4420' && file taller
expect "not where the outline differs, and one other is only recommended" 0 "$(line taller).*transformers.*recommends to approve" auto --once
expect "it says in how much" 0 "repeat: differs from the last approved one in 1 places" g reviewer37-1 --lang en reviewer rules --pass "$(n taller)"

echo "-- what a notice says of its road"
jq -n '{title: "G20 管控", titleEn: "G20 works", divisions: [370103], roads: ["G20"], phone: "0531-12345",
	items: [{matter: "ROAD_WORKS", division: 370103, text: "占道施工", textEn: "lane closed"}]}' >"$work/works.json"
jq '.items[0].matter = "SUPPORT_MEASURE"' "$work/works.json" >"$work/over.json"
works=$(g reviewer37-2 reviewer notice "$work/works.json" --yes --json 2>"$work/err" | jq -er .id) || { cat "$work/err" && failed=1; }
file one
expect "where the rule leaves works out, a person looks" 0 "$(line one).*class-I: a notice that the rule leaves out holds on its roads" auto --once
must g reviewer37-2 reviewer notice "$work/over.json" --replaces "$works" --yes
expect "once they are over, the rule seals" 0 "$(line one).*class-I  sealed" auto --once

echo "-- a pace"
sealed=$(jq -s '[.[] | select(.end == "sealed")] | length' "$machine/auto.jsonl")
jq ".perHour = $sealed" "$rules" >"$work/slow.json" && must g reviewer37-1 reviewer rules "$work/slow.json"
file one
expect "no more than the rules allow in an hour" 0 "$(line one).*class-I.*as many as the rules allow in an hour" auto --once
leg_is "the rest waits" one LEG_OPEN
must g reviewer37-1 reviewer rules "$rules"

echo "-- the machine dies after it has sealed and before the desk has answered"
mkfifo "$work/lock"
sqlite3 "$(find "$work/desk" -name guosuo.db)" <"$work/lock" >/dev/null & # no write gets through
exec 7>"$work/lock"
echo 'BEGIN IMMEDIATE;' >&7
before=$(wc -l <"$machine/auto.jsonl")
"$programs/guosuo" --home "$machine" --server "$url" --passphrase-file "$work/desk/passphrase" reviewer auto --once >/dev/null 2>&1 & # by its own id
machine_id=$!
for _ in $(seq 200); do [ "$(wc -l <"$machine/auto.jsonl")" -gt "$before" ] && break; sleep 0.05; done
kill -9 "$machine_id" && wait "$machine_id" 2>/dev/null || true
desk_stop
exec 7>&-
wait
holds "its ledger has the bytes, and no end" ".[$before].body and (.[$((before + 1))] == null)" "$machine/auto.jsonl"

echo "-- the desk is away"
"$programs/guosuo" --home "$machine" --server "$url" --passphrase-file "$work/desk/passphrase" --lang en reviewer auto --every 1 >"$work/loop" 2>"$work/loop.err" &
machine_id=$!
sleep 2
desk_start
for _ in $(seq 300); do grep -q "$(line one).*sealed" "$work/loop" && break; sleep 0.2; done
kill -TERM "$machine_id" && wait "$machine_id" && echo "ok   SIGTERM ends it between two legs" || { echo "FAIL the end" && cat "$work/loop.err" && failed=1; }
[ "$(grep -c "desk is away" "$work/loop.err")" = 1 ] && grep -q "desk is back" "$work/loop.err" && echo "ok   it says once that the desk is away" ||
	{ echo "FAIL what it says" && cat "$work/loop.err" && failed=1; }
leg_is "what was begun is sealed" one LEG_SEALED
holds "with the very bytes of before" "[.[] | select(.body)] | (length == ([.[].key] | unique | length)) and (.[-1].leg | length == 64)" "$machine/auto.jsonl"
want=$(jq -rs '[.[] | select(.body)][-1].leg' "$machine/auto.jsonl")
[ "$(sql "SELECT COUNT(*) FROM entry WHERE kind = 26 AND object = x'$want'")" = 1 ] && echo "ok   and no others" || { echo "FAIL other bytes" && failed=1; }

echo "-- the answer was lost, the seal was not"
sed -i '$d' "$machine/auto.jsonl"
expect "the desk is asked, nothing is sealed again" 0 "ended: 0 sealed" auto --once
holds "the ledger is whole again" '.[-1].end == "sealed"' "$machine/auto.jsonl"
printf '{"key"' >>"$machine/auto.jsonl"
expect "a torn last line is cut off" 0 "ended: 0 sealed" auto --once
sed -i '1s/{/[/' "$machine/auto.jsonl"
expect "a ledger that is none stops the machine" 1 "cannot be used, so nothing is sealed" auto --once
exit $failed
