#!/bin/bash
# Format and style of the Swift sources, syntax of the scripts. Quiet when all is well; exit code 1 with places otherwise.
set -euo pipefail
cd "$(dirname "$0")/.."

swift format lint --strict --parallel --recursive \
  Sources Tests Package.swift Benchmarks/umedpt-bench Examples/library/Package.swift Examples/library/Sources
while IFS= read -r script; do
  bash -n "$script"
done < <(find Tools Benchmarks .ci -type f \( -name '*.sh' -o -path '.ci/run' \) -not -path '*/.peer/*')
find Tools Benchmarks -type f -name '*.py' -not -path '*/.peer/*' -print0 |
  xargs -0 python3 -c 'import ast, sys; [ast.parse(open(path, encoding="utf-8").read(), path) for path in sys.argv[1:]]' ||
  exit 1
