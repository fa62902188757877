"""What printed books give to templates of the library."""

from flask import Flask

from repository.printed import loan_views, shelves, texts
from school.api import may, who


def init(app: Flask) -> None:
    """Filters, and what the search and the page of a work ask."""
    app.jinja_env.filters.update(
        copy_state=lambda code: str(texts.STATES.get(code, code)),
        copy_tone=lambda code: texts.TONES.get(code, "neutral"),
        hundredths=hundredths,
    )
    app.jinja_env.globals.update(
        print_shelves=shelves.shelves,
        hold_offer=loan_views.hold_offer,
        reads_print=lambda: may(who(), "print.read", None),
        registers_of=lambda work: may(who(), "print.read", work.unit),
        has_loans=lambda: may(who(), "loans.mine", None),
    )


def hundredths(value: int | None) -> str:
    """A figure in hundredths as people read it; a dash for none."""
    if value is None:
        return "–"
    whole, rest = divmod(value, 100)
    return f"{whole},{rest:02d}" if rest else f"{whole}"
