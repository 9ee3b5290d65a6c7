"""Shared by all golden scripts: formula values, and saving a golden file with its origin inside.

Run a script from the repository root, e.g. `python Tools/golden/metrics.py`; packages in requirements.txt.
"""

import importlib.metadata
import json
import os
import platform
import sys
import zlib

import numpy as np

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
BYTE_LIMIT = 300 * 1024

TYPES = {
    "float64": "F64", "float32": "F32", "float16": "F16",
    "int64": "I64", "int32": "I32", "int16": "I16", "int8": "I8", "uint8": "U8", "bool": "BOOL",
}


def formula_values(count, stream, scale):
    """Float32 values in [-scale, scale), equal bit for bit to Swift's `formulaValues(count:stream:scale:)`."""
    mask = np.uint64(0xFFFFFFFF)
    x = (np.arange(count, dtype=np.uint64) * np.uint64(2654435761) + np.uint64(zlib.crc32(stream.encode()))) & mask
    x ^= x >> np.uint64(16)
    x = (x * np.uint64(0x45D9F3B)) & mask
    x ^= x >> np.uint64(16)
    return (x.astype(np.float64) / 2.0**32 - 0.5).astype(np.float32) * np.float32(2) * np.float32(scale)


def save_golden(name, tensors, seed, packages, **notes):
    """Writes Tests/Golden/<name>.safetensors; refuses more than 300 KB.

    tensors: name -> numpy array or torch tensor. seed: the seed used, or None where nothing is random.
    packages: distributions whose versions go into the metadata. notes: further text for the metadata.
    """
    arrays = {key: _array(value) for key, value in tensors.items()}
    metadata = {
        "script": os.path.basename(sys.argv[0]), "seed": str(seed), "python": platform.python_version(),
        "numpy": np.__version__, **{package: importlib.metadata.version(package) for package in packages},
        **{key: str(value) for key, value in notes.items()},
    }
    data = _serialized(arrays, metadata)
    if len(data) > BYTE_LIMIT:
        raise SystemExit(f"{name}: {len(data)} bytes; at most {BYTE_LIMIT}: take fewer or smaller arrays")
    path = os.path.join(ROOT, "Tests", "Golden", name + ".safetensors")
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "wb") as file:
        file.write(data)
    print(f"{name}: {len(arrays)} arrays, {len(data)} bytes")


def _array(value):
    value = value.detach().cpu().numpy() if hasattr(value, "detach") else np.asarray(value)
    if value.dtype.name not in TYPES:
        raise SystemExit(f"dtype {value.dtype} has no safetensors name here; allowed: {', '.join(TYPES)}")
    return value if value.ndim == 0 else np.ascontiguousarray(value)


def _serialized(arrays, metadata):
    """The format is a length, a JSON header and the bytes; writing it here keeps the scripts free of a package."""
    header, chunks, begin = {"__metadata__": metadata}, [], 0
    for key in sorted(arrays, key=lambda key: (-arrays[key].itemsize, key.encode())):
        data = arrays[key].tobytes()
        header[key] = {
            "dtype": TYPES[arrays[key].dtype.name], "shape": list(arrays[key].shape),
            "data_offsets": [begin, begin + len(data)],
        }
        chunks.append(data)
        begin += len(data)
    text = json.dumps(header, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)
    return len(text).to_bytes(8, "little") + text + b"".join(chunks)


if __name__ == "__main__":
    save_golden(
        "statistics/formula",
        {"weights": formula_values(1000, "head.weight", 0.25), "umlaut": formula_values(8, "größe", 2.0)},
        seed=None, packages=[])
