"""The library in the house: filters of its pages, its index, its shelf, its part of today."""

from pathlib import PurePath

from flask import Flask
from flask_babel import format_decimal, gettext
from markupsafe import Markup

from repository import beside, desk, today
from repository.catalogue import describing, labels
from repository.catalogue.models import Work
from repository.counting import cli as count_cli
from repository.counting import identity as count_identity
from repository.counting import permissions as count_rights
from repository.counting import rollup as count_rollup
from repository.deposit.likeness import jobs as likeness_jobs
from repository.deposit.likeness import service as likeness
from repository.deposit.lists import jobs as list_jobs
from repository.deposit.tus import jobs as tus_jobs
from repository.deposit.versions import jobs as version_jobs
from repository.deposit.versions import permissions as version_permissions
from repository.deposit.versions import queries as versions
from repository.fixity import cli as fixity_cli
from repository.fixity import jobs as fixity_jobs
from repository.ingest import jobs as ingest_jobs
from repository.ingest import ocr, virus
from repository.links import cli as links_cli
from repository.links import jobs as link_jobs
from repository.links import queries as links
from repository.links import rules as link_rules
from repository.links import texts as link_texts
from repository.map import asking as map_asking
from repository.map import carrying as map_carrying
from repository.map import listing as map_listing
from repository.map import months as map_months
from repository.map.forms import WANTED
from repository.marc import harvest
from repository.marc import jobs as marc_jobs
from repository.merging import queries as merging
from repository.merging import rules as merge_rules
from repository.merging.permissions import MERGE
from repository.offers import OfferShelf
from repository.packs import cli as packs_cli
from repository.packs import jobs as packs_jobs
from repository.packs import queries as pack_queries
from repository.printed import jobs as print_jobs
from repository.printed import showing as print_showing
from repository.reading import jobs as reading_jobs
from repository.reading import places, rules
from repository.records import doors, structured
from repository.records import jobs as record_jobs
from repository.search import index_job
from repository.search import service as search
from repository.sharing import labels as list_labels
from repository.sharing import views as lists
from repository.shelf import Shelf, homework_url
from school.api import STUDENT, may, subject_name, who
from suite import captions, cli, clock, contracts, office, web
from suite.db import db
from suite.hooks import registry
from suite.settings import current_settings

# Imported so that the worker knows their jobs, and the shell their commands.
JOBS = (
    ingest_jobs,
    reading_jobs,
    index_job,
    fixity_jobs,
    packs_jobs,
    link_jobs,
    list_jobs,
    likeness_jobs,
    version_jobs,
    print_jobs,
    tus_jobs,
    record_jobs,
    marc_jobs,
    harvest,
    map_carrying,
    map_months,
    count_identity,
    count_rollup,
)
COMMANDS = (fixity_cli, packs_cli, count_cli, links_cli)
RIGHTS = (count_rights,)


def init(app: Flask) -> None:
    """Give the app what the library needs of it; after the plugins are installed."""
    app.jinja_env.filters.update(
        kind_label=lambda code: labels.label(labels.KINDS, code),
        licence_label=lambda code: labels.label(labels.LICENCES, code),
        audience_label=lambda code: labels.label(labels.AUDIENCES, code),
        state_label=lambda code: labels.label(labels.STATES, code),
        state_tone=lambda code: labels.TONES.get(code, "neutral"),
        step_label=lambda code: labels.label(labels.STEPS, code),
        warning_label=lambda code: labels.label(labels.WARNINGS, code),
        language_label=lambda code: labels.label(labels.LANGUAGES, code),
        file_size=file_size,
        file_ending=lambda name: PurePath(name).suffix[1:].upper(),
        read_percent=lambda begun: rules.percent(begun.page, begun.file.pages),
        moment=captions.stamp,
        scan_offer=ocr.offer,
        work_line=work_line,
        list_audience=list_labels.audience,
        item_part=list_labels.part,
        pack_origin=pack_queries.origin_of,
        versions_of=versions.of_work,
        merged_into=merging.into,
        parts_again=lambda row: merge_rules.may_part(row.at, clock.now()),
        nearly_same=lambda work: likeness.alike(work, who()),
        links_of=links.of_work,
        site_name=link_rules.shown_host,
        link_label=lambda code: labels.label(link_texts.STATES, code),
        link_tone=lambda code: link_texts.TONES.get(code, "neutral"),
        link_found=lambda code: labels.label(link_texts.FOUND, code),
        code_of=beside.code,
        id_address=doors.id_address,
        structured=lambda work: structured.block(work, beside.code(work)),
        map_periods=map_listing.periods,
        map_why=map_listing.why,
        map_wanted=lambda code: WANTED[code],
        node_level=lambda code: map_listing.LEVELS[code],
    )
    app.jinja_env.globals.update(
        virus_scanner=virus.state,
        beside=beside.beside,
        has_desk=desk.has_desk,
        described=describing.described,
        homework_url=homework_url,
        may_merge=lambda work: may(who(), MERGE, work),
        may_renew=lambda work: may(who(), version_permissions.RENEW, work),
        versions_to_review=lambda: db.session.scalars(versions.to_review(who()).limit(50)).all(),
    )
    print_showing.init(app)
    with app.app_context():
        search.init(app, current_settings().data_dir / "index")
        contracts.provide(contracts.ResourceShelf, Shelf())
        contracts.provide(contracts.PracticeShelf, OfferShelf())
        registry().fill("home.today", today.piece)
        registry().fill("home.today", being_read)
        registry().fill("home.today", lists.of_my_classes)
        registry().fill("home.today", map_asking.today_piece)


@cli.finding
def index_size() -> cli.Finding:
    """Whether the library has outgrown its search engine."""
    engine, number = search.engine(), search.engine().count()
    small = engine.warn_size is None or number <= engine.warn_size
    detail = f"{engine.name}, {number} documents"
    return "search index", small, detail if small else f"{detail}: change to tantivy"


@cli.finding
def scans() -> cli.Finding:
    """Whether text can be read from scans."""
    ready = ocr.engine() is not None
    detail = "Tesseract with vie" if ready else "no Tesseract with vie: scans stay without text"
    return "reading of scans", True, detail


@cli.finding
def office_pages() -> cli.Finding:
    """Whether Office files are shown as the pages that they print."""
    found = office.program()
    return "pages of Office files", True, found or "no LibreOffice: Office files are read as text"


@cli.finding
def virus_scan() -> cli.Finding:
    """Whether files are looked at for viruses before they are taken in."""
    state, detail = virus.state()
    absent = "no ClamAV here: files are taken in without a scan"
    return "virus scan", state != "silent", absent if state == "absent" else detail


def file_size(size: int) -> str:
    """A size in bytes as people read it."""
    if size < 1024 * 1024:
        return f"{format_decimal(max(1, round(size / 1024)))} KB"
    if size < 1024**3:
        return f"{format_decimal(round(size / 1024**2, 1))} MB"
    return f"{format_decimal(round(size / 1024**3, 1))} GB"


def work_line(work: Work) -> str:
    """Kind, subject and grades of a work in one line."""
    subject = work.subject
    parts = [labels.label(labels.KINDS, work.kind)]
    if subject is not None:
        parts.append(subject_name(subject))
    if work.grades:
        grades = ", ".join(str(grade) for grade in work.grades)
        parts.append(gettext("Grade %(grade)s", grade=grades))
    return " · ".join(parts)


def being_read() -> Markup | None:
    """What a pupil is reading, to go on with; one statement."""
    if not who().has(STUDENT) or not (begun := places.begun(who())):
        return None
    return web.piece("repository/reading/home.html", begun=begun)
