"""What the outside calls our codes, and text that fits into XML."""

import re

_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_THREE_LETTERS = {"vi": "vie", "en": "eng", "fr": "fre"}
_CC = "https://creativecommons.org/licenses"
LICENCE_ADDRESSES = {
    "cc0": "https://creativecommons.org/publicdomain/zero/1.0/",
    "public-domain": "https://creativecommons.org/publicdomain/mark/1.0/",
    "cc-by": f"{_CC}/by/4.0/",
    "cc-by-sa": f"{_CC}/by-sa/4.0/",
    "cc-by-nc": f"{_CC}/by-nc/4.0/",
    "cc-by-nc-sa": f"{_CC}/by-nc-sa/4.0/",
    "cc-by-nd": f"{_CC}/by-nd/4.0/",
    "cc-by-nc-nd": f"{_CC}/by-nc-nd/4.0/",
}


def clean(text: str) -> str:
    """The text without characters that XML does not know."""
    return _NOT_XML.sub("", text).strip()


def language_code(language: str) -> str:
    """The code of a language by ISO 639-1; "und" where ours says only that it is another."""
    return language if re.fullmatch(r"[a-z]{2,3}", language) else "und"


def marc_language(language: str) -> str:
    """The code of a language as MARC writes it."""
    return _THREE_LETTERS.get(language, "und")


def from_marc_language(code: str) -> str:
    """Our code of a language from three letters of MARC."""
    return {three: two for two, three in _THREE_LETTERS.items()}.get(code, "other")
