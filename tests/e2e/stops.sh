#!/usr/bin/env bash
# stops.sh ROOT BUILD - a bed for the night, through the real commands and the real desk: the case's three beds at Cangzhou and
# meals at Dezhou, from the roster to the driver's card without a network; never overbooked; each bad input named.
set -euo pipefail
. "$1/tests/desk.sh"
desk_start
. "$root/deploy/setup"
at() { TZ=CST-8 date -d "@$1" +%Y-%m-%dT%H:%M:%S+08:00; }

# ---- keepers come onto their province's roster, as checkpoints do ----
keeper() { # PROVINCE NAME
	invite "authority$1-1" "keeper$1" stop "$2" --province "$1" --stop 11
	must g "authority$1-1" authority admit
	must g "authority$1-1" authority roster "$cases/roster.$1.json" --out "$work/roster.$1"
	must g "authority$1-2" authority seal "$work/roster.$1"
	must g "authority$1-1" authority publish "$work/roster.$1"
	must g "keeper$1" stop sync
}
must g keeper13 stop sync
keeper 37 德州服务区
expect "a stop says what it can take" 0 "." g keeper13 stop capacity "$cases/stop.13.11.json"
expect "an authority says it for its stop" 0 "." g authority37-1 authority stop "$cases/stop.37.11.json"
expect "an authority does not say it for another province's" 1 "无权|not permitted" g authority12-1 authority stop "$cases/stop.37.11.json"
expect "the officer sees what fits" 0 "沧州服务区.*6/6" g officer1 officer stops --province 13 --length-mm 21800 --services lodging,parking
expect "and what does not is not listed" 0 "没有符合|no stop fits" g officer1 officer stops --province 13 --length-mm 31000

# ---- the case ----
apply case
n=$(cat "$work/case.number") now=$(date +%s)
noon=$(((now + 7200 - 14400) / 86400 * 86400 + 86400 + 14400)) # the next end of a night at Cangzhou, 12:00 in the east
evening=$(at $((noon + 6 * 3600))) morning=$(at $((noon + 20 * 3600)))
book() { g officer1 officer book "$n" --leg 2 --stop 11 --from "$evening" --to "$morning" "$@"; }
g officer1 officer book "$n" --leg 2 --stop 11 --beds 3 --meals 6 --from "$evening" --to "$morning" --json >"$work/beds"
g officer1 officer book "$n" --leg 1 --stop 11 --meals 3 --from "$(at $((now + 3600)))" --to "$(at $((now + 7200)))" --json >"$work/meals"
beds=$(jq -er .code "$work/beds") meals=$(jq -er .code "$work/meals")
expect "the keeper sees three beds asked for" 0 "$beds.*(床 3|beds 3)" g keeper13 stop queue
expect "another stop's keeper does not" 1 "未找到|not found" g keeper37 stop confirm "$beds" --yes
expect "nothing is sealed unseen" 1 "yes" g keeper13 stop confirm "$beds" </dev/null
expect "the keeper confirms under its seal" 0 "已确认并签章|confirmed and sealed" g keeper13 stop confirm "$beds" --yes
expect "so does the one of the meals" 0 "已确认并签章|confirmed and sealed" g keeper37 stop confirm "$meals" --yes
expect "once" 1 "不是待确认|does not wait" g keeper13 stop confirm "$beds" --yes

