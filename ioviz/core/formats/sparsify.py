"""Dense weights become sparse: zeros dropped, and more where that is asked for.

In this order, each on what the one before left: weights of a smaller magnitude than a threshold are left out; of each
group of M weights of a neuron that follow each other, the N largest are kept; the largest share of each layer, or of
all layers together, is kept. Among equals the first one stays, so that the same file gives the same network.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ioviz.core.errors import FileFormatError, InvalidNetwork, LimitExceeded
from ioviz.core.formats.options import ReadOptions
from ioviz.core.formats.registry import Layer, LayerCount, SparseWeights
from ioviz.core.kernels.jit import frozen


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
        If a weight is no finite number; the text says where.
    InvalidNetwork
        If no weight is left.
    LimitExceeded
        If more is left than a network may have.
    """
    found = [_nonzero(layer, options) for layer in layers]
    kept = found
    if options.threshold is not None:
        kept = [_chosen(m, np.abs(m.value) >= options.threshold) for m in kept]
    if options.group is not None:
        n, m = options.group
        kept = [_chosen(matrix, _largest_of_groups(matrix, n, m)) for matrix in kept]
    sizes = [_entries(layer) for layer in layers]
    if options.keep is not None:
        kept = _largest_share(kept, sizes, options.keep, together=options.keep_global)
    total = sum(matrix.value.size for matrix in kept)
    if total > options.limits.connections:
        raise LimitExceeded(_too_many(total, options.limits.connections))
    if total == 0:
        raise InvalidNetwork("No weight is left of it: all are 0, or were left out.")
    counts = tuple(
        LayerCount(layer.name, (layer.n_outputs, layer.n_inputs), size, before.value.size, after.value.size)
        for layer, size, before, after in zip(layers, sizes, found, kept, strict=True)
    )
    return tuple(kept), counts


def _entries(layer: Layer) -> int:
    weights = layer.weights
    return int(weights.value.size if isinstance(weights, SparseWeights) else weights.size)


def _nonzero(layer: Layer, options: ReadOptions) -> SparseWeights:
    """The weights that are not 0. A threshold is applied at once, so that less is held."""
    weights = layer.weights
    if isinstance(weights, SparseWeights):
        values = _float32(weights.value, layer)
        if not np.isfinite(values).all():
            i = int(np.flatnonzero(~np.isfinite(values))[0])
            raise _not_finite(layer, int(weights.row[i]), int(weights.column[i]), weights.value[i])
        return _chosen(SparseWeights(weights.shape, weights.row, weights.column, values), values != 0)
    rows, columns = weights.shape
    count = int(np.count_nonzero(weights))
    if not options.sparsifies and count > options.limits.connections:
        raise LimitExceeded(_too_many(count, options.limits.connections))
    values = _float32(weights, layer)
    if not np.isfinite(values).all():
        flat = int(np.flatnonzero(~np.isfinite(values.reshape(-1)))[0])
        row, column = divmod(flat, columns)
        raise _not_finite(layer, row, column, weights[row, column])
    flat_values = values.reshape(-1)
    at = np.flatnonzero(flat_values)
    row, column = np.divmod(at, columns)
    return SparseWeights(
        (rows, columns), frozen(row.astype(np.int32)), frozen(column.astype(np.int32)), frozen(flat_values[at])
    )


def _float32(values: NDArray[Any], layer: Layer) -> NDArray[np.float32]:
    if values.dtype.kind not in "iuf":
        raise FileFormatError(f"The weights of {layer.name} are {values.dtype}; they have to be real numbers.")
    with np.errstate(over="ignore"):
        return np.ascontiguousarray(values, np.float32)


def _not_finite(layer: Layer, row: int, column: int, value: object) -> FileFormatError:
    return FileFormatError(
        f"The weight in row {row}, column {column} of {layer.name} is {value}; it has to be a finite number of at "
        "most 3.4e38."
    )


def _too_many(count: int, limit: int) -> str:
    return f"It has {count:,} weights that are not 0; the limit is {limit:,}: keep fewer of them, e.g. a share of 0.1."


def _chosen(matrix: SparseWeights, mask: NDArray[np.bool_]) -> SparseWeights:
    if mask.all():
        return matrix
    return SparseWeights(
        matrix.shape, frozen(matrix.row[mask]), frozen(matrix.column[mask]), frozen(matrix.value[mask])
    )


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


def _largest_share(
    matrices: Sequence[SparseWeights], sizes: Sequence[int], share: float, *, together: bool
) -> list[SparseWeights]:
    """The `share` of the largest magnitudes, counted in all weights that the file has, zeros included."""
    magnitudes = [np.abs(matrix.value) for matrix in matrices]
    if together:
        chosen = _largest(np.concatenate(magnitudes), _share_of(sum(sizes), share))
        masks = np.split(chosen, np.cumsum([values.size for values in magnitudes])[:-1])
    else:
        masks = [_largest(values, _share_of(size, share)) for values, size in zip(magnitudes, sizes, strict=True)]
    return [_chosen(matrix, mask) for matrix, mask in zip(matrices, masks, strict=True)]


def _share_of(count: int, share: float) -> int:
    return max(1, round(count * share))


def _largest(values: NDArray[np.float32], count: int) -> NDArray[np.bool_]:
    """Which values are the `count` largest; the first of those that are equal."""
    if count >= values.size:
        return np.ones(values.size, np.bool_)
    least = np.partition(values, values.size - count)[values.size - count]
    mask: NDArray[np.bool_] = values > least
    equal = np.flatnonzero(values == least)
    mask[equal[: count - int(np.count_nonzero(mask))]] = True
    return mask
