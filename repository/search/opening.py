"""Which engine an installation uses."""

from pathlib import Path

from repository.search.engine import SearchEngine


def open_engine(name: str, folder: Path) -> SearchEngine:
    """The engine by its name ("tantivy" or "whoosh"), with its index below `folder`.

    Imported only when asked for, so that a machine without tantivy's wheel can use Whoosh.
    """
    if name == "whoosh":
        from repository.search.whoosh_engine import WhooshEngine

        return WhooshEngine(folder / name)
    from repository.search.tantivy_engine import TantivyEngine

    return TantivyEngine(folder / name)
