"""What the benchmark drivers share: processes that print one JSON line, alternating runs, medians, ratio lines.

Standard library only. Ours is `.build/release/umedpt-bench` (or UMEDPT_BENCH), the peer a Python program in `peers/`.
Results go to standard output, what is going on to standard error.
"""
import json
import os
import platform
import statistics
import subprocess
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
PEERS = os.path.join(ROOT, "Benchmarks", "peers")
OURS = os.environ.get("UMEDPT_BENCH", os.path.join(ROOT, ".build", "release", "umedpt-bench"))
COMMAND = os.environ.get("UMEDPT", os.path.join(ROOT, ".build", "release", "umedpt"))
PYTHON = os.environ.get("PEER_PYTHON", sys.executable)
RUNS = 7
# Freed memory stays in the process, on huge pages (peers/RESULTS.md). Both sides get it in a `tuned` row.
TUNED = dict(MALLOC_TRIM_THRESHOLD_="17179869184", MALLOC_MMAP_THRESHOLD_="17179869184",
             GLIBC_TUNABLES="glibc.malloc.hugetlb=1")
SETTINGS = {"eager": {}, "tuned": TUNED}


def say(*words):
    print(*words, file=sys.stderr, flush=True)


def data_folder():
    """UMEDPT_DATA, else shared/data beside the checkout."""
    folder = os.environ.get("UMEDPT_DATA", os.path.join(ROOT, "..", "shared", "data"))
    if not os.path.isdir(folder):
        sys.exit(f"benchmark: no real data at {folder}; set UMEDPT_DATA to the folder that holds bccd_det, cns_mri_cls, ...")
    return os.path.abspath(folder)


def environment(more):
    """Ours without the settings under test, so that `eager` means eager even when the caller's shell is tuned."""
    clean = {k: v for k, v in os.environ.items() if k not in TUNED}
    return clean | dict(NO_ALBUMENTATIONS_UPDATE="1") | more


def json_lines(command, setting="eager", cores=None, folder=PEERS):
    """Every JSON line that the command prints, on some cores or all."""
    pin = (lambda: os.sched_setaffinity(0, cores)) if cores else None
    done = subprocess.run(command, env=environment(SETTINGS[setting]), stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                          text=True, preexec_fn=pin, cwd=folder)
    if done.returncode != 0:
        sys.exit(f"benchmark: {' '.join(command)} ended with {done.returncode}:\n{done.stderr[-2000:]}")
    return [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]


def run_json(command, name=None, setting="eager", cores=None, folder=ROOT):
    """The last JSON line that the command prints; of those called `name` when a name is given."""
    lines = json_lines(command, setting, cores, folder)
    lines = [line for line in lines if name is None or line.get("name") == name]
    if not lines:
        sys.exit(f"benchmark: {' '.join(command)} printed no JSON line" + (f" named {name}" if name else ""))
    return lines[-1]


def ours(*words, **more):
    return run_json([OURS, *map(str, words)], **more)


def peer(program, *words, **more):
    return run_json([PYTHON, program, *map(str, words)], folder=PEERS, **more)


def alternate_rates(first, second, runs=RUNS):
    """Medians by name of two measurements that give numbers by name, and whose runs alternate: ours, peer, ours, peer, ...
    so that a slow minute meets both."""
    found = [], []
    for i in range(runs):
        for values, measure in zip(found, (first, second)):
            values.append(measure())
        latest = (" ".join(f"{value:.4g}" for value in side[-1].values()) for side in found)
        say(f"  run {i + 1} of {runs}: {next(latest)} ours, {next(latest)} peer")
    return tuple({name: statistics.median(run[name] for run in side) for name in side[0]} for side in found)


def alternate(first, second, runs=RUNS):
    """`alternate_rates` for measurements of one number."""
    medians = alternate_rates(lambda: {"": first()}, lambda: {"": second()}, runs)
    return tuple(side[""] for side in medians)


class Report:
    """Ratio lines and bars; `finish` ends the program with 1 when a bar was missed."""

    def __init__(self):
        self.missed = []
        say(f"machine: {os.cpu_count()} cores, {platform.processor() or platform.machine()}, {platform.system()} {platform.release()}")

    def ratio(self, words, value, bar=None, at_least=False):
        """Prints exactly `ratio WORDS VALUE`, two decimals."""
        print(f"ratio {words} {value:.2f}", flush=True)
        if bar is not None:
            self.check(words, value >= bar if at_least else value <= bar, f"{value:.3f}",
                       f"{'at least' if at_least else 'at most'} {bar:.2f}")

    def check(self, words, holds, found, allowed):
        if not holds:
            self.missed.append(f"{words}: {found}, wanted {allowed}")

    def finish(self):
        for line in self.missed:
            say("bar missed:", line)
        sys.exit(1 if self.missed else 0)
