"""NIfTI volumes to float32 slices a second on one core, against nibabel with NumPy and SimpleITK (peers/volumes.py).

    make bench BENCH=volumes        # or: python run.py [--runs 7]

Read, inflate, turn to RAS, 2.5 % and 97.5 % quantiles to 0 and 1, slices. Prints `ratio volumes hippocampus nibabel 1.90`:
our slices a second over the peer's; at least 1.2 times nibabel and 2 times SimpleITK. All are pinned to one core.
"""
import argparse
import os
import sys

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
from harness import PYTHON, RUNS, Report, alternate_rates, data_folder, json_lines, ours

BARS = {"nibabel": 1.2, "SimpleITK": 2.0}
CORE = {0}


def peer_rates(data):
    """{(files, reader): slices a second}."""
    command = [PYTHON, "volumes.py", "--data", data, "--only", "nifti", "--passes", "3"]
    lines = [line for line in json_lines(command, cores=CORE) if line["name"] == "volumes.nifti"]
    different = [line["files"] for line in lines if line["files_that_differ"]]
    if different:
        sys.exit(f"benchmark: nibabel and SimpleITK disagree on {different}")
    return {(line["files"].split(" ")[0], line["reader"]): line["slices_per_s"] for line in lines}


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--runs", type=int, default=RUNS)
    args = parser.parse_args()
    report, data = Report(), data_folder()
    here, there = alternate_rates(lambda: ours("volumes", "--data", data, "--passes", 3, cores=CORE)["slices_per_s"],
                                  lambda: peer_rates(data), args.runs)
    for (files, reader), rate in there.items():
        report.ratio(f"volumes {files} {reader}", here[files] / rate, BARS[reader], at_least=True)
    report.finish()


if __name__ == "__main__":
    main()
