"""The schema of the Whoosh index: one field holds each word twice, folded and as written."""

from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from whoosh import fields
from whoosh.analysis import Token, Tokenizer

from repository.search.query import exact_words
from suite.text import fold


class DualTokenizer(Tokenizer):
    """Both spellings at one position, so that phrases work in either ("phương", "phuong")."""

    def __call__(
        self,
        value: str,
        positions: bool = False,
        chars: bool = False,
        keeporiginal: bool = False,
        removestops: bool = True,
        start_pos: int = 0,
        start_char: int = 0,
        mode: str = "",
        **_: Any,
    ) -> Iterator[Token]:
        token = Token(positions, chars, removestops=removestops, mode=mode)
        token.boost, token.stopped = 1.0, False
        for position, word in enumerate(exact_words(value), start=start_pos):
            token.pos = position
            folded = _fold(word)
            token.text = folded
            yield token
            if folded != word:
                token.text = word
                yield token


@lru_cache(maxsize=65_536)
def _fold(word: str) -> str:
    return fold(word)


def schema() -> Any:
    """The fields of one document."""
    return fields.Schema(
        text=fields.TEXT(analyzer=DualTokenizer(), phrase=True),
        title=fields.TEXT(analyzer=DualTokenizer(), phrase=True),
        people=fields.TEXT(analyzer=DualTokenizer(), phrase=False),
        named=fields.TEXT(analyzer=DualTokenizer(), phrase=True),
        whole=fields.KEYWORD(commas=True),
        access=fields.KEYWORD(commas=True),
        work_id=fields.ID(),
        page_no=fields.ID(),
        card=fields.ID(sortable=True),
        payload=fields.STORED(),
    )
