#!/usr/bin/env bash
# threats.sh ROOT - every attack that a test must show has a test that runs under its number.
set -euo pipefail
cd "$1/tests"
required=(1 2 2b 3 4 5 6 7 8 9 10 11 12 13 14 15 15b 16 17 18 18b 20 21 22 23 24 25 26 27 28 29 30 31 32 33 34 35 36 37)
bad=0
for n in "${required[@]}"; do
	# a cmocka row, a function another rig runs, or a named row of a table; not a mere mention in a comment
	grep -rhE --include='*.c' --include='*.h' --include='*.sh' "threat_${n}_[a-z0-9_]+" . |
		grep -vE '^[[:space:]]*(//|/?\*|#[^d])' | grep -q . || { echo "threat $n: no test threat_${n}_..." && bad=1; }
done
exit $bad
