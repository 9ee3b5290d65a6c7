"""Golden arrays kept small: a long array is stored as a strided sample; notes are stored as JSON."""

import json

import numpy as np
from formula import save_golden

SAMPLING = (
    "An array longer than its limit is stored as values at 0, s, 2s, ... of the row-major order, "
    "s = smallest number >= ceil(count/limit) that neither 2 nor 3 divides."
)


def stride(count, limit):
    """Coprime to the usual channel counts, so that a sample meets every column of a matrix."""
    s = -(-count // limit)
    while s > 1 and (s % 2 == 0 or s % 3 == 0):
        s += 1
    return s


def sample(array, limit):
    """The array itself when it is short, else every `stride`-th value in one dimension."""
    array = np.ascontiguousarray(array)
    s = stride(array.size, limit)
    return array if s == 1 else np.ascontiguousarray(array.reshape(-1)[::s])


def save(name, arrays, **notes):
    """`save_golden` with float64 rounded to float32 and notes that are not text written as JSON. Nothing is random."""
    ready = {}
    for key, value in arrays.items():
        value = value.detach().cpu().numpy() if hasattr(value, "detach") else np.asarray(value)
        ready[key] = value.astype(np.float32) if value.dtype == np.float64 else value
    text = {key: value if isinstance(value, str) else json.dumps(value) for key, value in notes.items()}
    save_golden(name, ready, seed=None, packages=["torch", "torchvision", "timm"], **text)
