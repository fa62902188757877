"""The way from the library to a class: `suite.contracts.HomeworkDesk`."""

from typing import cast

from flask import Flask, url_for
from flask.blueprints import BlueprintSetupState

from school.api import TEACHER, who
from suite import contracts


class Desk:
    """Fulfils HomeworkDesk."""

    def link(
        self,
        ref: str,
        pages: tuple[int | None, int | None] = (None, None),
        moments: tuple[int | None, int | None] = (None, None),
    ) -> str | None:
        """The page on which a teacher chooses the course; the part goes with it."""
        if not who().has(TEACHER):
            return None
        return url_for(
            "reading.choose", ref=ref, from_page=pages[0], to_page=pages[1],
            from_second=moments[0], to_second=moments[1],
        )  # fmt: skip


def open_desk(state: BlueprintSetupState) -> None:
    """Tell the house that homework is set here."""
    with cast(Flask, state.app).app_context():
        contracts.provide(contracts.HomeworkDesk, Desk())
