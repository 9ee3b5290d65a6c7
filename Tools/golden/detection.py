"""Golden arrays of FCOS: targets, the whole loss with gradients, suppression and post-processing.

    python Tools/golden/detection.py                        # writes Tests/Golden/detection

Targets come from a triple loop over images, locations and boxes; the loss is composed from torchvision's
`sigmoid_focal_loss` and `generalized_box_iou_loss` in float64; suppression is the double loop that defines it.
B images, L locations (level by level, row-major), K classes, N boxes x0 y0 x1 y1 in pixels, P positives.
"""
import math
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "Benchmarks", "peers"))
import tvstub  # noqa: F401, I001
from sampling import save
import numpy as np
import torch
import torch.nn.functional as F
from torchvision.ops import generalized_box_iou_loss, sigmoid_focal_loss
from weights import formula_tensor

STRIDES = (8, 16, 32, 64, 128)
RANGES = ((0, 64), (64, 128), (128, 256), (256, 512), (512, math.inf))
NEGATIVE, OUTSIDE = -1, -2
RULES = (
    "Location = (index + 0.5) * stride. A box fits a location when the location is strictly inside it, nearer than "
    "1.5 strides to its centre on both axes (strictly), and the longest of the four distances d satisfies low <= d < high. "
    "The smallest area wins, the first box on a tie. class: -1 negative, -2 outside the valid part of the image (no loss)."
)


