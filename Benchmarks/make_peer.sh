#!/bin/bash
# Makes Benchmarks/.peer, the Python that the product is measured against, once. Versions as in peers/RESULTS.md.
set -euo pipefail
cd "$(dirname "$0")"

readonly PEER=.peer
readonly DONE=$PEER/complete
[ ! -e "$DONE" ] || cmp -s peer-requirements.txt "$DONE" || rm -rf "$PEER"
[ ! -e "$DONE" ] || exit 0

stop() { echo "benchmark: $*" >&2; exit 5; }
if ! python3 -c 'import ensurepip, venv' 2>/dev/null; then
  [ "$(id -u)" -eq 0 ] || stop "the peer needs a Python environment; run: sudo apt-get install -y python3-venv, or set PEER_PYTHON"
  { apt-get update && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends python3-venv; } >/dev/null ||
    stop "apt could not install python3-venv; install it, or set PEER_PYTHON"
fi
echo "benchmark: making $PWD/$PEER with PyTorch, timm and albumentations (about 1.5 GB, once)" >&2
rm -rf "$PEER"
python3 -m venv "$PEER"
# pip's remarks (such as the pins that it dislikes below) are shown when it fails, and only then.
pip() {
  "$PEER/bin/python" -m pip install --quiet --disable-pip-version-check "$@" 2>"$PEER/log" || { cat "$PEER/log" >&2; return 1; }
}

# Where the CPU build is not served the plain one brings CUDA along. It has to come first: the others must not replace it.
pip torch==2.13.0+cpu || pip torch==2.13.0 || stop "pip could not install torch 2.13.0; set PEER_PYTHON"
# Alone: torchvision asks for a newer torch, albumentations for another OpenCV build; both work with what is pinned here.
pip --no-deps torchvision==0.29.2 timm==1.0.31 albumentations==2.0.8 albucore==0.0.24 || stop "pip failed; set PEER_PYTHON"
pip -r peer-requirements.txt || stop "pip failed; set PEER_PYTHON"
cp peer-requirements.txt "$DONE"
