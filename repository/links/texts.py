"""The words for what is stored of links as codes."""

from flask_babel import lazy_gettext as N_
from flask_babel.speaklater import LazyString

from repository.links import rules

STATES: dict[str, LazyString] = {
    rules.NEW: N_("Not looked at yet"),
    rules.ALIVE: N_("Alive"),
    rules.DEAD: N_("Dead"),
    rules.UNCHECKABLE: N_("Cannot be checked from here"),
}
TONES = {
    rules.NEW: "neutral",
    rules.ALIVE: "success",
    rules.DEAD: "danger",
    rules.UNCHECKABLE: "warning",
}
FOUND: dict[str, LazyString] = {
    "gone": N_("The site says that this page is no longer there."),
    "refused": N_("The site does not answer machines: a person must open it."),
    "error": N_("The site reports a fault of its own."),
    "no_host": N_("There is no site of this name."),
    "no_answer": N_("The site does not answer."),
    "slow": N_("The site takes too long to answer."),
    "certificate": N_("The certificate of the site cannot be checked: a person must open it."),
    "redirects": N_("The site sends from one address to the next without end."),
    "odd": N_("The answer of the site cannot be understood."),
    "private": N_("The address leads into a local network: a person must open it."),
    "offline": N_("This server has no internet, so nothing can be said about the link."),
}
BAD: dict[str, LazyString] = {
    "empty": N_("There is no address."),
    "too_long": N_("The address is longer than 2,000 characters."),
    "letters": N_("The address holds blanks or letters that cannot be seen: copy it anew."),
    "scheme": N_("The address must begin with http:// or https://."),
    "user": N_("The address holds a user name or a password: leave them out."),
    "host": N_("The name of the site is not written as names of sites are."),
    "port": N_("The address leads to a part of a server that is no web site."),
    "private": N_("The address leads into a local network, where others cannot follow it."),
}
