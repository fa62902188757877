from __future__ import annotations

import csv
from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction
from io import StringIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators.formulas import seeds
from indicators.formulas.curriculum import CurriculumError, Leaf, Level, Node, leaves
from indicators.formulas.materials import (
    Inherit,
    Materials,
    leaf_states,
    measure,
    supplies,
)
from indicators.formulas.params import material_params
from indicators.formulas.periods import Span
from indicators.formulas.share import Share
from indicators.formulas.shelf import (
    Alignment,
    HealthCheck,
    HealthState,
    Resource,
    usable,
    visible,
)
from tests.indicators.seedfiles import ON, text, values

KINDS = seeds.kinds(text("material_kinds.csv"))
LICENCES = seeds.on_date(seeds.licences(text("licences.csv")), ON)
PARAMS = material_params(values(), KINDS, LICENCES)
BARE = replace(PARAMS, inherit=Inherit.NONE)
ALIVE = (HealthCheck(ON, 1, HealthState.ALIVE),)
F = Fraction


def resource(id: int, kind: str = "video", **facts: object) -> Resource:
    given: dict[str, object] = {
        "published": (Span(date(2026, 1, 1)),),
        "approved_on": date(2026, 1, 1),
        "licence": "cc-by",
        "health": ALIVE,
    }
    return Resource(id, kind, **(given | facts))  # type: ignore[arg-type]


def aligned(resource: int, node: int) -> Alignment:
    return Alignment(resource, node, made_by=1, confirmed_by=2, confirmed_on=ON)


SUBJECT = Node(1, None, Level.SUBJECT, F(40), grade=6)
TREE = [
    SUBJECT,
    Node(2, 1, Level.TOPIC, F(20)),
    Node(3, 2, Level.REQUIREMENT),
    Node(4, 2, Level.REQUIREMENT),
    Node(5, 2, Level.REQUIREMENT),
    Node(6, 1, Level.TOPIC),
    Node(7, 1, Level.TOPIC, F(5), countable=False),
    Node(8, 7, Level.REQUIREMENT),
]


def run(
    resources: list[Resource],
    alignments: list[Alignment],
    params: object = PARAMS,
    tree: list[Node] = TREE,
    schools: frozenset[int] = frozenset({1}),
) -> Materials:
    assert isinstance(params, type(PARAMS))
    at = supplies(resources, alignments, schools, ON, params)
    return measure(leaf_states(leaves(tree), at, params))


def pair(node: int, first: int = 10) -> tuple[list[Resource], list[Alignment]]:
    both = [resource(first), resource(first + 1, "exercise")]
    return both, [aligned(each.id, node) for each in both]


def test_children_share_what_is_left() -> None:
    weights = {leaf.node.id: leaf.weight for leaf in leaves(TREE)}
    assert weights == {3: F(20, 3), 4: F(20, 3), 5: F(20, 3), 6: F(15), 8: F(5)}


def test_a_leaf_of_three_is_exact() -> None:
    found = run(*pair(3), params=BARE)
    assert found.met == Share(20, 105)  # 20/3 of 35 periods, times 3
    assert found.levels[Level.REQUIREMENT].ratio == F(20, 35)
    assert found.levels[Level.TOPIC].ratio == F(15, 35)
    assert [state.leaf.node.id for state in found.unmet] == [4, 5, 6]


def test_topic_serves_its_requirements_by_parameter() -> None:
    assert run(*pair(2)).met == Share(20, 35)
    assert run(*pair(2), params=BARE).met.num == 0
    assert run(*pair(1)).met.num == 0


def test_uncounted_is_inherited() -> None:
    found = run(*pair(8))
    assert found.met == Share(0, 35)


def test_two_distinct_of_both_roles() -> None:
    both, ties = pair(6)
    assert run(both, ties).met == Share(15, 35)
    assert run(both[:1], ties).met.num == 0
    two_videos = [resource(10), resource(11)]
    assert run(two_videos, ties).met.num == 0
    assert run(both * 3, ties * 2).met == Share(15, 35)
    more = replace(PARAMS, k_total=3)
    assert run(both, ties, more).met.num == 0
    assert run([*both, resource(12)], [*ties, aligned(12, 6)], more).met.num == 15


