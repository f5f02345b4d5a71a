"""Train the sample network "digits", prune it, and write `digits.json`.

    python sample_networks/make_digits.py            # needs scikit-learn: pip install ".[samples]"

A fully connected network 64-64-32-10 with ReLU learns the 8 x 8 handwritten digits of the UCI repository, which
scikit-learn ships, in plain numpy (Adam, mini-batches, weight decay). Then the smallest weights are pruned in
rounds, each followed by fine-tuning of what is left, down to 15 % of the connections (Han et al., Learning both
Weights and Connections, 2015; the cubic schedule is that of Zhu and Gupta, To prune, or not to prune, 2017).
The accuracies on the test set, before and after, go into the file's description. Every random choice is seeded.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

SIZES = (64, 64, 32, 10)
WHITE = 16.0  # a pixel is a whole number 0..16
DENSITY = 0.15
SEED = 20


@dataclass(frozen=True)
class Data:
    """Images as rows of 64 pixels, scaled to 0..1, and their digits; what was learned from and what was not."""

    train_images: Array
    train_labels: NDArray[np.int64]
    test_images: Array
    test_labels: NDArray[np.int64]


@dataclass(frozen=True)
class Recipe:
    """How long and how to train; chosen by threefold cross-validation on the training images."""

    epochs: int = 120
    rounds: int = 12
    epochs_per_round: int = 30
    final_epochs: int = 250
    batch: int = 64
    rate: float = 2e-3
    decay: float = 1e-3
    noise: float = 0.2


class Mlp:
    """A multilayer perceptron with ReLU between layers; `masks` says which weights there are."""

    def __init__(self, rng: np.random.Generator, sizes: tuple[int, ...] = SIZES) -> None:
        self.weights = [rng.normal(0, np.sqrt(2 / a), (a, b)) for a, b in pairwise(sizes)]
        self.biases = [np.zeros(b) for b in sizes[1:]]
        self.masks = [np.ones(w.shape, dtype=bool) for w in self.weights]

    def layers(self, images: Array) -> list[Array]:
        """The values of every layer, the images first and the scores last."""
        values = [images]
        for k, (weight, bias) in enumerate(zip(self.weights, self.biases)):
            score = values[-1] @ weight + bias
            values.append(score if k == len(self.weights) - 1 else np.maximum(score, 0))
        return values

    def gradients(self, images: Array, labels: NDArray[np.int64]) -> tuple[list[Array], list[Array]]:
        """The gradients of the mean cross-entropy with respect to weights and biases."""
        values = self.layers(images)
        scores = values[-1] - values[-1].max(axis=1, keepdims=True)
        delta = np.exp(scores)
        delta /= delta.sum(axis=1, keepdims=True)
        delta[np.arange(len(labels)), labels] -= 1
        delta /= len(labels)
        by_weight: list[Array] = []
        by_bias: list[Array] = []
        for k in range(len(self.weights) - 1, -1, -1):
            by_weight.insert(0, (values[k].T @ delta) * self.masks[k])
            by_bias.insert(0, delta.sum(axis=0))
            if k:
                delta = (delta @ self.weights[k].T) * (values[k] > 0)
        return by_weight, by_bias

    def accuracy(self, images: Array, labels: NDArray[np.int64]) -> float:
        """The share of images whose highest score is that of their digit."""
        return float(np.mean(self.layers(images)[-1].argmax(axis=1) == labels))

    def prune(self, density: float) -> None:
        """Keep the largest weights, `density` of all, and set the others to zero for good.

        A weight is judged by its magnitude relative to the root mean square of its layer, so that no layer starves.
        """
        scores = [np.abs(w) / np.sqrt(np.mean(w[m] ** 2)) * m for w, m in zip(self.weights, self.masks)]
        every = np.concatenate([s.ravel() for s in scores])
        threshold = np.sort(every)[::-1][round(density * every.size) - 1]
        for weight, mask, score in zip(self.weights, self.masks, scores):
            mask &= score >= threshold
            weight *= mask

    @property
    def n_connections(self) -> int:
        """How many weights are left."""
        return sum(int(mask.sum()) for mask in self.masks)


def digits() -> Data:
    """The digits, a fifth of each class kept for testing."""
    from sklearn.datasets import load_digits

    pixels, labels = load_digits(return_X_y=True)
    rng = np.random.default_rng(SEED)
    is_test = np.zeros(len(labels), dtype=bool)
    for digit in range(10):
        members = np.flatnonzero(labels == digit)
        is_test[rng.permutation(members)[: len(members) // 5]] = True
    images = pixels / WHITE
    return Data(images[~is_test], labels[~is_test], images[is_test], labels[is_test])


def train(net: Mlp, data: Data, epochs: int, recipe: Recipe, rng: np.random.Generator) -> None:
    """Adam with decoupled weight decay; the rate falls along half a cosine."""
    parameters = net.weights + net.biases
    first = [np.zeros_like(p) for p in parameters]
    second = [np.zeros_like(p) for p in parameters]
    n_steps = epochs * -(-len(data.train_labels) // recipe.batch)
    for step, rows in enumerate(_batches(len(data.train_labels), epochs, recipe.batch, rng), start=1):
        images = data.train_images[rows] + rng.normal(0, recipe.noise, (len(rows), data.train_images.shape[1]))
        by_weight, by_bias = net.gradients(images, data.train_labels[rows])
        rate = recipe.rate * 0.5 * (1 + np.cos(np.pi * step / n_steps))
        for parameter, gradient, m, v in zip(parameters, by_weight + by_bias, first, second):
            m += 0.1 * (gradient - m)
            v += 0.001 * (gradient**2 - v)
            parameter -= rate * (m / (1 - 0.9**step)) / (np.sqrt(v / (1 - 0.999**step)) + 1e-8)
        for weight, mask in zip(net.weights, net.masks):
            weight *= (1 - rate * recipe.decay) * mask


def _batches(count: int, epochs: int, batch: int, rng: np.random.Generator) -> Iterator[NDArray[np.int64]]:
    for _ in range(epochs):
        shuffled = rng.permutation(count)
        for start in range(0, count, batch):
            yield shuffled[start : start + batch]


def learn_and_prune(data: Data, recipe: Recipe, density: float = DENSITY, seed: int = SEED) -> tuple[Mlp, float]:
    """Train, then prune in rounds.

    Returns
    -------
    net : Mlp
        The pruned network.
    before : float
        The accuracy on the test set of the network with all its connections.
    """
    rng = np.random.default_rng(seed)
    net = Mlp(rng)
    train(net, data, recipe.epochs, recipe, rng)
    before = net.accuracy(data.test_images, data.test_labels)
    for k in range(1, recipe.rounds + 1):
        net.prune(density + (1 - density) * (1 - k / recipe.rounds) ** 3)
        train(net, data, recipe.epochs_per_round, recipe, rng)
    train(net, data, recipe.final_epochs, recipe, rng)
    return net, before


def as_document(net: Mlp, data: Data, before: float) -> dict[str, object]:
    """The network in ioviz's own format, taking pixels 0..16 as they are, with one test image of each digit."""
    # The first layer's weights are divided by 16, exactly, so that a pixel needs no scaling.
    weights = [np.round(w, 4) for w in net.weights]
    weights[0] = weights[0] / WHITE
    biases = [np.round(b, 4) for b in net.biases]
    offsets = np.concatenate([[0], np.cumsum(SIZES)])
    connections = [
        [int(offsets[k] + u), int(offsets[k + 1] + v), float(weight[u, v])]
        for k, weight in enumerate(weights)
        for u, v in np.argwhere(weight != 0)
    ]
    exact = Mlp(np.random.default_rng(0))
    exact.weights, exact.biases = weights, biases
    after = exact.accuracy(data.test_images * WHITE, data.test_labels)
    chosen = [int(np.flatnonzero(data.test_labels == digit)[0]) for digit in range(10)]
    return {
        "format": "ioviz-network",
        "version": 1,
        "name": "digits",
        "description": (
            f"Handwritten digits, 64-64-32-10, pruned by magnitude to {len(connections)} of "
            f"{sum(w.size for w in weights)} connections; accuracy on {len(data.test_labels)} test images "
            f"{before:.1%} before pruning, {after:.1%} after."
        ),
        "origin": (
            "Trained by sample_networks/make_digits.py on: E. Alpaydin, C. Kaynak, Optical Recognition of "
            "Handwritten Digits, UCI Machine Learning Repository, 1998, doi:10.24432/C50P49 (CC BY 4.0), "
            "as shipped by scikit-learn."
        ),
        "neurons": int(offsets[-1]),
        "inputs": list(range(64)),
        "outputs": list(range(int(offsets[3]), int(offsets[4]))),
        "activations": ["identity"] * 64 + ["relu"] * 96 + ["identity"] * 10,
        "biases": [0.0] * 64 + [float(b) for bias in biases for b in bias],
        "layers": [k for k, size in enumerate(SIZES) for _ in range(size)],
        "examples": {
            "inputs": [[int(p) for p in np.rint(data.test_images[row] * WHITE)] for row in chosen],
            "labels": [str(digit) for digit in range(10)],
            "image_shape": [8, 8],
            "classes": [str(digit) for digit in range(10)],
            "scale": WHITE,
        },
        "connections": connections,
    }


def main() -> None:
    parser = argparse.ArgumentParser(description="Train, prune and write the sample network digits.")
    parser.add_argument("-o", "--output", type=Path, default=Path(__file__).with_name("digits.json"))
    output: Path = parser.parse_args().output
    data = digits()
    net, before = learn_and_prune(data, Recipe())
    document = as_document(net, data, before)
    lines = [f"{json.dumps(key)}: {_value(value)}" for key, value in document.items()]
    output.write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="utf-8")
    print(document["description"])


def _value(value: object) -> str:
    """JSON with one entry of a list of lists on each line: readable, and a change shows as one line."""
    if isinstance(value, list) and value and isinstance(value[0], list):
        return "[\n" + ",\n".join(json.dumps(row) for row in value) + "\n]"
    if isinstance(value, dict):
        return "{\n" + ",\n".join(f"{json.dumps(k)}: {_value(v)}" for k, v in value.items()) + "\n}"
    return json.dumps(value)


if __name__ == "__main__":
    main()
