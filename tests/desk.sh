# tests/desk.sh - what every script of tests/e2e that needs a desk shares; sourced with its arguments ROOT BUILD. A desk of its own in
# a folder of its own, the commands of its parties, one line for each thing proved. At the end both are gone.
root=$1 programs=$2 work=$(mktemp -d) desk= failed=0 cases=$root/deploy/cases provinces="37 13 12"
port=$((20000 + $$ % 6000)) # below the range the kernel gives to clients
url=http://127.0.0.1:$port
desk_stop() {
	[ -n "$desk" ] || return 0
	kill "$desk" 2>/dev/null || true
	wait "$desk" 2>/dev/null || true
	desk=
}
trap 'desk_stop; rm -rf "$work"' EXIT
. "$root/deploy/play"

# Settings of this desk are in the environment. On a busy machine every party's key takes its time.
desk_start() {
	GUOSUO_PROGRAMS=$programs "$root/deploy/run" --serve --data "$work/desk" --port "$port" >>"$work/log" 2>&1 &
	desk=$!
	for _ in $(seq 1500); do
		[ -e "$work/desk/ready" ] && curl -fs "$url/readyz" >/dev/null 2>&1 && return
		kill -0 "$desk" 2>/dev/null || break
		sleep 0.2
	done
	echo "the desk is not ready" && cat "$work/log" && exit 1
}

g() { # HOME COMMAND...
	local home=$1 && shift
	"$programs/guosuo" --home "$work/desk/homes/$home" --server "$url" --passphrase-file "$work/desk/passphrase" "$@"
}
must() { "$@" >"$work/out" 2>&1 || { echo "FAIL $*" && cat "$work/out" "$work/log" && exit 1; }; }

# expect WHY EXIT PATTERN COMMAND...: the exit status, and a line of what is said or printed.
expect() {
	local why=$1 want=$2 pattern=$3 got=0 && shift 3
	"$@" >"$work/out" 2>"$work/err" || got=$?
	if [ "$got" = "$want" ] && grep -qhE -- "$pattern" "$work/out" "$work/err"; then
		echo "ok   $why"
	else
		echo "FAIL $why: exit $got, wanted $want and /$pattern/"
		cat "$work/out" "$work/err"
		failed=1
	fi
}
