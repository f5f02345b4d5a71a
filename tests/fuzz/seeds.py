"""Good files of every format that is read, with everything that each can hold; and files that are made to hurt."""

from __future__ import annotations

import gzip
import io
import json
import struct
import zipfile

import numpy as np
import scipy.sparse

import ioviz
from ioviz.core.formats.known import FORMATS
from ioviz.core.schedule import Evictions, build_schedule
from tests.core.formats.samples import full_network

LAYERED = {"sizes": (4, 5, 3), "density": 0.6, "method": "fixed"}


def good_files(folder):
    """Return the good files of each reader: its name, then the name of each file and its bytes."""
    full, layers = full_network(), ioviz.generate("layered", **LAYERED)
    found = {}
    for known in FORMATS:
        if known.write is None:
            continue
        for number, network in enumerate((full, layers)):
            path = folder / f"good-{known.name}-{number}{known.endings[0]}"
            try:
                ioviz.save(network, path, format=known.name)
            except ioviz.IovizError:
                continue  # not every format holds every network
            if path.is_file():
                found.setdefault(known.name, {})[path.name] = path.read_bytes()
    order = ioviz.order(full).order
    schedule = build_schedule(full, order, name="fuzz", settings={"a": [1]}, evictions=Evictions.of(3, [2], [1]))
    for name in ("good.schedule.json", "good.schedule.npz"):
        ioviz.save(schedule, folder / name)
        found.setdefault("schedule", {})[name] = (folder / name).read_bytes()
    for name, more in by_others().items():
        found.setdefault(name, {}).update(more)
    return found


def by_others():
    """Files as other programs write them."""
    matrix = np.array([[0, 1.5, 0], [2, 0, -3]], np.float32)
    sparse = scipy.sparse.csr_array(matrix)
    market = b"%%MatrixMarket matrix coordinate real symmetric\n% a\n3 3 3\n1 1 1\n2 1 -0.5\n3 2 2e-3\n"
    pattern = b"%%MatrixMarket matrix coordinate pattern general\n2 3 3\n1 1\n1 3\n2 2\n"
    array = b"%%MatrixMarket matrix array integer general\n2 2\n1\n0\n3\n4\n"
    header = {
        "__metadata__": {"a": "b"},
        "up.weight": {"dtype": "BF16", "shape": [3, 2], "data_offsets": [0, 12]},
        "up.bias": {"dtype": "F32", "shape": [3], "data_offsets": [12, 24]},
        "down.weight": {"dtype": "F64", "shape": [2, 3], "data_offsets": [24, 72]},
    }
    text = json.dumps(header).encode()
    data = np.arange(6, dtype=np.uint16).tobytes() + np.ones(3, np.float32).tobytes() + np.ones(6).tobytes()
    return {
        "npy": {"m.npy": _npy(matrix)},
        "arrays": {"sparse.npz": _npz(scipy.sparse.save_npz, sparse), "plain.npz": _npz(np.savez, matrix, matrix.T)},
        "mtx": {
            "sym.mtx": market, "pat.mtx": pattern, "arr.mtx": array, "sym.mtx.gz": gzip.compress(market),
        },
        "smtx": {"m.smtx": b"2, 3, 3\n0 2 3\n0 2 1\n"},
        "tsv": {"n4-l1.tsv": b"1\t1\t0.0625\n2\t3\t0.0625\n3\t4\t1\n4\t2\t1\n"},
        "safetensors": {"m.safetensors": struct.pack("<Q", len(text)) + text + data},
        "dot": {"g.dot": b'strict digraph "a b" { node [color=red]; a -> b [weight=0.5]; b -> {c d}; }\n'},
    }  # fmt: skip


def hostile_files():
    """Files that claim much, unpack to much, or lead elsewhere; each is refused, at once."""
    zeros = bytes(64 << 20)
    huge = b"%%MatrixMarket matrix coordinate real general\n1000000 1000000 1000000000000\n1 1 1\n"
    entities = b'<?xml version="1.0"?><!DOCTYPE g [<!ENTITY a "aaaaaaaaaa">' + b"".join(
        b'<!ENTITY %c "%s">' % (98 + k, b"&%c;" % (97 + k) * 10) for k in range(9)
    )
    header = struct.pack("<4sIIQ", b"\x93NUM", 0, 0, 0)
    shape = b"{'descr': '<f4', 'fortran_order': False, 'shape': (1000000, 1000000), }"
    return {
        "json": {"many.json": b'{"neurons": 1000000000000, "connections": []}', "deep.json": b"[" * 200_000},
        "arrays": {"bomb.npz": _zip({"0.npy": _npy(np.zeros(8 << 20))}), "empty.npz": _zip({}), "lies.npz": header},
        "npy": {
            "large.npy": b"\x93NUMPY\x01\x00" + struct.pack("<H", len(shape)) + shape,
            "object.npy": _npy(np.array([{}], object)),
        },
        "mtx": {"huge.mtx": huge, "bomb.mtx.gz": gzip.compress(huge + zeros, 9)},
        "smtx": {"huge.smtx": b"1000000, 1000000, 1000000000000\n0\n0\n"},
        "tsv": {"n1024-l1.tsv": b"1000000000000\t1\t1\n", "n4-l1.tsv": b"0\t0\t1\n"},
        "safetensors": {
            "long.safetensors": struct.pack("<Q", 1 << 60) + b"{",
            "large.safetensors": _tensors({"a.weight": ("F32", [10**6, 10**6], [0, 4 * 10**12])}),
        },
        "graphml": {"laughs.graphml": entities + b"]><graphml>&j;</graphml>"},
        "gexf": {"file.gexf": b'<!DOCTYPE g [<!ENTITY x SYSTEM "file:///etc/passwd">]><gexf>&x;</gexf>'},
        "dot": {"deep.dot": b"digraph {" + b"{" * 50_000},
        "pickle": {"model.pt": b"\x80\x04\x95" + bytes(40), "model.pth": _zip({"archive/data.pkl": b"\x80\x02."})},
    }


def _npy(array):
    buffer = io.BytesIO()
    np.save(buffer, array)
    return buffer.getvalue()


def _npz(save, *arrays):
    buffer = io.BytesIO()
    save(buffer, *arrays)
    return buffer.getvalue()


def _zip(members):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return buffer.getvalue()


def _tensors(entries):
    header = {name: {"dtype": d, "shape": s, "data_offsets": o} for name, (d, s, o) in entries.items()}
    text = json.dumps(header).encode()
    return struct.pack("<Q", len(text)) + text
