"""Peak memory against the number of tasks: training with 1, 4, 17 and 64 classification tasks on Swin-nano.

    make bench BENCH=memory         # or: python run.py [--tasks 1 4 17 64] [--passes 128] [--loader-threads 0] [--runs 3]

Every run takes the same number of batches (128: 2 updates of 64 tasks, 32 of 4), for the allocator's peak settles only after
some dozens of them, whatever the number of tasks. The loader makes them between the steps: threads beside the step leave gaps
of chance in the allocator's memory, which move the peak by some 3 % from run to run with 4 tasks as with 64.

Prints the median peak (VmHWM, MiB) of each, then `memory growth 4 to 64 X MiB, allowed Y MiB`: allowed are the added heads'
parameters, gradients and two moments in fp32 and 2 % of the peak at 4. From 1 to 4 tasks the peak takes one step: with one
task the gradients of shared blocks are made after that graph's activations are freed; with several they live beside the next
graph. Decoded pictures are not kept here: what the loader may keep is a budget of its own (loader.budget_mb), whatever the
number of tasks.
"""
import argparse
import math
import os
import statistics
import sys

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
from harness import Report, ours, peer, say


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--tasks", type=int, nargs="+", default=[1, 4, 17, 64])
    parser.add_argument("--passes", type=int, default=128)
    parser.add_argument("--loader-threads", type=int, default=0)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--peer", action="store_true", help="the peer's peaks too, for information")
    args = parser.parse_args()
    report, peaks, heads = Report(), {}, {}
    for tasks in args.tasks:
        steps = math.ceil(args.passes / tasks)
        command = "memory", "--tasks", tasks, "--steps", steps, "--loader_threads", args.loader_threads
        runs = [ours(*command) for _ in range(args.runs)]
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
