"""Check the schedules, dtypes and input vectors of inference."""

from __future__ import annotations

from numbers import Real
from typing import Any

import numpy as np
from numpy.typing import DTypeLike, NDArray

from ioviz.core.errors import InvalidArgument
from ioviz.core.network import Network
from ioviz.core.schedule.schedule import Schedule


def read_schedule(network: Network, schedule: Schedule | str) -> Schedule:
    """Return the schedule, made if a name is given; raises InvalidArgument if it is for another network."""
    if isinstance(schedule, str):
        from ioviz.core.schedule import order  # the package imports its modules first

        return order(network, schedule)
    if schedule.network is not network:
        raise InvalidArgument("The schedule is for another network.")
    return schedule


def read_dtype(dtype: DTypeLike) -> type[np.float32] | type[np.float64]:
    """Return float32 or float64; raises InvalidArgument for any other dtype."""
    for known in (np.float32, np.float64):
        if dtype is not None and np.dtype(dtype) == known:
            return known
    raise InvalidArgument(f"Inference is computed in float32 or float64, not in {dtype}.")


def read_inputs(inputs: object, width: int, dtype: type[Any], *, one: bool = False) -> NDArray[Any]:
    """Return `inputs` as finite numbers: [batch, width], or [width], which is the only shape if `one`.

    Raises
    ------
    InvalidArgument
        If they have another shape, or an entry is no finite number: the first such entry is named.
    """
    try:
        array: NDArray[Any] = np.asarray(inputs)
    except (ValueError, TypeError, OverflowError):
        raise InvalidArgument("The input vectors have different lengths or are not numbers.") from None
    if array.ndim not in ((1,) if one else (1, 2)):
        batch = "" if one else " or a batch of them"
        raise InvalidArgument(
            f"The input has to be a vector of {width} numbers{batch}, not an array of {array.ndim} dimensions."
        )
    if array.shape[-1] != width:
        raise InvalidArgument(f"The input has {array.shape[-1]} entries, but the network takes {width}.")
    if array.dtype.kind not in "biuf":
        kept = np.asarray(inputs, dtype=object)  # numpy makes text of 1 beside "1": look at the original
        for place, value in np.ndenumerate(kept):
            if not isinstance(value, Real):
                raise InvalidArgument(f"{_entry(place)} is {value!r}, not a number.")
        array = kept
    try:
        with np.errstate(over="ignore"):  # an overflow is reported below
            result: NDArray[Any] = array.astype(dtype)
    except OverflowError:
        raise InvalidArgument("The input has an integer too large for a floating-point number.") from None
    wrong = np.argwhere(~np.isfinite(result))
    if wrong.size:
        place = tuple(wrong[0].tolist())
        raise InvalidArgument(f"{_entry(place)} is {array[place]}; it has to be finite in {result.dtype}.")
    return result


def _entry(place: tuple[int, ...]) -> str:
    row = f" of row {place[0]}" if len(place) == 2 else ""
    return f"Entry {place[-1]}{row} of the input"
