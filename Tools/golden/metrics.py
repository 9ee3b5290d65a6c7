"""Golden arrays of metrics, tests and intervals: scikit-learn, scipy and pycocotools -> Tests/Golden/statistics.

Not called statistics.py: beside the other scripts that name would hide Python's own module from every package.
"""

import contextlib
import io
import warnings

import numpy as np
from pycocotools.coco import COCO
from pycocotools.cocoeval import COCOeval
from scipy import stats
from sklearn import metrics

from formula import save_golden

SEED = 20240607
IGNORE = 65535


def nan_where_undefined(function):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return function()


def classification(random):
    """7 declared classes; 5 is predicted but never labelled, 6 occurs nowhere."""
    count, classes = 300, 7
    labels = random.choice(5, size=count, p=[0.5, 0.2, 0.15, 0.1, 0.05])
    predictions = np.where(random.random(count) < 0.6, labels, random.integers(0, 6, count))
    scores = np.round(random.random((count, classes)) + 0.4 * np.eye(classes)[labels], 1)
    names = range(classes)
    precision, recall, f1, _ = metrics.precision_recall_fscore_support(
        labels, predictions, labels=names, zero_division=np.nan)
    areas = [
        metrics.roc_auc_score(labels == k, scores[:, k]) if 0 < (labels == k).sum() < count else np.nan
        for k in names]
    binary = labels == 0
    return {
        "labels": labels, "predictions": predictions, "scores": scores,
        "confusion": metrics.confusion_matrix(labels, predictions, labels=names),
        "accuracy": [metrics.accuracy_score(labels, predictions)],
        "precision": precision, "recall": recall, "f1": f1,
        "specificity": [
            metrics.recall_score(labels != k, predictions != k, zero_division=np.nan) for k in names],
        "macro_f1_present": [metrics.f1_score(labels, predictions, average="macro")],
        "macro_f1_declared": [metrics.f1_score(labels, predictions, labels=names, average="macro", zero_division=0)],
        "areas": areas,
        # scikit-learn's own average needs every column to occur among the labels.
        "ovr": [metrics.roc_auc_score(
            labels, scores[:, :5] / scores[:, :5].sum(1, keepdims=True), multi_class="ovr", average="macro")],
        "ovr_scores": scores[:, :5] / scores[:, :5].sum(1, keepdims=True),
        "binary_area": [metrics.roc_auc_score(binary, scores[:, 0])],
    }


def multilabel(random):
    """5 labels, states 1, 0 and -1 (unknown); label 3 has no positive, label 4 no known case."""
    count, labels = 200, 5
    states = random.choice([0, 1, -1], size=(count, labels), p=[0.5, 0.3, 0.2])
    states[:, 3] = np.minimum(states[:, 3], 0)
    states[:, 4] = -1
    scores = np.round(random.random((count, labels)) + 0.2 * states, 1)
    areas = []
    for label in range(labels):
        known = states[:, label] >= 0
        positives = states[known, label] == 1
        defined = 0 < positives.sum() < positives.size
        areas.append(metrics.roc_auc_score(positives, scores[known, label]) if defined else np.nan)
    return {"states": states, "scores": scores, "areas": areas, "mean": [np.nanmean(areas)]}


def segmentation(random):
    """8 slices of 24 x 20 pixels, 4 declared classes: 3 occurs nowhere, slices lack classes, some pixels ignored."""
    slices, pixels, classes = 8, 480, 4
    truth = random.integers(0, 3, (slices, pixels)).astype(np.int32)
    predicted = np.where(random.random(truth.shape) < 0.7, truth, random.integers(0, 3, truth.shape))
    truth[0], predicted[0] = 0, 0
    truth[1] = np.minimum(truth[1], 1)
    predicted[2] = np.minimum(predicted[2], 1)
    truth[3] = 0
    truth[random.random(truth.shape) < 0.1] = IGNORE
    truth[7] = IGNORE
    names = range(classes)
    paper, dice = [], []
    for t, p in zip(truth[:7], predicted[:7]):
        t, p = t[t != IGNORE], p[t != IGNORE]
        paper.append(metrics.jaccard_score(t, p, labels=names, average=None, zero_division=1).mean())
        dice.append(metrics.f1_score(t, p, labels=names, average=None, zero_division=np.nan))
    kept = truth != IGNORE
    whole = nan_where_undefined(lambda: metrics.jaccard_score(
        truth[kept], predicted[kept], labels=range(3), average=None))
    return {
        "truth": truth, "predicted": predicted, "paper_per_slice": paper, "paper": [np.mean(paper)],
        "whole": whole, "whole_mean": [whole.mean()], "dice": np.array(dice),
        "dice_skipped": np.nanmean(np.array(dice)[:, :3], axis=0),
        "dice_one": np.nan_to_num(np.array(dice), nan=1).mean(axis=0),
    }


