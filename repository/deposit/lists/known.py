"""The codes of the house by the words that people write in lists."""

from collections.abc import Mapping

from flask_babel import force_locale
from flask_babel.speaklater import LazyString

from repository.catalogue import labels, queries, rules
from repository.deposit.lists import words
from repository.deposit.lists.rules import Known
from school.roster.existing import subject_names
from school.roster.headers import key
from school.roster.subjects import subject_keys
from suite.settings import current_settings


def known() -> Known:
    """What lists may say today; three statements."""
    return Known(
        kinds=_words(queries.kinds(), labels.KINDS, words.KINDS),
        subjects=subject_keys(subject_names()),
        licences=_words(queries.licences(), labels.LICENCES, words.LICENCES),
        audiences=_words(list(rules.AUDIENCES), labels.AUDIENCES, words.AUDIENCES),
        languages=_words(list(labels.LANGUAGES), labels.LANGUAGES, words.LANGUAGES),
        private=current_settings().links_private,
    )


def _words(
    codes: list[str], names: Mapping[str, LazyString], more: Mapping[str, str]
) -> dict[str, str]:
    found = {name: code for name, code in more.items() if code in codes}
    for code in codes:
        found[key(code)] = code
        for locale in ("vi", "en"):
            with force_locale(locale):
                found[key(str(names.get(code, code)))] = code
    return found
