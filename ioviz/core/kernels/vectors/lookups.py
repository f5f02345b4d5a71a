"""What one input vector alone needs: 16 values from 16 places, and weights that are kept in fewer bits.

As in `vectors`, each function is written twice: what it means, and its instructions in `lookup_types`.

Weights stand in arrays of float32; of uint16, the upper half of the bits of float32 (bfloat16); of int16, the bits
of float16; or of int8, whole numbers.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from ioviz.core.kernels.jit import COMPILED, instruction
from ioviz.core.kernels.vectors.lanes import Address, Lanes, Vector, _memory

_INSTRUCTIONS = "ioviz.core.kernels.vectors.lookup_instructions"

WINDOW = 64
"""The numbers that `look_up` can reach."""


@instruction(_INSTRUCTIONS)
def look_up(base: Address, codes: Address) -> Vector:
    """Return 16 of the 64 numbers from the address `base` on: those that the 16 bytes at `codes` count, 0 to 63.

    Two permutations of registers where the processor has AVX-512, else 16 loads.
    """
    found: Vector = _memory(base, np.float32, WINDOW)[_memory(codes, np.uint8, 16)]
    return found


@instruction(_INSTRUCTIONS)
def gather(base: Address, places: Address, like: Any) -> Vector:
    """Return 16 numbers: those that the 16 whole numbers at `places`, of the type of `like`, count from `base` on."""
    counted = _memory(places, like.dtype, 16)
    found: Vector = _memory(base, np.float32, int(counted.max()) + 1)[counted]
    return found


def widened(weights: NDArray[Any]) -> NDArray[np.float32]:
    """Return weights as float32."""
    if weights.dtype == np.uint16:
        return (weights.astype(np.uint32) << np.uint32(16)).view(np.float32)
    if weights.dtype == np.int16:
        return weights.view(np.float16).astype(np.float32)
    return weights.astype(np.float32)


@instruction(_INSTRUCTIONS)
def load_weight(address: Address, like: Any) -> Any:
    """Return the weight at an address, of the type of `like`, as float32."""
    return widened(_memory(address, like.dtype, 1))[0]


@instruction(_INSTRUCTIONS)
def load_16_weights(address: Address, like: Any) -> Vector:
    """Return the 16 weights at an address, of the type of `like`."""
    return widened(_memory(address, like.dtype, 16))


@instruction(_INSTRUCTIONS)
def splat_4_weights(address: Address, like: Any, hidden: int, lanes: Lanes) -> tuple[Vector, Vector, Vector, Vector]:
    """Return the vectors whose entries all are one of the 4 weights at an address, of the type of `like`.

    `hidden` as in `vectors.splat4`.
    """
    a, b, c, d = (np.full(16 * len(lanes), weight) for weight in widened(_memory(address, like.dtype, 4)))
    return a, b, c, d


def looks_up_fast() -> bool:
    """Whether `look_up` is made of permutations here."""
    if not COMPILED:
        return True  # all is slow; the same programs are made as with them
    from numba.core.registry import cpu_target

    from ioviz.core.kernels.vectors import lookup_instructions as instructions

    return instructions.permutes_512(cpu_target.target_context)
