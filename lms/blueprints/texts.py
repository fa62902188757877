"""The words for what a check of a blueprint found."""

from collections.abc import Sequence
from fractions import Fraction

from flask_babel import format_decimal, gettext

from lms.bank import levels, writing
from lms.blueprints.rules import FULL, Finding, Plan
from school.api import CurriculumNode


def _percent(share: Fraction) -> str:
    return str(format_decimal(round(float(share) * 100, 1)))


def finding_text(found: Finding, plan: Plan, nodes: Sequence[CurriculumNode]) -> str:
    """What a finding says on the page."""
    told = found.params
    if found.code == "empty":
        return gettext("No question is asked for yet: write numbers into the matrix.")
    if found.code == "sum":
        return gettext(
            "The points add up to %(points)s and not to %(full)s.",
            points=format_decimal(told["points"]), full=format_decimal(FULL),
        )  # fmt: skip
    if found.code == "level_share":
        return gettext(
            "%(level)s has %(share)s %% of the points; the format has %(wished)s %%.",
            level=levels.NAMES[told["level"]], share=_percent(told["share"]),
            wished=format_decimal(told["wished"]),
        )  # fmt: skip
    if found.code == "part_points":
        return gettext(
            "%(part)s has %(points)s points; the format has %(wished)s.",
            part=plan.parts[told["part"]].title, points=format_decimal(told["points"]),
            wished=format_decimal(told["wished"]),
        )  # fmt: skip
    kinds = writing.kinds()
    names = {node.uid: node.name for node in nodes}
    return gettext(
        "%(place)s, %(kind)s, %(level)s: %(needs)s needed, the bank has %(has)s.",
        place=names.get(told["node"], told["topic"]), level=levels.NAMES[told["level"]],
        kind=kinds[told["kind"]].label if told["kind"] in kinds else told["kind"],
        needs=told["needs"], has=told["has"],
    )  # fmt: skip
