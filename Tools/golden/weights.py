"""Every parameter of a golden model, from its state-dict key and its shape alone.

The rule (`RULE`) is a pure function of key and shape, so that Swift computes the same weights and no file holds them.
"""
import math

import numpy as np
import torch
from formula import formula_values

RULE = (
    "value[i] = offset + formula(i, stream = key, scale), float32. "
    "Rank 2 and above: offset 0, scale 1/sqrt(product of shape[1:]), computed in double and rounded to float32. "
    "Key ending in relative_position_bias_table, or rank 1 ending in .bias: offset 0, scale 0.1. "
    "Other rank 1 (norm weights, scales): offset 1, scale 0.1."
)


def offset_and_scale(key, shape):
    if key.endswith("relative_position_bias_table"):
        return 0.0, 0.1
    if len(shape) >= 2:
        return 0.0, 1 / math.sqrt(math.prod(shape[1:]))
    return (0.0, 0.1) if key.endswith(".bias") else (1.0, 0.1)


def weight(key, shape):
    """float32 array of `shape`."""
    offset, scale = offset_and_scale(key, shape)
    values = formula_values(math.prod(shape), key, scale)
    return (values + np.float32(offset)).reshape(shape)


def fill(module, prefix=""):
    """Sets every parameter of `module` in place; the stream is `prefix` + the parameter's own name."""
    with torch.no_grad():
        for name, parameter in module.named_parameters():
            parameter.copy_(torch.from_numpy(weight(prefix + name, tuple(parameter.shape))))
    return module


def formula_tensor(stream, shape, scale=1.0, offset=0.0):
    """An input or a cotangent, float32."""
    values = formula_values(math.prod(shape), stream, scale) + np.float32(offset)
    return torch.from_numpy(values.reshape(shape))
