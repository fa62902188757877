"""Who may see which restricted thing, and where everybody asks for it: written by hand.

Not worked out from anything in the house: what stands here is what the rules of the library say,
and a route that stands nowhere here fails `test_every_route_is_asked_or_excused`.
"""

from repository.records.rules import check_character
from tests.access.scene import ACTORS

MARKERS = {
    "open": "ivorybund", "staff": "giraffox", "class": "bluwendel", "far": "cormotrap",
    "embargo": "dynaquist", "draft": "eskimarop", "waiting": "fluvotrax",
    "withdrawn": "gorbanzil", "signed": "hexapliro", "printed": "upsiglund",
    "version": "jaspolken", "note": "kremwidow", "class note": "lumbarego", "words": "monkafirt",
    "list": "nubiprast", "pack": "oxtravine",
}  # fmt: skip

EVERYBODY = " ".join(ACTORS)
STAFF = "tea te2 lib pri vic sad hom sub adm"
REVIEWERS = "lib pri vic sad adm"

SEES = {
    "open": EVERYBODY,
    "signed": EVERYBODY.replace("out ", ""),
    "staff": STAFF,
    "printed": STAFF,
    "class": f"st2 te2 {REVIEWERS}",
    "far": "st3 te3 pr2 adm",
    "embargo": f"tea {REVIEWERS}",
    "draft": f"tea {REVIEWERS}",
    "waiting": f"tea {REVIEWERS}",
    "withdrawn": f"stu st2 mar inv {STAFF}",  # its tombstone; its contents nobody
    "version": f"tea {REVIEWERS}",
    "note": "stu",
    "class note": "te2 st2",
    "words": f"mar {STAFF}",
    "list": "te2 st2",
    "pack": "tea",
}
TOMBSTONES = {
    "works.work",
    "identifiers.resolve",
    "agents.show",
    "agents.edit",
    "agents.save",
    "agents.merge",
}
"""What leads to a withdrawn work for who could see it: its stone, and who keeps its author."""
LISTS_WITHDRAWN = {"deposits.mine", "agents.index", "fixity.index"}
INDEXED = ("open", "signed", "staff", "printed", "class", "far")

UNKNOWN = {
    "code": "zzzzzzz" + check_character("zzzzzzz"), "token": "zzzz",
    **{key: f"019a0000-0000-7000-8000-00000000000{at}" for at, key in
       enumerate(("uid", "agent", "version", "note", "list", "pack"))},
    **dict.fromkeys(("file", "pdf", "epub", "image", "media", "captions", "link", "copy",
                     "alignment", "rating", "entry"), 987_654_321),
}  # fmt: skip

# Routes that are asked for one thing by its number. Arguments in braces are keys of the thing;
# what a POST sends stands behind the space.
OPENED = {
    "works.work": "uid={uid}", "works.cover": "uid={uid}", "works.text": "file_id={file}",
    "works.content": "file_id={file}", "works.download": "file_id={file}",
    "works.reader": "file_id={pdf}", "works.find": "file_id={file}&q=chungkho",
    "works.shown": "file_id={captions}", "pictures.picture": "file_id={pdf}&page=1",
    "books.page": "file_id={epub}&number=1", "identifiers.resolve": "code={code}",
}  # fmt: skip
CORE = {"works.work"}
"""Asked for every thing by everybody; the others for one thing by everybody, in turn."""

BY_NUMBER = {
    "pictures.show": "file_id={pdf}", "books.show": "file_id={epub}",
    "books.picture": "file_id={epub}&number=0", "citing.show": "uid={uid}",
    "citing.export": "uid={uid}&form=bib", "deposits.edit": "uid={uid}",
    "deposits.topics": "uid={uid}", "previews.index": "uid={uid}", "items.choose": "uid={uid}",
    "agents.show": "uid={agent}", "agents.edit": "uid={agent}", "links.go": "link_id={link}",
    "notes.index": "file_id={file}", "notes.add": "file_id={file}", "notes.edit": "uid={note}",
    "versions.new": "file_id={file}", "versions.show": "uid={version}",
    "versions.download": "uid={version}", "registers.opened": "copy_id={copy}",
    "collections.show": "uid={list}", "collections.edit": "uid={list}",
    "items.edit": "uid={public}&item_id={entry}", "packs.download": "uid={pack}",
    "agents.suggest": "work={uid}&q=nguoikho", "opds.work2": "uid={uid}",
    "merging.choose": "uid={uid}", "merging.pair": "uid={uid}&other={uid}",
}  # fmt: skip

