#!/bin/sh
# How long one change takes to reach all subscribers of one control plane. Needs a build:
# mvn -ntp -DskipTests package. Usage: benchmarks/subscribers.sh [SUBSCRIBERS], 2000 by default, a minute.
set -eu
cd "$(dirname "$0")/.."
cut -d' ' -f1-3 /proc/loadavg
java -cp benchmarks/target/benchmarks.jar io.opensergo.spring.benchmarks.ManySubscribers \
	"$(ls opensergo-control-plane/target/opensergo-control-plane-*.jar | grep -vE 'sources|javadoc|tests' | head -1)" "${1:-2000}"
cut -d' ' -f1-3 /proc/loadavg
