#!/bin/bash
# Installs what umedpt needs to build and run: Debian packages and libtorch. Quiet when nothing is missing, offline then too.
#
#   Tools/setup.sh                      LIBTORCH=/path takes a libtorch of your own; XDG_CACHE_HOME moves the download
#
# Ends with `.libtorch` in the package root pointing at a folder with libtorch's `include` and `lib`.
# Exit codes: 0 ready, 5 something is missing that this script may not or cannot install (said, with the remedy).
set -euo pipefail
cd "$(dirname "$0")/.."

readonly TORCH_VERSION=2.13.0
readonly OLDEST_TORCH=2.11
readonly CACHE="${XDG_CACHE_HOME:-$HOME/.cache}/umedpt"
readonly PACKAGES=(
  libinsighttoolkit5-dev libopencv-core-dev libopencv-imgproc-dev libopencv-imgcodecs-dev libopenslide-dev
  libyaml-dev libgloo-dev libpng-dev libtiff-dev libgif-dev libjpeg62-turbo-dev libssl-dev zlib1g-dev libdeflate-dev libgdcm-dev gnuplot-nox pkg-config)
readonly FORMULAE=(libyaml openssl@3 pkgconf itk opencv openslide libpng libtiff giflib jpeg-turbo gnuplot pytorch)

say() { echo "setup: $*" >&2; }
stop() { say "$@"; exit 5; }

# --- Packages ---------------------------------------------------------------------------------------------------------

missing_packages() {
  local installed
  installed=$(dpkg-query -W -f='${db:Status-Status} ${Package}\n' "$@" 2>/dev/null || true)
  for package in "$@"; do
    grep -qx "installed $package" <<<"$installed" || echo "$package"
  done
}

