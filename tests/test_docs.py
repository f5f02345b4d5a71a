"""The documentation: its links resolve, its examples run, and what it says twice agrees."""

from __future__ import annotations

import ast
import os
import re
import shlex
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import numpy as np
import pytest

import ioviz
from ioviz.cli.arguments import Parser
from ioviz.cli.main import COMMANDS, main

ROOT = Path(__file__).resolve().parent.parent
DOCS = ROOT / "resources/docs"
README = ROOT / "README.md"
PAGES = [README, ROOT / "CHANGELOG.md", *sorted(DOCS.rglob("*.md")), *sorted((ROOT / ".github").rglob("*.md"))]

# What the extras bring: an installation without them has none of these.
EXTRAS = (
    "atheris", "av", "graphblas", "hypothesis", "libcachesim", "matplotlib", "mkl", "onnx", "onnxruntime", "pydot",
    "pytest", "safetensors", "sklearn", "threadpoolctl", "torch",
)  # fmt: skip


def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def _name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def _blocks(path: Path, language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", _text(path), re.DOTALL | re.MULTILINE)


def _without_blocks(text: str) -> str:
    return re.sub(r"^```.*?^```", "", text, flags=re.DOTALL | re.MULTILINE)


def _links(text: str) -> list[str]:
    """The relative links of a page, also those of pictures."""
    found = re.findall(r"\]\(([^)\s]+)\)", _without_blocks(text))
    return [link for link in found if not re.match(r"[a-z]+:", link)]


def _anchors(text: str) -> set[str]:
    """The anchors of the headings, as GitHub makes them."""
    titles = re.findall(r"^#+ (.*)$", _without_blocks(text), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}


def _broken(path: Path, text: str) -> list[str]:
    broken = []
    for link in _links(text):
        file, _, anchor = link.partition("#")
        target = (path.parent / file).resolve() if file else path
        there = target.is_relative_to(ROOT) and target.exists()
        if not there or (anchor and anchor not in _anchors(_text(target))):
            broken.append(link)
    return broken


def _command_lines(path: Path) -> list[list[str]]:
    """The arguments of each `ioviz ...` line of a page."""
    lines = [line for block in _blocks(path, "sh") for line in block.splitlines()]
    words = [shlex.split(line, comments=True) for line in lines]
    return [line[1:] for line in words if line and line[0] == "ioviz"]


@pytest.mark.parametrize("path", PAGES, ids=_name)
def test_relative_links_resolve(path: Path) -> None:
    assert _broken(path, _text(path)) == []


def _missing_paths(text: str) -> list[str]:
    """What is named in code style as a file or folder of the repository, and is none. NAME stands for any name."""
    named = re.findall(
        r"`((?:ioviz|core|viewmodels|gui|cli|tests|resources|sample_networks|\.ci|\.github)/[^` ]+)`", text
    )
    return [
        path
        for path in named
        if "NAME" not in path and not (ROOT / path).exists() and not (ROOT / "ioviz" / path).exists()
    ]


@pytest.mark.parametrize(
    "path",
    [pytest.param(path, id=_name(path)) for path in PAGES],
)
def test_named_files_exist(path: Path) -> None:
    assert _missing_paths(_text(path)) == []


def test_a_planted_path_to_nothing_is_found() -> None:
    assert _missing_paths("`gui/nothing.py`, `ioviz/paths.py`, `core/network`, `ioviz/NAME.py`") == ["gui/nothing.py"]


@pytest.mark.parametrize("link", ["nowhere.md", "formats.md#no-such-heading", "../../../outside.md"])
def test_a_planted_broken_link_is_found(link: str) -> None:
    assert _broken(DOCS / "index.md", f"See [there]({link}) and [formats](formats.md#checks).") == [link]


@pytest.mark.parametrize("start", [README, DOCS / "index.md"], ids=_name)
def test_every_page_can_be_reached(start: Path) -> None:
    reached, waiting = set(), [start]
    while waiting:
        page = waiting.pop()
        if page in reached or page.suffix != ".md":
            continue
        reached.add(page)
        if page == start or page.is_relative_to(DOCS):
            waiting += [(page.parent / link.partition("#")[0]).resolve() for link in _links(_text(page))]
    assert set(DOCS.rglob("*.md")) <= reached


def test_the_readme_is_one_to_read() -> None:
    assert 500 <= len(_text(README).split()) <= 850


def test_the_python_of_the_readme_runs_with_what_every_installation_has(tmp_path: Path) -> None:
    (code,) = _blocks(README, "python")
    blocked = "".join(f"sys.modules[{name!r}] = None\n" for name in EXTRAS)
    done = subprocess.run(
        [sys.executable, "-c", f"import sys\n{blocked}sys.path.insert(0, {str(ROOT)!r})\n{code}"],
        cwd=tmp_path,
        env={name: value for name, value in os.environ.items() if name != "PYTHONPATH"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stderr == ""
    assert done.returncode == 0
    assert done.stdout.count("\n") == sum(line.startswith("print(") for line in code.splitlines())


def test_the_readme_shows_five_commands_and_eight_lines_of_python() -> None:
    assert len(_command_lines(README)) == 5
    (code,) = _blocks(README, "python")
    assert len(code.splitlines()) - 1 == 8  # without the empty line after the import
    assert len(ast.parse(code).body) == 8


@pytest.mark.parametrize(
    "words",
    [pytest.param(words, id=f"{_name(path)}: {' '.join(words)}") for path in PAGES for words in _command_lines(path)],
)
def test_commands_are_understood(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    command = words[0] if words and words[0] in COMMANDS else ""
    module = import_module(f"ioviz.cli.{command or 'window'}")
    parser = Parser(prog="ioviz")
    module.add_arguments(parser)
    try:
        parser.parse_args(words[1:] if command else words)
    except SystemExit:
        pytest.fail(capsys.readouterr().err)


def test_every_command_is_shown() -> None:
    shown = {words[0] for words in _command_lines(DOCS / "command-line.md") if words}
    assert shown == set(COMMANDS)


@pytest.mark.slow
def test_the_commands_of_the_command_line_page_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    np.save("x.npy", np.zeros((3, 500), np.float32))
    for words in _command_lines(DOCS / "command-line.md"):
        if words and words[0] != "bench":
            # A second is enough for what a user would give a minute.
            assert main(re.sub(r"--seconds \d+", "--seconds 1", " ".join(words)).split()) == 0


@pytest.mark.slow
def test_the_python_page_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    names = {"x": np.zeros((3, 500), np.float32)}
    exec(compile("".join(_blocks(DOCS / "python.md", "python")), "python.md", "exec"), names)
    assert names["y"].shape == (3, 500)
    assert isinstance(names["report"], ioviz.Schedule)
    assert names["again"].n_neurons == 2000


def test_the_network_of_the_formats_page_opens(tmp_path: Path) -> None:
    (document,) = _blocks(DOCS / "formats.md", "json")
    (tmp_path / "network.json").write_text(document)
    assert ioviz.load(tmp_path / "network.json").n_connections == 4


def test_every_format_has_a_row() -> None:
    from ioviz.core.formats import READ_ENDINGS
    from ioviz.core.names import SCHEDULE_ENDINGS

    rows = [line for line in _text(DOCS / "formats.md").splitlines() if line.startswith("| `.")]
    listed = {ending for row in rows for ending in re.findall(r"`(\.[a-z.-]+)`", row.split("|")[1])}
    assert {*READ_ENDINGS, *SCHEDULE_ENDINGS} <= listed


def test_every_order_and_policy_is_described() -> None:
    from ioviz.core.schedule import ORDERS
    from ioviz.core.schedule.constructive import CONSTRUCTIVE_ORDERS
    from ioviz.core.simulation import POLICY_NAMES

    page = _text(DOCS / "command-line.md")
    assert [name for name in (*ORDERS, *CONSTRUCTIVE_ORDERS) if f"| `{name}` |" not in page] == []
    assert [name for name in POLICY_NAMES if f"`{name}`" not in page] == []


def test_the_system_libraries_are_the_same_everywhere() -> None:
    """In the script of CI, in the workflow, which is not root and installs them itself, and for users."""
    script = re.findall(r"^lib\S+\.so\.\d+ (\S+)$", _text(ROOT / ".ci/run"), re.MULTILINE)
    assert len(script) > 8
    (users,) = [block for block in _blocks(DOCS / "installation.md", "sh") if block.startswith("apt-get install")]
    assert users.split()[2:] == script
    assert re.findall(r"\blib\S*\d\b", _text(ROOT / ".github/workflows/ci.yml")) == script


def test_the_tree_of_packages_is_complete() -> None:
    tree = _text(ROOT / ".github/CONTRIBUTING.md").split("```")
    listed = {
        line.split()[0].rstrip("/")
        for block in tree
        for line in block.splitlines()
        if line.strip()[-1:] and "/" in line
    }
    packages = {
        path.parent.name
        for top in ("core", "viewmodels", "gui")
        for path in (ROOT / "ioviz" / top).glob("*/__init__.py")
    }
    assert packages <= listed
    assert "no_such_package" not in listed