def tests(random):
    arguments = np.array([
        (t, df) for df in (1, 2, 4, 9, 29, 120, 1e4, 0.5) for t in (-40, -2.2, -1, -0.01, 0, 1e-4, 0.5, 2, 7, 60)])
    first = random.normal(70, 3, 5)
    second = first + random.normal(-1.5, 1, 5)
    pairs = {"first": first, "second": second}
    for side in ("two-sided", "greater", "less"):
        pairs[side] = [stats.ttest_rel(first, second, alternative=side).pvalue]
    wilson = [(0, 10), (10, 10), (1, 10), (37, 50), (499, 1000), (1, 1), (0, 1)]
    bounds = [stats.binomtest(s, n).proportion_ci(0.95, "wilson") for s, n in wilson]
    return {
        "arguments": arguments, "tails": stats.t.sf(arguments[:, 0], arguments[:, 1]),
        "statistic": [stats.ttest_rel(first, second).statistic],
        "effect": [(first - second).mean() / (first - second).std(ddof=1)],
        **pairs, "mean": [first.mean()], "std0": [first.std()],
        "wilson": wilson, "bounds": [(b.low, b.high) for b in bounds],
        "normal": [(p, stats.norm.ppf(p)) for p in (1e-12, 0.025, 0.5, 0.8, 0.975, 0.999999)],
    }


def random_boxes(random, count, limit, whole):
    """Sizes spread over COCO's three ranges; whole pixels make exact thresholds and equal overlaps likely."""
    size = np.exp(random.uniform(np.log(4), np.log(limit), (count, 2)))
    corner = random.uniform(0, 300, (count, 2))
    boxes = np.concatenate([corner, size], axis=1)
    return np.maximum(np.round(boxes), [0, 0, 1, 1]) if whole else boxes


def coco_fixture(random, images, classes, empty, missed, ties, whole, crowded=False, unlabelled=(), area_factor=0.7):
    """Rows of truths (image, class, x, y, w, h, crowd, area) and detections (image, class, x, y, w, h, score)."""
    truths, detections = [], []
    for image in range(images):
        if image in empty:
            continue
        count = random.integers(1, 9)
        boxes = random_boxes(random, count, 200, whole)
        kinds = random.integers(0, classes, count)
        for box, kind in zip(boxes, kinds):
            if kind not in unlabelled:
                crowd = float(random.random() < 0.15)
                truths.append([image, kind, *box, crowd, box[2] * box[3] * random.uniform(area_factor, 1)])
        if image in missed:
            continue
        copies = 130 // count + 1 if crowded and image == 0 else random.integers(0, 4)
        for box, kind in zip(boxes, kinds):
            for _ in range(copies):
                moved = box + random.normal(0, 0.08, 4) * np.array([box[2], box[3], box[2], box[3]])
                moved[2:] = np.maximum(moved[2:], 1)
                other = kind if random.random() < 0.85 else random.integers(0, classes)
                detections.append([image, other, *(np.round(moved) if whole else moved), random.random()])
    for image in [i for i in range(images) if i not in missed][::2]:
        box = random_boxes(random, 1, 200, whole)[0]
        detections.append([image, random.integers(0, classes), *box, random.random()])
    truths, detections = np.array(truths, float), np.array(detections, float)
    if ties:
        detections[:, 6] = np.round(detections[:, 6], 1)
    return truths, detections[np.argsort(detections[:, 0], kind="stable")]


def coco_reference(images, classes, truths, detections):
    with contextlib.redirect_stdout(io.StringIO()):
        truth = COCO()
        truth.dataset = {
            "images": [{"id": i + 1} for i in range(images)],
            "categories": [{"id": k + 1, "name": str(k)} for k in range(classes)],
            "annotations": [
                {"id": n + 1, "image_id": int(row[0]) + 1, "category_id": int(row[1]) + 1,
                 "bbox": row[2:6].tolist(), "iscrowd": int(row[6]), "area": row[7]}
                for n, row in enumerate(truths)],
        }
        truth.createIndex()
        results = truth.loadRes([
            {"image_id": int(row[0]) + 1, "category_id": int(row[1]) + 1, "bbox": row[2:6].tolist(), "score": row[6]}
            for row in detections])
        evaluation = COCOeval(truth, results, "bbox")
        evaluation.evaluate()
        evaluation.accumulate()
        evaluation.summarize()
    return {
        "stats": evaluation.stats,
        # [T, K, A] at 100 detections; -1 is undefined.
        "precision": evaluation.eval["precision"][..., -1].mean(axis=1),
    }


COCO_FIXTURES = {
    "plain": dict(images=20, classes=3, empty=(), missed=(), ties=False, whole=False),
    "empty_first": dict(images=12, classes=3, empty=(0, 1), missed=(5,), ties=True, whole=True),
    "empty_last": dict(images=12, classes=3, empty=(10, 11), missed=(0, 9), ties=True, whole=True),
    "unlabelled": dict(images=15, classes=4, empty=(7,), missed=(3,), ties=True, whole=False, unlabelled=(1,)),
    "crowded": dict(images=4, classes=1, empty=(), missed=(), ties=True, whole=True, crowded=True),
}


def main():
    def save(name, tensors, packages):
        save_golden(f"statistics/{name}", {k: np.asarray(v) for k, v in tensors.items()}, SEED, packages)

    def fresh(stream):
        return np.random.default_rng([SEED, stream])

    save("classification", classification(fresh(1)), ["scikit-learn"])
    save("multilabel", multilabel(fresh(2)), ["scikit-learn"])
    save("segmentation", segmentation(fresh(3)), ["scikit-learn"])
    save("tests", tests(fresh(4)), ["scipy"])
    for stream, (name, settings) in enumerate(COCO_FIXTURES.items()):
        truths, detections = coco_fixture(fresh(10 + stream), **settings)
        reference = coco_reference(settings["images"], settings["classes"], truths, detections)
        size = np.array([settings["images"], settings["classes"]])
        save(f"coco_{name}", {"size": size, "truths": truths, "detections": detections, **reference}, ["pycocotools"])


if __name__ == "__main__":
    main()