def test_a_coarse_leaf_is_never_met_and_shown_apart() -> None:
    tree = [
        Node(1, None, Level.SUBJECT, F(41)),
        Node(2, 1, Level.TOPIC, F(20)),
        Node(3, 1, Level.TOPIC, F(21)),
    ]
    both, ties = pair(2)
    more, other = pair(3, 20)
    found = run(both + more, ties + other, tree=tree)
    assert (found.met, found.coarse) == (Share(20, 41), Share(21, 41))
    assert [state.coarse for state in found.unmet] == [True]


def test_an_own_confirmation_does_not_count() -> None:
    both, ties = pair(6)
    own = [replace(tie, confirmed_by=1) for tie in ties]
    later = [replace(tie, confirmed_on=ON + timedelta(days=1)) for tie in ties]
    none = [replace(tie, confirmed_by=None) for tie in ties]
    for wrong in (own, later, none):
        assert run(both, wrong).met.num == 0


@pytest.mark.parametrize(
    ("facts", "good"),
    [
        ({}, True),
        ({"published": ()}, False),
        ({"published": (Span(date(2026, 1, 1), ON),)}, False),
        ({"published": (Span(ON + timedelta(days=1)),)}, False),
        ({"approved_on": None}, False),
        ({"approved_on": ON}, True),
        ({"approved_on": ON + timedelta(days=1)}, False),
        ({"licence": "unknown"}, False),
        ({"licence": "not in the table"}, False),
        ({"embargo_until": ON}, True),
        ({"embargo_until": ON + timedelta(days=1)}, False),
        ({"health": ()}, False),
        ({"health": (), "by_contract": True}, True),
        ({"health": (HealthCheck(ON - timedelta(days=30), 1, HealthState.ALIVE),)}, True),
        ({"health": (HealthCheck(ON - timedelta(days=31), 1, HealthState.ALIVE),)}, False),
        ({"health": (*ALIVE, HealthCheck(ON, 2, HealthState.DEAD))}, False),
        ({"health": (*ALIVE, HealthCheck(ON + timedelta(days=1), 2, HealthState.DEAD))}, True),
        ({"health": (HealthCheck(ON, 1, HealthState.NOT_CHECKABLE),)}, False),
        ({"health": (HealthCheck(ON, 1, HealthState.NOT_CHECKABLE, by_person=True),)}, True),
    ],
)
def test_usable_on_the_census_date(facts: dict[str, object], good: bool) -> None:
    assert usable(resource(1, "video", **facts), ON, PARAMS.licences, PARAMS.health_days) is good


def test_a_higher_unit_sees_what_any_of_its_schools_sees() -> None:
    both, ties = pair(6)
    apart = [replace(both[0], schools=frozenset({1})), replace(both[1], schools=frozenset({2}))]
    assert run(apart, ties).met.num == 0
    assert run(apart, ties, schools=frozenset({2})).met.num == 0
    assert run(apart, ties, schools=frozenset({1, 2})).met.num == 15
    assert visible(both[0], frozenset())


def test_second_line_weighs_by_pupils() -> None:
    tree = [*TREE, Node(20, None, Level.SUBJECT, F(10), grade=7)]
    at = supplies(*pair(20), frozenset({1}), ON, PARAMS)
    states = leaf_states(leaves(tree), at, PARAMS)
    assert measure(states).met == Share(10, 45)
    assert measure(states, {6: 1, 7: 3}).met == Share(30, 65)
    assert measure(states, {}).met == Share(0, 0)
    assert len(leaves(tree, frozenset({20}))) == 1


