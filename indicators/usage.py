"""The wings' only door into the count.

A wing tells what people did (`record`) and how its resources stand (`material`); whether that
counts is decided here, by dated rows, when the figures are made. Nothing commits.
"""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from indicators.coverage.leaf_lines import LeafLine, LeafMap
from indicators.coverage.leaf_lines import leaf_maps as leaf_maps
from indicators.ledger import service as ledger
from indicators.ledger.service import Use
from indicators.register.service import register
from indicators.rollup import jobs as rollup_jobs
from suite import clock, events

__all__ = ["LeafLine", "LeafMap", "leaf_maps", "least_shown", "material", "record"]

AUDIENCES = ("public", "signed_in", "school", "staff")


def record(
    kind: str,
    *,
    person_id: int,
    school_id: int | None,
    class_id: int | None,
    object_ref: str,
    at: datetime,
    seconds: int | None = None,
    source: str = "web",
    client_id: str | None = None,
) -> None:
    """Note that a person used a thing; told twice, it is there once.

    `kind` is one of the table of usage kinds (policy 2.4), for pupils or for teachers; `seconds`
    is how long, where that was measured. `at` is the server's aware time, except for the source
    "offline", where it is the device's and serves only to measure lateness. `source` is web,
    offline, import, demo, impersonated or on_behalf. `client_id` (64 characters at most) makes
    repeats harmless; left out it is derived from the fields. What somebody did while acting for
    another is kept as "impersonated", whatever the wing says. Raises ValueError for an unknown
    kind or source, a naive time or an event that says nothing.
    """
    if events.on_behalf():
        source = "impersonated"
    use = Use(kind, person_id, school_id, class_id, object_ref, at, seconds or 0, source, client_id)
    if ledger.add_event(use):
        rollup_jobs.ask()


def material(
    ref: str,
    *,
    role: str,
    unit_id: int,
    audience: str,
    node_ids: Iterable[int],
    usable_from: date | None,
    usable_to: date | None,
    licence: str,
    checked_on: date | None,
) -> None:
    """Note how a resource stands from today on (policy 2.5).

    `role` is explain, practice or a kind of the table of material kinds. `audience` is public
    or signed_in (every school sees it), school (those at or below the owner `unit_id`) or staff
    (no pupil sees it, so it counts nowhere). `node_ids` are the alignments that a second person
    confirmed. It is usable from the day on which it was published, approved and
    free of embargo until `usable_to` (half-open); `usable_from` None takes it out. `checked_on`
    is the day of its last good check, None where none is needed; how long a check holds is said
    by the dated row in force today. Raises ValueError for an unknown audience.
    """
    if audience not in AUDIENCES:
        raise ValueError(f"audience is one of {', '.join(AUDIENCES)}, not {audience!r}")
    holds = timedelta(days=register().materials(clock.today()).health_days)
    fact = {
        "ref": ref,
        "role": role,
        "unit_id": unit_id,
        "audience": audience,
        "licence": licence,
        "usable_from": usable_from,
        "usable_to": usable_to,
        "health_until": checked_on + holds if checked_on else None,
    }
    if ledger.add_material(fact, node_ids):
        rollup_jobs.ask()


def least_shown() -> tuple[int, int]:
    """(k, small) of the dated row in force today: outside a school figures below k are hidden,
    inside one those of 1 to small (policy 2.8)."""
    rows = register().suppression(clock.today())
    return rows.k, rows.small
