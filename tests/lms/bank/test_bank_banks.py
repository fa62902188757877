"""Banks beside the school's: drafts of a group, what a commune shares; levels, words, likeness."""

from typing import Any

import pytest
from flask import Flask
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from lms.bank import alike, finding, intake, levels, queries, rules, service, sharing, stimuli
from lms.bank.models import BankFile, Item
from lms.bank.queries import COMMUNE, GROUP, Filters
from lms.bank.rules import Content
from lms.bank.service import About
from lms.bank.taking import take_in
from school.groups.models import GroupMember
from school.people.models import Person
from school.signin.session import who_is
from suite import clock
from suite.db import db
from tests.kit import make
from tests.kit.client import sign_in


def content(stem: str) -> Content:
    return Content("single_choice", stem, {"options": ["đúng", "sai"]}, {"right": 0})


def about(person: Person, **more: Any) -> About:
    assert person.school_id is not None
    return About(person.school_id, "TOAN", 6, "Số tự nhiên", **more)


def stems(person: Person, **filters: Any) -> list[str]:
    rows = db.session.execute(queries.find(who_is(person), Filters(**filters)))
    return sorted(version.stem for _item, version in rows)


def seen(person: Person, item: Item) -> bool:
    return queries.item_of(who_is(person), item.uid) is not None


def test_a_draft_is_seen_by_its_group_until_its_head_takes_it_in(dbapp: Flask) -> None:
    of = make.school_class()
    author, other, member = (make.teacher(of, name) for name in ("An", "Bình", "Chi"))
    head = make.subject_head(of.school)
    principal = make.person("Hiệu", "principal", of.school)
    far = make.teacher(make.school_class(make.school("THCS Kia"), "6B"))
    group_id = next(g.about for g in who_is(head).grants if g.role == "subject_head")
    db.session.add(
        GroupMember(school_id=of.school_id, group_id=group_id, person_id=member.id,
                    starts_on=make.YEAR_START)
    )  # fmt: skip
    db.session.commit()
    item = service.add_item(about(author, group_id=group_id), content("Nháp của tổ"), author.id)
    assert [seen(one, item) for one in (author, member, head, principal)] == [True] * 4
    assert [seen(one, item) for one in (other, far)] == [False] * 2
    assert stems(member) == [], "a draft is not in the school's bank"
    assert stems(member, bank=GROUP) == ["Nháp của tổ"]
    assert stems(other, bank=GROUP) == []
    page = f"/bank/{item.uid}"
    assert sign_in(dbapp.test_client(), member).post(f"{page}/approve").status_code == 403
    assert sign_in(dbapp.test_client(), other).post(f"{page}/approve").status_code == 404
    assert sign_in(dbapp.test_client(), head).post(f"{page}/approve").status_code == 303
    db.session.expire_all()
    assert stems(other) == ["Nháp của tổ"]
    assert stems(far) == []


def test_a_commune_reads_and_copies_what_a_school_shares(dbapp: Flask) -> None:
    commune = make.commune()
    of = make.school_class(make.school("THCS Một", commune))
    author = make.teacher(of)
    principal = make.person("Hiệu", "principal", of.school)
    near = make.teacher(make.school_class(make.school("THCS Hai", commune), "6B"), "Hai")
    far = make.teacher(make.school_class(make.school("THCS Xa", make.commune("Phường Xa")), "6C"))
    file = BankFile(school_id=author.school_id, sha256="a" * 64, media_type="image/png", width=1,
                    height=1, size=1, author_id=author.id, created_at=clock.now())  # fmt: skip
    db.session.add(file)
    db.session.commit()
    item = service.add_item(about(author), content(f"Xem ![hình](file:{file.uid})"), author.id)
    client, theirs = (sign_in(dbapp.test_client(), one) for one in (principal, near))
    page = f"/bank/{item.uid}"
    assert theirs.get(page).status_code == 404
    assert sign_in(dbapp.test_client(), author).post(
        f"{page}/share", data={"action": "share"}
    ).status_code == 403  # fmt: skip
    assert client.post(f"{page}/share", data={"action": "share"}).status_code == 303
    assert theirs.get(page).status_code == 200
    assert theirs.post(f"{page}/edit", data={"stem": "x"}).status_code == 403
    assert theirs.post(f"{page}/state", data={"action": "retire"}).status_code == 403
    assert (stems(near, bank=COMMUNE), stems(near)) == ([item.versions[0].stem], [])
    assert stems(near, bank=COMMUNE, words="XEM hinh") == [item.versions[0].stem]
    assert (stems(far, bank=COMMUNE), seen(far, item)) == ([], False)
    for _twice in range(2):
        assert theirs.post(f"{page}/copy").status_code == 303
    db.session.expire_all()
    (made,) = db.session.scalars(select(Item).where(Item.school_id == near.school_id))
    assert (made.origin_id, made.author_id) == (item.id, near.id)
    assert file.uid not in made.versions[0].stem
    (theirs_file,) = db.session.scalars(
        select(BankFile).where(BankFile.school_id == near.school_id)
    )
    assert theirs_file.sha256 == file.sha256
    assert theirs_file.uid in made.versions[0].stem
    assert "THCS Một" in theirs.get(f"/bank/{made.uid}").text, "the copy says where it came from"
    assert client.post(f"{page}/share", data={"action": "unshare"}).status_code == 303
    db.session.expire_all()
    assert not seen(near, item)
    assert seen(near, made)


