"""What a Vietnamese syllable looks like: tells Vietnamese from letters that only look like it."""

import re
import unicodedata
from functools import lru_cache

from suite.text import fold

TONES = "\u0300\u0301\u0303\u0309\u0323"
_ONSET = "ngh|ng|nh|gh|gi|kh|ph|th|tr|ch|qu|[bcdđghklmnprstvx]"
_RIMES = """
a ac ach ai am an ang anh ao ap at au ay ăc ăm ăn ăng ăp ăt âc âm ân âng âp ât âu ây
e ec em en eng eo ep et ê êch êm ên ênh êp êt êu êng
i ia ich im in inh ip it iu iêc iêm iên iêng iêp iêt iêu
o oa oac oach oai oam oan oang oanh oao oat oay oăc oăm oăn oăng oăt oc oe oen oeo oet oi om on
ong oong op ot ô ôc ôi ôm ôn ông ôp ôt ơ ơi ơm ơn ơng ơp ơt
u ua uc ui um un ung up ut uôc uôi uôm uôn uông uôt uân uâng uât uây uê uêch uên uênh uơ uy uya
uych uyn uynh uyt uyên uyêt uyu uyp
ư ưa ưc ưi ưm ưn ưng ưt ưu ươc ươi ươm ươn ương ươp ươt ươu y ynh ych yt ym yêm yên yêng yêt yêu
"""
_SYLLABLE = re.compile(
    rf"(?:{_ONSET})?(?:{'|'.join(sorted(_RIMES.split(), key=len, reverse=True))})"
)
_FOLDED = {fold(rime) for rime in _RIMES.split()}
_SYLLABLE_FOLDED = re.compile(
    rf"(?:{_ONSET})?(?:{'|'.join(sorted(_FOLDED, key=len, reverse=True))})"
)
_WORD = re.compile(r"[^\s\d.,;:/()\-–]+")


@lru_cache(maxsize=8192)
def is_syllable(word: str) -> bool:
    """Whether a word can be a syllable of Vietnamese, whatever its case."""
    parts = unicodedata.normalize("NFD", word.casefold())
    if sum(c in TONES for c in parts) > 1:
        return False
    plain = unicodedata.normalize("NFC", "".join(c for c in parts if c not in TONES))
    return bool(_SYLLABLE.fullmatch(plain) or re.fullmatch("gi(?:êng|n|m|p|t|nh)?", plain))


@lru_cache(maxsize=8192)
def is_folded_syllable(word: str) -> bool:
    """Whether a word in lower case without marks can be a syllable of Vietnamese."""
    return bool(_SYLLABLE_FOLDED.fullmatch(word))


def words(text: str) -> list[str]:
    """The words of a text, with whatever signs stand inside them."""
    return _WORD.findall(text)
