"""The folder of saved files: keys in time, and files with other names ignored."""

from __future__ import annotations

from ioviz.viewmodels.storage.saved_files import SavedFiles, new_key


def test_keys_are_sorted_by_time_and_other_files_ignored(tmp_path):
    saved = SavedFiles(tmp_path)
    keys = ["20260102-000000-aaaaaa", "20250101-000000-bbbbbb", new_key()]
    for key in keys:
        saved.file(key).write_text("{}")
    others = [tmp_path / "notes.json", tmp_path / f"{keys[0]}.txt"]
    for path in others:
        path.write_text("{}")
    assert saved.keys() == sorted(keys)
    for key in keys:
        saved.discard(key)
    saved.discard(keys[0])  # gone already
    assert sorted(tmp_path.iterdir()) == sorted(others)


def test_no_folder_no_keys(tmp_path):
    assert SavedFiles(tmp_path / "none").keys() == []


def test_keys_differ():
    assert len({new_key() for _ in range(50)}) == 50