# ---- bad input: what is asked | language | what is said ----
while IFS='|' read -r options lang said; do
	[ -n "$options" ] || continue
	words=${options//EVENING/$evening} words=${words//MORNING/$morning}
	words=${words//LONG/$(at $((now + 200 * 3600)))} words=${words//AFTER/$(at $((now + 210 * 3600)))}
	read -ra words <<<"$words"
	expect "$options, $lang" 1 "$said" g officer1 --lang "$lang" officer book "$n" "${words[@]}"
done <<'ROWS'
--leg 2 --stop 12 --beds 1 --from EVENING --to MORNING|zh|stop: 省份 13 的名册中没有代码为 12
--leg 3 --stop 11 --beds 1 --from EVENING --to MORNING|en|stop: .*has not said yet
--leg 4 --stop 11 --beds 1 --from EVENING --to MORNING|zh|ordinal: 序号 4 不存在
--leg 2 --stop 11 --beds 4 --from EVENING --to MORNING|zh|beds: 需 4 张床位, 其中一夜仅余 3 张
--leg 2 --stop 11 --beds 4 --from EVENING --to MORNING|en|beds: 4 beds are asked for, in one of the nights 3 are free
--leg 2 --stop 11 --meals 55 --from EVENING --to MORNING|en|meals: 55 meals .* 54 are free
--leg 2 --stop 11 --from EVENING --to MORNING|zh|beds: 床位与用餐都未填, 至少填一项
--leg 2 --stop 11 --beds 1 --from MORNING --to EVENING|en|not_after: the window ends before it starts
--leg 2 --stop 11 --beds 1 --from 2020-03-10T18:00:00+08:00 --to 2020-03-11T08:00:00+08:00|zh|not_after: 期限已过
--leg 2 --stop 11 --beds 1 --from LONG --to AFTER|en|not_before: lies outside the trip's window
ROWS
jq '.longestMm = 21000' "$cases/stop.37.11.json" >"$work/short.json"
must g keeper37 stop capacity "$work/short.json"
expect "too short for the train" 1 "车货总长 21800 毫米, 该食宿点最长可停 21000 毫米" g officer1 --lang zh officer book "$n" --leg 1 --stop 11 --meals 1 \
	--from "$evening" --to "$morning"
expect "nor is it applied for" 1 "journey.legs\[0\].stops\[0\].name: .*21000 mm" g officer1 --lang en officer check "$work/case.json" --desk
must g reviewer37-1 reviewer sync
expect "nor is it sealed" 1 "leg.stops\[0\]: 车货总长 21800 毫米" g reviewer37-1 --lang zh reviewer seal "$n" --yes
expect "a stop that the roster lacks is not sealed" 1 "--stops 99" g reviewer37-1 reviewer seal "$n" --stops 99 --yes
must g keeper37 stop capacity "$cases/stop.37.11.json"
jq '.journey.legs[0].stops[0].name = "无名服务区"' "$work/case.json" >"$work/unknown.json"
expect "a name that the roster lacks is warned of" 0 "journey.legs\[0\].stops\[0\].name: 省份 37 的名册中没有此名称" g officer1 --lang zh officer check "$work/unknown.json" --desk
expect "the reviewer names the stops, by their name" 1 "途中食宿点代码: 11" g reviewer37-1 --lang zh reviewer seal "$n" --stops 德州服务区 </dev/null
expect "capacity does not fall below what is taken" 1 "stop.beds.*3" g keeper13 stop capacity --beds 2
expect "the number of what is free follows" 0 "3/6" g officer1 officer stops --province 13 --from "$evening" --to "$morning"

# ---- never overbooked: six at once want the three beds that are left ----
for i in 1 2 3 4 5 6; do
	cp -r "$work/desk/homes/officer1" "$work/desk/homes/at-once$i"
	g "at-once$i" officer book "$n" --leg 2 --stop 11 --beds 1 --from "$evening" --to "$morning" --json >"$work/once.$i" 2>/dev/null &
	pids+=($!)
done
for p in "${pids[@]}"; do wait "$p" || true; done
got=$(cat "$work"/once.* | jq -s length)
[ "$got" = 3 ] && echo "ok   three of six got a bed" || { echo "FAIL $got of six got one of three beds" && failed=1; }
for code in $(cat "$work"/once.* | jq -r .code); do must g officer1 officer unbook "$n" "$code"; done
expect "what is cancelled is free again" 0 "3/6" g officer1 officer stops --province 13 --from "$evening" --to "$morning"

# ---- another trip's booking, for what follows ----
apply other
m=$(cat "$work/other.number")
g officer1 officer book "$m" --leg 2 --stop 11 --meals 1 --from "$evening" --to "$morning" --json >"$work/foreign"
must g keeper13 stop confirm "$(jq -er .code "$work/foreign")" --yes
must g officer1 officer fetch "$m" --out "$work/other.pass"

# ---- the provinces seal; the driver has it offline ----
must review_all "$n"
must g officer1 officer assign "$n" --driver 示例司机甲 --licence-last4 0015 --tractor 1 --trailers 1
must g officer1 officer assign "$n" --driver 示例司机乙 --licence-last4 0023 --tractor 1 --trailers 1 --paper
must g driver driver fetch "$n"
must g driver driver sync
for p in $provinces; do must g "checkpoint$p" checkpoint sync; done
expect "the driver says when the crew will be there" 0 "." g driver driver arriving "$n" "$beds" "$(at $((noon + 7 * 3600)))"
expect "the keeper sees it" 0 "$beds.*(预计|expected)" g keeper13 stop queue
expect "not outside the window" 1 "arrival: 预计到达时间不在预订期限内" g driver --lang zh driver arriving "$n" "$beds" "$(at $((now + 90 * 3600)))"
must g keeper37 stop decline "$meals" --reason 水管爆裂
g driver --lang en driver card "$n" --json >"$work/before"
jq -e '[.bookings[].gone] == [false, false] and .asked_at > 0' "$work/before" >/dev/null && echo "ok   until it syncs the card says what it knew, and of when" || {
	echo "FAIL the card before" && cat "$work/before" && failed=1
}
must g officer1 officer assign "$m" --driver 示例司机甲 --licence-last4 0015 --tractor 1 --trailers 1
must g driver driver fetch "$m"
must g officer1 officer withdraw "$m" --reason 改期
expect "a sync brings what has become of the bookings; a pass that was withdrawn is named" 1 "(不再给出通行证|no longer gives pass) $m" g driver driver sync
desk_stop
expect "the bed that is gone is said to be, with the keeper's reason" 0 "GONE: declined .*水管爆裂" g driver --lang en driver card "$n"
expect "and how old that is" 0 "预订情况: [0-9]+ 分钟前向服务器核对" g driver --lang zh driver card "$n"
expect "the withdrawn pass's beds are cancelled" 0 "GONE: cancelled" g driver --lang en driver card "$m"
expect "and its card says that the desk gives it no more" 0 "no longer gives pass $m" g driver --lang en driver card "$m"
expect "the card says where, until when, and the telephone, without a network" 0 "0317-00000011" g driver driver card "$n"
g driver driver card "$n" --json >"$work/card"
jq -e '.next_exit.leg == 1 and .next_exit.station == "371400-001 德州 (鲁冀界)" and .exit_after.leg == 2' "$work/card" >/dev/null ||
	{ echo "FAIL the card's exits" && cat "$work/card" && failed=1; }
jq -e '.bookings | length == 2 and all(.seal == "verified" and .permitted) and (map(.name) | sort) == ["德州服务区", "沧州服务区"] and
	(map(select(.leg == 2))[0] | .beds == 3 and .meals == 6 and .gone == false) and
	(map(select(.leg == 1))[0] | .gone and .state == "declined" and .reason == "水管爆裂")' "$work/card" >/dev/null && echo "ok   both seals are verified against the roster" || {
	echo "FAIL the card" && cat "$work/card" && failed=1
}
# ---- on paper: a page of facts, then a page a leg whose code is read from the print ----
expect "the whole pass on A4" 0 "." g driver driver print "$n" --out "$work/pass.pdf"
pdftotext -layout "$work/pass.pdf" "$work/pass.txt" && pdftoppm -r 150 -png "$work/pass.pdf" "$work/page"
for words in "$n" 鲁A12345 鲁A1234挂 示例司机乙 0023 913701 "G3" "60 km/h" 0317-00000011 "$beds" "Leg 3 of 3"; do
	grep -qF -- "$words" "$work/pass.txt" || { echo "FAIL the paper does not say $words" && failed=1; }
done
i=1
for p in $provinces; do
	i=$((i + 1))
	expect "its code for $p, from the page" 0 "ACCEPT" g "checkpoint$p" checkpoint verify --picture "$work/page-$i.png" --plate 鲁A12345 \
		--trailers 鲁A1234挂
done
expect "paper alone is not enough: compare first" 3 "REFER" g checkpoint37 checkpoint verify --picture "$work/page-2.png"

# A forger with the driver's help puts another trip's booking into this pass.
d=(protoc -I "$root/proto" guosuo/v1/pass.proto)
cp -r "$work/desk/homes/driver" "$work/desk/homes/forger"
{
	"${d[@]}" --decode=guosuo.v1.PassFile <"$work/desk/homes/driver/passes/$n.pass" | awk '/^bookings \{/{skip=1} !skip{print} /^\}/{skip=0}'
	"${d[@]}" --decode=guosuo.v1.PassFile <"$work/other.pass" | awk '/^bookings \{/{take=1} take{print} /^\}/{take=0}'
} | "${d[@]}" --encode=guosuo.v1.PassFile >"$work/forged.pass"
must g forger driver import "$work/forged.pass"
expect "another trip's booking is not believed" 1 "签章不符|does not verify" g forger driver card "$n"
rm -r "$work/desk/homes/forger/state"
expect "without a roster it is said to be unverified" 0 "未核实|not verified" g forger driver card "$n"
expect "the code is shown as before" 0 "GUOSUO1:" g driver driver show "$n" --leg 2 --text
exit "$failed"
