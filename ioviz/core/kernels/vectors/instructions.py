"""The types of `vectors` for the compiler, and the instructions of each function there, as generic LLVM.

Functions here are given numba's types and return a signature and what writes the instructions
(`numba.extending.intrinsic`); they are described in `vectors`.
"""

from __future__ import annotations

import operator
import sys
from typing import Any

from llvmlite import ir
from numba import types
from numba.core import cgutils
from numba.core.errors import TypingError
from numba.extending import lower_builtin, models, register_model, type_callable

FLOAT = ir.FloatType()
BIT, INT32, INT64 = (ir.IntType(bits) for bits in (1, 32, 64))


class VectorType(types.Type):
    """A vector of `width` float32 numbers."""

    def __init__(self, width: int) -> None:
        self.width = width
        super().__init__(name=f"Vector({width})")


class MaskType(types.Type):
    """A vector of `width` truth values."""

    def __init__(self, width: int) -> None:
        self.width = width
        super().__init__(name=f"Mask({width})")


@register_model(VectorType)
class VectorModel(models.PrimitiveModel):
    """A `VectorType` is one LLVM vector."""

    def __init__(self, manager: Any, kind: VectorType) -> None:
        super().__init__(manager, kind, ir.VectorType(FLOAT, kind.width))


@register_model(MaskType)
class MaskModel(models.PrimitiveModel):
    """A `MaskType` is one LLVM vector of bits."""

    def __init__(self, manager: Any, kind: MaskType) -> None:
        super().__init__(manager, kind, ir.VectorType(BIT, kind.width))


def _pointer(builder: Any, address: Any) -> Any:
    return builder.inttoptr(address, ir.PointerType())


def _splat(builder: Any, number: Any, width: int) -> Any:
    kind = ir.VectorType(number.type, width)
    undefined = ir.Constant(kind, ir.Undefined)
    one = builder.insert_element(undefined, number, ir.Constant(INT32, 0))
    return builder.shuffle_vector(one, undefined, ir.Constant(ir.VectorType(INT32, width), [0] * width))


def _shuffle(builder: Any, vector: Any, places: list[int]) -> Any:
    """The entries of a vector at some places, as a vector."""
    mask = ir.Constant(ir.VectorType(INT32, len(places)), places)
    return builder.shuffle_vector(vector, ir.Constant(vector.type, ir.Undefined), mask)


def _constant(number: float, like: Any) -> Any:
    element = INT32 if isinstance(number, int) else FLOAT
    return ir.Constant(ir.VectorType(element, like.type.count), [ir.Constant(element, number)] * like.type.count)


def _call(builder: Any, name: str, *arguments: Any) -> Any:
    """Call a generic LLVM function from vectors to a vector of the same type."""
    kind = arguments[0].type
    full_name = f"llvm.{name}.v{kind.count}f32"
    function_type = ir.FunctionType(kind, [kind] * len(arguments))
    return builder.call(cgutils.get_or_insert_function(builder.module, function_type, full_name), arguments)


def _operator(function: Any, method: str, *, arity: int = 2, comparison: str = "") -> None:
    """Teach the compiler an operator of Python on vectors."""

    @type_callable(function)
    def type_it(_context: Any) -> Any:
        def typer(*kinds: Any) -> Any:
            if len(kinds) == arity and isinstance(kinds[0], VectorType) and len(set(kinds)) == 1:
                return MaskType(kinds[0].width) if comparison else kinds[0]
            return None

        return typer

    @lower_builtin(function, *[VectorType] * arity)
    def lower_it(_context: Any, builder: Any, _signature: Any, arguments: Any) -> Any:
        if comparison:
            return builder.fcmp_ordered(comparison, *arguments)
        return getattr(builder, method)(*arguments)


_operator(operator.add, "fadd")
_operator(operator.sub, "fsub")
_operator(operator.mul, "fmul")
_operator(operator.truediv, "fdiv")
_operator(operator.neg, "fneg", arity=1)
_operator(operator.lt, "", comparison="<")
_operator(operator.le, "", comparison="<=")
_operator(operator.gt, "", comparison=">")
_operator(operator.ge, "", comparison=">=")
_operator(operator.eq, "", comparison="==")


def _check_address(*kinds: Any) -> None:
    for kind in kinds:
        if not (isinstance(kind, types.Integer) and getattr(kind, "signed", False)):
            raise TypingError(f"an address has to be int64, not {kind}: see address_of")


