"""The README's table of the mini-database run, from the scores that the runs wrote themselves.

    python Benchmarks/mini-database/table.py RUN [ONLY_RUN ...]

RUN is the run folder of `umedpt train Examples/mini-database.yaml`, each ONLY_RUN one of `--only TASK`. Reads
eval/summary.json of each and prints Markdown. A task passes when the interval's lower end lies above the constant
predictor (bccd_det: AP50 at least 0.20); exit code 1 if one with 30 test cases or more does not. Where guessing reaches
more than the constant predictor, it has a column, and the last one says which scores are not above that.
"""
import json
import os
import sys

PRIMARY = {"classification": ("macro_f1", "macro F1"), "multilabel": ("mean_auroc", "mean AUROC"),
           "segmentation": ("miou", "mIoU"), "detection": ("ap50", "AP50")}
FEWEST = 30
BLOOD_CELLS = ("bccd_det", 0.20)


def scores(run):
    """{task: its entry in the summary, with the primary metric as "primary"} of one run folder, and the updates."""
    with open(os.path.join(run, "eval", "summary.json")) as file:
        summary = json.load(file)
    for task in summary["tasks"]:
        task["primary"] = next(m for m in task["metrics"] if m["name"] == PRIMARY[task["label_type"]][0])
    return {task["task"]: task for task in summary["tasks"]}, summary["step"]


def number(value):
    return "undefined" if value is None else f"{value:.3f}"


def guessing(task):
    """What guessing reaches where that is more than the constant predictor, else None."""
    metric = task["primary"]
    constant = metric["constant_predictor"]
    chance = metric.get("chance")
    if "chance" not in metric and metric["name"] == "macro_f1":     # a summary that was written before there was one
        occurring = sum(entry["n"] > 0 for entry in task["classes"])
        chance = 1 / occurring if occurring else None
    return chance if chance is not None and chance > (constant or 0) else None


def passes(task):
    metric = task["primary"]
    if task["task"] == BLOOD_CELLS[0]:
        return metric["value"] >= BLOOD_CELLS[1]
    interval = metric.get("interval")
    return bool(interval) and interval["lower"] > (metric["constant_predictor"] or 0)


def verdict(task):
    few = ", n < 30" if task["cases"] < FEWEST else ""
    if not passes(task):
        return "no" + few
    interval, guess = task["primary"].get("interval"), guessing(task)
    if guess is not None and interval and interval["lower"] <= guess:
        return "the constant, not guessing" + few
    return "yes"


def row(task, alone, shows_guessing):
    """The cells of a task's line, and whether it has to pass and does not."""
    metric, cases = task["primary"], task["cases"]
    interval = metric.get("interval")
    span = f"{number(interval['lower'])} ... {number(interval['upper'])}" if interval else "undefined"
    images = str(task["n"]) if task["n"] == cases else f"{task['n']} in {cases} groups"
    guess = guessing(task)
    cells = [task["task"], PRIMARY[task["label_type"]][1], images, number(metric["constant_predictor"])]
    cells += [number(guess) if guess is not None else ""] if shows_guessing else []
    cells += [number(alone["primary"]["value"]) if alone else "", number(metric["value"]), span, verdict(task)]
    return cells, verdict(task) == "no"


def main():
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    together, steps = scores(sys.argv[1])
    alone = {}
    for run in sys.argv[2:]:
        alone |= scores(run)[0]
    shows_guessing = any(guessing(task) is not None for task in together.values())
    heads = ["task", "metric", "n", "constant predictor"] + (["guessing"] if shows_guessing else [])
    heads += ["alone (`--only`)", f"together, after {steps} updates", "95 % interval", "above"]
    print("| " + " | ".join(heads) + " |")
    print("|" + "---|" * len(heads))
    missed = False
    for name, task in together.items():
        cells, is_missed = row(task, alone.get(name), shows_guessing)
        print("| " + " | ".join(cells) + " |")
        missed |= is_missed
    sys.exit(1 if missed else 0)


if __name__ == "__main__":
    main()
