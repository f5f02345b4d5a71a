"""Challenges: their optima are proven again, their stars and texts, and progress that survives bad files."""

from __future__ import annotations

import json

import pytest

from ioviz.core.formats import read_network
from ioviz.core.optimum import optimum
from ioviz.core.simulation import simulate
from ioviz.paths import resource_folder
from ioviz.viewmodels.by_hand import challenges as c

ALL = c.challenges(resource_folder() / "challenges")


@pytest.mark.parametrize("challenge", ALL, ids=[one.key for one in ALL])
def test_the_optimum_of_a_challenge_is_proven(challenge):
    result = read_network(challenge.path)
    assert not result.report.sentences()
    found = optimum(result.network, challenge.memory, seconds=60)
    assert found.proven
    assert found.ios == challenge.best
    played = simulate(result.network, found.schedule, memory=challenge.memory, policy=found.policy)
    assert challenge.stars(played.ios) == 3
    assert challenge.stars(simulate(result.network, "layer", memory=challenge.memory).ios) < 3  # not for nothing


def test_there_are_about_ten_and_they_get_longer():
    assert len(ALL) == 10
    assert [one.number for one in ALL] == list(range(1, 11))
    sizes = [read_network(one.path).network.n_connections for one in ALL]
    assert sizes[0] == min(sizes)
    assert sizes[-1] == max(sizes)
    assert len({one.title for one in ALL}) == 10


def test_stars_by_the_distance_to_the_optimum():
    one = c.Challenge("k", 1, "T", "t", 4, 40)
    assert [one.stars(ios) for ios in (40, 41, 42, 43, 45, 46, None)] == [3, 2, 2, 1, 1, 0, 0]
    small = c.Challenge("k", 1, "T", "t", 3, 11)
    assert [small.stars(ios) for ios in (11, 12, 13, 14)] == [3, 2, 1, 0]
    assert small.target() == "target 11 I/Os (★★ 12, ★ 13)"
    assert c.star_text(2) == "★★☆"


def test_outcome_texts():
    one = c.Challenge("k", 1, "Fork", "t", 4, 40)
    assert c.outcome(one, 40, None) == "Fork: 40 I/Os, ★★★. This is the optimum."
    assert c.outcome(one, 42, None) == "Fork: 42 I/Os, ★★☆. The optimum is 40."
    assert c.outcome(one, 42, 41) == "Fork: 42 I/Os, ★★☆. Your best is 41; the optimum is 40."
    assert c.beside(12, 10) == "You have 2 I/Os more so far."
    assert c.beside(9, 10) == "You have 1 I/O fewer so far."
    assert c.beside(9, 9) == "You have as many I/Os so far."


def test_progress_is_saved_and_only_gets_better(tmp_path):
    path = tmp_path / "new" / "challenges.json"
    progress = c.ChallengeProgress.load(path)
    assert progress.best == {}
    assert progress.record(ALL[0], 13)
    assert not progress.record(ALL[0], 14)
    assert progress.record(ALL[0], 11)
    assert progress.record(ALL[3], 24)
    again = c.ChallengeProgress.load(path)
    assert again.best == {ALL[0].key: 11, ALL[3].key: 24}
    assert [file.name for file in path.parent.iterdir()] == ["challenges.json"]  # no drafts


@pytest.mark.parametrize("text", ["", "[]", "{", '{"format": "ioviz-challenges", "version": 9}', "\x00" * 9])
def test_a_damaged_file_is_renamed(tmp_path, text):
    path = tmp_path / "challenges.json"
    path.write_text(text)
    progress = c.ChallengeProgress.load(path)
    assert progress.best == {}
    assert path.read_text() == text  # reading changes nothing
    progress.record(ALL[1], 16)
    assert c.ChallengeProgress.load(path).best == {ALL[1].key: 16}
    assert (tmp_path / "challenges.damaged.json").read_text() == text


def test_invalid_entries_are_left_out(tmp_path):
    path = tmp_path / "challenges.json"
    best = {"diamond": True, "fork": -3, "two-sums": "15", "tree-8": 33}
    path.write_text(json.dumps({"format": "ioviz-challenges", "version": 1, "best": best}))
    assert c.ChallengeProgress.load(path).best == {"tree-8": 33}


def test_a_file_that_cannot_be_written_keeps_the_best_in_memory(tmp_path):
    blocked = tmp_path / "file"
    blocked.write_text("")
    progress = c.ChallengeProgress.load(blocked / "challenges.json")
    with pytest.raises(OSError, match="file"):
        progress.record(ALL[0], 12)
    assert progress.best == {ALL[0].key: 12}
