"""From the start of the process to the end of the first training step, and the time of `--help`.

    make bench BENCH=startup        # or: python run.py [--runs 7]

Swin-nano, batch 8, 224 px, one checked classification task from its files. Prints `startup help 0.008 s` (under 0.050),
`startup first step 1.31 s` (at most 2) and `ratio startup nano 0.43` against peers/startup.py, runs alternating.
`umedpt-bench startup` prints its JSON line when the first update is done; the clock here runs from before its start to that line.
"""
import argparse
import os
import statistics
import subprocess
import sys
import time

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
from harness import COMMAND, OURS, RUNS, Report, alternate, data_folder, environment, peer, say

HELP_LIMIT, STEP_LIMIT = 0.050, 2.0


def seconds_to_exit(command):
    start = time.perf_counter()
    subprocess.run(command, stdout=subprocess.DEVNULL, check=True, env=environment({}))
    return time.perf_counter() - start


def seconds_to_first_line(command):
    """Until the program's first JSON line; what it does afterwards does not count."""
    start = time.perf_counter()
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment({})) as process:
        line = next((line for line in process.stdout if line.startswith("{")), None)
        seconds = time.perf_counter() - start
        process.stdout.read()
    if line is None or process.returncode != 0:
        sys.exit(f"benchmark: {' '.join(command)} ended with {process.returncode} and printed no JSON line")
    return seconds


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--runs", type=int, default=RUNS)
    args = parser.parse_args()
    report, data = Report(), data_folder()
    opening = statistics.median(seconds_to_exit([COMMAND, "--help"]) for _ in range(21))
    print(f"startup help {opening:.3f} s", flush=True)
    report.check("--help", opening < HELP_LIMIT, f"{opening:.3f} s", f"under {HELP_LIMIT} s")
    command = [OURS, "startup", "--data", data]
    seconds_to_first_line(command)                          # the set's verdict is kept: what is measured is a checked set
    here, there = alternate(lambda: seconds_to_first_line(command),
                            lambda: peer("startup.py", "--data", data, "--runs", 1, name="startup")["median_s"], args.runs)
    print(f"startup first step {here:.2f} s", flush=True)
    say(f"  peer {there:.2f} s, without augmentation and without a check of its files")
    report.check("first step", here <= STEP_LIMIT, f"{here:.2f} s", f"at most {STEP_LIMIT} s")
    report.ratio("startup nano", here / there)
    report.finish()


if __name__ == "__main__":
    main()
