"""Write the sample networks that are made by rule: python sample_networks/make_samples.py.

The same files come out each time. `digits.json` is made by make_digits.py.
"""

from __future__ import annotations

import argparse
from dataclasses import replace
from pathlib import Path
from typing import Any

from ioviz.core.formats import save
from ioviz.core.generators import generate

SAMPLES: tuple[tuple[str, str, dict[str, Any]], ...] = (
    ("diamond.json", "diamond", {"width": 2}),
    ("tree-8.json", "tree", {"branching": 2, "depth": 3}),
    ("dense-4x4.json", "dense", {"a": 4, "b": 4, "seed": 0}),
    ("fft-8.json", "butterfly", {"points": 8}),
    ("chain-16.json", "chain", {"neurons": 16, "bandwidth": 2}),
    ("pyramid-6.json", "pyramid", {"base": 6}),
    ("growth-10.json", "compact-growth", {"memory": 10, "neurons": 60, "shuffle": True, "seed": 2}),
    (
        "growth-100.npz",
        "compact-growth",
        {"memory": 100, "neurons": 2000, "least_in": 10, "most_in": 40, "removal": 0.005, "seed": 0},
    ),
    ("mlp-4x500.npz", "layered", {"sizes": (500, 500, 500, 500), "density": 0.1, "seed": 0}),
    ("bert-ffn.npz", "feed-forward", {"width": 768, "hidden": 3072, "density": 0.05, "seed": 0}),
    ("radixnet-1024x6.npz", "radixnet", {"neurons": 1024, "layers": 6}),
)


def write_samples(folder: Path) -> list[Path]:
    """Write every sample into a folder, and return their paths."""
    paths = []
    for file, family, parameters in SAMPLES:
        path = folder / file
        network = replace(generate(family, **parameters), name=path.stem)
        if path.stem == "mlp-4x500":
            network = replace(
                network,
                description="The baseline of Gleinig, Ben-Nun and Hoefler (2023): "
                "4 layers of 500 neurons, connected at random with density 0.1.",
            )
        save(network, path)
        paths.append(path)
    return paths


def main() -> None:
    parser = argparse.ArgumentParser(description="Write the sample networks that are made by rule.")
    parser.add_argument("-o", "--output", type=Path, default=Path(__file__).parent, help="the folder to write to")
    for path in write_samples(parser.parse_args().output):
        print(path)


if __name__ == "__main__":
    main()
