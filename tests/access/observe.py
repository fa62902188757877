"""Print what the routes of a floor answer, for a person to judge line by line.

    python -m tests.access.observe school > tests/access/table/school.txt

What is observed is not what is right: each line is read before it is kept.
"""

import sys

from tests.access import table, walk


def main() -> None:
    with walk.stage() as held:
        for floor in sys.argv[1:]:
            print(table.written(walk.walk(held, floor)), end="")


if __name__ == "__main__":
    main()
