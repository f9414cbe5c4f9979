#!/usr/bin/env bash
# signals.sh ROOT BUILD - whoever is not looking is told: a webhook whose receiver is down at first, a gateway that drains the
# outbox, a link for the boss, a county's notice seen by applicant and reviewer. Through the real programs and a real desk.
set -euo pipefail
. "$1/tests/desk.sh"
hook=
hooks=$((port + 6000))
trap '[ -z "$hook" ] || { kill "$hook" 2>/dev/null; wait "$hook" 2>/dev/null; } || true; desk_stop; rm -rf "$work"' EXIT
g() {
	local home=$1 && shift
	"$programs/guosuo" --home "$work/desk/homes/$home" --server "$url" --passphrase-file "$work/desk/passphrase" --lang en "$@"
}
head -c 16 /dev/urandom | base64 >"$work/pass"
key=$("$programs/guosuo" --home "$work/gateway" --server "$url" --passphrase-file "$work/pass" outbox key 2>/dev/null)
gate() { "$programs/guosuo" --home "$work/gateway" --server "$url" --passphrase-file "$work/pass" outbox "$@"; }

export GUOSUOD_GATEWAY_KEYS=$key GUOSUOD_WEBHOOK_HOSTS=127.0.0.1 GUOSUOD_WEBHOOK_NETWORKS=127.0.0.1/32 GUOSUOD_WEBHOOK_RETRY_FIRST_S=1
desk_start
# step TEXT COMMAND...
step() {
	local text=$1 && shift
	if "$@" >"$work/out" 2>"$work/err"; then
		echo "ok   $text"
	else
		echo "FAIL $text" && cat "$work/out" "$work/err" && failed=1
	fi
}
# soon COMMAND...: within 15 s
soon() {
	for _ in $(seq 150); do
		"$@" && return
		sleep 0.1
	done
	return 1
}

# ---- a webhook: registered while its receiver is down ----
refused() { # PATTERN COMMAND...
	local pattern=$1 && shift
	! "$@" >"$work/said" 2>&1 && grep -qE "$pattern" "$work/said"
}
step "a private address is refused, with field and remedy" refused "url: .*private, loopback or reserved" g officer1 officer webhook add https://10.0.0.1/
step "a host the settings do not name is refused" refused "url: .*webhook.hosts" g officer1 officer webhook add https://elsewhere.example/
added() {
	g officer1 officer webhook add "http://127.0.0.1:$hooks/erp" --json >"$work/hook.json" &&
		jq -er '.secret | startswith("whsec_")' "$work/hook.json"
}
step "a webhook is added, its secret is shown" added
step "the company applies" apply case
n=$(cat "$work/case.number")
id=$(jq -r .webhook "$work/hook.json")
tried() { g officer1 officer webhook log "$id" --json | jq -e '.[0] | .state == "waiting" and .attempts >= 1 and .outcome == "CONNECT"' >/dev/null; }
step "nobody listens: the event waits" soon tried

