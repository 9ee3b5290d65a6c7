"""Peak memory against the number of tasks: training with 1, 4, 17 and 64 classification tasks on Swin-nano.

    make bench BENCH=memory         # or: python run.py [--tasks 1 4 17 64] [--runs 3] [--peer]

Prints the median peak (VmHWM, MiB) of each, then `memory growth 4 to 64 X MiB, allowed Y MiB`: allowed are the added heads'
parameters, gradients and two moments in fp32 and 2 % of the peak at 4. From 1 to 4 tasks the peak takes one step: with one
task the gradients of shared blocks are made after that graph's activations are freed; with several they live beside the next
graph. Decoded pictures are not kept here: what the loader may keep is a budget of its own (loader.budget_mb), whatever the
number of tasks.
"""
import argparse
import os
import statistics
import sys

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
from harness import Report, ours, peer, say


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--tasks", type=int, nargs="+", default=[1, 4, 17, 64])
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--peer", action="store_true", help="the peer's peaks too, for information")
    args = parser.parse_args()
    report, peaks, heads = Report(), {}, {}
    for tasks in args.tasks:
        runs = [ours("memory", "--tasks", tasks) for _ in range(args.runs)]
        peaks[tasks] = statistics.median(run["peak_kib"] for run in runs) / 1024
        heads[tasks] = runs[0]["head_parameters"]
        print(f"memory {tasks} tasks {peaks[tasks]:.1f} MiB", flush=True)
    first, last = (4, 64) if {4, 64} <= peaks.keys() else (min(peaks), max(peaks))
    growth = peaks[last] - peaks[first]
    allowed = (heads[last] - heads[first]) * 4 * 4 / 2**20 + 0.02 * peaks[first]
    print(f"memory growth {first} to {last} {growth:.1f} MiB, allowed {allowed:.1f} MiB", flush=True)
    report.check("memory", growth <= allowed, f"{growth:.1f} MiB", f"at most {allowed:.1f} MiB")
    if args.peer:
        for tasks in args.tasks:
            say("peer:", peer("multitask.py", "--tasks", tasks, tasks, name="multitask.heads"))
    report.finish()


if __name__ == "__main__":
    main()
