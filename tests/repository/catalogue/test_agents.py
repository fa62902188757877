"""People and bodies: tied to works by name, made one of two, parted, renamed; who sees them."""

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from repository.catalogue.agents import queries, rules, service
from repository.catalogue.agents.models import Agent
from repository.catalogue.agents.service import Refused
from repository.catalogue.dublin_core import elements
from repository.catalogue.models import Work
from repository.catalogue.queries import with_elements
from repository.catalogue.service import Description, edit
from suite.db import db
from suite.edits import Conflict
from tests.kit import make_library
from tests.kit.client import undo
from tests.kit.queries import counted


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ("Nguyễn Văn An", "nguyen van an", True),
        ("An Nguyễn Văn", "Nguyễn Văn An", True),
        ("Nguyễn Văn An", "Nguyễn Văn Anh", False),
        ("Đỗ, Văn", "Văn Đỗ", True),
    ],
)
def test_likely_doubles(one: str, other: str, alike: bool) -> None:
    assert (rules.key(one) == rules.key(other)) is alike


def test_names_as_they_are_typed() -> None:
    assert rules.lines(" Tố  Hữu \n\nTỐ HỮU\nNam Cao;", 20) == ("Tố Hữu", "Nam Cao")
    assert rules.parted("Tố Hữu (1920–2002)") == ("Tố Hữu", "1920–2002")
    assert rules.kind_of("NXB Giáo dục Việt Nam") == rules.BODY
    assert rules.kind_of("Nguyễn Du") == rules.PERSON


def described(work: Work, **said: Any) -> None:
    plain = Description(title=work.title, kind="text", licence="own", audience="school")
    edit(work, Description(**{**plain.__dict__, **said}), work.depositor_id)


def by_name(name: str) -> Agent:
    return db.session.scalars(select(Agent).where(Agent.name == name)).one()


def test_one_of_two_and_two_of_one(dbapp: Flask) -> None:
    here = make_library.town()
    first, second = make_library.book(here, "Thơ"), make_library.book(here, "Truyện")
    described(first, creators=("Nguyễn Du", "Ẩn danh"), publisher="NXB Trẻ")
    described(second, creators=("Nguyen Du",), translators=("Nguyễn Du",))
    kept, gone = by_name("Nguyễn Du"), by_name("Nguyen Du")
    assert kept.key == gone.key
    assert by_name("NXB Trẻ").kind == rules.BODY
    before = second.index_wanted
    merge = service.merge(kept.id, gone.id, here.librarian.id)
    assert second.creators == ["Nguyễn Du"]
    assert second.index_wanted > before
    assert first.creators == ["Nguyễn Du", "Ẩn danh"]
    # Who types the other spelling means the one that stayed.
    described(first, creators=("nguyen du",))
    assert first.creators == ["Nguyễn Du"]
    with pytest.raises(Refused, match="merged"):
        service.merge(kept.id, gone.id, here.librarian.id)
    db.session.rollback()
    service.part(merge.id)
    assert (second.creators, first.creators) == (["Nguyen Du"], ["Nguyễn Du"])
    assert kept.variants == []
    with pytest.raises(Refused, match="undone"):
        service.part(merge.id)
    db.session.rollback()


def test_a_role_held_by_both_is_kept_once_and_given_back(dbapp: Flask) -> None:
    here = make_library.town()
    work = make_library.draft(here)
    described(work, creators=("Văn Cao", "Cao Văn"))
    kept, gone = by_name("Văn Cao"), by_name("Cao Văn")
    merge = service.merge(kept.id, gone.id, here.librarian.id)
    assert work.creators == ["Văn Cao"]
    service.part(merge.id)
    assert work.creators == ["Văn Cao", "Cao Văn"]


def test_a_new_name_stands_on_all_works_and_two_editors_see_both(dbapp: Flask) -> None:
    here = make_library.town()
    work = make_library.draft(here)
    described(work, creators=("Tố Hữu",))
    agent = by_name("Tố Hữu")
    said = {"dates": "1920–2002", "kind": "person", "variants": ["Nguyễn Kim Thành"], "note": ""}
    service.rename(agent.id, agent.version, name="Tố Hữu (nhà thơ)", **said)  # type: ignore[arg-type]
    assert work.creators == ["Tố Hữu (nhà thơ)"]
    with pytest.raises(Conflict):
        service.rename(agent.id, 1, name="x", **said)  # type: ignore[arg-type]
    db.session.rollback()
    described(work, creators=("Nguyễn Kim Thành",))
    assert work.creators == ["Tố Hữu (nhà thơ)"]


