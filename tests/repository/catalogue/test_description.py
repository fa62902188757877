"""What a work is said to be: its fifteen elements, its numbers; without a database."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from repository.catalogue import numbers
from repository.catalogue.agents.models import Agent, WorkAgent
from repository.catalogue.dublin_core import ELEMENTS, elements
from repository.catalogue.models import Alignment, Work, WorkFile
from repository.catalogue.numbers import Unfit
from repository.catalogue.tags.models import Tag
from school.api import CurriculumNode, Subject


def address(uid: str) -> str:
    return f"https://lop.example/id/{uid}"


def work(**said: object) -> Work:
    texts = (
        "description", "publisher", "edition", "series", "series_number", "extent", "isbn", "issn",
        "ddc", "source", "coverage", "rights",
    )  # fmt: skip
    lists = ("creators", "keywords", "grades", "people", "files", "tags", "alignments")
    plain: dict[str, object] = {
        **dict.fromkeys(texts, ""),
        **{name: [] for name in lists},
        "uid": "u1", "title": "Toán 9", "kind": "text", "language": "vi", "licence": "own",
    }  # fmt: skip
    return Work(**{**plain, **said})


def test_a_bare_work_has_all_fifteen_and_says_nothing_it_does_not_know() -> None:
    found = elements(work(), address)
    assert tuple(found) == ELEMENTS
    assert len(ELEMENTS) == 15
    said = {name for name, values in found.items() if values}
    assert said == {"title", "type", "identifier", "language", "rights"}
    assert found["identifier"] == ("https://lop.example/id/u1", "urn:uuid:u1")


def test_a_full_work() -> None:
    confirmed, proposed = (
        Alignment(node=CurriculumNode(name=name), confirmed_at=at)
        for name, at in (("Hàm số", datetime(2026, 1, 1, tzinfo=UTC)), ("Hình tròn", None))
    )
    people = [
        WorkAgent(agent=Agent(name=name), role=role)
        for name, role in (("Lê Minh", "author"), ("Trần Dịch", "translator"), ("NXB", "publisher"))
    ]
    full = work(
        creators=["Lê Minh"], people=people, subject=Subject(name_vi="Toán"), keywords=["đại số"],
        ddc="512.9", tags=[Tag(name_vi="An toàn")], alignments=[confirmed, proposed],
        publisher="NXB", issued=2024, kind="video", edition="Tái bản lần 2", series="Tủ sách",
        series_number="3", isbn="9786040000002", issn="03785955", licence="cc-by", grades=[9],
        files=[WorkFile(media_type="video/mp4"), WorkFile(media_type="video/mp4")],
        extent="12 phút", language="other",
    )  # fmt: skip
    found = elements(full, address, relations=["https://lop.example/id/u0"], licence="CC BY")
    assert found["title"] == ("Toán 9", "Toán 9 (Tái bản lần 2)")
    assert found["subject"] == ("Toán", "đại số", "DDC 512.9", "Hàm số", "An toàn")
    assert found["creator"] == ("Lê Minh",)
    assert found["contributor"] == ("Trần Dịch",)
    assert found["date"] == ("2024",)
    assert found["type"] == ("MovingImage", "video")
    assert found["format"] == ("video/mp4", "12 phút")
    assert found["identifier"][2:] == ("urn:isbn:9786040000002", "urn:issn:0378-5955")
    assert found["relation"] == ("Tủ sách ; 3", "https://lop.example/id/u0")
    assert found["coverage"] == ("grade 9",)
    assert found["rights"] == ("CC BY", "https://creativecommons.org/licenses/by/4.0/")
    assert found["language"] == ()


def test_the_day_of_publication_where_no_year_is_known() -> None:
    opened = work(published_at=datetime(2026, 9, 5, 1, tzinfo=UTC))
    assert elements(opened, address)["date"] == ("2026-09-05",)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("", ""),
        ("978-604-0-00000-2", "9786040000002"),
        ("0-306-40615-2", "9780306406157"),
        ("080442957x", "9780804429573"),
    ],
)
def test_isbn(typed: str, kept: str) -> None:
    assert numbers.isbn13(typed) == kept


@pytest.mark.parametrize(
    ("typed", "code"),
    [("978-604-0-00000-3", "isbn_check"), ("12345", "isbn_length"), ("x" * 400, "isbn_length")],
)
def test_no_isbn(typed: str, code: str) -> None:
    with pytest.raises(Unfit) as error:
        numbers.isbn13(typed)
    assert error.value.code == code


def test_issn_and_ddc() -> None:
    assert numbers.issn("0378-5955") == "03785955"
    assert numbers.shown_issn("03785955") == "0378-5955"
    assert [numbers.ddc(one) for one in ("512.94", "512,940", "500", "005.13/3", "")] == [
        "512.94", "512.94", "500", "005.133", "",
    ]  # fmt: skip
    for wrong in ("51", "5123", "abc", "512.", "-12", "512.9.4"):
        with pytest.raises(Unfit, match="ddc"):
            numbers.ddc(wrong)
    with pytest.raises(Unfit, match="issn"):
        numbers.issn("0378-5954")


@given(st.text(max_size=60))
def test_numbers_are_kept_or_refused_and_nothing_else(text: str) -> None:
    for check, sizes in ((numbers.isbn13, (0, 13)), (numbers.issn, (0, 8))):
        try:
            kept = check(text)
        except Unfit:
            continue
        assert len(kept) in sizes
        assert check(kept) == kept
