"""Decoded, resized and augmented images a second on one core, against OpenCV and albumentations (peers/loader.py).

    make bench BENCH=loader         # or: python run.py [--runs 7] [--images 200]

Prints `ratio loader cns_mri_cls 1.60`: our images a second over the peer's, at least 1.5. The peer's row is the faster of
its whole decode and, where files are large enough, its half-size JPEG decode. Both run pinned to one core. Ours keeps freed
memory in the process, as a training run does by itself.
"""
import argparse
import os
import sys

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
from harness import PYTHON, RUNS, Report, alternate, data_folder, json_lines, ours, say

BAR = 1.5
SETS = "cns_mri_cls", "bccd_det"
CORE = {0}


def peer_rate(data, name, images):
    """The best of the peer's complete pipelines, images a second."""
    command = [PYTHON, "loader.py", "--data", data, "--sets", name, "--images", str(images), "--passes", "3"]
    return max(line["images_per_s"] for line in json_lines(command, cores=CORE) if line.get("stage", "").startswith("augment"))


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--runs", type=int, default=RUNS)
    parser.add_argument("--images", type=int, default=200)
    args = parser.parse_args()
    report, data = Report(), data_folder()
    for name in SETS:
        words = "loader", "--data", data, "--set", name, "--images", args.images
        say(f"loader {name}, images a second on one core:")
        here, there = alternate(lambda: ours(*words, cores=CORE)["images_per_s"],
                                lambda: peer_rate(data, name, args.images), args.runs)
        report.ratio(f"loader {name}", here / there, BAR, at_least=True)
    report.finish()


if __name__ == "__main__":
    main()