@pytest.mark.parametrize(
    ("tree", "said"),
    [
        ([Node(1, None, Level.SUBJECT)], "node 1: a subject"),
        ([SUBJECT, SUBJECT], "node 1: the id"),
        ([Node(2, 9, Level.TOPIC)], "node 2: parent 9"),
        ([Node(2, 3, Level.TOPIC), Node(3, 2, Level.TOPIC)], "under itself"),
        ([SUBJECT, Node(2, 1, Level.TOPIC, F(41))], "41 of 40"),
        ([SUBJECT, Node(2, 1, Level.TOPIC, F(39))], "39 of 40"),
        ([SUBJECT, Node(2, 1, Level.TOPIC, F(-1))], "negative"),
    ],
)
def test_a_tree_that_cannot_be_weighed_names_the_node(tree: list[Node], said: str) -> None:
    with pytest.raises(CurriculumError, match=said):
        leaves(tree)


trees = st.lists(
    st.tuples(st.integers(0, 100), st.booleans(), st.sampled_from(Level)), max_size=15
).map(
    lambda rows: (
        [SUBJECT]
        + [
            Node(n, 1 + place % (n - 1), level, countable=countable)
            for n, (place, countable, level) in enumerate(rows, start=2)
        ]
    )
)
shelves = st.lists(
    st.tuples(st.integers(1, 16), st.sampled_from(["video", "exercise", "map"])), max_size=25
)


def stock(rows: list[tuple[int, str]]) -> tuple[list[Resource], list[Alignment]]:
    return (
        [resource(n, kind) for n, (_, kind) in enumerate(rows)],
        [aligned(n, node) for n, (node, _) in enumerate(rows)],
    )


@given(trees)
def test_weights_of_all_leaves_make_the_subject(tree: list[Node]) -> None:
    found = leaves(tree)
    assert sum((leaf.weight for leaf in found), F(0)) == 40
    assert leaves(tree[::-1]) == found


@given(trees, shelves, shelves, st.booleans())
def test_more_resources_never_lower_the_share(
    tree: list[Node], few: list[tuple[int, str]], more: list[tuple[int, str]], bare: bool
) -> None:
    params = BARE if bare else PARAMS
    before, after = run(*stock(few), params, tree), run(*stock(few + more), params, tree)
    assert (before.met.ratio or 0) <= (after.met.ratio or 0)
    assert (run(*stock(few), BARE, tree).met.ratio or 0) <= (
        run(*stock(few), PARAMS, tree).met.ratio or 0
    )
    resources, ties = stock(few)
    assert run(resources[::-1] * 2, ties[::-1] * 2, params, tree) == before


@given(trees, shelves)
def test_shares_by_level_make_the_whole(tree: list[Node], rows: list[tuple[int, str]]) -> None:
    found = run(*stock(rows), PARAMS, tree)
    ratios = [share.ratio for share in found.levels.values() if share.ratio is not None]
    assert sum(ratios) == (1 if ratios else 0)
    if found.met.ratio is not None and found.coarse.ratio is not None:
        assert found.met.ratio + found.coarse.ratio <= 1


def test_the_real_tables_weigh_to_their_hours(shared_file: object) -> None:
    assert callable(shared_file)
    hours = {
        (row["subject_code"], int(row["grade"])): F(row["periods_per_year"])
        for row in csv.DictReader(StringIO(shared_file("domain/gdpt2018-hours.csv")))
    }
    nodes: list[Node] = []
    roots: dict[tuple[str, int], int] = {}
    for row in csv.DictReader(StringIO(shared_file("domain/gdpt2018-topics.csv"))):
        key = (row["subject_code"], int(row["grade"]))
        if key not in roots:
            roots[key] = len(nodes) + 1
            nodes.append(Node(roots[key], None, Level.SUBJECT, hours[key], grade=key[1]))
        nodes.append(Node(len(nodes) + 1, roots[key], Level.TOPIC, F(row["periods"])))
    found: tuple[Leaf, ...] = leaves(nodes)
    assert len(found) == 269
    assert sum((leaf.weight for leaf in found), F(0)) == sum(hours[key] for key in roots)
