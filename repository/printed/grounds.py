"""What a list is read for, from the settings of the house."""

from repository.catalogue import queries
from repository.printed.lines import Ground
from repository.printed.rules import REFERENCE, STOCKS
from suite import clock
from suite.text import fold


def ground(stock: str = REFERENCE, document: str = "", source: str = "") -> Ground:
    """Today, the subjects by name and code, and stock and paper of rows that name none; one
    statement."""
    subjects = {fold(row.name_vi): code for code, row in queries.subjects().items()}
    subjects |= {code.lower(): code for code in subjects.values()}
    kept = stock if stock in STOCKS else REFERENCE
    return Ground(kept, clock.today(), subjects, document.strip()[:60], source.strip()[:200])
