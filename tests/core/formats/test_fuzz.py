"""Some mutated files for every reader; `python -m tests.fuzz` tries as many as there is time for."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import ioviz
from ioviz.core.formats import Limits
from ioviz.core.formats.known import FORMATS
from tests.core.formats.samples import full_network
from tests.fuzz.mutate import mutated
from tests.fuzz.one_reader import fuzz
from tests.fuzz.seeds import good_files, hostile_files
from tests.fuzz.trial import Tally, open_one

READERS = [known.name for known in FORMATS] + ["schedule"]


@pytest.fixture(scope="module")
def corpora(tmp_path_factory):
    good, hostile = good_files(tmp_path_factory.mktemp("good")), hostile_files()
    assert set(good) | set(hostile) == set(READERS)
    return {name: {**good.get(name, {}), **hostile.get(name, {})} for name in READERS}


@pytest.mark.parametrize("name", READERS)
def test_mutated_files_are_opened_or_refused_in_one_sentence(name, tmp_path):
    tally = fuzz(name, seconds=20, seed=1, folder=tmp_path, most=120)
    assert tally.opened + sum(tally.refused.values()) == tally.tried >= 120
    assert tally.refused["FileFormatError"] > 20
    assert name == "pickle" or tally.opened > 1  # not all of them miss the point
    assert tally.memory < 500e6
    if name == "pickle":
        assert tally.opened == 0  # nothing is ever unpickled


def test_good_files_are_opened(corpora, tmp_path):
    for name, files in good_files(tmp_path).items():
        for file, data in files.items():
            tally = Tally()
            open_one(tmp_path / file, data, full_network(), tally, Limits())
            assert tally.opened == 1, (name, file, tally.refused)


def test_hostile_files_are_refused(tmp_path):
    for name, files in hostile_files().items():
        for file, data in files.items():
            tally = Tally()
            open_one(tmp_path / file, data, full_network(), tally, Limits())
            assert tally.opened == 0, (name, file)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(name=st.sampled_from(READERS), chance=st.randoms(use_true_random=False), plain=st.binary(max_size=200))
def test_what_hypothesis_finds(corpora, tmp_path, name, chance, plain):
    files = {file: data for file, data in corpora[name].items() if len(data) < 50_000}
    file = chance.choice(sorted(files))
    for data in (mutated(files[file], chance), plain):
        open_one(tmp_path / file, data, full_network(), Tally())


def test_a_reader_that_breaks_is_noticed(tmp_path, monkeypatch):
    def broken(*_args, **_given):
        raise KeyError("x")

    monkeypatch.setattr("tests.fuzz.trial.load_any", broken)
    with pytest.raises(KeyError):
        open_one(tmp_path / "a.json", b"{}", full_network(), Tally())

    def rude(path, *_args, **_given):
        raise ioviz.FileFormatError(f"{path.name} is bad")

    monkeypatch.setattr("tests.fuzz.trial.load_any", rude)
    with pytest.raises(AssertionError, match="no sentence"):
        open_one(tmp_path / "a.json", b"{}", full_network(), Tally())