install_packages() {
  local missing
  mapfile -t missing < <(missing_packages "$@")
  [ ${#missing[@]} -eq 0 ] && return
  local command="apt-get update && apt-get install -y --no-install-recommends ${missing[*]}"
  say "will install with apt: ${missing[*]}"
  [ "$(id -u)" -eq 0 ] || stop "this needs root; run it once, then again what you ran:  sudo sh -c '$command'"
  export DEBIAN_FRONTEND=noninteractive
  quietly apt-get update && quietly apt-get install -y --no-install-recommends "${missing[@]}" ||
    stop "apt failed (above). Once it works:  $command"
}

# The command's output is shown when it fails, and only then.
quietly() {
  local log
  log=$(mktemp)
  if ! "$@" >"$log" 2>&1; then
    tail -20 "$log" >&2
    rm -f "$log"
    return 1
  fi
  rm -f "$log"
}

homebrew_hint() {
  command -v brew >/dev/null || stop "Homebrew is needed on macOS: https://brew.sh, then  brew install ${FORMULAE[*]}"
  local missing=()
  for formula in "${FORMULAE[@]}"; do
    brew list --versions "$formula" >/dev/null 2>&1 || missing+=("$formula")
  done
  [ ${#missing[@]} -eq 0 ] || stop "missing here; run:  brew install ${missing[*]}"
  [ -e .libtorch ] || ln -sfn "$(brew --prefix pytorch)" .libtorch
}

# --- libtorch ---------------------------------------------------------------------------------------------------------

torch_version() { # folder -> 2.13.0, or nothing
  sed -nE 's/^#define TORCH_VERSION_(MAJOR|MINOR|PATCH) ([0-9]+).*/\2/p' \
    "$1/include/torch/csrc/api/include/torch/version.h" "$1/include/torch/headeronly/version.h" 2>/dev/null |
    head -3 | paste -sd.
}

# Why a folder cannot serve as libtorch; nothing when it can.
torch_fault() {
  [ -e "$1/lib/libtorch_cpu.so" ] || { echo "$1/lib/libtorch_cpu.so does not exist"; return; }
  [ -e "$1/include/ATen/ATen.h" ] || { echo "$1/include/ATen/ATen.h does not exist"; return; }
  local version absent
  version=$(torch_version "$1")
  [ "$(printf '%s\n' "$OLDEST_TORCH" "$version" | sort -V | head -1)" = "$OLDEST_TORCH" ] ||
    { echo "version ${version:-unknown} is older than $OLDEST_TORCH"; return; }
  absent=$(LC_ALL=C ldd "$1/lib/libtorch_cpu.so" | awk '/not found/ { print $1 }' | sort -u | paste -sd' ')
  [ -z "$absent" ] || echo "libraries that it needs are missing: $absent"
}

link_torch() {
  ln -sfn "$1" .libtorch
  say "libtorch $(torch_version "$1") from $1"
}

own_torch() {
  local fault
  fault=$(torch_fault "$LIBTORCH")
  [ -z "$fault" ] || stop "LIBTORCH=$LIBTORCH: $fault. Name a folder with libtorch's include and lib, or unset LIBTORCH."
  [ "$(readlink -f .libtorch 2>/dev/null)" = "$(readlink -f "$LIBTORCH")" ] || link_torch "$(readlink -f "$LIBTORCH")"
}

# The folder of a PyTorch that some Python here has, found without running it.
installed_torch() {
  local python folder
  for python in "${VIRTUAL_ENV:+$VIRTUAL_ENV/bin/python}" python3; do
    [ -n "$python" ] && command -v "$python" >/dev/null || continue
    folder=$("$python" -c 'import importlib.util as u, os; s = u.find_spec("torch"); print(os.path.dirname(s.origin) if s and s.origin else "")' 2>/dev/null) || continue
    [ -n "$folder" ] && [ -z "$(torch_fault "$folder")" ] && { echo "$folder"; return; }
  done
  return 1
}

# Wheels for one fixed Python: only libraries and headers are taken out of them, so this machine's Python is no matter.
download() { # folder, requirement...
  local folder=$1 platforms=(--platform "manylinux2014_$(uname -m)")
  shift
  for minor in {17..28}; do platforms+=(--platform "manylinux_2_${minor}_$(uname -m)"); done
  python3 -m pip download --quiet --retries 1 --no-deps --only-binary=:all: --implementation cp --python-version 3.11 --abi cp311 --abi abi3 \
    --abi none "${platforms[@]}" -d "$folder" "$@"
}

need_space() { # megabytes
  mkdir -p "$CACHE"
  local free
  free=$(df -Pm "$CACHE" | awk 'NR == 2 { print $4 }')
  [ "$free" -ge "$1" ] || stop "$CACHE has $free MB free; libtorch needs $1. Make room or set XDG_CACHE_HOME to a larger disk."
}

unpack() { # wheel, folder, pattern...
  local wheel=$1 folder=$2
  shift 2
  unzip -qq -o "$wheel" "$@" -x 'torch/lib/libtorch_python.so' 'torch/lib/*cuda*' 'torch/lib/*nvshmem*' 'torch/lib/*nvrtc*' \
    'torch/lib/*test*.so' -d "$folder" 2>/dev/null || [ $? -eq 11 ]         # 11: a pattern without a match
}

cpu_wheel() { # temporary folder, new folder
  download "$1" "torch==$TORCH_VERSION+cpu" 2>/dev/null || return 1
  unpack "$1"/torch-*.whl "$2" 'torch/lib/*.so*' 'torch/include/*' 'torch/version.py' '*/licenses/*'
}

# The CUDA build's CPU half. Its libtorch_cpu needs two small CUDA libraries; libtorch itself would pull in all of CUDA,
# so the name points at libtorch_cpu instead. Who wants CUDA installs PyTorch or sets LIBTORCH.
cuda_wheel() {
  download "$1" "torch==$TORCH_VERSION" || return 1
  local needs
  mapfile -t needs < <(cuda_requirements "$1"/torch-*.whl)
  [ ${#needs[@]} -eq 0 ] || download "$1" "${needs[@]}" || return 1
  unpack "$1"/torch-*.whl "$2" 'torch/lib/*.so*' 'torch/include/*' 'torch/version.py' '*/licenses/*'
  for wheel in "$1"/nvidia*.whl; do
    unzip -qq -o "$wheel" '*/libcudart.so*' '*/libcupti.so*' -d "$2" 2>/dev/null || [ $? -eq 11 ]
  done
  ln -sfn libtorch_cpu.so "$2/torch/lib/libtorch.so"
}

# CUDA's runtime and profiling interface, in the release that the wheel's metadata ask for.
cuda_requirements() {
  local release
  release=$(unzip -p "$1" '*.dist-info/METADATA' | sed -nE 's/^Requires-Dist: cuda-toolkit.*==([0-9]+\.[0-9]+).*/\1/p' | head -1)
  [ -z "$release" ] || printf 'nvidia-cuda-%s==%s.*\n' runtime "$release" cupti "$release"
}

fetch_torch() {
  local folder="$CACHE/libtorch-$TORCH_VERSION"
  [ -d "$folder/torch" ] && [ -z "$(torch_fault "$folder/torch")" ] && { link_torch "$folder/torch"; return; }
  say "will download libtorch $TORCH_VERSION (about 200 MB, 600 MB unpacked; more where only the CUDA build is served) to $folder"
  install_download_tools
  need_space 4000
  work=$(mktemp -d "$CACHE/download-XXXXXX")               # global: the trap outlives this function
  trap 'rm -rf "$work"' EXIT
  mkdir "$work/wheels" "$work/new"
  cpu_wheel "$work/wheels" "$work/new" || { rm -rf "$work"/wheels/*; cuda_wheel "$work/wheels" "$work/new"; } ||
    stop "pip could not bring torch==$TORCH_VERSION. Set LIBTORCH to a folder with libtorch's include and lib, or install PyTorch >= $OLDEST_TORCH."
  local fault
  fault=$(torch_fault "$work/new/torch")
  [ -z "$fault" ] || stop "the downloaded libtorch cannot serve: $fault"
  rm -rf "$folder"
  mv "$work/new" "$folder"
  link_torch "$folder/torch"
}

install_download_tools() {
  local tools=()
  command -v unzip >/dev/null || tools+=(unzip)
  python3 -m pip --version >/dev/null 2>&1 || tools+=(python3-pip)
  [ ${#tools[@]} -eq 0 ] || install_packages "${tools[@]}"
}

setup_torch() {
  if [ -n "${LIBTORCH:-}" ]; then
    own_torch
  elif [ -e .libtorch ] && [ -z "$(torch_fault "$(readlink -f .libtorch)")" ]; then
    return
  elif folder=$(installed_torch); then
    link_torch "$folder"
  else
    fetch_torch
  fi
}

# --- All --------------------------------------------------------------------------------------------------------------

command -v swift >/dev/null || stop "no Swift toolchain in PATH: install Swift 6.2 or later (https://www.swift.org/install), then again."
case "$(uname -s)" in
  Darwin) homebrew_hint ;;
  *)
    command -v dpkg-query >/dev/null || stop "only Debian and its relatives are set up by this script; install the equivalents of: ${PACKAGES[*]}"
    install_packages "${PACKAGES[@]}"
    setup_torch
    ;;
esac
