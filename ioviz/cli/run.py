"""`ioviz run`: run a compiled program on a file of vectors, batch by batch."""

from __future__ import annotations

import argparse
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ioviz.cli.arguments import add_json, add_network, add_order_settings, named_schedule, read_network, whole
from ioviz.cli.output import print_facts, print_json
from ioviz.cli.progress import progress_line
from ioviz.core.errors import FileFormatError, InvalidArgument, LimitExceeded
from ioviz.core.names import MODES, PRECISIONS

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from ioviz.core.inference import Program

DESCRIPTION = """\
Compile a schedule and run it on a file of vectors, --batch-size vectors at a time: the file may be larger than the
computer's memory. Use `ioviz infer` to add up in plain numpy, exactly in the order of the schedule."""
EXAMPLE = "ioviz run baseline.npz --input x.npy -o y.npy --threads 2"

DEFAULT_BATCH_BYTES = 32 << 20
"""Bytes of inputs and outputs of a batch, unless --batch-size is given."""
LARGEST_SHARE = 0.5
"""The share of the computer's memory that a batch may take."""
WARM_UP = 64
"""Vectors that are inferred before timing: the first call compiles, or loads, the kernels."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The network, the vectors, the schedule, how to run it."""
    add_network(parser)
    parser.add_argument(
        "--input", required=True, metavar="FILE", help="vectors, .npy: [batch, inputs], or one vector [inputs]"
    )
    parser.add_argument("-o", "--output", required=True, metavar="FILE", help="file of the outputs, .npy: float32")
    parser.add_argument(
        "--schedule",
        "--order",
        dest="order",
        default="neuron",
        metavar="ORDER",
        help="an order or a schedule file (default: neuron)",
    )
    add_order_settings(parser, memory=True)
    parser.add_argument("--mode", choices=MODES, default="best", help="best (the default) or as-scheduled")
    parser.add_argument(
        "--weights", choices=PRECISIONS, default="float32", help="precision of the stored weights (default: float32)"
    )
    parser.add_argument("--threads", type=whole("the number of threads", 1), default=1, help="default: 1")
    parser.add_argument(
        "--batch-size", type=whole("the batch size", 1), metavar="N", help="vectors in a batch (default: by their size)"
    )
    add_json(parser)


def run(args: argparse.Namespace) -> int:
    """Compile, infer, write the outputs, print the times."""
    import numpy as np

    _check_output(Path(args.output))
    network = read_network(args)
    vectors = _open(Path(args.input))
    if vectors.ndim not in (1, 2) or vectors.shape[-1] != network.input_width:
        size = " x ".join(map(str, vectors.shape)) or "one number"
        raise InvalidArgument(
            f"{args.input}: The array has shape {size}; expected rows of {network.input_width} numbers."
        )
    rows = vectors.reshape(-1, network.input_width)
    batch = _batch_size(args.batch_size, len(rows), network.input_width + network.output_width)
    schedule = named_schedule(args.order, args, network)
    from ioviz.core.inference import compile

    began = time.perf_counter()
    program = compile(network, schedule, mode=args.mode, weights=args.weights)
    program(np.ascontiguousarray(rows[: min(batch, WARM_UP)], np.float32), threads=args.threads)
    compiled = time.perf_counter() - began
    shape = (*vectors.shape[:-1], network.output_width)
    seconds = _infer(program, rows, shape, batch, args)
    flops = 2 * network.n_connections * len(rows)
    document: dict[str, Any] = {
        "name": network.name,
        "order": schedule.name,
        "mode": args.mode,
        "weights": args.weights,
        "threads": args.threads,
        "vectors": len(rows),
        "batch_size": batch,
        "compile_seconds": compiled,
        "seconds": seconds,
        "vectors_per_second": len(rows) / seconds if seconds else None,
        "gflops": flops / seconds / 1e9 if seconds else None,
        "weight_error": program.weight_error._asdict() if program.weight_error else None,
        "program_bytes": program.nbytes,
        "file": args.output,
        "dtype": str(np.dtype(np.float32)),
    }
    if args.json:
        print_json(document)
    else:
        _show(document)
    return 0


