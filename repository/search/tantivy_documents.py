"""Pages as documents of the tantivy index: their words, their fields, what is kept for display."""

import json
from collections.abc import Iterable
from typing import Any

import tantivy

from repository.search.cards import encode
from repository.search.engine import PageDoc
from repository.search.query import exact_words, fold_words, folded_words


def document(doc: PageDoc) -> Any:
    """What the index holds of a page."""
    made = tantivy.Document()
    text = doc.text if doc.page_no else "\n".join((doc.text, *doc.labels))
    for prefix, words_of in (("", text), ("title_", doc.title)):
        words = exact_words(words_of)
        made.add_text(f"{prefix}exact", " ".join(words))
        made.add_text(f"{prefix}folded", " ".join(fold_words(words)))
    made.add_unsigned("work_id", doc.work_id)
    made.add_unsigned("page_no", doc.page_no)
    made.add_text("card", encode(doc))
    singles = (("subject", doc.subject), ("kind", doc.kind))
    for field, value in (*singles, ("language", doc.language), ("licence", doc.licence)):
        made.add_text(field, value)
    lists: tuple[tuple[str, Iterable[str]], ...] = (
        ("grade", map(str, doc.grades)),
        ("format", doc.formats),
        ("access", doc.access),
        ("node", doc.nodes),
        ("tag", doc.tags),
    )
    for field, values in lists:
        for value in values:
            made.add_text(field, value)
    kept: dict[str, Any] = {
        "work_id": doc.work_id,
        "file_id": doc.file_id,
        "page_no": doc.page_no,
        "title": doc.title,
        "text": doc.text,
    }
    if not doc.page_no:
        made.add_text("people", " ".join(folded_words(" ".join(doc.creators))))
        made.add_text("named", " ".join(folded_words(" ".join(doc.names))))
        for name in dict.fromkeys(" ".join(folded_words(name)) for name in doc.names):
            made.add_text("whole", name)
        kept["creators"] = doc.creators
    made.add_bytes("payload", json.dumps(kept, ensure_ascii=False).encode(errors="replace"))
    return made


def payload(searcher: Any, address: Any) -> dict[str, Any]:
    """What was kept of a document for display."""
    kept: dict[str, Any] = json.loads(bytes(searcher.doc(address).get_first("payload")))
    return kept
