"""What a loader of volumes, slides and pictures adds to the process, against its budget (loader.budget_mb).

    make bench BENCH=loader-memory  # or: python run.py [--budgets 128 256 512] [--runs 3]

Five tasks from real files and one of made volumes of 27 MiB, 60 rounds of batches, two threads, and the allocator setting
of a training run. Prints
`loader-memory 256 MiB 240 MiB`: budget, and the growth of the peak (VmHWM) while batches are taken, median of the runs;
allowed is the budget + 10 %. With 128 MiB no made volume stays open, so each sample opens one: some minutes a run.
"""
import argparse
import os
import statistics
import sys

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
from harness import Report, data_folder, ours, say


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--budgets", type=int, nargs="+", default=[128, 256, 512])
    parser.add_argument("--runs", type=int, default=3)
    args = parser.parse_args()
    report, data = Report(), data_folder()
    for budget in args.budgets:
        runs = [ours("loader-memory", "--data", data, "--budget_mb", budget) for _ in range(args.runs)]
        growth = statistics.median(run["growth_kib"] for run in runs) / 1024
        say(" ", runs[0])
        print(f"loader-memory {budget} MiB {growth:.0f} MiB", flush=True)
        allowed = 1.1 * budget
        report.check(f"loader-memory {budget}", growth <= allowed, f"{growth:.0f} MiB", f"at most {allowed:.0f} MiB")
    report.finish()


if __name__ == "__main__":
    main()
