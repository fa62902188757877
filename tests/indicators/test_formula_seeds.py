from __future__ import annotations

from collections.abc import Callable
from datetime import date
from fractions import Fraction

import pytest

from indicators.formulas import params, seeds
from indicators.formulas.csvrows import SeedError, Value
from indicators.formulas.materials import Inherit
from indicators.formulas.shelf import Role
from indicators.formulas.suppress import SuppressParams
from indicators.formulas.use import UseParams
from tests.indicators.seedfiles import ON, text, values

PARAMETERS = "name,value,valid_from,valid_to,citation\n"
TARGETS = "indicator,series,year,comparator,value,label,citation\n"


def test_shipped_parameters_are_those_of_the_policy() -> None:
    found = values()
    assert params.use_params(found) == UseParams(2, Fraction(1, 2), 1, 3, 4)
    assert params.use_params(found, "use.teacher.v1").min_enrolled_weeks == 0
    assert params.condition_params(found).allow_shared_device is False
    assert params.suppress_params(found) == SuppressParams(10, 4)


def test_shipped_tables_of_kinds_and_licences() -> None:
    rows = seeds.on_date(seeds.licences(text("licences.csv")), ON)
    found = params.material_params(values(), seeds.kinds(text("material_kinds.csv")), rows)
    assert (found.k_total, found.max_leaf_periods, found.inherit) == (2, 20, Inherit.TOPIC)
    assert found.roles["question_set"] is Role.PRACTICE
    assert "cc-by" in found.licences
    assert "unknown" not in found.licences
    other = params.material_params(values(), [], [], inherit=Inherit.NONE)
    assert other.inherit is Inherit.NONE


def test_values_change_by_date() -> None:
    rows = seeds.parameters(
        PARAMETERS + "a,1,2020-01-01,2026-01-01,x\na,0.5,2026-01-01,,y\nb,topic,2020-01-01,,z\n"
    )
    assert seeds.values_on(rows, date(2025, 12, 31)) == {"a": 1, "b": "topic"}
    assert seeds.values_on(rows, date(2026, 1, 1)) == {"a": Fraction(1, 2), "b": "topic"}
    assert seeds.values_on(rows, date(2019, 1, 1)) == {}


@pytest.mark.parametrize(
    ("parse", "content", "said"),
    [
        (seeds.parameters, "", "parameters.csv, row 1: the file is empty"),
        (seeds.parameters, "name,value\n", "row 1: heading must be name,value,valid_from"),
        (seeds.parameters, PARAMETERS + "a,1,2020-01-01\n", "row 2: 3 fields, not 5"),
        (seeds.parameters, PARAMETERS + ",1,2020-01-01,,x\n", "row 2, name: is empty"),
        (seeds.parameters, PARAMETERS + "a,1/0,2020-01-01,,x\n", "row 2, value: '1/0'"),
        (seeds.parameters, PARAMETERS + "a,1,1/9/2020,,x\n", "row 2, valid_from: '1/9/2020'"),
        (seeds.parameters, PARAMETERS + "a,1,2020-01-02,2020-01-02,x\n", "row 2, valid_to"),
        (seeds.parameters, PARAMETERS + "a,1,2020-01-01,,\n", "row 2, citation: is empty"),
        (
            seeds.parameters,
            PARAMETERS + "a,1,2020-01-01,,x\na,2,2021-01-01,,x\n",
            "row 3, valid_from: overlaps row 2",
        ),
        (seeds.parameters, PARAMETERS + 'a,"1,2020-01-01,,x\n', "row 2: unexpected end"),
        (seeds.targets, TARGETS + "I9,plan,2025,>=,50,a,b\n", "row 2, indicator: 'I9'"),
        (seeds.targets, TARGETS + "I1S,plan,2025,=,50,a,b\n", "row 2, comparator: '='"),
        (seeds.targets, TARGETS + "I1S,plan,2025,>=,150,a,b\n", "row 2, value: is not between"),
        (seeds.targets, TARGETS + "I1S,plan,20.5,>=,50,a,b\n", "row 2, year: is not a year"),
        (
            seeds.targets,
            TARGETS + "I2,plan,2025,>,50,a,b\n" * 2,
            "targets.csv, row 3, year: is already in row 2",
        ),
        (seeds.kinds, "kind,role,citation\nvideo,both,x\n", "row 2, role: 'both'"),
        (
            seeds.licences,
            "licence,allows_use,valid_from,valid_to,citation\ncc0,yes,2020-01-01,,x\n",
            "licences.csv, row 2, allows_use: 'yes' is not one of true, false",
        ),
    ],
)
def test_errors_name_file_row_and_column(
    parse: Callable[[str], object], content: str, said: str
) -> None:
    with pytest.raises(SeedError) as caught:
        parse(content)
    assert said in str(caught.value)


def test_all_errors_are_told_at_once() -> None:
    with pytest.raises(SeedError) as caught:
        seeds.parameters(PARAMETERS + ",1,2020-01-01,,x\nb,?,2020-01-01,,x\n")
    assert [problem.row for problem in caught.value.problems] == [2, 3]


@pytest.mark.parametrize(
    "broken",
    [
        {"use.v1.min_weeks": "two"},
        {"use.v1.min_weeks": True},
        {"use.v1.week_share": Fraction(3, 2)},
        {"use.v1.daily_days": 8},
        {"use.v1.days_per_week": 0},
    ],
)
def test_a_parameter_of_a_wrong_type_is_told_by_name(broken: dict[str, Value]) -> None:
    with pytest.raises(params.MissingParameter, match=next(iter(broken))):
        params.use_params(values() | broken)


def test_missing_parameters_are_told_by_name() -> None:
    with pytest.raises(params.MissingParameter, match=r"suppression\.v1\.k"):
        params.suppress_params({})
    with pytest.raises(params.MissingParameter, match="inherit"):
        params.material_params({}, [], [])
    with pytest.raises(params.MissingParameter, match="allow_shared"):
        params.condition_params(values() | {"conditions.v1.allow_shared_device": 1})
