"""Writes and checks the bytes of TensorBoard events for Tests/TrainingTests/RunFolder/TensorBoardWriterTests.swift.

    python Tools/golden/tensorboard_events.py Tests/Golden/tensorboard/scalars.safetensors   # writes the golden bytes
    python Tools/golden/tensorboard_events.py --read FOLDER                                  # lists what TensorBoard reads

The golden bytes come from TensorBoard's own protobuf classes and its own masked CRC32C; no seed is involved.
"""
import json
import struct
import sys

import tensorboard
from tensorboard.compat.proto import event_pb2
from tensorboard.compat.tensorflow_stub.pywrap_tensorflow import masked_crc32c

RECORDS = [
    (1764085820.25, 0, "loss/bccd/train", 1.5),
    (1764085821.0, 1, "loss_sum/train", -0.1),
    (1764085822.125, 300000, "f1/ct_\u00e9/validation", 1e-30),
]


def framed(data: bytes) -> bytes:
    length = struct.pack("<Q", len(data))
    return length + struct.pack("<I", masked_crc32c(length)) + data + struct.pack("<I", masked_crc32c(data))


def events() -> bytes:
    parts = [event_pb2.Event(wall_time=1764085820.0, file_version="brain.Event:2")]
    for time, step, tag, value in RECORDS:
        event = event_pb2.Event(wall_time=time, step=step)
        event.summary.value.add(tag=tag, simple_value=value)
        parts.append(event)
    return b"".join(framed(part.SerializeToString(deterministic=True)) for part in parts)


def write(path: str) -> None:
    data = events()
    header = {
        "__metadata__": {"source": f"tensorboard {tensorboard.__version__}", "seed": "none"},
        "events": {"dtype": "U8", "shape": [len(data)], "data_offsets": [0, len(data)]},
    }
    text = json.dumps(header, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)
    with open(path, "wb") as file:
        file.write(struct.pack("<Q", len(text)) + text + data)


def read(folder: str) -> None:
    from tensorboard.backend.event_processing.event_accumulator import EventAccumulator

    accumulator = EventAccumulator(folder, size_guidance={"scalars": 0, "tensors": 0})
    accumulator.Reload()
    for tag in sorted(accumulator.Tags()["scalars"]):
        print(tag, [(point.wall_time, point.step, point.value) for point in accumulator.Scalars(tag)])


if __name__ == "__main__":
    if sys.argv[1] == "--read":
        read(sys.argv[2])
    else:
        write(sys.argv[1])
