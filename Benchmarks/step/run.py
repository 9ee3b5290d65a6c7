"""Swin-tiny, batch 8, 224 px: forward, backward, fused AdamW, here and in PyTorch eager.

    make bench BENCH=step           # or: python run.py [--runs 7] [--precision fp32 bf16] [--setting eager tuned]

First three losses from the same weights and batch, fp32, equal to 1e-4; then lines such as `ratio step fp32 eager 0.93`:
our median seconds over the peer's, runs alternating, each run a fresh process that warms up by itself.
"""
import argparse
import os
import sys

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
from harness import RUNS, Report, alternate, ours, peer, say

BARS = {"eager": 0.95, "tuned": 1.00}


def same_losses(report):
    here, there = ours("losses")["losses"], peer("losses.py")["losses"]
    away = max(abs(a - b) / abs(b) for a, b in zip(here, there, strict=True))
    for name, values in (("ours", here), ("peer", there)):
        print("losses", name, *(f"{v:.6f}" for v in values), flush=True)
    print(f"losses relative difference {away:.1e}", flush=True)
    report.check("losses", len(here) == 3 and away <= 1e-4, f"{away:.1e}", "three losses, at most 1e-4 apart")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--runs", type=int, default=RUNS)
    parser.add_argument("--precision", nargs="+", default=["fp32", "bf16"])
    parser.add_argument("--setting", nargs="+", default=list(BARS))
    args = parser.parse_args()
    report = Report()
    same_losses(report)
    for precision in args.precision:
        for setting in args.setting:
            words = "step", "--precision", precision, "--runs", 1
            say(f"step {precision} {setting}:")
            here, there = alternate(lambda: ours(*words, setting=setting)["median_s"],
                                    lambda: peer("step.py", *words[1:], setting=setting)["median_s"], args.runs)
            say(f"  medians {here:.4f} s ours, {there:.4f} s peer")
            report.ratio(f"step {precision} {setting}", here / there, BARS[setting])
    report.finish()


if __name__ == "__main__":
    main()
