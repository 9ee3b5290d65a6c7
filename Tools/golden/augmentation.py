"""Golden arrays of the augmentations: albumentations 2.0.8 with fixed parameters, noise fields passed in.

    python Tools/golden/augmentation.py                     # writes Tests/Golden/imaging

Pictures are smooth colour fields with edges and grain, one of them gray, in uint8 and (the smallest) float32 0...1.
Every array is named <picture>/<case>; the case's numbers stand in the metadata as JSON. H, W rows and columns.
"""
import json
import os
import warnings

os.environ.setdefault("NO_ALBUMENTATIONS_UPDATE", "1")
warnings.simplefilter("ignore")

import albumentations.augmentations.geometric.functional as geometry
import albumentations.augmentations.pixel.functional as pixel
import albucore
import cv2
import numpy as np
from albumentations import Emboss, Sharpen
from formula import save_golden

SEED = 20240
SIZES = {"square": (64, 64), "odd": (37, 53), "wide": (24, 80)}
LARGE = {"large": (120, 160)}  # tiles large enough for the clip limit of CLAHE to matter


def picture(height, width, rng):
    """Smooth colours, two shapes with sharp edges, grain."""
    coarse = rng.uniform(0, 255, (5, 6, 3)).astype(np.float32)
    image = cv2.resize(coarse, (width, height), interpolation=cv2.INTER_CUBIC)
    rows, columns = np.mgrid[:height, :width]
    image[(rows - height / 2) ** 2 + (columns - width / 3) ** 2 < (height / 4) ** 2] *= 0.35
    image[height // 6:height // 3, width // 2:width - 4] = rng.uniform(0, 255, 3)
    return np.clip(image + rng.normal(0, 6, image.shape), 0, 255).astype(np.uint8)


def kernel(maker, name, **numbers):
    """The private matrix of a transform."""
    return getattr(maker, f"_{maker.__name__}__generate_{name}_matrix")(**numbers)


def affine(image, mask, boxes, shift_x, shift_y, scale_x, scale_y, degrees):
    """As ShiftScaleRotate does it: shifts cut to pixels, boxes from their turned corners."""
    height, width = image.shape[:2]
    numbers = [{"x": int(shift_x * width), "y": int(shift_y * height)}, {"x": 0, "y": 0},
               {"x": scale_x, "y": scale_y}, degrees]
    matrix = geometry.create_affine_transformation_matrix(*numbers, geometry.center((height, width)))
    edges = geometry.create_affine_transformation_matrix(*numbers, geometry.center_bbox((height, width)))
    warp = dict(border_mode=cv2.BORDER_CONSTANT, output_shape=(height, width))
    turned = geometry.warp_affine(image, matrix, interpolation=cv2.INTER_LINEAR, fill=0, **warp)
    labels = geometry.warp_affine(mask, matrix, interpolation=cv2.INTER_NEAREST, fill=255, **warp)
    return turned, labels, geometry.bboxes_affine_largest_box(boxes, edges)[:, :4].astype(np.float32)


CASES = {
    "clahe": [dict(clip_limit=c) for c in (1.0, 2.5, 4.0)],
    "sharpen": [dict(alpha=0.2, lightness=0.5), dict(alpha=0.5, lightness=1.0)],
    "emboss": [dict(alpha=0.2, strength=0.7), dict(alpha=0.5, strength=0.2)],
    "brightness_contrast": [dict(contrast=0.8, brightness=0.2), dict(contrast=1.17, brightness=-0.13)],
    "gamma": [dict(exponent=0.8), dict(exponent=1.2)],
    "noise": [dict(deviation=0.2), dict(deviation=0.44)],
    "hsv": [dict(hue=-20.0, saturation=30.0, value=-17.3), dict(hue=12.7, saturation=-25.5, value=20.0)],
}

APPLY = {
    "clahe": lambda x, f, clip_limit: pixel.clahe(x, clip_limit, (8, 8)),
    "sharpen": lambda x, f, **n: pixel.convolve(x, kernel(Sharpen, "sharpening", **n)),
    "emboss": lambda x, f, alpha, strength: pixel.convolve(
        x, kernel(Emboss, "emboss", alpha_sample=alpha, strength_sample=strength)),
    "brightness_contrast": lambda x, f, contrast, brightness: albucore.multiply_add(
        x, contrast, brightness * (255 if x.dtype == np.uint8 else 1), inplace=False),
    "gamma": lambda x, f, exponent: pixel.gamma_transform(x, gamma=exponent),
    "noise": lambda x, f, deviation: pixel.add_noise(x, f * np.float32(deviation * (255 if x.dtype == np.uint8 else 1))),
    "hsv": lambda x, f, hue, saturation, value: pixel.shift_hsv(x, hue, saturation, value),
}

AFFINE = [dict(shift_x=0.06, shift_y=-0.05, scale_x=1.1, scale_y=0.92, degrees=33.0),
          dict(shift_x=-0.03, shift_y=0.02, scale_x=0.9, scale_y=1.05, degrees=-45.0),
          dict(shift_x=0.0, shift_y=0.0, scale_x=1.0, scale_y=1.0, degrees=0.5)]


def pictures():
    rng = np.random.default_rng(SEED)
    found = {name: picture(*size, rng) for name, size in SIZES.items()}
    found["gray"] = np.repeat(cv2.cvtColor(picture(40, 48, rng), cv2.COLOR_RGB2GRAY)[..., None], 3, axis=2)
    found["float"] = (found["odd"].astype(np.float32) + rng.uniform(0, 0.99, (37, 53, 3)).astype(np.float32)) / 256
    return found


def main():
    rng = np.random.default_rng(SEED + 1)
    images = pictures()
    fields = {name: rng.standard_normal(image.shape).astype(np.float32) for name, image in images.items()}
    packages = ["albumentations", "albucore", "opencv-python-headless"]
    save_golden("imaging/pictures", {f"{n}/picture": x for n, x in images.items()}, SEED, packages)
    save_golden("imaging/fields", {f"{n}/field": fields[n].astype(np.float16) for n in images}, SEED, packages)
    for operation, cases in CASES.items():
        arrays = {}
        for name, image in images.items():
            field = fields[name].astype(np.float16).astype(np.float32)
            for index, numbers in enumerate(cases):
                arrays[f"{name}/{index}"] = APPLY[operation](image.copy(), field, **numbers)
        save_golden(f"imaging/{operation}", arrays, SEED, packages, cases=json.dumps(cases))
    save_affine(images, packages)
    large = picture(*LARGE["large"], rng)
    arrays = {f"large/{i}": APPLY["clahe"](large.copy(), None, **numbers) for i, numbers in enumerate(CASES["clahe"])}
    save_golden("imaging/clahe_large", {"large/picture": large, **arrays}, SEED, packages, cases=json.dumps(CASES["clahe"]))


def save_affine(images, packages):
    arrays = {}
    for name, image in images.items():
        height, width = image.shape[:2]
        rows, columns = np.mgrid[:height, :width]
        mask = ((rows // 7 + columns // 9) % 5).astype(np.uint8)
        boxes = np.array([[2, 3, width / 2, height / 3], [width / 3, height / 2, width - 1, height - 2],
                          [width / 2 - 4, height / 2 - 4, width / 2 + 5, height / 2 + 6]], np.float32)
        arrays[f"{name}/mask"], arrays[f"{name}/boxes"] = mask, boxes
        for index, numbers in enumerate(AFFINE):
            key = f"{name}/{index}"
            arrays[key], arrays[key + "/mask"], arrays[key + "/boxes"] = affine(image, mask, boxes, **numbers)
    save_golden("imaging/shift_scale_rotate", arrays, SEED, packages, cases=json.dumps(AFFINE))


if __name__ == "__main__":
    main()
