"""Golden arrays of the dense and image-level losses (method.md, "Losses: near 1 at the start"), with gradients.

    python Tools/golden/losses.py                           # writes Tests/Golden/losses

Written from the formulas with one-hot targets in float64, cross entropy and binary cross entropy by PyTorch.
B batch, K classes, H W height and width. Masks hold -1 where a pixel is ignored; labels hold -1 where unknown.
"""
import math

from sampling import save
import torch
import torch.nn.functional as F
from weights import formula_tensor


def classes_from_formula(stream, shape, count):
    """Integers 0..<count."""
    return ((formula_tensor(stream, shape).double() + 1) / 2 * count).floor().clamp(0, count - 1).long()


def classification(logits, labels):
    return F.cross_entropy(logits, labels) / math.log(logits.shape[1])


def multilabel(logits, labels):
    known = labels >= 0
    each = F.binary_cross_entropy_with_logits(logits[known], labels[known].to(logits.dtype), reduction="sum")
    return each / math.log(2) / max(1, int(known.sum()))


def dice(p, t):
    """p, t: [pixels, K], valid pixels only. Mean over the classes present in t; not yet divided by 1 - 1/K."""
    present = t.sum(0) > 0
    each = 1 - 2 * (p * t).sum(0) / (p.sum(0) + t.sum(0))
    return each[present].mean()


def segmentation(logits, mask):
    """The two halves, each near 1 for uniform predictions."""
    count = logits.shape[1]
    valid = mask.flatten() >= 0
    pixels = logits.permute(0, 2, 3, 1).reshape(-1, count)[valid]              # [pixels, K]
    if not valid.any():
        return logits.sum() * 0, logits.sum() * 0
    t = F.one_hot(mask.flatten()[valid], count).to(logits.dtype)
    log_p = pixels.log_softmax(1)
    p_true = (log_p.exp() * t).sum(1)
    focal = -((1 - p_true) ** 2 * (log_p * t).sum(1)).mean()
    uniform = 1 - 1 / count
    return dice(log_p.exp(), t) / uniform, focal / (uniform ** 2 * math.log(count))


def with_gradient(logits, function):
    logits = logits.double().requires_grad_()
    value = function(logits)
    value.backward()
    return value.detach().reshape(1), logits.grad


def classification_cases(arrays):
    for count in (2, 3, 9):
        logits = formula_tensor(f"classification.{count}.logits", (6, count), 3)
        labels = classes_from_formula(f"classification.{count}.labels", (6,), count)
        loss, gradient = with_gradient(logits, lambda x: classification(x, labels))
        put(arrays, f"classification.{count}", logits=logits, labels=labels, loss=loss, gradient=gradient)


def multilabel_cases(arrays):
    for name, shape in (("1", (9, 1)), ("4", (6, 4)), ("unknown", (3, 2))):
        logits = formula_tensor(f"multilabel.{name}.logits", shape, 3)
        labels = classes_from_formula(f"multilabel.{name}.labels", shape, 3) - 1
        labels = torch.full_like(labels, -1) if name == "unknown" else labels
        assert name == "unknown" or len(labels.unique()) == 3
        loss, gradient = with_gradient(logits, lambda x: multilabel(x, labels) + 0 * x.sum())
        put(arrays, f"multilabel.{name}", logits=logits, labels=labels, loss=loss, gradient=gradient)


def segmentation_cases(arrays):
    for name, count in (("2", 2), ("3", 3), ("5", 5), ("absent", 4), ("whole", 3), ("ignored", 2)):
        shape = (2, 11, 9)
        logits = formula_tensor(f"segmentation.{name}.logits", (2, count, 11, 9), 3)
        mask = classes_from_formula(f"segmentation.{name}.mask", shape, count)
        ignored = formula_tensor(f"segmentation.{name}.ignored", shape) > 0.5
        if name == "absent":
            mask[mask == 2] = 1                             # a class without a pixel has no Dice term
        if name != "whole":
            mask[ignored] = -1
        if name == "ignored":
            mask[:] = -1
        halves = segmentation(logits.double(), mask)
        loss, gradient = with_gradient(logits, lambda x: sum(segmentation(x, mask)) / 2)
        assert name != "ignored" or (loss == 0 and not gradient.any())
        put(arrays, f"segmentation.{name}", logits=logits, mask=mask, loss=loss, gradient=gradient,
            dice=halves[0].reshape(1), focal=halves[1].reshape(1))


def put(arrays, prefix, **values):
    arrays |= {f"{prefix}.{key}": value for key, value in values.items()}


def check_start():
    """Uniform predictions cost 1, whatever K is."""
    for count in (2, 3, 9, 16):
        zero = torch.zeros(count, count, dtype=torch.float64)
        assert abs(float(classification(zero, torch.arange(count))) - 1) < 1e-12
        mask = torch.arange(count).reshape(1, 1, count)
        halves = segmentation(torch.zeros(1, count, 1, count, dtype=torch.float64), mask)
        assert all(abs(float(h) - 1) < 1e-12 for h in halves), halves
    assert abs(float(multilabel(torch.zeros(2, 3, dtype=torch.float64), torch.tensor([[0, 1, -1], [1, 1, 0]]))) - 1) < 1e-12


if __name__ == "__main__":
    check_start()
    found = {}
    classification_cases(found)
    multilabel_cases(found)
    segmentation_cases(found)
    save("losses/losses", found, computed_in="float64", ignored="mask -1: pixel ignored; multi-label -1: unknown",
         multilabel="divided by ln 2 exactly; method.md writes x 1.44269, which is 3e-6 less")
