#!/usr/bin/env bash
# valgrind.sh ROOT BUILD - guosuod and its signer under valgrind, from start to a clean end: state files, calls, refusals.
set -euo pipefail
build=$2
work=$(mktemp -d)
server=
trap '[ -z "$server" ] || kill -KILL "$server" 2>/dev/null || true; rm -rf "$work"' EXIT
valgrind --quiet --error-exitcode=9 --leak-check=full --errors-for-leak-kinds=definite --trace-children=no \
	--log-file="$work/valgrind.%p" "$build/guosuod" --set "server.data=$work/data" --set server.port=0 \
	--set server.authorities=localhost --set "signer.keys=$work/keys" 2>"$work/log" &
server=$!

fail() {
	echo "$1"
	cat "$work"/valgrind.* "$work/log"
	exit 1
}
port=
for _ in $(seq 200); do
	port=$(jq -r 'select(.event == "listening") | .port' "$work/log" 2>/dev/null || true)
	[ -z "$port" ] || break
	kill -0 "$server" 2>/dev/null || fail "it did not start"
	sleep 0.1
done
[ -n "$port" ] || fail "it does not say where it listens"
expect() { # STATUS CURL-ARGUMENTS...
	local want=$1 got && shift
	got=$(curl -s -o "$work/body" -w '%{http_code}' --max-time 20 "$@") || fail "no answer: $*"
	[ "$got" = "$want" ] || fail "$* gave $got, not $want: $(head -c 300 "$work/body")"
}
url=http://127.0.0.1:$port
expect 200 "$url/healthz"
expect 404 "$url/state/directory"
expect 404 --path-as-is "$url/state/../guosuo.db"
expect 404 "$url/nothing"
expect 401 -H 'Content-Type: application/json' -d '{}' "$url/guosuo.v1.Desk/SubmitTrip"
expect 400 -H 'Host: a b' "$url/healthz"
expect 431 -H "X-Long: $(printf '%070000d' 0)" "$url/healthz"
kill -TERM "$server"
status=0
wait "$server" || status=$?
server=
[ "$status" = 0 ] || fail "guosuod ended with $status"
for log in "$work"/valgrind.*; do [ ! -s "$log" ] || fail "valgrind found something"; done
