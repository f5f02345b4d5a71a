"""`python -m ioviz` is `ioviz`."""

import sys

from ioviz.cli.main import main

if __name__ == "__main__":
    sys.exit(main())
