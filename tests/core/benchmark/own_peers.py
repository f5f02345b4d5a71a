"""Files of peers for tests: each does one thing, as a user's own could."""

from __future__ import annotations

from pathlib import Path

HEAD = """
import os, time
import numpy as np
from ioviz.core.benchmark.peers.peer import Peer, Prepared, Task

LOG = os.environ.get("IOVIZ_TEST_LOG")

def right(task):
    from ioviz.core.benchmark.peers import peer_of
    prepared = peer_of("reference").prepare(task)
    return lambda: prepared.run().astype(np.float32)

def note(name):
    if LOG:
        with open(LOG, "a") as file:
            file.write(name + "\\n")
"""

BODIES = {
    "right": "    run = right(task)\n    return Prepared(run, 100, 'A note.')",
    "logs-a": "    run = right(task)\n    return Prepared(lambda: (note('a'), run())[1], 0)",
    "logs-b": "    run = right(task)\n    return Prepared(lambda: (note('b'), run())[1], 0)",
    "wrong": "    run = right(task)\n    return Prepared(lambda: run() + 1, 0)",
    "not-finite": "    run = right(task)\n    return Prepared(lambda: run() * np.float32('nan'), 0)",
    "raises": "    raise ValueError('a text of its own')",
    "refuses": (
        "    from ioviz.core.benchmark.peers.peer import NotApplicable\n"
        "    raise NotApplicable('It needs a chain of layers.')"
    ),
    "crashes": "    print('last words', file=__import__('sys').stderr, flush=True)\n    os._exit(3)",
    "crashes-late": (
        "    run, calls = right(task), [0]\n"
        "    def once():\n"
        "        calls[0] += 1\n"
        "        return os.abort() if calls[0] > 3 else run()\n"
        "    return Prepared(once, 0)"
    ),
    "hangs": "    time.sleep(3600)",
}


def write_peers(folder: Path, *names: str, **more: str) -> None:
    """Write files of peers: those of `BODIES`, or with a body given."""
    for name in (*names, *more):
        settings = {"absent": ", modules=('no_such_library',), install='pip install it'"}.get(
            name, ", modules=('scipy.sparse',)"
        )
        body = more.get(name) or BODIES[name]
        text = f"{HEAD}\ndef prepare(task):\n{body}\n\nPEER = Peer('{name}', 'Own {name}', prepare{settings})\n"
        (folder / f"{name.replace('-', '_')}.py").write_text(text)