def _check_output(path: Path) -> None:
    if path.suffix.lower() != ".npy":
        raise InvalidArgument(f"{path}: Outputs are written to a file that ends in .npy.")
    if not path.resolve().parent.is_dir():
        raise FileFormatError(f"{path} cannot be written: no such folder: {path.resolve().parent}.")


def _open(path: Path) -> NDArray[Any]:
    """Map the array of an .npy file into memory."""
    import numpy as np

    try:
        if not path.is_file():
            reason = "is a folder" if path.is_dir() else "cannot be read: no such file"
            raise FileFormatError(f"{path} {reason}.")
        with path.open("rb") as file:
            if file.read(6) != b"\x93NUMPY":
                raise FileFormatError(f"{path}: Not an .npy file.")
        vectors: NDArray[Any] = np.load(path, mmap_mode="r", allow_pickle=False)
    except OSError as error:
        raise FileFormatError(f"{path} cannot be read: {(error.strerror or str(error)).lower()}.") from None
    except (ValueError, TypeError, SyntaxError, OverflowError, EOFError):
        raise FileFormatError(
            f"{path}: Invalid .npy file: its header is broken, it is cut off, or it holds objects."
        ) from None
    if vectors.dtype.kind not in "biuf":
        raise FileFormatError(f"{path}: Invalid data type {vectors.dtype}: not real numbers.")
    return vectors


def _batch_size(asked: int | None, count: int, width: int) -> int:
    """Return the number of vectors in a batch.

    Raises
    ------
    LimitExceeded
        If the batch asked for needs more than half of the computer's memory.
    """
    from ioviz.core.benchmark.machine import describe_memory

    if asked is None:
        return max(1, min(count, DEFAULT_BATCH_BYTES // (4 * width)))
    batch = max(1, min(asked, count))
    memory = describe_memory()
    needed = 4 * width * batch
    if memory is not None and needed > LARGEST_SHARE * memory:
        least = int(LARGEST_SHARE * memory) // (4 * width)
        raise LimitExceeded(
            f"A batch size of {asked} takes {needed / 1e9:.1f} GB of vectors, and this computer has "
            f"{memory / 1e9:.1f} GB; use --batch-size {least} or less."
        )
    return batch


def _infer(program: Program, rows: NDArray[Any], shape: tuple[int, ...], batch: int, args: argparse.Namespace) -> float:
    """Write the outputs to a temporary file, which replaces the target at the end; returns the seconds of inference."""
    import numpy as np
    from numpy.lib import format as npy

    from ioviz.core.formats.files import replacing

    seconds = 0.0
    with replacing(Path(args.output)) as file, progress_line(shown=not args.json) as show:
        header = {"descr": npy.dtype_to_descr(np.dtype(np.float32)), "fortran_order": False, "shape": shape}
        npy.write_array_header_1_0(file, header)
        for start in range(0, len(rows), batch):
            show(start / len(rows), f"{start} of {len(rows)} vectors")
            with np.errstate(over="ignore"):
                part = np.ascontiguousarray(rows[start : start + batch], np.float32)
            began = time.perf_counter()
            outputs = program(part, threads=args.threads)
            seconds += time.perf_counter() - began
            file.write(outputs.tobytes())
    return seconds


def _show(document: dict[str, Any]) -> None:
    from ioviz.core.benchmark.results_text import seconds_text
    from ioviz.viewmodels.text.numbers import compact, count

    rows = [("vectors", count(document["vectors"])), ("batch size", count(document["batch_size"]))]
    rows.append(("compiled in", seconds_text(document["compile_seconds"])))
    if document["seconds"]:
        rows += [
            ("inferred in", seconds_text(document["seconds"])),
            ("vectors per second", compact(document["vectors_per_second"])),
            ("GFLOP/s", f"{document['gflops']:.1f}"),
        ]
    if document["weight_error"]:
        rows.append(("weights differ by at most", f"{document['weight_error']['max_absolute']:.2g}"))
    name = document["name"] or "network"
    print_facts(
        f"{name}: order {document['order']}, {document['mode']}, weights {document['weights']}", rows, numbers=True
    )
