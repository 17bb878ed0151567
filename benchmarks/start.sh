#!/bin/bash
# What an unreachable control plane adds to the start of an application: the same packaged application with rules of
# a file only, and with an endpoint where nobody listens as well. Pairs in turn, a process for each start. Needs Linux
# and a build: mvn -ntp -DskipTests package. Usage: benchmarks/start.sh [PAIRS], 15 by default, some minutes.
set -eu
cd "$(dirname "$0")/.."
pairs=${1:-15}
work=$(mktemp -d)
trap 'rm -r "$work"' EXIT
cp samples/registries/greeting/src/main/resources/opensergo/greeting.yaml "$work"

# Starts once, says: milliseconds of "Started in", processor time of the process, processor time of the main thread.
start_once() {
	java -jar samples/chaos/target/chaos.jar application --spring.profiles.active=back --server.port=0 --chaos.doors=0 \
		"--opensergo.rules=file:$work/greeting.yaml" "$@" >"$work/log" 2>&1 &
	local pid=$! line=
	until line=$(grep -o 'Started ChaosMain in [0-9.]*' "$work/log"); do
		kill -0 "$pid" || { cat "$work/log" >&2; exit 1; }
		sleep 0.01
	done
	local cpu main
	cpu=$(awk -v hz="$(getconf CLK_TCK)" '{ print ($14 + $15) * 1000 / hz }' "/proc/$pid/stat")
	# The main thread waits for the end of the virtual machine under this name.
	until main=$(grep -lx DestroyJavaVM /proc/"$pid"/task/*/comm); do sleep 0.01; done
	main=$(awk '{ print $1 / 1000000 }' "${main%comm}schedstat")
	kill "$pid"
	wait "$pid" || true
	echo "$line $cpu $main" | awk '{ print $4 * 1000, $5, $6 }'
}

median() {
	sort -n | awk '{ v[NR] = $1 } END { print (NR % 2) ? v[(NR + 1) / 2] : (v[NR / 2] + v[NR / 2 + 1]) / 2 }'
}

start_once >/dev/null
start_once --opensergo.endpoint=127.0.0.1:1 >/dev/null
for pair in $(seq "$pairs"); do
	if [ $((pair % 2)) = 1 ]; then
		files=$(start_once); endpoint=$(start_once --opensergo.endpoint=127.0.0.1:1)
	else
		endpoint=$(start_once --opensergo.endpoint=127.0.0.1:1); files=$(start_once)
	fi
	echo "$files $endpoint" | tee -a "$work/pairs"
done
echo "load average: $(cut -d' ' -f1-3 /proc/loadavg)"
column=1
for what in 'Started in' 'processor time of the process' 'processor time of the main thread'; do
	echo "$what, ms: files $(awk -v c=$column '{ print $c }' "$work/pairs" | median)," \
		"endpoint $(awk -v c=$column '{ print $(c + 3) }' "$work/pairs" | median)," \
		"difference $(awk -v c=$column '{ print $(c + 3) - $c }' "$work/pairs" | median)"
	column=$((column + 1))
done
