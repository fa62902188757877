"""Which steps there are, in which order they are taken, and what a unit may choose."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta

from repository.catalogue.rules import Refused

LIBRARY, GROUP, PRINCIPAL, COMMUNE = "library", "group", "principal", "commune"
USUAL = (LIBRARY,)
OF_SCHOOLS = (LIBRARY, GROUP, PRINCIPAL)
OF_OTHERS = (LIBRARY, COMMUNE)
PREVIEW_DAYS = (3, 7, 14, 30)
USUAL_DAYS = 14
MOST_LISTED = 300
MOST_PREVIEWS = 10


def offered(unit_kind: str) -> tuple[str, ...]:
    """The steps that a unit of a kind may want, in their order."""
    return OF_SCHOOLS if unit_kind == "school" else OF_OTHERS


def chosen(wanted: Iterable[str], unit_kind: str) -> tuple[str, ...]:
    """The wanted steps in their order. Raises Refused: no_step, unknown_step."""
    held = set(wanted)
    if not held <= set(offered(unit_kind)):
        raise Refused("unknown_step")
    if not held:
        raise Refused("no_step")
    return tuple(step for step in offered(unit_kind) if step in held)


def joined(steps: Sequence[str]) -> str:
    """Steps as they are kept."""
    return ",".join(steps)


def parted(text: str) -> tuple[str, ...]:
    """Steps as they were kept."""
    return tuple(text.split(",")) if text else ()


def after(steps: Sequence[str], position: int) -> str:
    """The step that waits when `position` steps were taken; "" when all were."""
    return steps[position] if position < len(steps) else ""


def check_taker(person_id: int, *, depositor_id: int, last_by: int | None, twice: bool) -> None:
    """What no role overrides. Raises Refused: own_work, same_person."""
    if person_id == depositor_id:
        raise Refused("own_work")
    if person_id == last_by and not twice:
        raise Refused("same_person")


def check_decision(number: str, signed_on: date | None, signer: str, today: date) -> None:
    """Raises Refused with all that a decision lacks."""
    codes = []
    if not number.strip():
        codes.append("no_number")
    if signed_on is None:
        codes.append("no_day")
    elif signed_on > today:
        codes.append("day_ahead")
    if not signer.strip():
        codes.append("no_signer")
    if codes:
        raise Refused(*codes)


def preview_until(days: int, now: datetime) -> datetime:
    """When a preview ends. Raises Refused("preview_days")."""
    if days not in PREVIEW_DAYS:
        raise Refused("preview_days")
    return now + timedelta(days=days)
