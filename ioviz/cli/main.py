"""`ioviz`: finds the sub-command, runs it, and turns errors into a one-line message and an exit code.

Only the module of the command that runs is imported, so that `ioviz --help` and the window start at once.
"""

from __future__ import annotations

import difflib
import os
import sys
from collections.abc import Callable, Sequence
from importlib import import_module
from types import ModuleType

from ioviz.cli.arguments import Parser, add_files
from ioviz.cli.output import printable
from ioviz.core.errors import IovizError

COMMANDS = {
    "info": "what a network is: sizes, degrees, bounds, live memory",
    "generate": "make a network of a family and write it to a file",
    "order": "make a schedule of a network and write it to a file",
    "simulate": "count the I/Os of a schedule",
    "compare": "schedules and machines side by side, and where they differ",
    "curve": "count the I/Os of orders at every size of fast memory",
    "optimum": "find the optimum of a small network",
    "anneal": "improve an order by many small moves",
    "trace": "fast memory at a step, and what the step did and why",
    "export": "write the animation, a snapshot or the numbers of a schedule to a file",
    "report": "write a web page about a network and its schedules",
    "infer": "compute the network's outputs",
    "run": "run inference on a file of vectors with a compiled schedule",
    "convert": "write a network or a schedule in another format",
    "compile": "compile all kernels for this computer, once",
    "bench": "measure this program on this computer",
}
OK, BAD_INPUT, INTERRUPTED = 0, 2, 130
BROKEN_PIPE = 141

DESCRIPTION = """\
See what sparse neural network inference reads and writes. Without a command, the window opens,
on FILE if one is given."""

EXAMPLES = """\
examples:
  ioviz                                      open the window
  ioviz network.json                         open it on a network
  ioviz simulate --sample digits --memory 30 count I/Os
  ioviz COMMAND --help                       more about a command"""


def main(argv: Sequence[str] | None = None) -> int:
    """Run `ioviz` with the arguments of the process, or with `argv`; returns the exit code."""
    words = list(sys.argv[1:] if argv is None else argv)
    # Text that the terminal cannot show becomes a question mark, not a traceback.
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    name = words[0] if words and words[0] in COMMANDS else ""
    return exit_code(f"ioviz {name}".strip(), lambda: _run(name, words))


def exit_code(program: str, run: Callable[[], int]) -> int:
    """Return the exit code of `run`; an error is printed as one line that begins with the name `program`."""
    try:
        code = run()
        sys.stdout.flush()
        return code
    except IovizError as error:
        return _print_error(program, str(error))
    except MemoryError:
        return _print_error(program, "out of memory")
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        # The reader closed the pipe. What Python still buffers must not be flushed into it at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return BROKEN_PIPE
    except OSError as error:
        return _print_error(program, f"{error.filename or 'output'}: {error.strerror or error}")


def window() -> int:
    """Open the window: the entry point that opens no terminal on Windows."""
    return main()


def _run(name: str, words: list[str]) -> int:
    if name:
        return run_command(import_module(f"ioviz.cli.{name}"), f"ioviz {name}", words[1:])
    if words and words[0] in ("-h", "--help"):
        _top_parser().print_help()
        return OK
    if words and words[0] == "--version":
        from ioviz import __version__

        print(f"ioviz {__version__}")
        return OK
    near = difflib.get_close_matches(words[0], COMMANDS, n=1) if words and not os.path.exists(words[0]) else []
    if near:
        return _print_error("ioviz", f"Unknown file or command {printable(words[0])!r}; did you mean {near[0]!r}?")
    return run_command(import_module("ioviz.cli.window"), "ioviz", words)


def run_command(command: ModuleType, program: str, words: list[str]) -> int:
    """Parse the arguments of a command's module and run it; returns the exit code."""
    parser = Parser(prog=program, description=command.DESCRIPTION, epilog=f"example:\n  {command.EXAMPLE}")
    command.add_arguments(parser)
    try:
        code: int = command.run(parser.parse_args(words))
    except SystemExit as done:  # argparse has printed its help or its message
        return done.code if isinstance(done.code, int) else BAD_INPUT
    return code


def _top_parser() -> Parser:
    parser = Parser(prog="ioviz", usage="ioviz [FILE] [--sample NAME] | ioviz COMMAND ...", description=DESCRIPTION)
    width = max(map(len, COMMANDS))
    listed = "\n".join(f"  {name:{width}}  {text}" for name, text in COMMANDS.items())
    parser.epilog = f"commands:\n{listed}\n\n{EXAMPLES}"
    add_files(parser, "a network to open in the window; or the files of its layers, or a folder of them")
    parser.add_argument("--sample", metavar="NAME", help="a sample network to open in the window")
    parser.add_argument("--version", action="store_true", help="print the version")
    return parser


def _print_error(program: str, text: str) -> int:
    print(f"{program}: {printable(text)}", file=sys.stderr)
    return BAD_INPUT


if __name__ == "__main__":
    sys.exit(main())
