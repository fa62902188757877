"""What is read of the tags."""

from sqlalchemy import select

from repository.catalogue.tags.models import Tag, TagScheme
from school.api import valid_today
from suite.db import db
from suite.i18n import language


def name_of(row: Tag | TagScheme) -> str:
    """The name of a tag or scheme in the reader's language."""
    return row.name_vi if language() == "vi" else row.name_en


def by_scheme() -> dict[TagScheme, list[Tag]]:
    """The tags in force today under their schemes, in order; one statement."""
    query = select(Tag, TagScheme).join(TagScheme, TagScheme.code == Tag.scheme_code)
    query = query.where(
        valid_today(Tag.valid_from, Tag.valid_to),
        valid_today(TagScheme.valid_from, TagScheme.valid_to),
    )
    found: dict[TagScheme, list[Tag]] = {}
    for tag, scheme in db.session.execute(query.order_by(TagScheme.position, Tag.position)):
        found.setdefault(scheme, []).append(tag)
    return found


def names() -> dict[str, str]:
    """The names of all tags by slug, old ones too; one statement."""
    rows = db.session.scalars(select(Tag).order_by(Tag.valid_from))
    return {row.slug: name_of(row) for row in rows}
