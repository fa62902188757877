"""The feed, as who runs the house sees it."""

from flask_babel import lazy_gettext


class OaiFeed:
    """Harvested by catalogues of provinces, universities and the national library."""

    name = "oai"
    title = lazy_gettext("OAI-PMH 2.0")
    about = lazy_gettext("Other libraries harvest the descriptions of public works.")
    endpoint = "oai.answer"