# A receiver that checks what it is sent, as Standard Webhooks say, and writes it down.
cat >"$work/hook.py" <<'PY'
import base64, hashlib, hmac, http.server, sys
secret = base64.b64decode(sys.argv[2].removeprefix("whsec_"))
class Hook(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        signed = b".".join([self.headers["webhook-id"].encode(), self.headers["webhook-timestamp"].encode(), body])
        good = "v1," + base64.b64encode(hmac.new(secret, signed, hashlib.sha256).digest()).decode()
        same = hmac.compare_digest(good, self.headers["webhook-signature"])
        with open(sys.argv[3], "ab") as out:
            out.write((b"good " if same else b"BAD ") + body + b"\n")
        self.send_response(204 if same else 400)
        self.end_headers()
    def log_message(self, *a):
        pass
http.server.HTTPServer(("127.0.0.1", int(sys.argv[1])), Hook).serve_forever()
PY
python3 "$work/hook.py" "$hooks" "$(jq -r .secret "$work/hook.json")" "$work/hooked" &
hook=$!
told() { grep -q "^good .*\"$1\"" "$work/hooked" 2>/dev/null; }
step "the receiver is up: it gets the event that waited, rightly signed" soon told trip.submitted

# ---- a county's notice ----
# The authority admits the county's key and writes its division beside it; then the roster names it.
county() {
	g authority37-1 authority invite county --province 37 --out "$work/invite" &&
		g county county enrol "$work/invite" --name 市中区交通局 && g authority37-1 authority admit || return
	admitted=$(grep -l ROLE_COUNTY "$work/desk/homes/authority37-1/admitted"/* || grep -lE '"role": 6' "$work/desk/homes/authority37-1/admitted"/*)
	jq '.scope = [370103]' "$admitted" >"$work/entry" && cp "$work/entry" "$admitted" &&
		g authority37-1 authority roster "$cases/roster.37.json" --out "$work/roster.37" &&
		g authority37-2 authority seal "$work/roster.37" && g authority37-1 authority publish "$work/roster.37" &&
		g county county sync
}
step "a county is on the roster, for its own division" county
cat >"$work/notice.json" <<'JSON'
{
 "title": "G3 入口管控", "title_en": "G3 entrances",
 "divisions": [370103], "roads": ["G3"], "phone": "0531-00000000",
 "items": [
  {"matter": "ENTRANCE_CLOSED", "road": "G3", "text": "九个入口关闭, 只留济南南", "text_en": "nine entrances are closed, Jinan South is open"},
  {"matter": "PASSAGE_HOURS", "road": "G3", "hours": [{"weekdays": 127, "from_min": 360, "to_min": 1200}], "text": "大件", "text_en": "heavy loads"}
 ]
}
JSON
noticed() { g county county notice "$work/notice.json" --yes --json | jq -er .id >"$work/notice.id"; }
step "the county publishes a notice" noticed
jq 'del(.divisions)' "$work/notice.json" >"$work/wide.json"
step "it may not speak for the whole province" refused "scope" g county county notice "$work/wide.json" --yes
sees() { g officer1 officer status "$n" | grep -q "nine entrances are closed"; }
step "the applicant sees it with the trip's state" sees
shows() { g reviewer37-1 reviewer show "$n" --json | jq -e '.notices[0].roads == ["G3"]' >/dev/null; }
step "the reviewer sees it with the trip" shows
elsewhere() { ! g reviewer13-1 reviewer show "$n" | grep -q "nine entrances"; }
step "another province's reviewer is not told of it" elsewhere
step "it is a state file" soon curl -fsS -o "$work/notice.37" "$url/state/notice.37"
gated() { g checkpoint37 checkpoint sync 2>/dev/null && g checkpoint37 checkpoint notices >"$work/seen" && grep -q "nine entrances" "$work/seen"; }
step "a gate that syncs keeps it" soon gated
step "and says what it has" sh -c "grep -q 'notices: Shandong: 1, as of [0-9]* min ago' '$work/seen'"
cp -r "$work/desk/homes/checkpoint37/state" "$work/stick"
carried() { g checkpoint13 checkpoint sync "$work/stick" && g checkpoint13 checkpoint notices --province 37 | grep -q "nine entrances"; }
step "another gate has it from a stick" carried
jq '.title = "" | .notAfter = "2099-01-01T00:00:00+08:00"' "$work/notice.json" >"$work/bad.json"
step "a notice without a title is refused before it is sealed" refused "title: .*required" g reviewer37-1 reviewer notice "$work/bad.json" --yes
jq '.title = "G3 恢复" | .title_en = "G3 open again" | .items = [{matter: "ENTRANCE_OPEN", road: "G3", text: "全部开放", text_en: "all are open"}]' \
	"$work/notice.json" >"$work/open.json"
step "the province ends it with a later one" g reviewer37-1 reviewer notice "$work/open.json" --replaces "$(cat "$work/notice.id")" --yes
ended() { g officer1 officer status "$n" >"$work/seen" && grep -q "all are open" "$work/seen" && ! grep -q "nine entrances" "$work/seen"; }
step "the applicant sees the later one alone" ended
gate_ended() { g checkpoint37 checkpoint sync 2>/dev/null && g checkpoint37 checkpoint notices >"$work/seen" && grep -q "all are open" "$work/seen" && ! grep -q "nine entrances" "$work/seen"; }
step "so does the gate" soon gate_ended
step "an older stick brings the ended one not back" sh -c "'$programs/guosuo' --home '$work/desk/homes/checkpoint37' checkpoint sync '$work/stick'"
still() { g checkpoint37 checkpoint notices >"$work/seen" && grep -q "all are open" "$work/seen" && ! grep -q "nine entrances" "$work/seen"; }
step "the gate shows what it showed" still

# ---- its key is withdrawn: what it said is believed no more ----
said() { g county county notice "$work/notice.json" --yes && soon gate_both; }
gate_both() { g checkpoint37 checkpoint sync 2>/dev/null && g checkpoint37 checkpoint notices | grep -q "nine entrances"; }
step "the county says it again" said
withdrawn() {
	jq --slurpfile entry "$admitted" --argjson until "$(($(date +%s) - 60))" \
		'.entries = [$entry[0] | if has("not_after") then .not_after = $until else .notAfter = $until end]' \
		"$cases/roster.37.json" >"$work/plan" && g authority37-1 authority roster "$work/plan" --out "$work/roster.37" &&
		g authority37-2 authority seal "$work/roster.37" && g authority37-1 authority publish "$work/roster.37" &&
		g checkpoint37 checkpoint sync 2>"$work/told" && grep -q "notice.37: 1 notices do not verify" "$work/told"
}
step "the next roster closes its window before that, the gate says so" withdrawn
step "and shows the province's alone" still

# ---- a link for the boss ----
shared() { g officer1 officer share "$n" --days 7 --json | jq -er .url >"$work/link"; }
step "the officer makes a link" shared
link=$(cat "$work/link")
page() { curl -fsS "$link" >"$work/page.html" && grep -qF "$n" "$work/page.html" && ! grep -qE "<script|示例司机|储运部" "$work/page.html"; }
step "whoever has it sees the state, and nobody's name" page
asjson() { curl -fsS -H 'Accept: application/json' "$link" | jq -e '.legs | length == 3' >/dev/null; }
step "a program gets JSON" asjson
revoked() {
	g officer1 officer share "$n" --revoke "$(g officer1 officer share "$n" --list --json | jq -r '.[0].share')" &&
		[ "$(curl -s -o /dev/null -w '%{http_code}' "$link")" = 404 ]
}
step "the officer takes it back" revoked

# ---- seals, and everyone hears of it ----
step "three provinces decide" review_all "$n"
step "the webhook hears that the pass is ready" soon told trip.ready
drained() {
	gate drain >"$work/lines" &&
		[ "$(jq -r .signal.type "$work/lines" | sort | uniq -c | awk '{print $2 $1}' | tr '\n' ' ')" = "leg.sealed3 trip.ready1 trip.submitted1 " ] &&
		jq -es 'all(.mobile != null and .mobile != "")' "$work/lines" >/dev/null
}
kept() { gate drain --keep | head -1 | jq -er .signal.id >"$work/first" && gate drain --keep | grep -q "$(cat "$work/first")"; }
step "a gateway looks, and nothing is gone" kept
step "it drains the outbox, with a number to call" drained
empty() { [ -z "$(gate drain)" ]; }
step "and it is empty" empty
step "what was acknowledged may be again" gate ack "$(cat "$work/first")"
none() { ! g officer1 request Signals/ListOutbox '{}' >/dev/null 2>&1; }
step "a company may not drain it" none
step "every delivery was rightly signed" sh -c "! grep -q BAD '$work/hooked'"
logged() { ! grep -q "$(basename "$link")" "$work/desk/guosuod.log"; }
step "no link stands in the log" logged

# ---- on the road, without a network ----
must g officer1 officer assign "$n" --driver 示例司机甲 --licence-last4 0015 --tractor 1 --trailers 1 --escort 鲁A20001,鲁A20002 --escort-staff 4
must g driver driver fetch "$n"
desk_stop
g driver driver show "$n" --leg 1 --text >"$work/code" 2>"$work/hint"
judged() {
	verify 37 "$work/code" --plate 鲁A12345 --trailers 鲁A1234挂 >"$work/seen" && head -1 "$work/seen" | grep -q ACCEPT &&
		grep -q "notices: Shandong: 1, as of" "$work/seen" && grep -q "all are open" "$work/seen"
}
step "the gate accepts, and lists below what holds on this leg's roads" judged
asjson() { verify 37 "$work/code" --plate 鲁A12345 --json | jq -e '.verdict == "ACCEPT" and .notices[0].titleEn == "G3 open again" and .notices_as_of[0].province == 37'; }
step "so it does for programs" asjson
hinted() { grep -q "1 notices are about this leg's roads" "$work/hint"; }
step "the driver who shows the code is told that there is one" hinted
carded() { g driver driver card "$n" >"$work/seen" && grep -q "notices: Shandong: 1, as of" "$work/seen" && grep -q "all are open" "$work/seen" && grep -q "notices: Tianjin: 0, as of" "$work/seen"; }
step "and the card lists it, leg by leg" carded
exit "$failed"
