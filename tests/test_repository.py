"""What holds for the repository as a whole: no registry's host in it, short modules, a wheel with all it needs."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
LONGEST = 420  # "about 400 lines"
TOP_LEVEL = {
    "CHANGELOG.md", "CITATION.cff", "LICENSE", "README.md", "ioviz", "pyproject.toml", "requirements.lock", "resources",
    "sample_networks", "tests",
}  # fmt: skip
"""And names that begin with a dot."""

# Written in pieces, so that this file does not contain what it looks for.
HOSTS = re.compile(
    "|".join(
        [
            r"pypi\." + "org",
            r"python" + r"hosted\.org",
            r"--(extra-)?index" + "-url",
            r"registry\.npm" + "js",
            r"npm" + r"js\.com",
            r"deb\.debian" + r"\.org",
            r"file://" + "/opt",
        ]
    )
)  # fmt: skip


def _tracked() -> list[Path]:
    if not (ROOT / ".git").exists() or shutil.which("git") is None:
        pytest.skip("no git checkout")
    names = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True).stdout.decode()
    return [ROOT / name for name in names.split("\0") if name and (ROOT / name).is_file()]


def test_no_registry_host_is_named() -> None:
    named = [
        f"{path.relative_to(ROOT)}: {found.group()}"
        for path in _tracked()
        if (found := HOSTS.search(path.read_bytes().decode("utf-8", "replace")))
    ]
    assert named == []


@pytest.mark.parametrize(
    "text", ["https://pypi." + "org/simple", "files.python" + "hosted.org", "--index" + "-url http://x"]
)
def test_a_planted_host_is_found(text: str) -> None:
    assert HOSTS.search(text)


def test_no_module_is_long() -> None:
    long = [
        f"{path.relative_to(ROOT)}: {lines} lines"
        for path in _tracked()
        if path.suffix == ".py" and (lines := path.read_text(encoding="utf-8").count("\n")) > LONGEST
    ]
    assert long == []


def test_lock_file_pins_every_dependency_and_names_no_index() -> None:
    text = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    pinned = {line.partition("==")[0] for line in text.splitlines() if not line.startswith("#")}
    assert "://" not in text
    assert "--hash" not in text
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    wanted = [*project["dependencies"], *(d for extra in project["optional-dependencies"].values() for d in extra)]
    names = {re.split(r"[<>=!;\[ ]", line)[0].lower().replace("_", "-") for line in wanted} - {"ioviz"}
    assert names <= pinned


def test_the_top_level_holds_only_what_belongs_there() -> None:
    names = {path.relative_to(ROOT).parts[0] for path in _tracked()}
    assert {name for name in names if not name.startswith(".")} == TOP_LEVEL


def test_the_version_stands_in_one_place(wheel: Path) -> None:
    """In the package; the wheel takes it from there, the changelog has its section, and nothing else names it."""
    import ioviz

    assert wheel.name.startswith(f"ioviz-{ioviz.__version__}-")
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert "version" not in project
    assert not re.search("^version:", (ROOT / "CITATION.cff").read_text(encoding="utf-8"), re.MULTILINE)


def test_the_changelog_begins_with_what_is_not_released_and_then_this_version() -> None:
    import ioviz

    titles = re.findall(r"^## (.*)$", (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), re.MULTILINE)
    assert titles[0] == "[Unreleased]"
    assert re.fullmatch(rf"\[{re.escape(ioviz.__version__)}\] - \d{{4}}-\d\d-\d\d", titles[1])


def test_the_citation_names_the_software_and_the_paper() -> None:
    yaml = pytest.importorskip("yaml")  # comes with the extra test
    cited = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert cited["cff-version"] == "1.2.0"
    assert {"message", "title", "authors"} <= set(cited)  # what the format demands
    assert cited["type"] == "software"
    assert cited["license"] == project["license"]
    assert [author["name"] for author in cited["authors"]] == [author["name"] for author in project["authors"]]
    (paper,) = cited["references"]
    assert [author["family-names"] for author in paper["authors"]] == ["Gleinig", "Ben-Nun", "Hoefler"]
    assert paper["url"].endswith("2301.01048")


def test_hooks_before_a_commit_download_nothing() -> None:
    yaml = pytest.importorskip("yaml")
    config = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text(encoding="utf-8"))
    assert {repository["repo"] for repository in config["repos"]} == {"local"}
    hooks = [hook for repository in config["repos"] for hook in repository["hooks"]]
    assert all(hook["language"] == "system" for hook in hooks)
    assert {hook["entry"].split()[2] for hook in hooks} == {"ruff", "mypy"}


def test_the_workflow_runs_everything_on_the_oldest_python_and_the_newest() -> None:
    yaml = pytest.importorskip("yaml")
    job = yaml.safe_load((ROOT / ".github/workflows/ci.yml").read_text(encoding="utf-8"))["jobs"]["check"]
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert job["strategy"]["matrix"]["python"] == [project["requires-python"].removeprefix(">="), "3.x"]
    assert job["steps"][-1]["run"] == "bash .ci/run"


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Built as pip builds it, but with what is installed here: no network is needed."""
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)],
        cwd=ROOT, capture_output=True, text=True, check=True,
    )  # fmt: skip
    (built,) = folder.glob("*.whl")
    return built


def test_wheel_holds_resources_and_samples(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    for folder in ("resources", "sample_networks"):
        for path in _tracked():
            if path.is_relative_to(ROOT / folder):
                assert f"ioviz/{path.relative_to(ROOT).as_posix()}" in names
    assert {"ioviz/cli/main.py", "ioviz/py.typed", "ioviz/__init__.pyi"} <= names
    assert not [name for name in names if name.startswith("tests/")]


def test_an_installed_wheel_finds_its_samples(wheel: Path, tmp_path: Path) -> None:
    """The wheel unpacked elsewhere stands for an installation, also one that cannot be written to."""
    site = tmp_path / "site"
    zipfile.ZipFile(wheel).extractall(site)
    code = "import ioviz.paths as p; print(p.sample_path('digits')); assert p.resource_folder().is_dir()"
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=tmp_path,
        env={"PYTHONPATH": str(site), "PATH": ""},
        capture_output=True,
        text=True,
        check=True,
    )
    assert Path(done.stdout.strip()) == site / "ioviz/sample_networks/digits.json"
