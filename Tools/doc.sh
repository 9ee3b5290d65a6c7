#!/bin/bash
# The public symbols of every library target as a DocC site in Docs/html (this toolchain has no documentation plugin).
set -euo pipefail
cd "$(dirname "$0")/.."

readonly OUTPUT=Docs/html
docc=$(dirname "$(readlink -f "$(command -v swift)")")/docc
command -v "$docc" >/dev/null || docc=$(command -v docc) ||
  { echo "doc: docc was not found beside swift nor in PATH; it is part of the Swift toolchain" >&2; exit 5; }

graphs=$(mktemp -d)
trap 'rm -rf "$graphs"' EXIT
# It ends with an error at the test runner's generated module, after all targets are written: the check below decides.
swift package dump-symbol-graph --minimum-access-level public --skip-synthesized-members >"$graphs/log" 2>&1 || true
found=$(dirname "$(swift build --show-bin-path)")/symbolgraph
for target in Sources/*/; do
  name=$(basename "$target")
  [ -n "$(find "$target" -name '*.swift' -print -quit)" ] && [[ $name != umedpt* ]] || continue    # C targets, commands
  cp "$found/$name".symbols.json "$found/$name"@*.symbols.json "$graphs" 2>/dev/null || [ -e "$graphs/$name.symbols.json" ] ||
    { tail -20 "$graphs/log" >&2; echo "doc: no symbols of $name were written (the end of the log is above)" >&2; exit 1; }
done
rm "$graphs/log"
rm -rf "$OUTPUT"
mkdir -p "$(dirname "$OUTPUT")"
"$docc" convert --additional-symbol-graph-dir "$graphs" --fallback-display-name umedpt \
  --fallback-bundle-identifier org.umedpt --output-path "$OUTPUT"
echo "doc: $OUTPUT, to be read with: python3 -m http.server -d $OUTPUT, then /documentation/<target>" >&2
