"""The contenders: ioviz, and the libraries that it is compared with. One small file each.

Each of `FILES` holds a `PEER`. Further peers are files of the same form in the folder that the
environment variable `IOVIZ_PEERS` names.
"""

from __future__ import annotations

import os
from importlib import import_module
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

from ioviz.core.benchmark.peers.peer import Peer
from ioviz.core.errors import InvalidArgument, unknown

FILES = (
    "ioviz_best",
    "ioviz_scheduled",
    "naive",
    "mkl_row",
    "mkl_column",
    "mkl_best",
    "scipy_csr",
    "scipy_csc",
    "numpy_dense",
    "onnx_runtime",
    "torch_dense",
    "torch_csr",
    "graphblas",
)
"""The modules of this package that hold a `PEER`, in the order of tables."""

REFERENCE = "reference"
"""The name of the reference for outputs; it runs in a process like the contenders."""

FOLDER_VARIABLE = "IOVIZ_PEERS"


def all_peers() -> tuple[Peer, ...]:
    """Return all contenders, installed or not; nothing heavy is imported.

    Raises
    ------
    InvalidArgument
        If a file in the user's folder of peers does not hold one.
    """
    built_in = [import_module(f"{__name__}.{name}").PEER for name in FILES]
    found = (*built_in, *(_from_file(path) for path in _own_files()))
    names = [peer.name for peer in found]
    for peer in found:
        if names.count(peer.name) > 1:
            raise InvalidArgument(f"Two peers have the name {peer.name!r}; names have to be unique.")
    return found


def peer_of(name: str) -> Peer:
    """Return the contender of that name (or title).

    Raises
    ------
    InvalidArgument
        If the name is unknown.
    """
    if name == REFERENCE:
        hidden: Peer = import_module(f"{__name__}.reference").PEER
        return hidden
    peers = all_peers()
    for peer in peers:
        if name in (peer.name, peer.title):
            return peer
    raise unknown("peer", name, (peer.name for peer in peers))


def _own_files() -> list[Path]:
    folder = os.environ.get(FOLDER_VARIABLE)
    return sorted(Path(folder).glob("*.py")) if folder else []


def _from_file(path: Path) -> Peer:
    spec = spec_from_file_location(f"ioviz_own_peer_{path.stem}", path)
    if spec is None or spec.loader is None:
        raise InvalidArgument(f"{path}: Not importable as a peer.")
    module = module_from_spec(spec)
    try:
        spec.loader.exec_module(module)
    except Exception as error:
        raise InvalidArgument(f"{path}: Not importable as a peer: {error}.") from None
    peer = getattr(module, "PEER", None)
    if not isinstance(peer, Peer):
        raise InvalidArgument(f"{path}: The file has no PEER of type Peer.")
    return peer
