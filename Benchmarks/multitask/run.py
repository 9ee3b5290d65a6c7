"""One optimisation step over the four label types on Swin-nano, from files, against peers/multitask.py.

    make bench BENCH=multitask      # or: python run.py [--runs 7] [--precision fp32 bf16] [--steps 5]

The peer first runs once with 0, 1 and 2 loader workers and keeps the fastest; then runs alternate. Prints
`ratio multitask fp32 eager 0.85`: our median seconds a step, loading included, over the peer's.
"""
import argparse
import os
import sys

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
from harness import RUNS, Report, alternate, data_folder, ours, peer, say

BAR = 0.90


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--runs", type=int, default=RUNS)
    parser.add_argument("--precision", nargs="+", default=["fp32", "bf16"])
    parser.add_argument("--steps", type=int, default=5)
    args = parser.parse_args()
    report, data = Report(), data_folder()
    for precision in args.precision:
        words = "--data", data, "--precision", precision, "--steps", args.steps
        workers = peer("multitask.py", *words, "--workers", "auto", name="multitask.best")["workers"]
        say(f"multitask {precision}: the peer is fastest with {workers} workers")
        here, there = alternate(
            lambda: ours("multitask", *words)["median_s"],
            lambda: peer("multitask.py", *words, "--workers", workers, name="multitask.best")["median_s"], args.runs)
        say(f"  medians {here:.4f} s ours, {there:.4f} s peer")
        report.ratio(f"multitask {precision} eager", here / there, BAR)
    report.finish()


if __name__ == "__main__":
    main()
