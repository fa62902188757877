"""Lines of an answer sheet: questions of one exam that are none of the bank.

They have versions and keys like others, so that answers, marks and statistics go the same ways,
but are out of use from the start: no list, search or draw finds them.
"""

from collections.abc import Sequence

from sqlalchemy import delete, select

from lms.bank import finding, rules
from lms.bank.models import Item, ItemVersion
from lms.bank.rules import Content
from suite import clock
from suite.db import db


def add(
    school_id: int, subject_code: str, contents: Sequence[Content], author_id: int
) -> list[int]:
    """Keep the lines of a sheet; their ids in order. Flushed, not committed."""
    now = clock.now()
    items = [
        Item(
            school_id=school_id,
            subject_code=subject_code,
            kind=content.kind,
            author_id=author_id,
            digest=rules.digest(content),
            created_at=now,
            retired_at=now,
            current_number=1,
            of_sheet=True,
            indexed=finding.MAKE,
            versions=[
                ItemVersion(
                    number=1,
                    stem=content.stem,
                    body=content.body,
                    key=content.key,
                    created_at=now,
                    author_id=author_id,
                )
            ],
        )
        for content in contents
    ]
    db.session.add_all(items)
    db.session.flush()
    return [item.id for item in items]


def forget(item_ids: Sequence[int]) -> None:
    """Delete lines of a sheet that no exam asks any more; questions of the bank stay."""
    lines = select(Item.id).where(Item.id.in_(item_ids), Item.of_sheet)
    ids = list(db.session.scalars(lines))
    db.session.execute(delete(ItemVersion).where(ItemVersion.item_id.in_(ids)))
    db.session.execute(delete(Item).where(Item.id.in_(ids)))
