"""Mutate good files at random and open them: nothing but an IovizError may come out, and soon.

The suite does a few thousand (`test_fuzz.py`); for more: ``python -m tests.core.formats.fuzz 1000000``.
"""

from __future__ import annotations

import io
import json
import random
import re
import sys
import tempfile
import time
import zipfile
from pathlib import Path

import ioviz
from ioviz.core.formats import Limits, load_any
from ioviz.core.schedule import Evictions, build_schedule
from tests.core.formats.samples import full_network

# A mutated count may still be allowed: what is allocated for it should not take the time of the run.
LIMITS = Limits(neurons=20_000, array_bytes=1 << 20)

TOKENS = (
    b"null", b"true", b"NaN", b"-1", b"0", b"1e999", b"9" * 30, b"9" * 5000, b"1e39",
    b"2147483648", b'""', b'"x"',
    b"[]", b"{}", b"[[]]", b'{"constant": 1}', b"0.5", b"-0", b"\\ud800", b"\xff", b"\0",
    b'"relu:1"', b'"leaky_relu:nan"',
)  # fmt: skip
TOKEN = re.compile(rb'"[^"]*"|-?[0-9][0-9.e+-]*|[\[\]{},:]')


def good_files(folder):
    """One file of each format, with everything that it can hold."""
    network = full_network()
    order = ioviz.order(network).order
    schedule = build_schedule(network, order, name="fuzz", settings={"a": [1]}, evictions=Evictions.of(3, [2], [1]))
    files = {"n.json": network, "n.npz": network, "s.schedule.json": schedule, "s.schedule.npz": schedule}
    for name, thing in files.items():
        ioviz.save(thing, folder / name)
    return network, {name: (folder / name).read_bytes() for name in files}


def mutated(content, rng):
    """Bytes flipped, cut, doubled or moved."""
    data = bytearray(content)
    for _ in range(rng.choice((1, 1, 1, 2, 5, 30))):
        kind, at = rng.randrange(6), rng.randrange(len(data) + 1)
        if kind == 0 and at < len(data):
            data[at] ^= 1 << rng.randrange(8)
        elif kind == 1 and at < len(data):
            data[at] = rng.choice((0, 255, 127, 128, rng.randrange(256)))
        elif kind == 2:
            del data[at : at + rng.choice((1, 2, 8, 100))]
        elif kind == 3:
            data[at:at] = data[at : at + rng.choice((1, 4, 40))]
        elif kind == 4:
            data[at:at] = rng.randbytes(rng.choice((1, 2, 8)))
        elif kind == 5 and rng.random() < 0.2:
            del data[at:]
        if not data:
            break
    return bytes(data)


def mutated_json(content, rng):
    """One token replaced, removed or doubled: it mostly stays JSON."""
    spans = [match.span() for match in TOKEN.finditer(content)]
    for _ in range(rng.choice((1, 1, 2, 3))):
        start, end = spans[rng.randrange(len(spans))]
        piece = rng.choice((rng.choice(TOKENS), b"", content[slice(*spans[rng.randrange(len(spans))])]))
        content = content[:start] + piece + content[end:]
        spans = [match.span() for match in TOKEN.finditer(content)] or [(0, 0)]
    return content


def mutated_npz(content, rng):
    """One member changed inside, the zip file around it whole."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    name = rng.choice(list(members))
    if name == "header.npy" and rng.random() < 0.8:
        text = mutated_json(members[name][128:], rng)
        members[name] = members[name][:128].replace(b"(%d,)" % (len(members[name]) - 128), b"(%d,)" % len(text)) + text
    elif rng.random() < 0.1:
        del members[name]
    else:
        members[name] = mutated(members[name], rng)
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", rng.choice((zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED))) as archive:
        for key, data in members.items():
            archive.writestr(key, data)
    return buffer.getvalue()


def run(folder, count, seed=0):
    """Open `count` mutated files of each format; return how many opened and how many were refused."""
    rng = random.Random(seed)
    network, good = good_files(folder)
    path = folder / "mutated"
    opened, refused, slowest = 0, {}, (0.0, b"")
    for name, content in good.items():
        inside = mutated_json if name.endswith("json") else mutated_npz
        for _ in range(count):
            data = (mutated if rng.random() < 0.5 else inside)(content, rng)
            path.write_bytes(data)
            start = time.perf_counter()
            try:
                load_any(path, network, limits=LIMITS)
                opened += 1
            except ioviz.IovizError as error:
                text = str(error)
                assert text.startswith(str(path)), text
                assert text.endswith((".", "?")), text
                assert len(text) < 600, text
                text.encode()
                refused[type(error).__name__] = refused.get(type(error).__name__, 0) + 1
            except BaseException:
                (folder / "failing").write_bytes(data)
                print(f"\n{name}: the failing file is {folder / 'failing'}", file=sys.stderr)
                raise
            slowest = max(slowest, (time.perf_counter() - start, data))
    return opened, refused, slowest[0]


if __name__ == "__main__":
    where = Path(tempfile.mkdtemp())
    print(json.dumps(run(where, int(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 0)))
