"""The README's table of the mini-database run, from the scores that the runs wrote themselves.

    python Benchmarks/mini-database/table.py RUN [ONLY_RUN ...]

RUN is the run folder of `umedpt train Examples/mini-database.yaml`, each ONLY_RUN one of `--only TASK`. Reads
eval/summary.json of each and prints Markdown. A task passes when the interval's lower end lies above the constant predictor
(bccd_det: AP50 at least 0.20); exit code 1 if one with 30 test cases or more does not.
"""
import json
import os
import sys

PRIMARY = {"classification": ("macro_f1", "macro F1"), "multilabel": ("mean_auroc", "mean AUROC"),
           "segmentation": ("miou", "mIoU"), "detection": ("ap50", "AP50")}
FEWEST = 30
BLOOD_CELLS = ("bccd_det", 0.20)


def scores(run):
    """{task: (label type, images, independent cases, primary metric)} of one run folder."""
    with open(os.path.join(run, "eval", "summary.json")) as file:
        summary = json.load(file)
    found = {}
    for task in summary["tasks"]:
        metric = next(m for m in task["metrics"] if m["name"] == PRIMARY[task["label_type"]][0])
        found[task["task"]] = (task["label_type"], task["n"], task["cases"], metric)
    return found, summary["step"]


def number(value):
    return "undefined" if value is None else f"{value:.3f}"


def passes(name, metric):
    if name == BLOOD_CELLS[0]:
        return metric["value"] >= BLOOD_CELLS[1]
    interval = metric.get("interval")
    return bool(interval) and interval["lower"] > (metric["constant_predictor"] or 0)


def main():
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    together, steps = scores(sys.argv[1])
    alone = {}
    for run in sys.argv[2:]:
        alone |= scores(run)[0]
    print(f"| task | metric | n | constant predictor | alone (`--only`) | together, after {steps} updates | 95 % interval | above |")
    print("|---|---|---|---|---|---|---|---|")
    missed = 0
    for name, (label_type, n, cases, metric) in together.items():
        interval = metric.get("interval")
        span = f"{number(interval['lower'])} ... {number(interval['upper'])}" if interval else "undefined"
        images = str(n) if n == cases else f"{n} in {cases} groups"
        single = number(alone[name][3]["value"]) if name in alone else ""
        verdict = "yes" if passes(name, metric) else "no" if cases >= FEWEST else "no, n < 30"
        missed += verdict == "no"
        print(f"| {name} | {PRIMARY[label_type][1]} | {images} | {number(metric['constant_predictor'])} | {single} "
              f"| {number(metric['value'])} | {span} | {verdict} |")
    sys.exit(1 if missed else 0)


if __name__ == "__main__":
    main()
