"""4,800 real questions into the bank: what lands is right, and what does not is named."""

import json
from collections import Counter
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from lms.bank import intake
from lms.bank.models import ItemVersion
from lms.bank.reader_process import answer
from lms.bank.service import About
from lms.bank.taking import take_in
from suite import apart
from suite.db import db
from tests.kit import make
from tests.kit.shared import shared
from tests.lms.bank.test_layout_vnhsge import DOTLESS, derive, repaired, squash, text_of

Facts = tuple[str, tuple[str, ...], str]


def expected(item: dict[str, str]) -> Facts | None:
    """What the plain derivation says of an item; None where it says nothing."""
    found = repaired(item) if item["ID"] in DOTLESS else derive(item)
    if found is None or found[2] is None:
        return None
    return squash(found[0]), tuple(squash(text) for _, text in found[1]), found[2]


def landed() -> list[Facts]:
    """What is in the bank now."""
    versions = db.session.scalars(select(ItemVersion))
    return [
        (squash(v.stem), tuple(map(squash, v.body["options"])), "ABCDEFGH"[v.key["right"]])
        for v in versions
    ]


def in_this_process(_reader: str, kind: str, *, data: bytes, **_limits: int) -> Any:
    return json.loads(json.dumps(answer(kind, data)))


def test_all_files_go_in(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    # The reader's process costs more than the reading: here it is not looked at.
    monkeypatch.setattr(apart, "answer_of", in_this_process)
    teacher = make.teacher(make.school_class())
    assert teacher.school_id is not None
    about, wanted = About(teacher.school_id, "TOAN"), []
    left: Counter[str] = Counter()
    for path in sorted(shared("data/questions/vnhsge").glob("*.json")):
        items = json.loads(path.read_text("utf-8"))
        wanted += [expected(item) for item in items]
        read = intake.from_text("\n\n".join(map(text_of, items)))
        row = intake.keep(read, teacher.school_id, teacher.id, path.name, {})
        outcome = take_in(row.id, about, teacher.id)
        assert outcome["added"] + len(outcome["left"]) == len(items), path.name
        for one in outcome["left"]:
            left[one["why"]] += 1
            told = one["why"] == "known" or one["notes"] or one["codes"]
            assert told, (path.name, one)
    found = landed()
    in_bank, meant = set(found), set(wanted)
    right = sum(facts in in_bank for facts in wanted)
    print(f"{len(wanted)} read, {len(found)} new and {right} right in the bank, left: {dict(left)}")
    assert len(wanted) == 4800
    assert len(in_bank) == len(found) == 4800 - sum(left.values())
    assert [facts for facts in found if facts not in meant] == []
    assert right >= 0.98 * 4800
    assert right + left["refused"] + left["not_ticked"] >= 4800
