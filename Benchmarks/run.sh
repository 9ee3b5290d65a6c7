#!/bin/bash
# One benchmark or all of them, against the Python peer: Benchmarks/run.sh NAME, one of those below or all.
#
# PEER_PYTHON names a Python that has the peer's packages; without it Benchmarks/.peer is made. UMEDPT_DATA: the real data.
# Nothing else should run on the machine. Exit codes: 0 all bars met, 1 a bar missed or a run failed, 2 unknown name, 5 no peer.
set -euo pipefail
cd "$(dirname "$0")"

readonly NAMES=(step multitask loader loader-memory memory startup learning volumes slides)
name=${1:-all}
if [ "$name" = all ]; then
  chosen=("${NAMES[@]}")
elif [[ " ${NAMES[*]} " == *" $name "* ]]; then
  chosen=("$name")
else
  echo "benchmark: unknown name '$name'; allowed: ${NAMES[*]} all" >&2
  exit 2
fi

if [ -z "${PEER_PYTHON:-}" ]; then
  ./make_peer.sh
  PEER_PYTHON=$PWD/.peer/bin/python
fi
export PEER_PYTHON

failed=0
for benchmark in "${chosen[@]}"; do
  echo "== $benchmark" >&2
  "$PEER_PYTHON" "$benchmark/run.py" || failed=1
done
exit $failed
