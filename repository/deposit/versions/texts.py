"""The words for what is stored of versions as codes."""

from flask_babel import lazy_gettext as N_
from flask_babel.speaklater import LazyString

from repository.deposit.versions import models

STATES: dict[str, LazyString] = {
    models.READING: N_("is being read"),
    models.REFUSED: N_("refused"),
    models.WAITING: N_("Waiting for review"),
    models.GIVEN_BACK: N_("Given back"),
    models.CURRENT: N_("Newest version"),
    models.OLD: N_("Earlier version"),
}
TONES = {
    models.READING: "info",
    models.REFUSED: "danger",
    models.WAITING: "info",
    models.GIVEN_BACK: "warning",
    models.CURRENT: "success",
    models.OLD: "neutral",
}