def test_who_sees_a_person(app: Flask, signed_in: Any) -> None:
    here = make_library.town()
    work = make_library.published(here, audience="staff", creators=("Lê Kín",))
    agent = by_name("Lê Kín")
    page = f"/library/people/{agent.uid}"
    for person, status in ((here.teacher, 200), (here.student, 404), (here.stranger, 404)):
        answer = signed_in(person).get(page)
        assert answer.status_code == status
        assert ("Phương trình" in answer.text) is (status == 200)
    assert app.test_client().get(page).status_code == 404
    told = signed_in(here.teacher).get(f"/library/people/suggest?work={work.uid}&q=le+ki")
    assert told.status_code == 403
    # A draft of the teacher: names of works that the teacher does not see are not suggested.
    hidden = make_library.draft(here, "Bài riêng", creators=("Lê Kí Ức",))
    hidden.depositor_id = here.librarian.id
    mine = make_library.draft(here, "Bài khác")
    db.session.commit()
    ask = f"/library/people/suggest?work={mine.uid}&q=le+ki"
    assert signed_in(here.teacher).get(ask).json == {"names": ["Lê Kín"]}
    assert signed_in(here.librarian).get(ask).json == {"names": ["Lê Kí Ức", "Lê Kín"]}


def test_the_librarian_merges_on_a_page_and_undoes(signed_in: Any) -> None:
    here = make_library.town()
    names = ("Xuân Diệu", "Xuan Dieu", "Diệu Xuân", "Huy Cận")
    for name in names:
        make_library.book(here, f"Tập {name}", creators=(name,))
    db.session.commit()
    client = signed_in(here.librarian)
    assert signed_in(here.teacher).get("/library/people/doubles").status_code == 403
    page = client.get("/library/people/doubles").text
    assert all(name in page for name in names[:3])
    assert "Huy Cận" not in page
    kept, *gone = (by_name(name).uid for name in names[:3])
    done = client.post("/library/people/merge", data={"keep": kept, "gone": [kept, *gone]})
    db.session.expire_all()
    assert by_name(names[0]).variants == [names[1], names[2]]
    assert "tách lại" in undo(client, done).lower()
    db.session.expire_all()
    assert by_name(names[0]).variants == []
    client.post("/library/people/merge", data={"keep": kept, "gone": gone[:1]})
    assert client.get(f"/library/people/{gone[0]}").headers["Location"].endswith(kept)
    assert "Tách lại" in client.get(f"/library/people/{kept}").text
    assert gone[0] not in client.get("/library/people/doubles").text


def test_the_lists_cost_few_statements(signed_in: Any) -> None:
    here = make_library.town()
    for at in range(8):
        make_library.book(here, f"Tập {at}", creators=(f"Người {at}", f"{at} người"))
    db.session.commit()
    client = signed_in(here.librarian)
    for page in ("/library/people/", "/library/people/doubles"):
        with counted() as queries_made:
            assert client.get(page).status_code == 200
        assert len(queries_made) <= 12, page


def test_strangers_merge_nothing(signed_in: Any) -> None:
    here = make_library.town()
    make_library.book(here, "Một", creators=("Tế Hanh",))
    make_library.book(here, "Hai", creators=("Te Hanh",))
    db.session.commit()
    data = {"keep": by_name("Tế Hanh").uid, "gone": by_name("Te Hanh").uid}
    for person, status in ((here.teacher, 403), (here.strange_librarian, 404)):
        assert signed_in(person).post("/library/people/merge", data=data).status_code == status
    merge = service.merge(by_name("Tế Hanh").id, by_name("Te Hanh").id, here.librarian.id)
    url = f"/library/people/merges/{merge.id}/undo"
    assert signed_in(here.strange_librarian).post(url).status_code == 404
    assert queries.merges(by_name("Tế Hanh"))


def test_the_elements_of_many_cost_as_many_statements_as_of_few(app: Flask) -> None:
    here = make_library.town()
    for at in range(5):
        make_library.book(here, f"Tập {at}", creators=(f"Người {at}",), tags=(1,))
    db.session.commit()
    db.session.expunge_all()
    with counted() as made:
        works = db.session.scalars(select(Work).options(*with_elements)).all()
        found = [elements(work, str) for work in works]
    assert len(made) <= 5
    assert found[4]["creator"] == ("Người 4",)
    assert found[0]["subject"]
