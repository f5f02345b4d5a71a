"""The instructions of each function in `lookups`, as generic LLVM but for one permutation of AVX-512."""

from __future__ import annotations

from typing import Any

from llvmlite import ir
from numba import types
from numba.core import cgutils

from ioviz.core.kernels.vectors.instructions import FLOAT, INT32, INT64, VectorType, spread4

BYTE = ir.IntType(8)
SIXTEEN = VectorType(16)
FLOATS, WHOLE = ir.VectorType(FLOAT, 16), ir.VectorType(INT32, 16)
PERMUTATION = "llvm.x86.avx512.vpermi2var.ps.512"
SCALE_OF_HALVES = 2.0**112
"""What a float16 number is too small by when its bits are put where float32 has them: 2^(127 - 15)."""


def _pointer(builder: Any, address: Any) -> Any:
    return builder.inttoptr(address, ir.PointerType())


def _like(kind: Any, number: float) -> Any:
    """A constant of a type, in each entry if it is a vector."""
    if isinstance(kind, ir.VectorType):
        return ir.Constant(kind, [ir.Constant(kind.element, number)] * kind.count)
    return ir.Constant(kind, number)


def _load_some(builder: Any, address: Any, element: Any, count: int = 16) -> Any:
    kind = ir.VectorType(element, count)
    return builder.load(_pointer(builder, address), align=element_bytes(element), typ=kind)


def element_bytes(element: Any) -> int:
    """Bytes of a number of a type of LLVM."""
    return 4 if element is FLOAT else int(element.width) // 8


def permutes_512(context: Any) -> bool:
    """Whether the processor that is compiled for permutes two registers of 512 bits by a third one."""
    return "+avx512f" in context.codegen().magic_tuple()[2].split(",")


def _each(builder: Any, base: Any, places: Any) -> Any:
    """Load the 16 numbers at `places`, counted from the address `base`, one by one."""
    result = ir.Constant(FLOATS, ir.Undefined)
    for lane in range(16):
        place = builder.zext(builder.extract_element(places, ir.Constant(INT32, lane)), INT64)
        address = builder.add(base, builder.shl(place, ir.Constant(INT64, 2)))
        number = builder.load(_pointer(builder, address), align=4, typ=FLOAT)
        result = builder.insert_element(result, number, ir.Constant(INT32, lane))
    return result


def look_up(_: Any, base: Any, codes: Any) -> Any:
    """Four registers hold the 64 numbers: two permutations look into either half, and the sixth bit selects."""

    def emit(context: Any, builder: Any, _signature: Any, arguments: Any) -> Any:
        base, codes = arguments
        code = _load_some(builder, codes, BYTE)
        wide = builder.zext(code, WHOLE)
        if not permutes_512(context):
            return _each(builder, base, wide)
        function_type = ir.FunctionType(FLOATS, [FLOATS, WHOLE, FLOATS])
        permute = cgutils.get_or_insert_function(builder.module, function_type, PERMUTATION)
        quarter = [
            builder.load(_pointer(builder, builder.add(base, ir.Constant(INT64, 64 * i))), align=4, typ=FLOATS)
            for i in range(4)
        ]
        lower = builder.call(permute, [quarter[0], wide, quarter[1]])
        upper = builder.call(permute, [quarter[2], wide, quarter[3]])
        is_upper = builder.icmp_unsigned(">", code, _like(code.type, 31))
        return builder.select(is_upper, upper, lower)

    return SIXTEEN(types.int64, types.int64), emit


def gather(_: Any, base: Any, places: Any, like: Any) -> Any:
    """16 loads: the instruction that AVX has for it is no faster."""
    element = ir.IntType(like.bitwidth)

    def emit(_context: Any, builder: Any, _signature: Any, arguments: Any) -> Any:
        base, places = arguments[:2]
        return _each(builder, base, _load_some(builder, places, element))

    return SIXTEEN(types.int64, types.int64, like), emit


def widen(builder: Any, number: Any, dtype: Any) -> Any:
    """A weight, or a vector of them, as float32."""
    vector = isinstance(number.type, ir.VectorType)
    whole = ir.VectorType(INT32, number.type.count) if vector else INT32
    floats = ir.VectorType(FLOAT, number.type.count) if vector else FLOAT
    if dtype == types.float32:
        return number
    if dtype == types.int8:
        return builder.sitofp(number, floats)
    if dtype == types.uint16:  # bfloat16: the upper half of float32
        return builder.bitcast(builder.shl(builder.zext(number, whole), _like(whole, 16)), floats)
    # float16 in int16: exponent and fraction move by 13 bits; the multiplication corrects the exponent, also where
    # the number is subnormal.
    wide = builder.sext(number, whole)
    sign = builder.and_(wide, _like(whole, -(1 << 31)))
    rest = builder.shl(builder.and_(wide, _like(whole, 0x7FFF)), _like(whole, 13))
    size = builder.fmul(builder.bitcast(rest, floats), _like(floats, SCALE_OF_HALVES))
    return builder.bitcast(builder.or_(builder.bitcast(size, whole), sign), floats)


def load_weight(_: Any, address: Any, like: Any) -> Any:
    """One load, and what widens it."""
    element = FLOAT if like == types.float32 else ir.IntType(like.bitwidth)

    def emit(_context: Any, builder: Any, _signature: Any, arguments: Any) -> Any:
        number = builder.load(_pointer(builder, arguments[0]), align=element_bytes(element), typ=element)
        return widen(builder, number, like)

    return types.float32(types.int64, like), emit


def load_16_weights(_: Any, address: Any, like: Any) -> Any:
    """One load, and what widens it."""
    element = FLOAT if like == types.float32 else ir.IntType(like.bitwidth)

    def emit(_context: Any, builder: Any, _signature: Any, arguments: Any) -> Any:
        return widen(builder, _load_some(builder, arguments[0], element), like)

    return SIXTEEN(types.int64, like), emit


def splat_4_weights(_: Any, address: Any, like: Any, hidden: Any, lanes: Any) -> Any:
    """One load of all four, what widens them, and `spread4`."""
    element = FLOAT if like == types.float32 else ir.IntType(like.bitwidth)

    def emit(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        four = widen(builder, _load_some(builder, arguments[0], element, 4), like)
        return spread4(context, builder, signature, builder.bitcast(four, ir.VectorType(INT32, 4)), arguments[2])

    return types.UniTuple(VectorType(16 * lanes.count), 4)(types.int64, like, types.int64, lanes), emit