def _bits(kind: Any) -> int:
    """The bits of a number of an array's dtype, or of a number's own."""
    return int((kind.dtype if isinstance(kind, types.Array) else kind).bitwidth)


def address_of(_: Any, array: Any) -> Any:
    def emit(context: Any, builder: Any, _signature: Any, arguments: Any) -> Any:
        return builder.ptrtoint(context.make_array(array)(context, builder, arguments[0]).data, INT64)

    return types.int64(array), emit


def item_size(_: Any, array: Any) -> Any:
    def emit(_context: Any, _builder: Any, _signature: Any, _arguments: Any) -> Any:
        return ir.Constant(INT64, _bits(array) // 8)

    return types.int64(array), emit


def load(_: Any, address: Any, lanes: Any) -> Any:
    _check_address(address)
    kind = VectorType(16 * lanes.count)

    def emit(context: Any, builder: Any, _signature: Any, arguments: Any) -> Any:
        return builder.load(_pointer(builder, arguments[0]), align=4, typ=context.get_value_type(kind))

    return kind(types.int64, lanes), emit


def store(_: Any, address: Any, vector: Any) -> Any:
    _check_address(address)

    def emit(context: Any, builder: Any, _signature: Any, arguments: Any) -> Any:
        builder.store(arguments[1], _pointer(builder, arguments[0]), align=4)
        return context.get_dummy_value()

    return types.void(types.int64, vector), emit


def splat(_: Any, number: Any, lanes: Any) -> Any:
    kind = VectorType(16 * lanes.count)

    def emit(_context: Any, builder: Any, _signature: Any, arguments: Any) -> Any:
        return _splat(builder, arguments[0], kind.width)

    return kind(types.float32, lanes), emit


def splat4(_: Any, address: Any, hidden: Any, lanes: Any) -> Any:
    """One load of all four, see `spread4`."""
    _check_address(address)
    kind = VectorType(16 * lanes.count)

    def emit(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        four = builder.load(_pointer(builder, arguments[0]), align=4, typ=ir.VectorType(INT32, 4))
        return spread4(context, builder, signature, four, arguments[1])

    return types.UniTuple(kind, 4)(types.int64, types.int64, lanes), emit


def spread4(context: Any, builder: Any, signature: Any, four: Any, hidden: Any) -> Any:
    """Each quarter of 16 numbers holds all four, so that a splat stays within its quarter: one cheap instruction."""
    kind = context.get_value_type(signature.return_type.dtype)
    quarters = _shuffle(builder, four, [0, 1, 2, 3] * 4)
    # Exclusive or with 0 changes no bit; but the compiler does not know, and keeps what was loaded.
    quarters = builder.xor(quarters, _splat(builder, builder.trunc(hidden, INT32), 16))
    splats = []
    for j in range(4):
        sixteen = _shuffle(builder, quarters, [i // 4 * 4 + j for i in range(16)])
        wide = _shuffle(builder, sixteen, list(range(16)) * (kind.count // 16))
        splats.append(builder.bitcast(wide, kind))
    return context.make_tuple(builder, signature.return_type, splats)


def splat_like(_: Any, number: Any, vector: Any) -> Any:
    def emit(_context: Any, builder: Any, _signature: Any, arguments: Any) -> Any:
        return _splat(builder, arguments[0], vector.width)

    return vector(types.float32, vector), emit


def multiply_add(_: Any, a: Any, b: Any, c: Any) -> Any:
    def emit(_context: Any, builder: Any, _signature: Any, arguments: Any) -> Any:
        return _call(builder, "fmuladd", *arguments)

    return a(a, a, a), emit


def select(_: Any, mask: Any, a: Any, b: Any) -> Any:
    def emit(_context: Any, builder: Any, _signature: Any, arguments: Any) -> Any:
        return builder.select(*arguments)

    return a(mask, a, a), emit


def absolute(_: Any, vector: Any) -> Any:
    def emit(_context: Any, builder: Any, _signature: Any, arguments: Any) -> Any:
        return _call(builder, "fabs", *arguments)

    return vector(vector), emit


def nearest(_: Any, vector: Any) -> Any:
    def emit(_context: Any, builder: Any, _signature: Any, arguments: Any) -> Any:
        return _call(builder, "rint", *arguments)

    return vector(vector), emit


def power_of_two(_: Any, exponent: Any) -> Any:
    """Shift the exponent into its place among the bits of a float32 number."""

    def emit(_context: Any, builder: Any, _signature: Any, arguments: Any) -> Any:
        vector = arguments[0]
        whole = builder.fptosi(vector, ir.VectorType(INT32, vector.type.count))
        bits = builder.shl(builder.add(whole, _constant(127, vector)), _constant(23, vector))
        return builder.bitcast(bits, vector.type)

    return exponent(exponent), emit


def transpose16(_: Any, to: Any, to_stride: Any, start: Any, stride: Any) -> Any:
    """Four rounds, h = 8, 4, 2, 1: rows i and i + h exchange the halves of their pieces of 2 h numbers."""
    _check_address(to, start)

    def emit(context: Any, builder: Any, _signature: Any, arguments: Any) -> Any:
        to, to_stride, start, stride = arguments
        kind = ir.VectorType(FLOAT, 16)

        def at(base: Any, step: Any, i: int) -> Any:
            return _pointer(builder, builder.add(base, builder.mul(step, ir.Constant(INT64, i))))

        rows = [builder.load(at(start, stride, i), align=4, typ=kind) for i in range(16)]
        for h in (8, 4, 2, 1):
            lower = [j if j % (2 * h) < h else 16 + j - h for j in range(16)]
            upper = [j + h if j % (2 * h) < h else 16 + j for j in range(16)]
            for i in range(16):
                if i % (2 * h) < h:
                    pair = rows[i], rows[i + h]
                    rows[i], rows[i + h] = (
                        builder.shuffle_vector(*pair, ir.Constant(ir.VectorType(INT32, 16), half))
                        for half in (lower, upper)
                    )
        for i in range(16):
            builder.store(rows[i], at(to, to_stride, i), align=4)
        return context.get_dummy_value()

    return types.void(*[types.int64] * 4), emit


def load_float32(_: Any, address: Any) -> Any:
    _check_address(address)

    def emit(_context: Any, builder: Any, _signature: Any, arguments: Any) -> Any:
        return builder.load(_pointer(builder, arguments[0]), align=4, typ=FLOAT)

    return types.float32(types.int64), emit


def store_float32(_: Any, address: Any, number: Any) -> Any:
    _check_address(address)

    def emit(context: Any, builder: Any, _signature: Any, arguments: Any) -> Any:
        builder.store(arguments[1], _pointer(builder, arguments[0]), align=4)
        return context.get_dummy_value()

    return types.void(types.int64, types.float32), emit


def load_index(_: Any, address: Any, array: Any) -> Any:
    _check_address(address)
    bits = _bits(array)

    def emit(_context: Any, builder: Any, _signature: Any, arguments: Any) -> Any:
        kind = ir.IntType(bits)
        return builder.zext(builder.load(_pointer(builder, arguments[0]), align=bits // 8, typ=kind), INT64)

    return types.int64(types.int64, array), emit


def load_indices4(_: Any, address: Any, array: Any) -> Any:
    """In loads of 64 bits, where the lowest bits come first."""
    _check_address(address)
    bits = _bits(array)

    def emit(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        numbers = []
        width = 64 if sys.byteorder == "little" else bits
        mask = ir.Constant(INT64, (1 << bits) - 1)
        for start in range(0, 4 * bits, width):
            at = builder.add(arguments[0], ir.Constant(INT64, start // 8))
            word = builder.load(_pointer(builder, at), align=bits // 8, typ=ir.IntType(width))
            word = word if width == 64 else builder.zext(word, INT64)
            for shift in range(0, width, bits):
                shifted = builder.lshr(word, ir.Constant(INT64, shift)) if shift else word
                numbers.append(builder.and_(shifted, mask))
        return context.make_tuple(builder, signature.return_type, numbers)

    return types.UniTuple(types.int64, 4)(types.int64, array), emit


def fetch_add(_: Any, address: Any, amount: Any) -> Any:
    _check_address(address)

    def emit(_context: Any, builder: Any, _signature: Any, arguments: Any) -> Any:
        return builder.atomic_rmw("add", _pointer(builder, arguments[0]), arguments[1], "monotonic")

    return types.int64(types.int64, types.int64), emit
