#!/usr/bin/env bash
# passages.sh ROOT BUILD [COUNT] - a gate comes back from days without a network: how long its log takes to the desk, over loopback,
# each record once: seconds against a minute for 100,000. And how a verdict at that gate starts.
set -euo pipefail
count=${3:-100000}
. "$1/tests/desk.sh"
desk_start
must apply case
n=$(cat "$work/case.number")
must review_all "$n"
must g officer1 officer assign "$n" --driver 示例司机甲 --licence-last4 0015 --tractor 1 --trailers 1
must g driver driver fetch "$n"
must g checkpoint37 checkpoint sync
g driver driver show "$n" --leg 1 --text >"$work/code"
"$programs/tests/bench_start" "$programs/guosuo" "$work/desk/homes/checkpoint37" "$work/code"
"$programs/tests/bench_passages" "$work/desk/homes/checkpoint37" "$work/desk/passphrase" "$work/code" "$count"
begun=$(date +%s.%N)
g checkpoint37 checkpoint sync --lang en >"$work/out" 2>"$work/err"
taken=$(echo "$(date +%s.%N) $begun" | awk '{printf "%.3f", $1 - $2}')
kept=$(sqlite3 "$work/desk/server/guosuo.db" 'SELECT COUNT(*) FROM passage' 2>/dev/null || sqlite3 "$(echo "$work"/desk/server/*.db)" 'SELECT COUNT(*) FROM passage')
[ "$kept" = "$count" ] || { echo "$kept of $count are at the desk" >&2 && cat "$work/err" >&2 && exit 1; }
echo "$taken $count" | awk '{limit = 60 * $2 / 100000; printf "{\"name\":\"passages\",\"value\":%.4g,\"unit\":\"s\",\"limit\":%.4g,\"ratio\":%.4g}\n", $1, limit, $1 / limit}'