def level_sizes(height, width):
    """Rows and columns of the five maps: the encoder and the stride-2 convolutions round up."""
    return [(-(-height // s), -(-width // s)) for s in STRIDES]


def locations(sizes):
    """(x, y, stride, low, high) for every location."""
    return [((column + 0.5) * stride, (row + 0.5) * stride, stride, *span)
            for (rows, columns), stride, span in zip(sizes, STRIDES, RANGES)
            for row in range(rows) for column in range(columns)]


def fits(location, box):
    """The four distances when the box may be predicted here, else None."""
    x, y, stride, low, high = location
    x0, y0, x1, y1 = box
    sides = (x - x0, y - y0, x1 - x, y1 - y)
    near = max(abs(x - (x0 + x1) / 2), abs(y - (y0 + y1) / 2)) < 1.5 * stride
    return sides if near and min(sides) > 0 and low <= max(sides) < high else None


def match(location, boxes, labels, valid):
    """(class, sides) of one location."""
    x, y = location[:2]
    if y >= valid[0] or x >= valid[1]:
        return OUTSIDE, None
    best, result = math.inf, (NEGATIVE, None)
    for box, label in zip(boxes, labels):
        sides, area = fits(location, box), (box[2] - box[0]) * (box[3] - box[1])
        if sides is not None and area < best:
            best, result = area, (label, sides)
    return result


def targets(sizes, images, valid):
    """class [B, L], positives [P, 2] (image, location), sides [P, 4] in pixels."""
    classes, positives, sides = [], [], []
    for b, (boxes, labels) in enumerate(images):
        classes.append([])
        for i, location in enumerate(locations(sizes)):
            label, found = match(location, boxes, labels, valid[b])
            classes[-1].append(label)
            if found is not None:
                positives.append((b, i))
                sides.append(found)
    return (torch.tensor(classes), torch.tensor(positives, dtype=torch.long).reshape(-1, 2),
            torch.tensor(sides, dtype=torch.float64).reshape(-1, 4))


def centerness_target(sides):
    l, t, r, b = sides.unbind(1)
    return torch.sqrt(torch.minimum(l, r) / torch.maximum(l, r) * torch.minimum(t, b) / torch.maximum(t, b))


def image_arrays(prefix, height, width, images, valid):
    arrays = {f"{prefix}.sizes": np.array(level_sizes(height, width), np.int64), f"{prefix}.valid": np.array(valid, np.int64)}
    for b, (boxes, labels) in enumerate(images):
        arrays[f"{prefix}.boxes.{b}"] = np.array(boxes, np.float32).reshape(-1, 4)
        arrays[f"{prefix}.labels.{b}"] = np.array(labels, np.int64).reshape(-1)
    return arrays


def made_boxes(stream, count, classes, height, width):
    """Boxes of all sizes that lie inside the image, on quarter pixels so that float32 holds them exactly."""
    unit = (formula_tensor(stream, (count, 5)).double() + 1) / 2
    side = 6 + unit[:, :2] ** 2 * (torch.tensor([width, height]) - 8)
    start = unit[:, 2:4] * (torch.tensor([width, height]) - side)
    corners = (torch.cat([start, start + side], 1) * 4).floor() / 4
    return corners.tolist(), (unit[:, 4] * classes).floor().long().tolist()


def target_cases():
    arrays = {}

    def case(name, height, width, images, valid=None):
        valid = valid or [(height, width)] * len(images)
        classes, positives, sides = targets(level_sizes(height, width), images, valid)
        arrays.update(image_arrays(name, height, width, images, valid))
        arrays.update({f"{name}.class": classes, f"{name}.positives": positives, f"{name}.sides": sides,
                       f"{name}.centerness": centerness_target(sides)})
        print(f"  targets {name}: {len(sides)} positives, classes", classes.unique().tolist())
        return positives, classes
    wide = 160, 1200                                        # wide enough for the last range
    large = ([[1.5, 2.25, 1190.25, 150.5]], [2])            # meets the ranges of the two coarsest levels
    positives, _ = case("mixed", *wide, [made_boxes("boxes.0", 12, 4, *wide), ([], []), large])
    starts = np.cumsum([0] + [h * w for h, w in level_sizes(*wide)])
    assert all(((positives[:, 1] >= a) & (positives[:, 1] < b)).any() for a, b in zip(starts, starts[1:])), "a level is idle"
    case("boundary", 160, 160, [
        ([[4, 4, 36, 36]], [0]),                            # edges pass through locations: not inside
        ([[12, 12, 76, 76], [4, 4, 68, 68]], [0, 1]),       # longest distance exactly 64 at the corner location; equal areas
        ([[20, 20, 44, 44], [20, 20, 44, 44]], [1, 0]),     # one box twice: the first wins
        ([[8, 8, 32, 32]], [0]),                            # centre on a grid line: locations exactly 1.5 strides away
        ([[0, 0, 128, 128], [0, 4, 128, 132]], [0, 1])])    # longest distance 124 and 64 at level 16's locations
    _, classes = case("padded", 96, 128, [made_boxes("boxes.1", 6, 2, 61, 75), made_boxes("boxes.2", 6, 2, 96, 128)],
                      [(61, 75), (96, 128)])
    assert (classes == OUTSIDE).any()
    save("detection/targets", arrays, rules=RULES, strides=list(STRIDES), radius=1.5)


def detection_loss(logits, raw, scales, centerness, sizes, images, valid):
    """The terms and their sum x c(K). raw: [B, L, 4] of the box convolution, before scale and ReLU."""
    classes, positives, sides = targets(sizes, images, valid)
    count, divisor = logits.shape[-1], max(1, len(positives))
    wanted = F.one_hot(classes.clamp(min=0), count).to(logits.dtype) * (classes >= 0)[..., None]
    focal = sigmoid_focal_loss(logits, wanted, alpha=0.25, gamma=2, reduction="none")
    class_loss = (focal * (classes != OUTSIDE)[..., None]).sum() / divisor / count
    places = locations(sizes)
    stride = torch.tensor([p[2] for p in places], dtype=logits.dtype)[:, None]
    level = torch.tensor([STRIDES.index(p[2]) for p in places])
    distances = F.relu(raw * scales[level][:, None]) * stride                  # [B, L, 4] pixels
    b, i = positives.unbind(1)
    xy = torch.tensor([p[:2] for p in places], dtype=logits.dtype)[i]          # [P, 2]

    def boxes(d):
        return torch.cat([xy - d[:, :2], xy + d[:, 2:]], 1)
    target = centerness_target(sides)
    giou = generalized_box_iou_loss(boxes(distances[b, i]), boxes(sides), reduction="none")
    box_loss = (giou * target).sum() / max(1.0, float(target.sum()))
    center_loss = F.binary_cross_entropy_with_logits(centerness[b, i], target, reduction="sum") / divisor
    constant = 1 / (1.128 / count + 1 + math.log(2))
    return class_loss, box_loss, center_loss, constant * (class_loss + box_loss + center_loss)


def loss_case(name, count, images, valid=None):
    height, width, batch = 96, 128, len(images)
    sizes, valid = level_sizes(height, width), valid or [(height, width)] * batch
    cells = sum(h * w for h, w in sizes)
    inputs = {"logits": formula_tensor(f"{name}.logits", (batch, cells, count), 2, -2),
              "box": formula_tensor(f"{name}.box", (batch, cells, 4), 2, 1.5),
              "scales": formula_tensor(f"{name}.scales", (5,), 0.3, 1),
              "centerness": formula_tensor(f"{name}.centerness", (batch, cells), 2)}
    exact = {k: v.double().requires_grad_() for k, v in inputs.items()}
    terms = detection_loss(exact["logits"], exact["box"], exact["scales"], exact["centerness"], sizes, images, valid)
    (terms[3] + 0 * sum(v.sum() for v in exact.values())).backward()           # zero gradients instead of none
    arrays = image_arrays(name, height, width, images, valid) | inputs_named(name, inputs)
    arrays |= {f"{name}.gradient.{k}": v.grad for k, v in exact.items()}
    for term, value in zip(("class_loss", "box_loss", "centerness_loss", "loss"), terms):
        arrays[f"{name}.{term}"] = value.detach().reshape(1)
    print(f"  loss {name}:", [round(float(t.detach()), 4) for t in terms])
    save(f"detection/{name}", arrays, rules=RULES, computed_in="float64", loss="c(K) * (class_loss + box_loss + centerness_loss)",
         class_loss="already divided by K", box="output of the box convolution, before scale and ReLU")


def inputs_named(name, inputs):
    return {f"{name}.{key}": value for key, value in inputs.items()}


def loss_cases():
    def two(count):
        return [made_boxes(f"loss.{count}", 5, count, 96, 128), ([], []), ([[0.0, 0.0, 128.0, 96.0]], [count - 1])]
    for count in (1, 2, 3, 16):
        loss_case(f"loss_{count}", count, two(count))
    loss_case("loss_empty", 3, [([], []), ([], [])])
    loss_case("loss_padded", 2, [made_boxes("loss.padded", 5, 2, 61, 75), ([], []), made_boxes("loss.whole", 4, 2, 96, 128)],
              [(61, 75), (50, 128), (96, 128)])


def overlap(a, b):
    width, height = min(a[2], b[2]) - max(a[0], b[0]), min(a[3], b[3]) - max(a[1], b[1])
    inner = max(0.0, width) * max(0.0, height)
    return inner / ((a[2] - a[0]) * (a[3] - a[1]) + (b[2] - b[0]) * (b[3] - b[1]) - inner)


def suppress(boxes, scores, classes, threshold=0.5):
    """Kept indices, best first: a box goes when a better kept box of its class overlaps by more than the threshold."""
    kept = []
    for i in sorted(range(len(boxes)), key=lambda i: (-scores[i], i)):
        shared = [overlap(boxes[i], boxes[j]) for j in kept if classes[j] == classes[i]]
        assert all(abs(s - threshold) > 1e-5 or s == threshold for s in shared), "a rounding error would decide"
        if all(s <= threshold for s in shared):
            kept.append(i)
    return kept


def suppression_cases():
    arrays = {}
    for count in (1, 2, 3, 16):
        boxes, classes = made_boxes(f"suppression.{count}", 120, count, 40, 40)
        scores = ((formula_tensor(f"suppression.{count}.scores", (120,)) + 1) / 2).tolist()
        put_suppression(arrays, f"suppression.{count}", boxes, scores, classes)
    # Overlap exactly 0.5 stays; equal scores: the first stays; nothing at all.
    put_suppression(arrays, "suppression.exact", [[0, 0, 8, 8], [0, 0, 8, 4], [16, 0, 24, 8], [16, 0, 24, 7]],
                    [0.9, 0.8, 0.5, 0.5], [0, 0, 0, 0])
    put_suppression(arrays, "suppression.none", [], [], [])
    save("detection/suppression", arrays, threshold=0.5, rule="greedy per class; gone when the overlap is above the threshold")


def put_suppression(arrays, name, boxes, scores, classes):
    kept = suppress(boxes, scores, classes)
    print(f"  {name}: {len(kept)} of {len(boxes)} kept")
    arrays |= {f"{name}.boxes": np.array(boxes, np.float32).reshape(-1, 4), f"{name}.scores": np.array(scores, np.float32),
               f"{name}.classes": np.array(classes, np.int64), f"{name}.kept": np.array(kept, np.int64)}


def post_process(logits, raw, scales, centerness, sizes, image, level_limit, limit):
    """One image: [(score, class, box)], best first; boxes are cut to the image (height, width) before they are compared."""
    places = locations(sizes)
    found = []
    for stride, scale in zip(STRIDES, scales):
        here = []
        for i in (i for i, p in enumerate(places) if p[2] == stride):
            x, y = places[i][:2]
            if x >= image[1] or y >= image[0]:
                continue
            l, t, r, b = (max(0.0, float(v * scale)) * stride for v in raw[i])
            for k, value in enumerate(logits[i].sigmoid()):
                assert abs(value - 0.05) > 1e-6
                if value > 0.05:
                    box = [max(0, x - l), max(0, y - t), min(image[1], x + r), min(image[0], y + b)]
                    if box[2] > box[0] and box[3] > box[1]:
                        here.append((float(value * centerness[i].sigmoid()), k, box))
        found += sorted(here, key=lambda h: -h[0])[:level_limit]
    scores = sorted(h[0] for h in found)
    assert len(scores) < 2 or min(b - a for a, b in zip(scores, scores[1:])) > 2e-7, "a rounding error would decide"
    kept = suppress([h[2] for h in found], [h[0] for h in found], [h[1] for h in found])
    return [found[i] for i in kept[:limit]]


def post_processing_cases():
    arrays, height, width, batch = {}, 64, 75, 2
    sizes = level_sizes(height, width)
    cells = sum(h * w for h, w in sizes)
    for count, level_limit, limit in ((1, 1000, 100), (3, 1000, 100), (3, 12, 10)):
        name = f"post.{count}.{level_limit}"
        inputs = {"logits": formula_tensor(f"{name}.logits", (batch, cells, count), 3, -3),
                  "box": formula_tensor(f"{name}.box", (batch, cells, 4), 1, 1.8),
                  "scales": formula_tensor(f"{name}.scales", (5,), 0.3, 1),
                  "centerness": formula_tensor(f"{name}.centerness", (batch, cells), 3)}
        exact = {k: v.double() for k, v in inputs.items()}
        arrays |= inputs_named(name, inputs) | {f"{name}.sizes": np.array(sizes, np.int64),
                                                f"{name}.limits": np.array([level_limit, limit], np.int64)}
        for b in range(batch):
            image = (height, width - 20 * b)  # the second one is padded
            found = post_process(exact["logits"][b], exact["box"][b], exact["scales"], exact["centerness"][b], sizes,
                                 image, level_limit, limit)
            print(f"  {name}, image {b}: {len(found)} boxes")
            arrays |= {f"{name}.image.{b}": np.array(image, np.int64),
                       f"{name}.found.{b}.scores": np.array([f[0] for f in found]),
                       f"{name}.found.{b}.classes": np.array([f[1] for f in found], np.int64),
                       f"{name}.found.{b}.boxes": np.array([f[2] for f in found]).reshape(-1, 4)}
    save("detection/post_processing", arrays, class_threshold=0.05, overlap=0.5, score="class x centerness",
         rule="class score > 0.05, best level_limit a level over places and classes, suppression per class, best limit; "
              "locations outside of the image are passed over, boxes are cut to it first")


if __name__ == "__main__":
    target_cases()
    loss_cases()
    suppression_cases()
    post_processing_cases()
