#!/usr/bin/env bash
# Builds the benchmark corpus: a fake home OUT/.claude with recombined real lines under fresh ids.
#
#   benches/corpus.sh OUT [--real DIR] [--mb 1024] [--sessions 2000]
#
# DIR holds real transcripts; without it the 13 of tests/data/transcripts are used, which repeat more often in 1 GiB
# and so compress better: figures from them do not compare with figures from a larger set. The same input gives the
# same bytes (seed 1). OUT must not exist.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)

[[ $# -ge 1 && $1 != -* ]] || { sed -n '2,8s/^# \{0,1\}//p' "${BASH_SOURCE[0]}"; exit 2; }
out=$1 real=$here/../tests/data/transcripts mb=1024 sessions=2000
shift
while [[ $# -gt 0 ]]; do
  case $1 in
    --real) real=$2 ;;
    --mb) mb=$2 ;;
    --sessions) sessions=$2 ;;
    *) echo "corpus.sh: unknown argument $1" >&2; exit 2 ;;
  esac
  shift 2
done
[[ ! -e $out ]] || { echo "corpus.sh: $out exists" >&2; exit 2; }
exec python3 "$here/make_scaled.py" "$out" --mb "$mb" --sessions "$sessions" --seed 1 --real "$real"
