"""Dense weights become sparse: zeros dropped, and more where that is asked for.

In this order, each on what the one before left: weights of a smaller magnitude than a threshold are left out; of each
group of M weights of a neuron that follow each other, the N largest are kept; the largest share of each layer, or of
all layers together, is kept. Among equals the first one stays, so that the same file gives the same network.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ioviz.core.errors import FileFormatError, InvalidNetwork, LimitExceeded
from ioviz.core.formats.options import ReadOptions
from ioviz.core.formats.registry import Layer, LayerCount, SparseWeights
from ioviz.core.kernels.jit import frozen

_BLOCK = 1 << 20
"""Weights of a dense matrix that are looked at at once: what is held besides the matrix is a few times as much."""


def sparsify(layers: Sequence[Layer], options: ReadOptions) -> tuple[tuple[SparseWeights, ...], tuple[LayerCount, ...]]:
    """Make the weights of every layer sparse.

    Parameters
    ----------
    layers : sequence of Layer
    options : ReadOptions

    Returns
    -------
    weights : tuple of SparseWeights
        One a layer, sorted by row and column where the layer was dense, in its own order otherwise.
    counts : tuple of LayerCount

    Raises
    ------
    FileFormatError
        If a weight is not finite; the message names its place.
    InvalidNetwork
        If no weight is left.
    LimitExceeded
        If more is left than a network may have.

    Notes
    -----
    O(weights), three times over them for a share: the least magnitude that is kept is found by counting the bits of
    all magnitudes, so that no copy of the weights is sorted.
    """
    counted = [_Counted(layer, options) for layer in layers]
    if options.keep is not None and options.keep_global:
        _keep_largest(counted, _share_of(sum(one.entries for one in counted), options.keep))
    elif options.keep is not None:
        for one in counted:
            _keep_largest([one], _share_of(one.entries, options.keep))
    limit, left = options.limits.connections, options.limits.connections
    kept = []
    for one in counted:
        matrix = one.collected(left)
        if matrix is None:
            total = sum(layer.nonzero for layer in counted)
            raise LimitExceeded(
                f"It has {total:,} weights that are not 0, and more than {limit:,} of them would be kept, which is the "
                "limit; keep fewer, e.g. a share of 0.1."
            )
        left -= matrix.value.size
        kept.append(matrix)
    if left == limit:
        raise InvalidNetwork("No weight is left of it: all are 0, or were left out.")
    counts = tuple(
        LayerCount(one.layer.name, (one.layer.n_outputs, one.layer.n_inputs), one.entries, one.nonzero, m.value.size)
        for one, m in zip(counted, kept, strict=True)
    )
    return tuple(kept), counts


@dataclass
class _Cut:
    """The magnitudes that are kept, as their bits: all above `least`, and the first `equal` of those equal to it."""

    least: int = 0
    equal: int = 0


class _Counted:
    """A layer whose weights are looked at block by block, several times."""

    def __init__(self, layer: Layer, options: ReadOptions) -> None:
        self.layer = layer
        self.options = options
        self.cut = _Cut()
        weights = layer.weights
        values = weights.value if isinstance(weights, SparseWeights) else weights
        if values.dtype.kind not in "iuf":
            raise FileFormatError(f"The weights of {layer.name} are {values.dtype}; they have to be real numbers.")
        self.entries = int(values.size)
        self.nonzero = int(np.count_nonzero(values))

    def parts(self) -> Iterator[SparseWeights]:
        """The weights that are not 0, but for those that the threshold and the groups leave out."""
        weights = self.layer.weights
        if isinstance(weights, SparseWeights):
            yield self._sparse_part(weights)
            return
        rows, columns = weights.shape
        step = max(1, _BLOCK // columns)
        for first in range(0, rows, step):
            values = self._float32(weights[first : first + step])
            if not np.isfinite(values).all():
                flat = int(np.flatnonzero(~np.isfinite(values))[0])
                row, column = divmod(flat, columns)
                raise self._not_finite(first + row, column, weights[first + row, column])
            chosen = self._above_threshold(values)
            if self.options.group is not None:
                chosen &= _largest_of_dense_groups(np.where(chosen, np.abs(values), 0), *self.options.group)
            at = np.flatnonzero(chosen)
            row, column = np.divmod(at, columns)
            yield SparseWeights(
                (rows, columns), (row + first).astype(np.int32), column.astype(np.int32), values.reshape(-1)[at]
            )

    def collected(self, limit: int) -> SparseWeights | None:
        """The weights above the cut; None as soon as they are more than `limit`."""
        found: list[SparseWeights] = []
        for part in self.parts():
            bits = _bits(part.value)
            mask = bits > self.cut.least
            if self.cut.equal:
                equal = np.flatnonzero(bits == self.cut.least)[: self.cut.equal]
                mask[equal] = True
                self.cut.equal -= equal.size
            found.append(_chosen(part, mask))
            limit -= found[-1].value.size
            if limit < 0:
                return None
        return SparseWeights(
            (self.layer.n_outputs, self.layer.n_inputs),
            frozen(np.concatenate([part.row for part in found])),
            frozen(np.concatenate([part.column for part in found])),
            frozen(np.concatenate([part.value for part in found])),
        )

    def _sparse_part(self, weights: SparseWeights) -> SparseWeights:
        values = self._float32(weights.value)
        wrong = np.flatnonzero(~np.isfinite(values))
        if wrong.size:
            i = wrong[0]
            raise self._not_finite(int(weights.row[i]), int(weights.column[i]), weights.value[i])
        part = SparseWeights(weights.shape, weights.row, weights.column, values)
        part = _chosen(part, self._above_threshold(values))
        if self.options.group is not None:
            part = _chosen(part, _largest_of_groups(part, *self.options.group))
        return part

    def _above_threshold(self, values: NDArray[np.float32]) -> NDArray[np.bool_]:
        chosen: NDArray[np.bool_] = values != 0
        if self.options.threshold is not None:
            chosen &= np.abs(values) >= self.options.threshold
        return chosen

    def _float32(self, values: NDArray[Any]) -> NDArray[np.float32]:
        with np.errstate(over="ignore"):
            return np.ascontiguousarray(values, np.float32)

    def _not_finite(self, row: int, column: int, value: object) -> FileFormatError:
        return FileFormatError(
            f"The weight in row {row}, column {column} of {self.layer.name} is {value}; it has to be a finite number "
            "of at most 3.4e38."
        )


def _keep_largest(layers: Sequence[_Counted], count: int) -> None:
    """Set the cuts of the layers so that `count` weights are kept of all of them together.

    The bits of magnitudes are ordered as the magnitudes are: counting their upper and then their lower halves gives
    the least one that is kept.
    """
    upper = _histogram(_bits(part.value) >> np.uint32(16) for layer in layers for part in layer.parts())
    if upper.sum() <= count:
        return
    half, above = _bucket(upper, count)
    found = (_bits(part.value) for layer in layers for part in layer.parts())
    lower = _histogram(bits[bits >> np.uint32(16) == half] & np.uint32(0xFFFF) for bits in found)
    rest, more = _bucket(lower, count - above)
    least, equal = half << 16 | rest, count - above - more
    for layer in layers:
        there = sum(int(np.count_nonzero(_bits(part.value) == least)) for part in layer.parts())
        layer.cut = _Cut(least, min(equal, there))
        equal -= layer.cut.equal


def _histogram(pieces: Iterable[NDArray[Any]]) -> NDArray[np.int64]:
    counts = np.zeros(1 << 16, np.int64)
    for piece in pieces:
        counts += np.bincount(piece, minlength=1 << 16)
    return counts


def _bucket(counts: NDArray[np.int64], wanted: int) -> tuple[int, int]:
    """The bucket that holds the `wanted`-th largest entry, and how many lie in those above."""
    from_top = np.cumsum(counts[::-1])
    i = int(np.searchsorted(from_top, wanted))
    return counts.size - 1 - i, int(from_top[i] - counts[counts.size - 1 - i])


def _bits(values: NDArray[np.float32]) -> NDArray[np.uint32]:
    return values.view(np.uint32) & np.uint32(0x7FFFFFFF)


def _share_of(count: int, share: float) -> int:
    """How many weights a share is, zeros counted: at least one."""
    return max(1, round(count * share))


def _chosen(matrix: SparseWeights, mask: NDArray[np.bool_]) -> SparseWeights:
    if mask.all():
        return matrix
    return SparseWeights(matrix.shape, matrix.row[mask], matrix.column[mask], matrix.value[mask])


def _largest_of_groups(matrix: SparseWeights, n: int, m: int) -> NDArray[np.bool_]:
    """Which weights are among the n largest of their m columns of their row."""
    group = matrix.column // m + matrix.row.astype(np.int64) * (-(-matrix.shape[1] // m))
    order = np.lexsort((matrix.column, -np.abs(matrix.value), group))
    ordered = group[order]
    first = np.concatenate([[True], ordered[1:] != ordered[:-1]]) if ordered.size else np.zeros(0, np.bool_)
    start = np.maximum.accumulate(np.where(first, np.arange(ordered.size), 0))
    mask = np.zeros(ordered.size, np.bool_)
    mask[order[np.arange(ordered.size) - start < n]] = True
    return mask


def _largest_of_dense_groups(magnitudes: NDArray[np.float32], n: int, m: int) -> NDArray[np.bool_]:
    """The same for a dense block. Zeros may be among the chosen: they are no connections anyway."""
    rows, columns = magnitudes.shape
    whole = -(-columns // m) * m
    groups = np.pad(magnitudes, ((0, 0), (0, whole - columns))).reshape(rows, -1, m)
    order = np.argsort(-groups, axis=2, kind="stable")[:, :, :n]
    mask = np.zeros(groups.shape, np.bool_)
    np.put_along_axis(mask, order, True, axis=2)
    return mask.reshape(rows, whole)[:, :columns]
