"""The list of questions: its columns, and what it is narrowed to in words."""

from typing import Any

from flask import request
from flask_babel import gettext, lazy_gettext
from sqlalchemy import select

from lms.bank import levels
from lms.bank.looking import MOST, Found
from lms.bank.models import Item, ItemVersion
from lms.bank.queries import Filters
from school.api import Person, Subject, subject_name
from suite import clock
from suite.db import db
from suite.lists import Column, Listing

PER_PAGE, DEEPEST = 30, 200


def listing(asked: Filters, found: Found) -> Listing:
    """Rows of (question, its current version, subject, author), the newest first.

    The database sorts and cuts ids alone and loads what a page shows; a bank may be large.
    """
    query = found.ids
    if request.args.get("sort", "").endswith("author"):
        query = query.join(Person, Person.id == Item.author_id)
    subjects = found.facets.subjects
    names = [subject_name(one) for one, _count in subjects if one.code == asked.subject]
    cut = gettext("the newest %(num)s that hold them", num=MOST) if found.facets.cut else ""
    filters = (
        (gettext("Subject"), "".join(names)),
        (gettext("Grade"), str(asked.grade or "")),
        (gettext("Topic"), asked.topic),
        (gettext("Level"), str(levels.NAMES.get(asked.level, ""))),
        (gettext("Words"), f"{asked.words} ({cut})" if cut else asked.words),
        (gettext("State"), gettext("out of use") if asked.retired else gettext("in use")),
    )
    return Listing(
        query,
        COLUMNS,
        (Item.id.desc(),),
        dress=_rows,
        per_page=PER_PAGE,
        total=found.facets.total,
        deepest=DEEPEST,
        filters=filters,
    )


def _rows(item_ids: list[int]) -> list[Any]:
    """What the list shows of questions that were found, in their order; one statement."""
    query = (
        select(Item, ItemVersion, Subject, Person.full_name)
        .join(
            ItemVersion,
            (ItemVersion.item_id == Item.id) & (ItemVersion.number == Item.current_number),
        )
        .join(Subject, Subject.code == Item.subject_code)
        .join(Person, Person.id == Item.author_id)
        .where(Item.id.in_(item_ids))
    )
    by_id = {row[0].id: row for row in db.session.execute(query)}
    return [by_id[one] for one in item_ids]


COLUMNS = (
    Column("question", lazy_gettext("Question"), lambda row: row[1].stem),
    Column("subject", lazy_gettext("Subject"), lambda row: subject_name(row[2]),
           (Item.subject_code,)),
    Column("grade", lazy_gettext("Grade"), lambda row: row[0].grade, (Item.grade,), "num"),
    Column("topic", lazy_gettext("Topic"), lambda row: row[0].topic),
    Column("level", lazy_gettext("Level"), lambda row: levels.NAMES.get(row[0].level, ""),
           (Item.level,)),
    Column("facility", lazy_gettext("Facility"),
           lambda row: "" if row[0].facility is None else f"{row[0].facility / 10:.1f} %",
           (Item.facility,), "num"),
    Column("author", lazy_gettext("Written by"), lambda row: row[3], (Person.sort_key,)),
    Column("made", lazy_gettext("In the bank since"),
           lambda row: clock.local_date(row[0].created_at), (Item.id,)),
)  # fmt: skip
