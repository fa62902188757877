"""Parts of a paper by hand: what is refused, with the field; what becomes of the papers."""

import re

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from lms.exams import dividing, division, service
from lms.exams.division import BY_PART, BY_QUESTION, FREE, Wish
from lms.exams.models import ExamForm
from lms.exams.papers import places_of
from suite.db import db
from tests.kit import make_exams as make
from tests.kit.client import sign_in


@given(st.lists(st.integers(1, 9), min_size=1, max_size=6))
def test_parts_behind_each_other_are_right_with_or_without_their_first(sizes: list[int]) -> None:
    wishes, end = [], 0
    for size in sizes:
        end += size
        wishes.append(Wish("Phần", None, end, None))
    found = division.whole([*wishes[:-1], Wish("Phần", None, None, None)], end)
    assert [(one.last or 0) - (one.first or 0) + 1 for one in found] == sizes
    assert division.faults(found, end, 45) == []
    if len(found) > 1:
        gap = [*found[:-1], Wish("Phần", (found[-1].first or 0) + 1, end + 1, None)]
        assert {one.field for one in division.faults(gap, end, 45)} == {"first", "last"}


@pytest.mark.parametrize(
    ("wishes", "faults"),
    [
        ([("", 1, 10, None)], [(0, "title", "title")]),
        ([("A", 2, 10, None)], [(0, "first", "first")]),
        ([("A", 1, 9, None)], [(0, "last", "end")]),
        ([("A", 1, 11, None)], [(0, "last", "last")]),
        ([("A", 1, None, None), ("B", 2, 10, None)], [(0, "last", "last")]),
        ([("A", 1, 4, 30), ("B", 5, 10, 16)], [(1, "minutes", "sum")]),
        ([("A", 1, 10, 0)], [(0, "minutes", "minutes")]),
        ([("A", 1, 3, None), ("B", 4, 10, None)], [(0, "last", "tied")]),
    ],
)
def test_what_is_wrong_is_named_with_row_and_field(
    wishes: list[tuple[str, int | None, int | None, int | None]],
    faults: list[tuple[int, str, str]],
) -> None:
    found = division.faults([Wish(*one) for one in wishes], 10, 45, {3})
    assert [(one.row, one.field, one.code) for one in found] == faults


def test_made_papers_are_made_anew_until_somebody_begins(dbapp: Flask) -> None:
    room = make.room(questions=4, form_count=2)
    db.session.query(ExamForm).filter_by(number=2).one().code = "357"
    db.session.commit()
    wishes = [Wish("Phần I", 1, 3, 20), Wish("Phần II", None, None, None, "Tự luận")]
    exam = dividing.divide(room.exam.id, wishes, FREE)
    assert dividing.wishes_of(exam)[1] == Wish("Phần II", 4, 4, None, "Tự luận")
    fourth = exam.questions[3].id
    forms = db.session.query(ExamForm).order_by(ExamForm.number).all()
    assert [form.code for form in forms] == ["", "357"]
    assert all(places_of(form)[3].question_id == fourth for form in forms)
    assert '"one_way_parts":true' in forms[0].paper and '"first":4' in forms[0].paper
    dividing.divide(room.exam.id, [Wish("Tất cả", 1, 4, None)], BY_PART)
    dividing.divide(room.exam.id, [], BY_QUESTION)
    exam = dividing.divide(room.exam.id, [], FREE)
    assert (exam.parts, exam.one_way, exam.parts_one_way) == ([], False, False)
    assert {question.part for question in exam.questions} == {1}
    begun = make.start(dbapp, room.exam, room.pupils[0])
    assert begun.status_code == 200 and begun.json["paper"]["one_way_parts"] is False
    with pytest.raises(service.NotPossible, match="started"):
        dividing.divide(room.exam.id, wishes, FREE)


def test_the_form_keeps_what_was_typed_and_says_what_is_wrong_beside_it(app: Flask) -> None:
    room = make.room(questions=5)
    client = sign_in(app.test_client(), room.teacher)
    at = f"/exams/{room.uid}/parts"
    assert client.get(at).data.decode().count('<fieldset class="exam-part-row"') == 3
    typed = {"rows-0-title": "Phần <I>", "rows-0-last": "3", "moving": "parts"}
    typed |= {"rows-1-title": "Phần II", "rows-1-first": "5", "rows-1-minutes": "x"}
    more = client.post(at, data={**typed, "rows-2-title": "", "action": "more"}).data.decode()
    assert more.count('<fieldset class="exam-part-row"') == 4 and "Phần &lt;I&gt;" in more
    refused = client.post(at, data=typed)
    assert refused.status_code == 422 and 'value="x"' in refused.data.decode()
    refused = client.post(at, data={**typed, "rows-1-minutes": "99"})
    page = refused.data.decode()
    assert refused.status_code == 422 and "Phần &lt;I&gt;" in page
    for field, words in (
        ("rows-1-first", "Phần này phải bắt đầu từ câu 4."),
        ("rows-1-minutes", "Cộng các phần lại đã quá 45 phút của cả bài."),
    ):
        beside = re.search(rf'<p class="field-error" id="{field}-error">(.*?)</p>', page, re.S)
        assert beside and words in beside[1] and f'href="#{field}"' in page
    for wrong in ({"rows-0-title": "a" * 201}, {"moving": "x"}):
        assert client.post(at, data={**typed, **wrong}).status_code == 422
    good = {**typed, "rows-1-first": "", "rows-1-minutes": "20"}
    assert client.post(at, data=good).status_code == 303
    listed = client.get(f"/exams/{room.uid}/manage").data.decode()
    assert listed.count("exam-list-part") == 2 and "20 phút" in listed
    assert 'value="Phần II"' in client.get(at).data.decode()
    make.start(app, room.exam, room.pupils[0])
    assert "giữ nguyên" in client.get(at).data.decode()
    late = client.post(at, data=good, follow_redirects=True).data.decode()
    assert "Đã có học sinh bắt đầu" in late
