"""`python -m normalize`: the command line."""

import sys

from normalize.cli import main

if __name__ == "__main__":
    sys.exit(main())
