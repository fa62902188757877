"""What a head of one school, a homeroom teacher and who sees several schools find on the pages."""

from collections.abc import Callable
from typing import Any

from flask import Flask

from tests.kit import make

SignedIn = Callable[..., Any]


def test_units_lead_a_head_of_one_school_to_its_page(app: Flask, signed_in: SignedIn) -> None:
    row = make.school_class()
    client = signed_in(make.person("Quản Trị", "school_administrator", row.school))
    answer = client.get("/units")
    assert answer.status_code == 302
    assert answer.headers["Location"] == f"/units/{row.school_id}"
    assert 'class="crumbs"' not in client.get(f"/units/{row.school_id}").text
    assert row.school.name in client.get("/units?kind=school").text


def test_who_looks_after_more_than_a_school_sees_the_tree(app: Flask, signed_in: SignedIn) -> None:
    row = make.school_class()
    client = signed_in(make.person("Cán Bộ", "commune_officer", row.school.parent))
    assert client.get("/units").status_code == 200
    assert 'class="crumbs"' in client.get(f"/units/{row.school_id}").text


def test_the_school_is_named_only_where_there_are_several(app: Flask, signed_in: SignedIn) -> None:
    row = make.school_class()
    column = 'data-label="Trường"'
    alone = signed_in(make.person("Hiệu Trưởng", "principal", row.school))
    assert column not in alone.get("/classes").text
    assert "Trường" in alone.get("/classes?format=csv").text
    above = signed_in(make.person("Quản Trị", "administrator", row.school.parent))
    assert column in above.get("/classes").text
    assert column not in above.get(f"/classes?school={row.school_id}").text


def test_the_list_of_classes_leads_on_to_the_year(app: Flask, signed_in: SignedIn) -> None:
    row = make.school_class()
    page = signed_in(make.person("Quản Trị", "school_administrator", row.school)).get("/classes")
    for url in (f"/units/{row.school_id}/turnover", "/calendar", f"/units/{row.school_id}"):
        assert f'href="{url}"' in page.text
    page = signed_in(make.teacher(row)).get("/classes")
    assert "/turnover" not in page.text


def test_a_pupil_is_moved_from_the_own_page(app: Flask, signed_in: SignedIn) -> None:
    row = make.school_class()
    pupil = make.student(row)
    move = f'href="/classes/{row.id}/pupils/{pupil.id}"'
    head = signed_in(make.person("Quản Trị", "school_administrator", row.school))
    assert move in head.get(f"/people/{pupil.id}").text
    lead = signed_in(make.teacher(row, homeroom=True))
    assert move not in lead.get(f"/people/{pupil.id}").text
    assert f'action="/people/{pupil.id}/first-password"' in lead.get(f"/classes/{row.id}").text