def test_a_copy_brings_no_picture_of_a_third_school(dbapp: Flask) -> None:
    commune = make.commune()
    author, near, third = (
        make.teacher(make.school_class(make.school(f"THCS {name}", commune), "6B"))
        for name in ("Một", "Hai", "Ba")
    )
    row = BankFile(
        school_id=third.school_id, sha256="0" * 64, media_type="image/png", width=1, height=1,
        size=1, author_id=third.id, created_at=clock.now(),
    )  # fmt: skip
    db.session.add(row)
    db.session.commit()
    item = service.add_item(about(author), content(f"Xem ![hình](file:{row.uid})"), author.id)
    sharing.share(item, True)
    sharing.copy(item, near.school_id or 0, near.id)
    assert [one.school_id for one in db.session.scalars(select(BankFile))] == [third.school_id]


def test_a_copied_cluster_stays_one(dbapp: Flask) -> None:
    commune = make.commune()
    author = make.teacher(make.school_class(make.school("THCS Một", commune)))
    near = make.teacher(make.school_class(make.school("THCS Hai", commune), "6B"))
    stimulus = stimuli.add(author.school_id or 0, "Đọc đoạn văn sau", author.id)
    items = [
        service.add_item(about(author), content(f"Câu chùm {n}"), author.id, stimulus)
        for n in range(2)
    ]
    made = []
    for one in items:
        sharing.share(one, True)
        made.append(sharing.copy(one, near.school_id or 0, near.id))
    assert made[0].stimulus_id == made[1].stimulus_id != stimulus.id
    assert [one.stimulus_place for one in made] == [1, 2]
    assert made[0].stimulus is not None
    assert made[0].stimulus.school_id == near.school_id


def test_near_duplicates_are_found_and_others_are_not(dbapp: Flask) -> None:
    teacher = make.teacher(make.school_class())
    far = make.teacher(make.school_class(make.school("THCS Kia"), "6B"))
    first = "Tính diện tích hình chữ nhật có chiều dài 12 cm và chiều rộng 7 cm."
    item = service.add_item(about(teacher), content(first), teacher.id)
    service.add_item(about(teacher), content("Thủ đô của nước Việt Nam là thành phố nào?"), far.id)
    asked = {
        "near": "Tính diện tích của hình chữ nhật có chiều dài 12 cm, chiều rộng 8 cm.",
        "other": "Số nào sau đây chia hết cho cả 2 và 5?",
    }
    folded = {name: rules.search_key(content(text)) for name, text in asked.items()}
    found = finding.near(who_is(teacher), teacher.school_id or 0, folded)
    assert [(name, one.uid) for name, ones in found.items() for one in ones] == [("near", item.uid)]
    assert finding.near(who_is(teacher), teacher.school_id or 0, folded, [item.id]) == {}
    assert finding.near(who_is(far), teacher.school_id or 0, folded) == {}, "another school"


@pytest.mark.parametrize(
    ("said", "level"),
    [("[0,NB] Câu 1", "know"), ("Câu 2 (VDC). Tính", "apply"), ("[TH]", "understand"),
     ("Câu 3. Cho tam giác (ABC)", ""), ("[VD] x", "apply"), ("Câu 4. (H) y", "understand")],
)  # fmt: skip
def test_levels_of_older_banks_are_told_by_dated_rows(app: Flask, said: str, level: str) -> None:
    names = levels.in_force()
    assert levels.labelled(said, names) == level
    assert all(row.citation for row in names.values())
    assert levels.in_force(clock.today().replace(year=2010)) == {}


def test_a_label_of_the_source_becomes_the_level(app: Flask) -> None:
    teacher = make.teacher(make.school_class())
    text = "Câu 1. [VDC] Một cộng một là\nA. 1\nB. 2\nC. 3\nD. 4\nĐáp án: B"
    draft = intake.keep(intake.from_text(text), teacher.school_id or 0, teacher.id, "", {})
    take_in(draft.id, about(teacher, level="know"), teacher.id)
    assert db.session.scalars(select(Item.level)).all() == ["apply"]


@settings(deadline=None)
@given(st.text(max_size=200))
def test_a_text_is_like_itself_and_its_words_are_plain(text: str) -> None:
    folded = rules.search_key(content(text))
    assert alike.alike(folded, folded) == 1
    assert alike.bands(folded) == alike.bands(folded)
    assert all(word.isalnum() and word.isascii() for word in rules.words(text))


def test_the_commonest_share_of_alike_texts_meets_in_a_band() -> None:
    first = "cho hinh chop deu co canh day bang 4 cm va chieu cao bang 9 cm tinh the tich"
    near = first.replace("9", "6")
    assert alike.alike(first, near) > alike.ALIKE
    assert set(alike.bands(first)) & set(alike.bands(near))
    assert alike.bands("") == []
