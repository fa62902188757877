"""What a reader found, with a broken text layer made whole and what stays odd said."""

import re
from dataclasses import replace

from repository.hooks import Extract
from suite.textlayer import mended

ODD = "odd_text_layer"
_PRIVATE = re.compile("[\ue000-\uf8ff\ufffd]")
# Letters of old fonts shown as Latin-1, inside words: "Ph­¬ng tr×nh".
_OLD = re.compile(r"[a-zA-Z][µ¸¶·¹¨©ª«¬®\xad×]")
_PER_MILLE = 5


def mend(found: Extract) -> Extract:
    """The same with its text in Unicode; warnings old_font, split_text, odd_text_layer."""
    if not found.pages:
        return found
    number = len(found.pages)
    given = [page.text for page in found.pages] + [page.label for page in found.pages]
    texts, codes = mended([*given, found.title])
    pages = tuple(
        replace(page, text=text, label=label)
        for page, text, label in zip(
            found.pages, texts[:number], texts[number : 2 * number], strict=True
        )
    )
    odd = (ODD,) if is_odd(texts[:number]) else ()
    return replace(found, title=texts[-1], pages=pages, warnings=(*found.warnings, *codes, *odd))


def is_odd(texts: list[str]) -> bool:
    """Whether too many letters are none that anybody writes."""
    text = "".join(texts)
    return len(_PRIVATE.findall(text) + _OLD.findall(text)) * 1000 > len(text) * _PER_MILLE
