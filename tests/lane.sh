# tests/lane.sh - the gate's full screen in a real terminal (tmux): a shift at Hebei's checkpoint with a good pass, a wrong plate, a
# vehicle without one, a volunteer, a hand-over, and a terminal that goes away; and a delivery at the port's. Sourced where a desk is, stopped, and a driver has $n.
lane() { env -u TMUX LC_ALL=C.UTF-8 tmux -u -S "$work/tmux" -f /dev/null "$@"; }
lane_type() { lane send-keys -t 0 "$@"; }
lane_paste() { # FILE: as a scanner types it, at once
	{ tr -d '\n' <"$1" && printf '\r'; } | lane load-buffer - && lane paste-buffer -r -d -t 0
}
lane_scan() { # LEG
	g driver driver show "$n" --leg "$1" --text >"$work/code" && lane_paste "$work/code"
}
lane_see() { # WHY PATTERN: on the screen within ten seconds
	for _ in $(seq 100); do
		lane capture-pane -p -t 0 >"$work/screen" && grep -qE -- "$2" "$work/screen" && echo "ok   $1" && return
		sleep 0.1
	done
	echo "FAIL $1: not on the screen: /$2/" && cat "$work/screen" && failed=1
}
lane_start() { # HOME OPTION...
	lane new-session -d -x 80 -y 24 "env TERM=screen '$programs/guosuo' checkpoint gate --lang zh --home '$1' \
		--passphrase-file '$work/desk/passphrase' ${*:2}; echo LEFT \$?; stty -a | tr ';' '\n' | grep -ow -e '-*icanon' -e '-*echo'; sleep 60"
}
lane_hears() { # WHY RINGS: since it was asked last
	sleep 0.8
	[ "$(tr -dc '\a' <"$work/heard" | wc -c)" = "$2" ] && echo "ok   $1" || { echo "FAIL $1: $(tr -dc '\a' <"$work/heard" | wc -c) rings, wanted $2" && failed=1; }
	: >"$work/heard"
}
lane_picture() { # the code on the screen, as a camera sees it: half blocks to pixels
	lane capture-pane -p -t 0 | python3 -c '
import sys
rows = [line.rstrip("\n") for line in sys.stdin]
code = [i for i, row in enumerate(rows) if set(row) & set("▀▄█") and not set(row) - set(" ▀▄█")]
width = max(len(rows[i]) for i in code) + 8
bits = [[0] * width for _ in range(8)]
for row in rows[code[0] : code[-1] + 1]:
    for dark in ("▀█", "▄█"):
        bits.append([0] * 4 + [int(c in dark) for c in row] + [0] * (width - 4 - len(row)))
bits += [[0] * width for _ in range(8)]
print("P1", 4 * width, 4 * len(bits))
for row in bits:
    for _ in range(4):
        print(" ".join(str(b) for b in row for _ in range(4)))'
}
trap 'lane kill-server 2>/dev/null || true; desk_stop; rm -rf "$work"' EXIT

