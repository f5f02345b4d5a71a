"""Run every reader for a given time and print what came of it; see the package."""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.fuzz.seeds import good_files, hostile_files


def main():
    parser = argparse.ArgumentParser(description="Open mutated files with every reader.")
    parser.add_argument("--seconds", type=float, default=30, help="for each reader (default: 30)")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--reader", action="append", help="only this one; can be given again")
    parser.add_argument("--guided", action="store_true", help="guided by coverage, with atheris (extra fuzz)")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        names = args.reader or sorted({*good_files(Path(folder)), *hostile_files()})
    print(f"{'reader':<16}{'inputs':>10}{'opened':>9}{'refused':>9}{'errors':>8}{'worst s/MB':>12}{'worst MB':>10}")
    failed = 0
    for name in names:
        words = [sys.executable, "-m", "tests.fuzz.one_reader", name, str(args.seconds), str(args.seed)]
        child = subprocess.run([*words, *(["guided"] if args.guided else [])], capture_output=True, text=True)
        lines = [line for line in child.stdout.splitlines() if line.startswith("{")]
        if not lines:
            failed += 1
            print(f"{name:<16}  died with exit code {child.returncode}")
            print(child.stderr, file=sys.stderr)
            continue
        tally = json.loads(lines[-1])
        errors = int(child.returncode != 0)
        failed += errors
        print(
            f"{name:<16}{tally['tried']:>10,}{tally['opened']:>9,}{sum(tally['refused'].values()):>9,}{errors:>8}"
            f"{tally['slowest_s_per_MB']:>12.2f}{tally['memory_MB']:>10.0f}",
            flush=True,
        )
        if errors:
            print(child.stderr, file=sys.stderr)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
