#!/bin/bash
# Format and style of the Swift sources, syntax of the scripts. Quiet when all is well; exit code 1 with places otherwise.
set -euo pipefail
cd "$(dirname "$0")/.."

swift format lint --strict --parallel --recursive Sources Tests Package.swift
while IFS= read -r script; do
  bash -n "$script"
done < <(find Tools Benchmarks .ci -type f \( -name '*.sh' -o -path '.ci/run' \) -not -path '*/.peer/*')
