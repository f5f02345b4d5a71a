"""The network while it is made of a graph: neurons, the weight matrices between them, and single links.

What flows along the graph are arrays of neurons (their numbers); a matrix with an array of neurons makes an array of
new ones. Weights become sparse at the end, when all matrices are known.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ioviz.core.errors import FileFormatError, LimitExceeded
from ioviz.core.formats.limits import in_mib
from ioviz.core.formats.options import ReadOptions
from ioviz.core.formats.registry import Layer, LayerCount, SparseWeights
from ioviz.core.formats.sparsify import sparsify
from ioviz.core.kernels.jit import frozen
from ioviz.core.network import Activation, Network, build_network

Ids = NDArray[np.int64]
_Connections = tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.float32]]
"""Sources, targets, weights."""


@dataclass(frozen=True, eq=False)
class Value:
    """Neurons as one tensor, the batch left out.

    Attributes
    ----------
    ids : int64 array
        The neuron of each entry.
    open : bool
        Whether they are sums without a user yet: a bias or an activation can become part of them.
    """

    ids: Ids
    open: bool = False


@dataclass(frozen=True, eq=False)
class _Matrix:
    """A weight matrix and the places where it stands: ``target[p, r]`` from ``source[group of r, p, c]``, -1 none."""

    layer: Layer
    target: Ids
    source: Ids


class Neurons:
    """What has been made so far. All numbers are checked against the limits before anything of their size is made."""

    def __init__(self, options: ReadOptions) -> None:
        self.options = options
        self.n = 0
        self.notes: list[str] = []
        self._kind = np.zeros(0, np.uint8)
        self._parameter = np.zeros(0, np.float32)
        self._factor = np.ones(0, np.float64)
        self._shift = np.zeros(0, np.float64)
        self._taken = 0
        self._plain = True
        self._matrices: list[_Matrix] = []
        self._links: list[tuple[Ids, Ids, NDArray[np.float64]]] = []

    @property
    def empty(self) -> bool:
        """Whether it has no connections yet."""
        return not self._matrices and not self._links

    def new(self, shape: tuple[int, ...]) -> Ids:
        """Return new neurons as an array of a shape: identity, without a bias."""
        count = 1
        for side in shape:
            count *= int(side)
            if self.n + count > self.options.limits.neurons:
                raise LimitExceeded(
                    f"The network would have more than {self.options.limits.neurons:,} neurons, which is the limit."
                )
        ids = np.arange(self.n, self.n + count, dtype=np.int64)
        self.n += count
        if self.n > self._kind.size:
            size = max(2 * self._kind.size, self.n, 1024)
            self._kind = np.concatenate([self._kind, np.zeros(size - self._kind.size, np.uint8)])
            self._parameter = np.concatenate([self._parameter, np.zeros(size - self._parameter.size, np.float32)])
            self._factor = np.concatenate([self._factor, np.ones(size - self._factor.size)])
            self._shift = np.concatenate([self._shift, np.zeros(size - self._shift.size)])
        return ids.reshape(shape)

    def take(self, nbytes: int, what: str) -> None:
        """Add to what is held of the graph besides the file; LimitExceeded if it is too much."""
        self._taken += nbytes
        most = self.options.limits.array_bytes
        if self._taken > most:
            raise LimitExceeded(f"{what} take more than {in_mib(most)}, which is the limit.")

    def weighted(
        self, name: str, weights: SparseWeights | NDArray[Any], source: Ids, *, count: int | None = None
    ) -> Ids:
        """Return new neurons [places, rows], the sums of a matrix at every place.

        Parameters
        ----------
        name : str
        weights : [rows, columns]
        source : int64[groups, places, columns]
            The rows are shared among the groups in equal parts. -1 means no neuron.
        count : int, optional
            Most weights that are not 0, where known: more places than one may not make too many connections of them.
        """
        rows = weights.shape[0]
        places = source.shape[1]
        values = weights.value if isinstance(weights, SparseWeights) else weights
        if places > 1:
            made = int(np.count_nonzero(values)) * places if count is None else count
            if made > self.options.unroll:
                raise LimitExceeded(
                    f"{name} would be unrolled to {made:,} connections; the limit is {self.options.unroll:,}: allow "
                    "more, or read another part of the graph."
                )
        # A matrix that stands at many nodes is looked at, and may become connections, at each of them.
        self.take(4 * values.size, "The weight matrices of the graph, at all nodes that use them,")
        target = self.new((places, rows))
        self._matrices.append(_Matrix(Layer(name, weights), target, source))
        return target

    def note(self, sentence: str) -> None:
        """Add a note to the report."""
        if sentence not in self.notes:
            self.notes.append(sentence)

    def link(self, source: Ids, target: Ids, weight: NDArray[Any] | float) -> None:
        """Connect neuron to neuron, entry by entry."""
        shape = np.broadcast_shapes(source.shape, target.shape)
        values = np.broadcast_to(np.asarray(weight, np.float64), shape).reshape(-1)
        self._links.append((np.broadcast_to(source, shape).reshape(-1), target.reshape(-1), values))

    def copied(self, ids: Ids, weight: NDArray[Any] | float = 1.0) -> Ids:
        """Return new neurons, each with a connection from one of `ids`."""
        made = self.new(ids.shape)
        self.link(ids, made, weight)
        return made

    def shift(self, ids: Ids, by: NDArray[Any]) -> None:
        """Add to the biases."""
        self._shift[ids] += by

    def scale(self, ids: Ids, by: NDArray[Any]) -> None:
        """Multiply the sums, biases included."""
        self._plain = False
        self._factor[ids] *= by
        self._shift[ids] *= by

    def scaled(self, ids: Ids) -> bool:
        """Return whether any of them has been multiplied: no more can be added to its sum."""
        return bool((self._factor[ids] != 1).any())

    def activate(self, ids: Ids, kind: Activation, parameter: NDArray[Any] | float) -> None:
        """Give them an activation."""
        self._kind[ids] = int(kind)
        self._parameter[ids] = parameter

    def network(self, inputs: Ids, outputs: Ids, settings: dict[str, Any]) -> tuple[Network, tuple[LayerCount, ...]]:
        """Make the network of all that there is.

        Raises
        ------
        FileFormatError
            If there are no weights, or a number is not finite.
        InvalidNetwork, LimitExceeded
            As `build_network` and `sparsify`.
        """
        if self.empty:
            raise FileFormatError("No layer of weights found in this part of the graph.")
        outputs = self._ends(inputs.reshape(-1), outputs.reshape(-1))
        counts: tuple[LayerCount, ...] = ()
        matrices: tuple[SparseWeights, ...] = ()
        if self._matrices:
            matrices, counts = sparsify([matrix.layer for matrix in self._matrices], self.options)
        parts = [self._placed(m, weights) for m, weights in zip(self._matrices, matrices, strict=True)]
        parts += [self._linked(*link) for link in self._links]
        source, target, weight = (_joined([part[i] for part in parts]) for i in range(3))
        del parts
        if source.size > self.options.limits.connections:
            raise LimitExceeded(
                f"The network would have {source.size:,} connections; the limit is "
                f"{self.options.limits.connections:,}: keep fewer weights."
            )
        if self._links or any(_repeats(matrix.source) for matrix in self._matrices):
            source, target, weight = _merged(source, target, weight, self.n)
        if not np.isfinite(weight).all() or not np.isfinite(self._shift).all():
            raise FileFormatError("A weight or a bias is not a finite number of at most 3.4e38.")
        with np.errstate(over="ignore"):
            bias = self._shift[: self.n].astype(np.float32)
        network = build_network(
            n_neurons=self.n,
            source=frozen(source),
            target=frozen(target),
            weight=frozen(weight),
            bias=bias,
            activation=self._kind[: self.n],
            activation_parameter=self._parameter[: self.n],
            inputs=inputs.reshape(-1),
            outputs=outputs,
            **settings,
        )
        return network, counts

    def _ends(self, inputs: Ids, outputs: Ids) -> Ids:
        """Outputs that lead nowhere else, each once: copies where they do."""
        used = np.zeros(self.n, np.bool_)
        used[inputs] = True
        for matrix in self._matrices:
            used[matrix.source[matrix.source >= 0]] = True
        for source, _, _ in self._links:
            used[source] = True
        first = np.zeros(outputs.size, np.bool_)
        first[np.unique(outputs, return_index=True)[1]] = True
        busy = np.flatnonzero(used[outputs] | ~first)
        if busy.size:
            outputs = outputs.copy()
            outputs[busy] = self.copied(outputs[busy])
        return outputs

    def _placed(self, matrix: _Matrix, weights: SparseWeights) -> _Connections:
        """The connections of a matrix at all its places."""
        groups, places, _ = matrix.source.shape
        source_of, target_of = matrix.source.astype(np.int32), matrix.target.astype(np.int32)
        if groups == places == 1:
            source, target, values = source_of[0, 0][weights.column], target_of[0][weights.row], weights.value
        else:
            group = weights.row // (weights.shape[0] // groups)
            source = source_of[group, :, weights.column].reshape(-1)
            target = target_of[:, weights.row].T.reshape(-1)
            values = np.repeat(weights.value, places)
        if matrix.source.min() < 0:
            there = source >= 0
            source, target, values = source[there], target[there], values[there]
        return source, target, self._scaled(values, target)

    def _linked(self, source: Ids, target: Ids, weight: NDArray[np.float64]) -> _Connections:
        return source.astype(np.int32), target.astype(np.int32), self._scaled(weight, target)

    def _scaled(self, values: NDArray[Any], target: NDArray[Any]) -> NDArray[np.float32]:
        with np.errstate(over="ignore"):
            scaled: NDArray[Any] = values if self._plain else values * self._factor[target]
            result: NDArray[np.float32] = scaled.astype(np.float32, copy=False)
        return result


def _joined(arrays: Sequence[NDArray[Any]]) -> NDArray[Any]:
    return arrays[0] if len(arrays) == 1 else np.concatenate(arrays)


def _repeats(source: Ids) -> bool:
    """Whether a neuron stands twice at one place."""
    ordered = np.sort(source, axis=-1)
    return bool(((ordered[..., 1:] == ordered[..., :-1]) & (ordered[..., 1:] >= 0)).any())


def _merged(source: NDArray[Any], target: NDArray[Any], weight: NDArray[np.float32], n: int) -> _Connections:
    """One connection of several between the same two neurons, with the sum of their weights."""
    key = target.astype(np.int64) * n + source
    order = np.argsort(key, kind="stable")
    ordered = key[order]
    first = np.concatenate([[True], ordered[1:] != ordered[:-1]])
    if first.all():
        return source, target, weight
    sums = np.add.reduceat(weight[order].astype(np.float64), np.flatnonzero(first))
    kept = order[first]
    back = np.argsort(kept)  # each stays where the first of them stood
    return source[kept[back]], target[kept[back]], sums[back].astype(np.float32)


__all__ = ["Ids", "Neurons", "Value"]
