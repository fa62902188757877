"""Topics, tags, people, series and numbers of books are found, each with the reader's rights."""

from typing import Any

from repository.catalogue import alignment
from repository.catalogue.models import Work
from repository.catalogue.nodes import confirmed_nodes
from repository.catalogue.tags.queries import by_scheme
from school.curriculum.models import CurriculumNode
from suite import jobs
from suite.db import db
from tests.kit import make_library
from tests.kit.queries import counted
from tests.repository.catalogue.test_catalogue import nodes


def requirement(topic: CurriculumNode) -> CurriculumNode:
    row = CurriculumNode(
        programme_id=topic.programme_id, parent_id=topic.id, code="T0.1", level="requirement",
        subject_code="TOAN", grade=9, name="Giải được phương trình", position=1,
    )  # fmt: skip
    db.session.add(row)
    db.session.flush()
    return row


def tied(work: Work, node: CurriculumNode, here: make_library.Town, *, confirmed: bool) -> None:
    alignment.align(work, {node.id}, {node.id}, here.teacher.id)
    if confirmed:
        db.session.refresh(work, ["alignments"])
        alignment.confirm(work.alignments, here.librarian.id)


def test_topics_down_to_requirements_and_tags(signed_in: Any) -> None:
    here = make_library.town()
    topic, other = nodes("Phương trình", "Hàm số")
    need = requirement(topic)
    tag = next(row for rows in by_scheme().values() for row in rows if row.slug == "digital:4")
    said = {"subject_code": "TOAN", "grades": (9,)}
    met = make_library.book(here, "Sách một", tags=(tag.id,), **said)
    open_one = make_library.book(here, "Sách hai", **said)
    secret = make_library.book(here, "Sách ba", audience="staff", tags=(tag.id,), **said)
    tied(met, need, here, confirmed=True)
    tied(secret, topic, here, confirmed=True)
    tied(open_one, other, here, confirmed=False)
    jobs.drain(["index"])
    assert confirmed_nodes([met.id, open_one.id]) == {met.id: ["T0.1", "T0"]}
    pupil, teacher = signed_in(here.student), signed_in(here.teacher)
    with counted() as made:
        page = pupil.get("/library/?subject=TOAN").text
    assert len(made) <= 12
    assert "Giải được phương trình" in page
    assert "Hàm số" not in page
    for client, number in ((pupil, 1), (teacher, 2)):
        for query in ("node=T0", "tag=digital:4"):
            found = client.get(f"/library/?{query}").text
            assert f"{number} học liệu" in found, query
            assert "Sách một" in found
            assert ("Sách ba" in found) is (number == 2)
    assert "Giải được phương trình" not in pupil.get("/library/").text


def test_numbers_series_and_people_are_found(signed_in: Any) -> None:
    here = make_library.town()
    make_library.book(
        here, "Dế Mèn", isbn="9786040000002", series="Tủ sách Vàng", publisher="NXB Kim Đồng",
        translators=("Vũ Dịch Giả",), keywords=("côn trùng",),
    )  # fmt: skip
    make_library.book(here, "Sách khác")
    jobs.drain(["index"])
    client = signed_in(here.student)
    asked = ("978-604-0-00000-2", "tu+sach+vang", "nxb+kim+dong", "vu+dich+gia", "con+trung")
    for text in asked:
        page = client.get(f"/library/?q={text}").text
        assert "Dế Mèn" in page, text
        assert "Sách khác" not in page, text
    lines = client.get("/library/complete?q=vu+dich").json["lines"]
    assert [line["label"] for line in lines] == ["Vũ Dịch Giả"]
