"""The feed, as who runs the house sees it."""

from flask_babel import lazy_gettext


class OpdsFeed:
    """Added as a catalogue in reading apps such as Thorium, KOReader or Moon+ Reader."""

    name = "opds"
    title = lazy_gettext("OPDS 1.2 and 2.0")
    about = lazy_gettext("Reading apps look through the library, search it and fetch its files.")
    endpoint = "opds.start"
