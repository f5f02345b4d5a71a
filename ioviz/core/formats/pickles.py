"""Python pickles, PyTorch's files among them: known, and never opened, as opening one may run any program."""

from __future__ import annotations

from pathlib import Path, PurePath

from ioviz.core.errors import FileFormatError
from ioviz.core.formats.npz import MAGIC
from ioviz.core.formats.options import ReadOptions
from ioviz.core.formats.registry import FileFormat, ReadResult

ENDINGS = (".pt", ".pth", ".pickle", ".pkl")

_PROTOCOLS = tuple(bytes((0x80, number)) for number in (2, 3, 4, 5))
# The first member of PyTorch's zip files; its folder has the name of the file.
_TORCH_MEMBER = b"/data.pkl"


def _sniff(head: bytes, path: Path) -> bool:
    return head.startswith(_PROTOCOLS) or (head.startswith(MAGIC) and _TORCH_MEMBER in head[:400])


def _refuse(path: Path, options: ReadOptions) -> ReadResult:
    raise FileFormatError(sentence(path.name))


def sentence(name: str) -> str:
    """Return the error message, with three statements of Python that convert the pickle."""
    made = PurePath(name).stem + ".safetensors"
    return (
        "A Python pickle, which ioviz never opens, as that may run any program; convert it to safetensors "
        f"in Python: import torch, safetensors.torch; weights = torch.load({name!r}, weights_only=True); "
        f"safetensors.torch.save_file(weights, {made!r})."
    )


# `read` always raises; without it, the ending would be reported as unknown.
FILE_FORMAT = FileFormat("pickle", "a Python pickle", ENDINGS, _sniff, read=_refuse)
