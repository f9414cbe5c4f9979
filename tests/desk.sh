# tests/desk.sh - what every script of tests/e2e that needs a desk shares; sourced with its arguments ROOT BUILD. A desk of its own in
# a folder of its own, the commands of its parties, one line for each thing proved. At the end both are gone.
root=$1 programs=$2 work=$(mktemp -d) desk= failed=0 cases=$root/deploy/cases provinces="37 13 12"
prepared=$programs/desk # what deploy/run sets up first, made once for all scripts
unset LC_ALL LC_MESSAGES LANG # the programs speak Chinese unless a script asks otherwise, whatever this machine speaks
port=$((20000 + $$ % 6000)) # below the range the kernel gives to clients
url=http://127.0.0.1:$port
preload=$(echo /usr/lib/*/faketime/libfaketime.so.1)
# shifted +2h COMMAND: then. The library alone: the program faketime leaves a file behind each time, which one day stands in its way, and
# would stay between a script and the desk that it stops.
shifted() { LD_PRELOAD=$preload FAKETIME=$1 "${@:2}"; }
desk_stop() {
	[ -n "$desk" ] || return 0
	kill "$desk" 2>/dev/null || true
	wait "$desk" 2>/dev/null || true
	desk=
}
trap 'desk_stop; rm -rf "$work"' EXIT
. "$root/deploy/play"

# desk_run DIR [PROGRAMS]: a desk with its parties.
desk_run() {
	GUOSUO_PROGRAMS=${2:-$programs} "$root/deploy/run" --serve --data "$1" --port "$port" >>"$work/log" 2>&1 8>&- &
	desk=$!
	for _ in $(seq 1500); do
		[ -e "$1/ready" ] && curl -fs "$url/readyz" >/dev/null 2>&1 && return
		kill -0 "$desk" 2>/dev/null || break
		sleep 0.2
	done
	echo "the desk is not ready" && cat "$work/log" && exit 1
}

# Older than half a day its state files have aged, and what was changed since may set it up otherwise.
desk_fresh() {
	[ -n "$(find "$prepared/ready" -mmin -720 2>/dev/null)" ] &&
		[ -z "$(find "$programs/guosuo" "$programs/guosuod" "$root/deploy" -newer "$prepared/ready" -print -quit)" ]
}
# light_programs DIR: the programs, but a home that has no key yet gets a light one first.
light_programs() {
	mkdir -p "$1" && ln -sf "$programs/guosuod" "$1/guosuod"
	cat >"$1/guosuo" <<-EOF
		#!/usr/bin/env bash
		umask 077 # \$2: the home
		[ -e "\$2/key" ] || { mkdir -p "\$2" && "$programs/tests/light_keys" "\$2/../../passphrase" "\$2/key"; }
		exec "$programs/guosuo" "\$@"
	EOF
	chmod +x "$1/guosuo"
}
desk_make() {
	local new=$prepared.new
	unset "${!GUOSUOD_@}" # settings are the copy's
	export GUOSUOD_DESK_GROUP= # and so is the day's report: after six in the evening this desk would freeze it first
	[ "$programs/tests/light_keys" -nt "$root/tests/light_keys.c" ] || cmake --build "$programs" --target light_keys >>"$work/log" 2>&1
	rm -rf "$prepared" "$new"
	light_programs "$work/light"
	desk_run "$new" "$work/light"
	desk_stop
	"$programs/tests/light_keys" "$new/passphrase" "$new"/keys/*.key
	mv "$new" "$prepared"
}
# desk_prepare [COPY]: one script makes it, the others wait.
desk_prepare() {
	(
		trap desk_stop EXIT
		flock 8
		desk_fresh || desk_make
		[ $# = 0 ] || { cp -a "$prepared" "$1" && sed -i "s|$prepared.new|$1|" "$1/guosuod.ini"; }
	) 8>"$prepared.lock"
}

# Settings of this desk are in the environment. What it has stays when it is started again.
desk_start() {
	[ -e "$work/desk" ] || desk_prepare "$work/desk"
	desk_run "$work/desk"
}

g() { # HOME COMMAND...
	local home=$1 && shift
	"$programs/guosuo" --home "$work/desk/homes/$home" --server "$url" --passphrase-file "$work/desk/passphrase" "$@"
}
must() { "$@" >"$work/out" 2>&1 || { echo "FAIL $*" && cat "$work/out" "$work/log" && exit 1; }; }

# A pass number's check sign may be one that a pattern reads otherwise.
literal() { sed -E 's/([0-9A-Z]{5}-[0-9A-Z]{5}-[0-9A-Z]{3})([*$])/\1\\\2/g' <<<"$1"; }

# expect WHY EXIT PATTERN COMMAND...: the exit status, and a line of what is said or printed.
expect() {
	local why=$1 want=$2 pattern got=0
	pattern=$(literal "$3") && shift 3
	"$@" >"$work/out" 2>"$work/err" || got=$?
	if [ "$got" = "$want" ] && grep -qhE -- "$pattern" "$work/out" "$work/err"; then
		echo "ok   $why"
	else
		echo "FAIL $why: exit $got, wanted $want and /$pattern/"
		cat "$work/out" "$work/err"
		failed=1
	fi
}