SENT = {
    "deposits.align": "uid={uid}", "deposits.save": "uid={uid}", "deposits.submit": "uid={uid}",
    "deposits.take_back": "uid={uid}", "reviews.publish": "uid={uid}",
    "reviews.ask_changes": "uid={uid} reason=x", "reviews.withdraw": "uid={uid} reason=x",
    "reviews.confirm": "uid={uid}", "reviews.reject": "alignment_id={alignment}",
    "loans.hold": "uid={uid}", "previews.make": "uid={uid} purpose=x&days=3",
    "previews.revoke": "uid={uid}&preview_id=1", "places.close": "uid={uid}",
    "notes.add": "file_id={file} text=x", "notes.bookmark": "file_id={file}",
    "notes.edit": "uid={note} text=x", "notes.remove": "uid={note}",
    "works.beat": "file_id={file} seconds=9", "ratings.rate": "uid={uid} stars=5",
    "ratings.remove": "uid={uid}", "ratings.report": "rating_id={rating}",
    "ratings.decide": "rating_id={rating} state=hidden", "uploads.captions": "uid={uid}",
    "uploads.read_scan": "file_id={file}", "versions.give": "file_id={file} reason=x",
    "versions.publish": "uid={version}", "versions.give_back": "uid={version} reason=x",
    "links.add": "uid={uid} url=https://a.vn/", "links.check": "link_id={link}",
    "links.confirm": "link_id={link}", "links.remove": "link_id={link}",
    "agents.save": "uid={agent} name=x", "agents.merge": " keep={agent}&gone={agent}",
    "items.choose": "uid={uid} into={list}", "collections.edit": "uid={list} title=x",
    "collections.remove": "uid={list}", "items.edit": "uid={public}&item_id={entry}",
    "items.move": "uid={public}&item_id={entry} way=up",
    "items.remove": "uid={public}&item_id={entry}", "packs.remove": "uid={pack}",
    "merging.merge": "uid={uid}&other={uid}",
    "packs.new": " work={uid}&title=x&make=1", "bulk.preview": " works={uid}&field=series&series=x",
    "bulk.apply": " works={uid}&field=series&series=x", "decisions.begin": " work={uid}",
}  # fmt: skip

MANY = {"packs.new", "bulk.preview", "bulk.apply", "decisions.begin"}
"""Forms that take many numbers, and leave out what is not there."""

PREVIEWS = {
    "previews.show": "token={token}", "previews.cover": "token={token}",
    "previews.text": "token={token}&file_id={file}",
    "previews.content": "token={token}&file_id={file}",
    "previews.download": "token={token}&file_id={file}",
    "previews.picture": "token={token}&file_id={pdf}&page=1",
}  # fmt: skip
"""Asked with a token that was revoked; it says so, and nothing else."""

# Pages on which many things stand, with what an address asks. {unit} is the own school.
PAGES = {
    "library.search": ("", "q=chungkho", "q=chungkho&sort=title&kind=text"),
    "library.complete": ("q=chungkh", "q=nguoikh"),
    "agents.index": ("",), "collections.index": ("",),
    "counts.index": ("unit={unit}",), "counts.counter": ("report=TR&form=csv&unit={unit}",),
    "deposits.mine": ("",), "fixity.index": ("",),
    "links.index": ("state=all",), "nodes.show": ("uid={node}",), "packs.index": ("",),
    "packs.new": ("collection={public}",), "collections.show": ("uid={public}",),
    "ratings.index": ("",), "reviews.queue": ("",), "bulk.choose": ("{works}",),
    "home.index": ("",),
    "works.work": ("uid={open}", "uid={waiting}"), "notes.index": ("file_id={read}",),
}  # fmt: skip
GET_RECORD = "verb=GetRecord&metadataPrefix=oai_dc&identifier="
IN_TURN = {"q=chungkho&sort=title&kind=text"}
"""Asked by every second."""
READERS_FEEDS = {
    "opds.works": ("", "q=chungkho"), "opds.works2": ("",), "opds.by": ("name=kind",),
    "opds.by2": ("name=kind",), "opds.start": ("",), "opds.start2": ("",),
}  # fmt: skip
"""Of what a reader may see: apps sign in as their reader does."""
FEEDS = {
    "oai.answer": ("verb=ListRecords&metadataPrefix=oai_dc",
                   "verb=ListIdentifiers&metadataPrefix=oai_dc", "verb=ListSets", "verb=Identify"),
    "sitemap.part": ("number=1",), "sitemap.index": ("",), "sitemap.robots": ("",),
}  # fmt: skip
"""For machines that sign in nowhere: what is public, and the same to everybody."""

