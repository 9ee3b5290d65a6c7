"""Patches of whole slides a second (224 px, level 0), against openslide-python (peers/volumes.py).

    make bench BENCH=slides         # or: python run.py [--runs 7]

Prints `ratio slides cmu-1-small-region.svs rows 1.20`: our patches a second over the peer's, one thread each on one core, at
least 1; and `ratio slides ... threads 1.90`: two of our threads and two cores over one, on four handles of the slide whose
patches alternate as in the pool of a training, passes of either in turn, median of the runs, at least 1.8. All times include
the opening of the slides.
"""
import argparse
import os
import statistics
import sys

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
from harness import PYTHON, RUNS, Report, alternate_rates, data_folder, json_lines, ours, say

BARS = {"peer": 1.0, "threads": 1.8}
CORE = {0}


def rates(data):
    return ours("slides", "--data", data, "--passes", 3, cores=CORE)["patches_per_s"]


def speed_ups(data):
    return ours("slides", "--data", data, "--passes", 5, "--threads", 2)["speed_up"]


def peer_rates(data):
    command = [PYTHON, "volumes.py", "--data", data, "--only", "slides", "--passes", "3"]
    lines = [line for line in json_lines(command, cores=CORE) if line["name"] == "volumes.slide"]
    say(f"  the peer runs on OpenSlide {lines[0]['openslide']}")
    return {f"{line['slide']} {line['order']}": line["patches_per_s"] for line in lines}


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--runs", type=int, default=RUNS)
    args = parser.parse_args()
    report, data = Report(), data_folder()
    here, there = alternate_rates(lambda: rates(data), lambda: peer_rates(data), args.runs)
    for name, rate in there.items():
        say(f"  {name}: {here[name]:.0f} patches a second, the peer {rate:.0f}")
        report.ratio(f"slides {name}", here[name] / rate, BARS["peer"], at_least=True)
    found = [speed_ups(data) for _ in range(args.runs)]
    for name in found[0]:
        ratio = statistics.median(run[name] for run in found)
        report.ratio(f"slides {name} threads", ratio, BARS["threads"], at_least=True)
    report.finish()


if __name__ == "__main__":
    main()
