"""The bank's service on both databases."""

import threading
from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from lms.bank import drafts, intake, queries, rules, service
from lms.bank.intake import NotRead
from lms.bank.layout.reader import read_text
from lms.bank.models import BankImport, Item
from lms.bank.queries import Filters
from lms.bank.rules import Content
from lms.bank.service import About, Changed, Known, Unusable
from lms.bank.taking import take_in
from school.people.models import Person
from school.signin.session import who_is
from suite import clock
from suite.db import db
from tests.kit import make

TEXT = "\n\n".join(
    f"Câu {n}. Số liền sau của {n} là\nA. {n + 1}\nB. {n + 2}\nC. {n + 3}\nD. {n + 4}\nĐáp án: A"
    for n in range(1, 6)
)
SUM = Content("single_choice", "Một cộng một bằng", {"options": ["1", "2"]}, {"right": 1})


@pytest.fixture
def teacher(dbapp: Flask) -> Person:
    return make.teacher(make.school_class())


def about(teacher: Person, **changes: object) -> About:
    assert teacher.school_id is not None
    return replace(About(teacher.school_id, "TOAN", 6, "Số tự nhiên"), **changes)  # type: ignore[arg-type]


def found(teacher: Person, words: str = "", **more: object) -> int:
    filters = Filters(words=words, **more)  # type: ignore[arg-type]
    return len(db.session.execute(queries.find(who_is(teacher), filters)).all())


def draft(teacher: Person, text: str = TEXT) -> BankImport:
    assert teacher.school_id is not None
    return intake.keep(intake.from_text(text), teacher.school_id, teacher.id, "", {})


def test_an_edit_keeps_the_old_version(teacher: Person) -> None:
    item = service.add_item(about(teacher), SUM, teacher.id)
    better = replace(SUM, stem="Hai cộng hai bằng", body={"options": ["3", "4"]})
    assert service.new_version(item, 1, about(teacher), better, teacher.id)
    assert not service.new_version(item, 2, about(teacher, topic="Phép cộng"), better, teacher.id)
    assert [(v.number, v.stem) for v in item.versions] == [(1, SUM.stem), (2, better.stem)]
    assert item.topic == "Phép cộng"
    assert found(teacher, "hai cong hai") == found(teacher, "phep cong") == 1
    assert found(teacher, "mot cong mot") == 0
    with pytest.raises(Changed):
        service.new_version(item, 1, about(teacher), SUM, teacher.id)


def test_the_same_question_is_not_taken_twice(teacher: Person) -> None:
    item = service.add_item(about(teacher), SUM, teacher.id)
    spaced = replace(SUM, stem="Một  cộng một\nbằng ", solution="đếm")
    with pytest.raises(Known) as known:
        service.add_item(about(teacher), spaced, teacher.id)
    assert known.value.uid == item.uid
    other = service.add_item(about(teacher), replace(SUM, key={"right": 0}), teacher.id)
    with pytest.raises(Known):
        service.new_version(other, 1, about(teacher), SUM, teacher.id)
    db.session.rollback()
    far = make.teacher(make.school_class(make.school("THCS Kia")))
    service.add_item(about(far), SUM, far.id)
    assert db.session.scalar(select(func.count(Item.id))) == 3


def test_retired_questions_step_aside(teacher: Person) -> None:
    item = service.add_item(about(teacher), SUM, teacher.id)
    service.retire(item)
    assert (found(teacher), found(teacher, retired=True)) == (0, 1)
    again = service.add_item(about(teacher), SUM, teacher.id)
    with pytest.raises(Known):
        service.restore(item)
    db.session.rollback()
    service.retire(again)
    service.restore(item)
    assert found(teacher) == 1


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (replace(SUM, stem="  "), "stem_empty"),
        (replace(SUM, key={}), "key_missing"),
        (replace(SUM, body={"options": ["1"]}), "options_number"),
        (replace(SUM, body={"options": ["1", "1"]}), "options_same"),
        (replace(SUM, kind="oral"), "kind_missing"),
        (replace(SUM, stem="a" * 20_001), "too_long"),
    ],
)
def test_what_cannot_be_asked_is_refused(teacher: Person, content: Content, code: str) -> None:
    with pytest.raises(Unusable) as refused:
        service.add_item(about(teacher), content, teacher.id)
    assert refused.value.codes == [code]


def test_words_are_found_whole_or_by_their_beginning_and_signs_are_only_signs(
    teacher: Person,
) -> None:
    service.add_item(about(teacher), replace(SUM, stem="Đường thẳng 100% _song song_"), teacher.id)
    for words in ("duong THANG", "đường", "song 100%", "so tu nhien", "_song", "tha 10"):
        assert found(teacher, words) == 1, words
    for words in ("duong tron", "10_7", "%%", "ong"):
        assert found(teacher, words) == 0, words


def test_a_draft_is_taken_in_once_even_by_two_at_a_time(dbapp: Flask, teacher: Person) -> None:
    ids = [draft(teacher).id, draft(teacher).id]
    where, author = about(teacher), teacher.id
    db.session.commit()
    added: list[int] = []

    def run(import_id: int) -> None:
        with dbapp.app_context():
            added.append(take_in(import_id, where, author)["added"])

    threads = [threading.Thread(target=run, args=(one,)) for one in [*ids, *ids]]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(added) == [0, 0, 5, 5]
    assert db.session.scalar(select(func.count(Item.id))) == 5


def test_old_drafts_go_and_new_ones_come_back_as_they_were(teacher: Person) -> None:
    with clock.frozen(clock.now() - timedelta(days=15)):
        old = draft(teacher).uid
    new = draft(teacher)
    assert db.session.scalars(select(BankImport.uid)).all() == [new.uid] != [old]
    read = read_text(TEXT)
    db.session.refresh(new)
    assert drafts.unpack_questions(new.content) == read.questions
    assert drafts.unpack_notes(new.content) == read.notes


def test_files_are_read_by_what_is_in_them() -> None:
    assert len(intake.from_file("de.txt", TEXT.encode("utf-16")).result.questions) == 5
    assert len(intake.from_file("DE.TXT", b"\xef\xbb\xbf" + TEXT.encode()).result.questions) == 5
    for name, data, code in (
        ("de.txt", TEXT.encode("cp1258", "replace"), "text_encoding"),
        ("de.pdf", b"%PDF", "file_kind"),
        ("de.docx", b"", "file_empty"),
        ("de.docx", TEXT.encode(), "file_not_word"),
        ("de.txt", b"a" * 1_000_001, "text_too_long"),
    ):
        with pytest.raises(NotRead) as error:
            intake.from_file(name, data)
        assert error.value.code == code, name


def test_invisible_characters_harm_nothing(teacher: Person) -> None:
    row = draft(teacher, TEXT.replace("Câu 1.", "\x00Câu 1.\x0b\u202e"))
    assert "\x00" not in row.text
    assert take_in(row.id, about(teacher), teacher.id)["added"] >= 4


def test_a_digest_tells_questions_apart() -> None:
    same = [SUM, replace(SUM, stem="Một cộng  một bằng\u200b"), replace(SUM, solution="x")]
    assert len({rules.digest(one) for one in same}) == 1
    others = [
        SUM,
        replace(SUM, stem="Một cộng một"),
        replace(SUM, key={"right": 0}),
        replace(SUM, body={"options": ["2", "1"]}),
        replace(SUM, kind="cloze"),
    ]
    assert len({rules.digest(one) for one in others}) == len(others)
