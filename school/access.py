"""Who may do what, and what each may list: one door to ask at, answered at query time.

who      somebody as the rules see them
asking   rules are registered and asked
whose    clauses to build rules from
sight    who sees units, classes and people
"""

from school import sight as sight
from school.asking import (
    Explainable,
    explainable,
    explainables,
    may,
    permission,
    reasons,
    reasons_of,
    require,
    scope,
    scoper,
    who,
    why,
    why_all,
)
from school.who import (
    FACES,
    FAMILY,
    HEADS,
    NOBODY,
    OFFICERS,
    OVERSEERS,
    OVERSIGHT,
    STAFF,
    STUDY,
    WORK,
    Grant,
    Who,
)
from school.whose import (
    below,
    children,
    enrolled,
    heads_school,
    inspects_school,
    leads,
    oversees_school,
    teaches,
    valid_today,
)

__all__ = [
    "FACES",
    "FAMILY",
    "HEADS",
    "NOBODY",
    "OFFICERS",
    "OVERSEERS",
    "OVERSIGHT",
    "STAFF",
    "STUDY",
    "WORK",
    "Explainable",
    "Grant",
    "Who",
    "below",
    "children",
    "enrolled",
    "explainable",
    "explainables",
    "heads_school",
    "inspects_school",
    "leads",
    "may",
    "oversees_school",
    "permission",
    "reasons",
    "reasons_of",
    "require",
    "scope",
    "scoper",
    "teaches",
    "valid_today",
    "who",
    "why",
    "why_all",
]
