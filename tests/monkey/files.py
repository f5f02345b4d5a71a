"""Files for the monkey to open, drop and paste: good ones, and bad ones of each kind that a user meets."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np

import ioviz

FOLDER = "a folder"
MISSING = "missing.json"
NOT_LOCAL = "https://example.org/x.json"
SAMPLES = ("diamond", "digits", "dense-4x4", "fft-8", "growth-10", "tree-8", "chain-16", "pyramid-6")
LARGE_SAMPLES = ("mlp-4x500", "growth-100", "radixnet-1024x6", "minilm-ffn", "bert-ffn")


def make_files(folder: Path) -> list[str]:
    """Write the files; return their names."""
    folder.mkdir(parents=True)
    (folder / FOLDER).mkdir()
    for name, text in _texts().items():
        (folder / name).write_text(text, encoding="utf-8")
    layered = ioviz.generate("layered", sizes=(60, 80, 40), density=0.2, seed=1)
    ioviz.save(layered, folder / "layered.npz")
    ioviz.save(ioviz.generate("layered", sizes=(200, 300, 100), density=0.1, seed=2), folder / "larger.npz")
    ioviz.save(ioviz.generate("layered", sizes=[1] * 200, density=1.0, seed=0), folder / "deep.json")
    ioviz.save(layered, folder / "layered.graphml")
    diamond = ioviz.load(ioviz.paths.sample_path("diamond"))
    ioviz.save(ioviz.order(diamond, "random", seed=3), folder / "diamond.schedule.json")
    rng = np.random.default_rng(0)
    np.save(folder / "dense.npy", rng.standard_normal((12, 9)).astype(np.float32))
    data = (folder / "layered.npz").read_bytes()
    (folder / "cut.npz").write_bytes(data[: len(data) // 2])
    (folder / "noise.onnx").write_bytes(rng.bytes(400))
    (folder / "empty.json").write_bytes(b"")
    return sorted([*(path.name for path in folder.iterdir()), MISSING, NOT_LOCAL])


def _texts() -> dict[str, str]:
    chain = {"neurons": 2, "inputs": [0], "outputs": [1], "connections": [[0, 1, 1]]}
    return {
        "tiny.json": json.dumps(chain),
        "html name.json": json.dumps({**chain, "name": "<b>bold</b><img src='x.png'>" * 6, "description": "<i>a</i>"}),
        "control name.json": json.dumps({**chain, "name": "a\nb\tc\u202e %s {0} &d"}),
        "long name.json": json.dumps({**chain, "name": "a network with a very long name " * 12}),
        "wide.json": json.dumps(
            {
                "neurons": 62,
                "inputs": list(range(60)),
                "outputs": [60, 61],
                "connections": [[i, 60 + i % 2, 3e38] for i in range(60)],
            }
        ),
        "trimmed.json": json.dumps(
            {"neurons": 5, "inputs": [0, 4], "outputs": [2], "connections": [[0, 1, 0], [1, 2, -0.0], [0, 3, 1]]}
        ),
        "cycle.json": json.dumps({"neurons": 2, "inputs": [0], "outputs": [1], "connections": [[0, 1, 1], [1, 0, 1]]}),
        "bad.json": "{",
        "other.json": '{"a": 1}',
        "results.json": '{"format": "ioviz-benchmark"}',
        "broken.schedule.json": '{"format": "ioviz-schedule", "order": [0, 0]}',
        "layer1.mtx": "%%MatrixMarket matrix coordinate real general\n3 2 4\n1 1 1\n2 1 2\n3 2 1\n1 2 -1\n",
        "layer2.mtx": "%%MatrixMarket matrix coordinate real general\n2 3 3\n1 1 1\n2 2 2\n2 3 1\n",
        "graph.dot": "digraph { a -> b; b -> c; a -> c }",
        "text.txt": "nothing of ours\n",
    }
