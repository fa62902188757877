"""The words for what lists store as codes and numbers."""

from flask_babel import gettext
from flask_babel import lazy_gettext as N_
from flask_babel.speaklater import LazyString

from repository.sharing import rules
from repository.sharing.models import Collection, CollectionItem
from suite import captions

VISIBILITIES: dict[str, LazyString] = {
    rules.PRIVATE: N_("Only me"),
    rules.CLASS: N_("A class: its pupils and teachers"),
    rules.SCHOOL: N_("Everyone in the school"),
    rules.PUBLIC: N_("Everyone, without signing in"),
}


def audience(held: Collection) -> str:
    """To whom a list is shown, in few words."""
    if held.visibility == rules.CLASS and held.school_class is not None:
        return gettext("Class %(name)s", name=held.school_class.name)
    return str(VISIBILITIES.get(held.visibility, held.visibility))


def part(item: CollectionItem) -> str:
    """Which part of a work is meant: "p. 12–18", "02:15–05:00"; empty for the whole."""
    if item.from_second is not None or item.to_second is not None:
        begin = captions.stamp(item.from_second or 0)
        return begin if item.to_second is None else f"{begin}–{captions.stamp(item.to_second)}"
    first, last = item.from_page, item.to_page
    if first is None and last is None:
        return ""
    if last is None:
        return gettext("from p. %(first)s on", first=first)
    if first == last:
        return gettext("p. %(page)s", page=first)
    return gettext("p. %(first)s–%(last)s", first=first or 1, last=last)
