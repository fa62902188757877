"""Every route with every actor, against tables that a person can read (tests/access/table)."""

from collections.abc import Iterator

import pytest

from tests.access import table, walk
from tests.access.scene import ACTORS
from tests.access.walk import Stage, floor_of, named


@pytest.fixture(scope="module")
def held() -> Iterator[Stage]:
    with walk.stage() as made:
        yield made


def test_every_floor_with_routes_has_a_table(held: Stage) -> None:
    app = held.app
    endpoints = [r.endpoint for r in app.url_map.iter_rules() if not r.endpoint.endswith("static")]
    assert {named(floor_of(app, endpoint)) for endpoint in endpoints} == set(table.floors())


@pytest.mark.parametrize("floor", table.floors())
def test_routes_answer_as_the_table_says(held: Stage, floor: str) -> None:
    wanted = table.read(floor)
    there = {
        (method, rule.endpoint)
        for rule in walk.rules_of(held.app, floor)
        for method in (rule.methods or set()) - walk.SKIPPED_METHODS
    }
    assert there - set(wanted) == set(), "routes without a line: judge them and add them"
    assert set(wanted) - there == set(), "lines without a route"
    observed = walk.walk(held, floor)
    wrong = [
        f"{method} {endpoint}, {ACTORS[actor]}: {is_now}, the table says {said}"
        for (method, endpoint), statuses in sorted(observed.items())
        for actor, is_now, said in zip(ACTORS, statuses, wanted[method, endpoint], strict=True)
        if is_now != said
    ]
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("floor", table.floors())
def test_no_table_accepts_a_crash(floor: str) -> None:
    assert all(status < 500 for line in table.read(floor).values() for status in line)
