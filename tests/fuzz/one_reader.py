"""One reader for some time, in a process of its own: ``python -m tests.fuzz.one_reader NAME SECONDS SEED [guided]``."""

from __future__ import annotations

import faulthandler
import json
import random
import sys
import tempfile
import time
import warnings
from pathlib import Path

from ioviz.core.formats import Limits
from tests.core.formats.samples import full_network
from tests.fuzz.mutate import mutated
from tests.fuzz.seeds import good_files, hostile_files
from tests.fuzz.trial import LIMITS, Tally, open_one

HANGS_AFTER_S = 60


def corpus_of(name, folder):
    """Return the files of a reader: name and bytes, good ones and hostile ones."""
    return {**good_files(folder).get(name, {}), **hostile_files().get(name, {})}


def fuzz(name, seconds, seed, folder, most=None):
    """Open the corpus of a reader, then mutations of it, for some seconds or `most` inputs; return the tally."""
    rng = random.Random(seed)
    network, corpus = full_network(), corpus_of(name, folder)
    names = sorted(corpus)
    small = [file for file in names if len(corpus[file]) < 50_000]
    folder = folder / "mutated"  # the names stay: some formats have a sign in them
    folder.mkdir()
    for file in small[:1]:
        open_one(folder / file, corpus[file], network, Tally())  # imports and kernels take their memory once
    tally = Tally()
    until = time.monotonic() + seconds
    queue = list(names)
    while time.monotonic() < until and (most is None or tally.tried < most or queue):
        file = queue.pop() if queue else rng.choice(small)
        whole = tally.tried < len(names)
        data = corpus[file] if whole else mutated(corpus[file], rng)
        faulthandler.dump_traceback_later(HANGS_AFTER_S, exit=True)
        try:
            # A file that claims much is refused, or opened, under the limits that users have.
            open_one(folder / file, data, network, tally, Limits() if whole else LIMITS)
        except BaseException:
            kept = Path(tempfile.gettempdir()) / f"failing-{file}"
            kept.write_bytes(data)
            print(f"\n{name}: the failing file is {kept}", file=sys.stderr)
            raise
        finally:
            faulthandler.cancel_dump_traceback_later()
    return tally


def fuzz_guided(name, seconds, seed, folder):
    """The same with atheris, which keeps the mutations that reach new lines of the readers. Ends the process."""
    import atheris

    corpus = corpus_of(name, folder)
    file = sorted(corpus)[0]
    inputs = folder / "corpus"
    inputs.mkdir()
    for number, data in enumerate(corpus.values()):
        if len(data) < 50_000:
            (inputs / str(number)).write_bytes(data)
    network, tally = full_network(), Tally()
    for module in [module for module in sys.modules if module.startswith("ioviz.core.formats")]:
        del sys.modules[module]  # imported again below, with counters in it
    with atheris.instrument_imports(include=["ioviz.core.formats"]):
        import ioviz.core.formats
    import tests.fuzz.trial as trial

    trial.load_any = ioviz.core.formats.load_any
    trial.LIMITS = ioviz.core.formats.Limits(**vars(trial.LIMITS))

    def one(data):
        open_one(folder / file, data, network, tally)
        if tally.tried % 200 == 0:  # the process is ended from below: there is no end to report at
            print(json.dumps(tally.record()), flush=True)

    words = [sys.argv[0], str(inputs), f"-max_total_time={int(seconds)}", f"-seed={seed}", "-max_len=20000"]
    atheris.Setup([*words, "-verbosity=0", f"-timeout={HANGS_AFTER_S}", f"-artifact_prefix={folder}/"], one)
    atheris.Fuzz()


def main():
    name, seconds, seed = sys.argv[1], float(sys.argv[2]), int(sys.argv[3])
    warnings.simplefilter("error")
    with tempfile.TemporaryDirectory() as folder:
        if sys.argv[4:] == ["guided"]:
            fuzz_guided(name, seconds, seed, Path(folder))
        else:
            print(json.dumps(fuzz(name, seconds, seed, Path(folder)).record()))


if __name__ == "__main__":
    main()