expect "the gate's screen needs a terminal, and says so" 1 "须在终端中运行" g checkpoint13 --lang zh checkpoint gate --duty 5
# In the epidemic its province asks for something of every load with a pass; the gate hears of it from a stick.
jq '.inspections = [{asked: [1, 2], people: true, raisedDc: 373, earlierS: 3600}]' "$cases/roster.13.json" >"$work/epidemic.json"
jq '.inspections = [{asked: [1, 2, 2]}]' "$cases/roster.13.json" >"$work/twice.json"
expect "what a roster asks for at its gates is checked" 1 "inspections\[0\].asked: 代码有误.*CODES_FORM" g authority13-1 --lang zh authority roster "$work/twice.json" --out "$work/roster.13"
mkdir "$work/stick"
must g authority13-1 authority roster "$work/epidemic.json" --out "$work/stick/roster.13"
expect "and shown to whoever seals it" 0 "查验点应查: 测温正常, 已消毒, 驾乘人数  体温高于此为偏高: 37.3 C" g authority13-2 --lang zh authority seal "$work/stick/roster.13"
must g checkpoint13 checkpoint sync "$work/stick"
lane_start "$work/desk/homes/checkpoint13" --printer /dev/usb/none
: >"$work/heard" && lane pipe-pane -t 0 "cat >>'$work/heard'"
lane_see "somebody logs in" "值班编号"
lane_scan 2
lane_see "no code is taken before" "先输入值班编号"
lane_type 5 Enter
lane_see "then the gate waits for a vehicle" "请扫码"
sleep 0.8 && : >"$work/heard"
lane_scan 2
lane_see "a good pass, as a scanner types it" "核验通过 +ACCEPT"
lane_hears "which is heard: one ring" 1
lane_see "with what to compare" "鲁A12345 \+ 鲁A1234挂"
lane_type 5 && lane_see "at a gate on the way nothing is delivered, and the key says why" "本查验点不是港口的查验点, 不能记送达"
lane_see "and what is to be inspected" "应查 +测温正常, 已消毒, 驾乘人数"
lane_type 1
lane_see "nothing passes before" "应查的未做完, 不能放行"
lane_type 2 && lane_see "one by one" "2 +\[x\] 已消毒"
lane_type a && lane_see "or all that is asked: there are people to count" "> _"
lane_type 2 Enter && lane_see "and all is done" "已查 +已消毒, 测温正常"
lane_type 1
lane_see "one key, and it is recorded and stamped" "已记录 第 1 号: 放行, 已签章"
lane_see "a printer that is not there is told" "没有此打印机"
lane_type r && lane_see "the receipt's code is for the driver's phone: a window of 80x24 is too small, and it says what it needs" "窗口太小, 画不下此码 \(需 [0-9]+ 列 [0-9]+ 行\)"
lane_type s && lane_see "as a picture it is written" "receipt.png"
receipt=$(zbarimg -q --raw "$work/desk/homes/checkpoint13/receipt.png" 2>/dev/null || true)
[[ $receipt == GUOSUOS1:* ]] || { echo "FAIL no receipt in the picture: $receipt" && failed=1; }
lane_type p && lane_see "a printer is tried again" "没有此打印机"
lane resize-window -t 0 -x 120 -y 60
lane_see "a larger window shows it" "▀"
sleep 0.3 && lane_picture >"$work/screen.pbm"
[ "$(zbarimg -q --raw "$work/screen.pbm" 2>/dev/null || true)" = "$receipt" ] && echo "ok   and it is read from there" || { echo "FAIL not read from the screen" && failed=1; }
lane resize-window -t 0 -x 80 -y 24
lane_type Escape && lane_see "and the gate waits again" "请扫码"
lane_type n && lane_see "a vehicle without a pass is one key too" "> _"
lane_type 冀J0B123 Enter 3 Enter 36.4 Enter && lane_see "its plate, people and temperature are typed" "冀J0B123 +3 人 +36.4 C"
lane_type 2 && lane_see "and it is recorded" "已记录 第 2 号: 劝返"
expect "meanwhile the log can be read from another terminal" 0 "2  .*无证  -  冀J0B123  -  劝返  经过  值班 5  3 人  36.4 C" g checkpoint13 --lang zh checkpoint log
expect "and a volunteer be enrolled" 0 "登记为志愿者: 李四" g checkpoint13 --lang zh checkpoint volunteer add 9 --name 李四
expect "who is listed" 0 "^9  李四" g checkpoint13 --lang zh checkpoint volunteer list
lane_type h && lane_see "the shift is handed over: its counts" "过卡 2, 通过 1, 核查 0, 不通过 0, 未放行 1"
lane_type 9 Enter 手套余3双 Enter && lane_see "with supplies, in two lines" "已交接 5 -> 9: 过卡 2, 未放行 1"
lane_type C-u 9 Enter && lane_see "the volunteer logs in" "志愿者 李四"
lane_type p && lane_see "a plate is typed" "> _"
lane_type 冀B99999 Enter && lane_see "before the code is shown" "冀B99999 已输入"
cp "$work/expected13" "$work/desk/homes/checkpoint13/expected"
lane_type l && lane_see "looked up, and not on the list" "中没有号牌 冀B99999"
sleep 0.5 && : >"$work/heard"
lane_scan 2
lane_see "and compared with the pass at once" "牵引车号牌不符"
lane_hears "what is rejected rings three times" 3
lane_type 1 && lane_see "a volunteer does not overrule" "是志愿者, 不能放行未核验通过的"
lane_type 2 && lane_see "and records what goes with the verdict" "已记录 第 4 号: 劝返"
code 2
expect "on the command line what is due is told too" 2 "尚未做: 已消毒; .*--inspections" \
	g checkpoint13 --lang zh checkpoint record --file "$work/code" --people 2 --temperature 36.6 --duty 5
