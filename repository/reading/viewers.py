"""The reading pages of what is no book: pictures."""

from collections.abc import Callable

from flask import render_template, request

from repository.catalogue.models import WorkFile
from school.api import who

ZOOMS = (100, 150, 200, 300, 400)


def image_page(file: WorkFile) -> str:
    """A picture, as wide as the window or larger: `zoom` in percent of the window."""
    asked = request.args.get("zoom", 100, type=int)
    return render_template(
        "repository/image.html",
        file=file,
        work=file.work,
        zooms=ZOOMS,
        zoom=min(ZOOMS, key=lambda zoom: abs(zoom - asked)),
        counted=who().person_id is not None,
    )


PAGES: dict[str, Callable[[WorkFile], str]] = {"image": image_page}
