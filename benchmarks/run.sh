#!/bin/sh
# Builds the benchmarks and runs all of them; the results go to results/. Further
# arguments go to JMH, for example a benchmark's name, or -f 1 -i 3 for a short run.
# Some minutes on a quiet machine.
set -e
cd "$(dirname "$0")/.."
mvn -q -pl benchmarks -am -DskipTests package
java -jar benchmarks/target/benchmarks.jar -prof gc -rf json -rff benchmarks/results/engine.json \
	-o benchmarks/results/engine.txt "$@"
# Where the JDK lies is nobody's business.
sed -i.bak -e '/# VM invoker/d' benchmarks/results/engine.txt
sed -i.bak -e '/"jvm" : /d' benchmarks/results/engine.json
rm benchmarks/results/engine.txt.bak benchmarks/results/engine.json.bak