expect "nor anywhere else" 1 "是志愿者, 不能放行未核验通过的" g checkpoint13 --lang zh checkpoint record --file "$work/code" --plate 冀B99999 --outcome passed --reason leader --duty 9
lane_type l && lane_see "a phone that is dead" "> _"
sleep 0.8 && : >"$work/heard"
lane_type 鲁A12345 Enter && lane_see "its plate is looked up in the expected list" "没有亮证, 凭预到清单"
lane_hears "and what is in doubt rings twice" 2
lane_see "and at best in doubt" "需人工核查 +REFER"
lane_type 1 && lane_see "which no volunteer lets pass" "是志愿者, 不能放行未核验通过的"
lane_type p && lane_see "another plate is seen" "> _"
(flock 9 && sleep 3) 9>"$work/desk/homes/checkpoint13/lock" &
sleep 0.2
lane_type 鲁A12345 Enter && lane_see "while another program holds the home: what was judged before counts no more" "未判读: 请再扫"
wait $!
lane_type 2 && sleep 0.5 && lane_see "and nobody decides on what was not judged" "未判读: 请再扫"
lane_type Escape && lane_see "nothing is recorded" "本车未记录"
lane_scan 2
lane_see "a pass with several legs" "核验通过"
lane_type k && lane_see "which may all be shown" "请依次出示各省段"
for i in $(seq 90); do tr -d '\n' <"$work/code" && printf '\r'; done | lane load-buffer - && lane paste-buffer -r -d -t 0
lane_scan 1
lane_see "one after the other, however often" "1 +山东 +(已出示|有疑问)"
lane_type Enter && lane_see "what was not shown is told" "未出示的省段: 3"
lane_type Escape && lane_see "and this one goes unrecorded too" "本车未记录"
printf '1\r' | lane load-buffer - && lane paste-buffer -r -d -t 0
lane_see "a bar code of one digit is no key" "不是过所通行码"
state=$work/desk/homes/checkpoint13/state
mv "$state/status.37" "$work/withheld"
lane_scan 2
lane_see "what is held is read again: a list that is gone is missed" "不掌握撤销情况"
mkdir -p "$work/phone/state" && mv "$work/withheld" "$work/phone/state/status.37" # another truck has it
phone() { "$programs/guosuo" --home "$work/phone" driver show --state status.37 --text; }
while read -r part; do printf '%s\r' "$part" | lane load-buffer - && lane paste-buffer -r -d -t 0; done < <(phone)
lane_see "a phone shows it as codes: the scanner takes it in" "status.37: 码已齐, 已取用"
lane_scan 2
lane_see "and it is believed; the same vehicle may show its code again" "核验通过"
mv "$state" "$state.aside" && touch "$state"
lane_type Escape && lane_see "state that cannot be read is told" "离线数据包不能读"
lane_scan 2
lane_see "and what was held is judged by" "核验通过"
rm "$state" && mv "$state.aside" "$state"
lane_type a && lane_see "this one is inspected too" "> _"
lane_type 2 Enter && lane_see "with all that is asked" "已查 +测温正常, 已消毒"
(flock 9 && sleep 3) 9>"$work/desk/homes/checkpoint13/lock" &
sleep 0.2
lane_type 1 && lane_see "a home that another program holds for long: nothing is recorded, and that is told" "未记录!"
wait $!
lane_type 1 && lane_see "and it can be recorded afterwards" "已记录 第 5 号: 放行"
lane_scan 2
lane_see "one more" "鲁A12345 \+ 鲁A1234挂"
expect "the volunteer is struck off meanwhile" 0 "." g checkpoint13 --lang zh checkpoint volunteer remove 9
lane_type 2 && lane_see "and decides no more" "值班 9 的志愿者登记已到期"
lane_type 5 Enter && lane_see "another number alone is not enough behind a volunteer" "本机密钥口令"
lane_type 12345 Enter && lane_see "nor is a guess" "口令不符"
lane_type "$(cat "$work/desk/passphrase")" Enter && lane_see "the passphrase is, and the vehicle is there still" "鲁A12345 \+ 鲁A1234挂"
lane_type Escape && lane_see "which goes unrecorded" "本车未记录"
lane_paste "$work/stamps"
lane_see "the stamps it brings along" "随带签章 [0-9]+ 枚: 请扫通行码"
lane_scan 2
lane_see "are judged with its code" "37001"
pkill -HUP -P "$(lane list-panes -t 0 -F '#{pane_pid}')" guosuo || failed=1
lane_see "and the terminal goes away: the gate ends in order" "LEFT 0"
lane_see "and leaves the terminal as it was" "^icanon"
expect "nothing is lost, and nothing was made up" 0 "5 records, 5 wait" g checkpoint13 checkpoint log --lang en
lane kill-server 2>/dev/null || true

# ---- the gate of its port, in a copy of its home ----
cp -a "$work/desk/homes/checkpoint12" "$work/port"
lane_start "$work/port" --duty 7
lane_see "the port's gate" "请扫码"
lane_scan 2
lane_see "an earlier leg's code" "鲁A12345"
lane_type 5 && lane_see "ends no journey there" "送达凭最后一段 \(第 3 段\) 的码"
lane_type Escape && lane_see "and is not recorded" "本车未记录"
lane_scan 3
lane_see "the last leg's" "核验通过 +ACCEPT"
lane_type 5 && lane_see "delivers it with one key" "已记录 第 1 号: 送达, 已签章"
lane_scan 3
lane_see "it may come by again" "鲁A12345"
lane_type 5 && lane_see "and is delivered once" "此趟已记录送达: 本机第 1 号"
expect "the log says so" 0 "^1  .*放行  送达  值班 7" "$programs/guosuo" --home "$work/port" --passphrase-file "$work/desk/passphrase" --lang zh checkpoint log
lane kill-server 2>/dev/null || true