# Why some routes are not asked: nothing of a work that its reader may not see can stand there.
_OWN = "shows what its person made, to that person alone: tests/access asks as every role"
_PRINT = "registers and desks of a unit's printed books, for who keeps or inspects them"
_FORM = "an empty form, or a list of tools"
_NUMBERS = "figures of a whole unit that must agree with I3; no work is named"
EXCUSED = {
    **dict.fromkeys((
        "agents.part", "agents.doubles", "bulk.batch", "bulk.batches", "bulk.undo",
        "lists.give", "lists.index",
        "lists.send", "lists.show", "lists.take", "lists.take_back", "library.saved_keep",
        "library.saved_list", "library.saved_remove", "packs.brought", "packs.take",
        "resumable.add", "resumable.begin", "resumable.by_header", "resumable.discard",
        "resumable.discard_by_form", "resumable.spoken", "resumable.stands", "uploads.state",
        "uploads.receive", "collections.new", "marc.result", "marc.keep", "loans.mine",
        "loans.leave", "loans.renew",
    ), _OWN),
    **dict.fromkeys((
        "class_sets.choose", "class_sets.form", "class_sets.lend", "criteria.show", "desk.back",
        "desk.lend", "desk.scan", "desk.take_back", "labels.cards", "labels.form",
        "labels.sheets", "loans.late", "loans.queue", "loans.settings", "loans.settle",
        "loans.tell", "printed.add", "printed.add_form", "printed.confirm", "printed.home",
        "printed.import_form", "printed.index", "printed.preview", "printed.template",
        "printed.undo", "registers.accessions", "registers.copy", "registers.correct",
        "registers.general", "registers.say", "stock.begin", "stock.close", "stock.index",
        "stock.scan", "stock.show", "stock.write_off", "stock.write_off_form",
        "print_lists.file", "print_lists.labels", "print_lists.made", "print_lists.register",
        "visits.correct", "visits.count", "visits.show", "visits.tap",
    ), _PRINT),
    **dict.fromkeys((
        "library_desk.show", "links.new", "links.create", "lists.template", "packs.bring",
        "uploads.form", "identifiers.index", "opds.description", "opds.picture", "flow.steps",
        "flow.choose", "fixity.start", "ratings.switch", "nodes.sheet",
        "nodes.grade_sheet", "packs.forget", "packs.remember",
    ), _FORM),
    **dict.fromkeys((
        "map.index", "map.tree", "map.gaps", "map.year", "counts.classes", "counts.grades",
        "counts.nodes",
    ), _NUMBERS),
    **dict.fromkeys((
        "map.ask", "map.asks", "map.close", "programme.apply", "programme.check",
        "programme.correct", "programme.index", "programme.move", "programme.table",
        "programme.undo",
    ), "the programme and who is asked for what; the material that came is named as far as one may "
       "see it, which tests/repository/map asks"),
    **dict.fromkeys((
        "marc.add", "marc.close", "marc.give", "marc.harvest", "marc.index",
    ), "sources of a unit, for its reviewers"),
    **dict.fromkeys((
        "library.missed_decide", "library.missed_list", "library.missed_one",
    ), "what people typed, from three people on: tests/repository/search asks"),
    **dict.fromkeys((
        "decisions.add_file", "decisions.annex", "decisions.change", "decisions.decide",
        "decisions.drop", "decisions.file", "decisions.index", "decisions.show", "decisions.undo",
        "decisions.withdrawal", "flow.onward", "merging.part",
    ), "lists of a unit, for who decides over its works"),
}  # fmt: skip


def sees(name: str, actor: str) -> bool:
    """What the table says."""
    return actor in SEES[name].split()
