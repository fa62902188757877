"""The one file that names every package of the house and builds the app."""

import importlib
from collections.abc import Callable, Sequence

import click
from flask import Blueprint, Flask

import indicators.conditions.models
import indicators.ledger.models
import indicators.register.models
import indicators.rollup.models
import lms.analysis.use
import lms.bank.models
import lms.blueprints.models
import lms.blueprints.permissions
import lms.courses.first_steps
import lms.courses.models
import lms.demo
import lms.erasing
import lms.exams.decided
import lms.exams.demo
import lms.exams.models
import lms.exams.traces
import lms.following
import lms.grades.models
import lms.marking.models
import lms.notices
import lms.papers.models
import lms.practice.models
import lms.practice.permissions
import lms.reminders
import lms.roster
import lms.sittings.models
import lms.usage
import repository.catalogue.agents.models
import repository.catalogue.agents.permissions
import repository.catalogue.bulk.models
import repository.catalogue.describe_views
import repository.catalogue.models
import repository.counting.models
import repository.demo
import repository.demo_lists
import repository.demo_print
import repository.deposit.likeness.models
import repository.deposit.lists.models
import repository.deposit.tus.models
import repository.deposit.versions.models
import repository.erasing
import repository.first_steps
import repository.fixity.models
import repository.flow.models
import repository.ingest.models
import repository.links.models
import repository.map.landing
import repository.map.models
import repository.marc.models
import repository.merging.models
import repository.notices
import repository.packs.models
import repository.printed.loan_models
import repository.printed.models
import repository.printed.stock_models
import repository.printed.visit_models
import repository.reading.models
import repository.records.models
import repository.search.completing_views
import repository.search.missed_views
import repository.search.models
import repository.search.saved_views
import repository.sharing.models
import repository.usage
import school.accommodations.models
import school.calendar.models
import school.classes.models
import school.curriculum.models
import school.demo
import school.demo_roles
import school.first_steps
import school.groups.models
import school.notices.choice_views
import school.notices.jobs
import school.notices.models
import school.people.models
import school.roster.jobs
import school.roster.models
import school.signin.jobs
import school.signin.models
import school.timetable.models
import school.turnover.models
import school.units.models
import suite.audit
import suite.forms
import suite.jobs
import suite.sweep
import suite.undo
from indicators import cli as indicators_cli
from indicators import wiring as indicators_wiring
from lms.analysis import alike_views as alike
from lms.analysis import topic_views as topics
from lms.analysis import views as analysis
from lms.bank import cli as bank_cli
from lms.bank import export_views as bank_export
from lms.bank import finding as bank_finding
from lms.bank import formula_views as bank_formula
from lms.bank import import_views as bank_import
from lms.bank import levels as bank_levels
from lms.bank import picture_views as bank_pictures
from lms.bank import place_views as bank_places
from lms.bank import share_views as bank_share
from lms.bank import showing as bank_showing
from lms.bank import stimulus_views as bank_stimulus
from lms.bank import tables as bank_tables
from lms.bank import tally as bank_tally
from lms.bank import views as bank
from lms.blueprints import paper_views as blueprint_papers
from lms.blueprints import presets as blueprint_presets
from lms.blueprints import print_views as exam_prints
from lms.blueprints import views as blueprints
from lms.courses import family as courses_family
from lms.courses import today as courses_today
from lms.courses import views as courses
from lms.exams import cli as exams_cli
from lms.exams import desk as exams_desk
from lms.exams import door as exams_door
from lms.exams import file_views as exam_files
from lms.exams import part_views as exams_parts
from lms.exams import pupil_views as exams
from lms.exams import rescue_views as exams_rescue
from lms.exams import run_views as exams_run
from lms.exams import staff_views as exams_staff
from lms.grades import views as grades
from lms.marking import regrade_views as regrade
from lms.marking import request_views as requests
from lms.marking import views as marking
from lms.papers import cut_views as exam_cut
from lms.papers import views as exam_paper
from lms.practice import pupil_views as practice
from lms.practice import running as practice_running
from lms.practice import views as practice_sets
from lms.sittings import board_views as sittings_board
from lms.sittings import candidate_views as sittings_candidates
from lms.sittings import cli as sittings_cli
from lms.sittings import live as sittings_live
from lms.sittings import mine_views as sittings_mine
from lms.sittings import plan_views as sittings_plan
from lms.sittings import quiet as sittings_quiet
from lms.sittings import sheet_views as sittings_sheets
from lms.sittings import views as sittings
from repository import cli as library_cli
from repository import desk
from repository import wing as library
from repository.catalogue import reviews
from repository.catalogue import views as deposits
from repository.catalogue.agents import views as agents
from repository.catalogue.bulk import views as bulk
from repository.citing import views as citing
from repository.counting import views as counts
from repository.counting import watching as counts_watching
from repository.deposit.lists import views as lists
from repository.deposit.tus import views as resumable
from repository.deposit.versions import views as versions
from repository.fixity import views as fixity
from repository.flow import decision_views as decisions
from repository.flow import preview_views as previews
from repository.flow import views as flow
from repository.ingest import views as uploads
from repository.links import views as links
from repository.map import node_views as map_nodes
from repository.map import programme_views as programme
from repository.map import views as curriculum_map
from repository.marc import views as marc
from repository.merging import views as merging
from repository.packs import views as packs
from repository.printed import criteria_views as print_criteria
from repository.printed import desk_views as print_desk
from repository.printed import label_views as print_labels
from repository.printed import list_views as print_lists
from repository.printed import loan_views as print_loans
from repository.printed import register_views as print_registers
from repository.printed import set_views as print_sets
from repository.printed import stock_views as print_stock
from repository.printed import views as printed
from repository.printed import visit_views as print_visits
from repository.reading import book_views as books
from repository.reading import note_views as notes_of_books
from repository.reading import picture_views as page_pictures
from repository.reading import place_views as places
from repository.reading import views as reading
from repository.records import views as identifiers
from repository.search import views as search
from repository.sharing import item_views as list_items
from repository.sharing import rating_views as ratings
from repository.sharing import views as collections
from school import cli as school_cli
from school import design, guide, home
from school import today as school_today
from school.accommodations import views as accommodations
from school.calendar import views as calendar
from school.classes import change_views as class_changes
from school.classes import pupil_views as class_pupils
from school.classes import views as classes
from school.family import today as family_today
from school.family import views as family
from school.groups import views as groups
from school.notices import bell
from school.notices import views as notices
from school.people import cli as people_cli
from school.people import edit_views as people_edit
from school.people import grant_views as grants
from school.people import views as people
from school.rights import seen_views as rights_seen
from school.rights import views as rights
from school.roster import cli as roster_cli
from school.roster import import_views as roster_imports
from school.roster import views as roster
from school.signin import candidate_views as candidates
from school.signin import card_views as cards
from school.signin import cli as signin_cli
from school.signin import confirm_views as confirming
from school.signin import factor_views as factors
from school.signin import oidc_views as oidc
from school.signin import passkey_views as passkeys
from school.signin import session as signin_session
from school.signin import session_views as sessions
from school.signin import views as signin
from school.timetable import views as timetable
from school.turnover import views as turnover
from school.units import change_views as unit_changes
from school.units import succession_views as successions
from school.units import undo_views as unit_undo
from school.units import views as units
from suite import (
    cli,
    compression,
    db,
    demo,
    files,
    forms,
    hooks,
    i18n,
    jobpages,
    look,
    serve,
    settings,
    web,
)
from suite.hooks import Plugin
from suite.settings import Settings

# One line a plugin: delete it together with the folder and the house goes on.
BUNDLED: tuple[str, ...] = (
    "lms.activities.page",
    "lms.activities.assignment",
    "lms.activities.exam",
    "lms.questions.single_choice",
    "lms.questions.multiple_choice",
    "lms.questions.true_false",
    "lms.questions.short_number",
    "lms.questions.short_text",
    "lms.questions.matching",
    "lms.questions.ordering",
    "lms.questions.cloze",
    "lms.questions.essay",
    "lms.questions.file_answer",
    "lms.questions.hotspot",
    "lms.activities.reading",
    "repository.formats.pdf",
    "repository.formats.epub",
    "repository.formats.text",
    "repository.formats.word",
    "repository.formats.slides",
    "repository.formats.sheets",
    "repository.formats.html",
    "repository.formats.image",
    "repository.formats.media",
    "repository.formats.subtitles",
    "repository.feeds.oai",
    "repository.feeds.opds",
    "repository.feeds.sitemap",
    "school.channels.email",
)
BLUEPRINTS: tuple[Blueprint, ...] = (
    home.blueprint,
    guide.blueprint,
    design.blueprint,
    jobpages.blueprint,
    look.blueprint,
    signin.blueprint,
    candidates.blueprint,
    cards.blueprint,
    confirming.blueprint,
    factors.blueprint,
    oidc.blueprint,
    passkeys.blueprint,
    sessions.blueprint,
    units.blueprint,
    unit_changes.blueprint,
    successions.blueprint,
    unit_undo.blueprint,
    classes.blueprint,
    class_changes.blueprint,
    class_pupils.blueprint,
    timetable.blueprint,
    turnover.blueprint,
    groups.blueprint,
    people.blueprint,
    grants.blueprint,
    people_edit.blueprint,
    accommodations.blueprint,
    rights.blueprint,
    rights_seen.blueprint,
    family.blueprint,
    calendar.blueprint,
    notices.blueprint,
    roster.blueprint,
    roster_imports.blueprint,
    courses.blueprint,
    grades.blueprint,
    bank_pictures.blueprint,
    bank_formula.blueprint,
    bank.blueprint,
    bank_import.blueprint,
    bank_export.blueprint,
    exam_files.blueprint,
    bank_places.blueprint,
    bank_share.blueprint,
    bank_stimulus.blueprint,
    blueprints.blueprint,
    blueprint_papers.blueprint,
    exam_prints.blueprint,
    practice_sets.blueprint,
    practice.blueprint,
    exam_paper.blueprint,
    exam_cut.blueprint,
    exams.blueprint,
    exams_staff.blueprint,
    exams_run.blueprint,
    exams_parts.blueprint,
    exams_rescue.blueprint,
    sittings.blueprint,
    sittings_mine.blueprint,
    sittings_plan.blueprint,
    sittings_candidates.blueprint,
    sittings_board.blueprint,
    sittings_sheets.blueprint,
    analysis.blueprint,
    alike.blueprint,
    topics.blueprint,
    marking.blueprint,
    regrade.blueprint,
    requests.blueprint,
    search.blueprint,
    reading.blueprint,
    places.blueprint,
    notes_of_books.blueprint,
    page_pictures.blueprint,
    books.blueprint,
    desk.blueprint,
    collections.blueprint,
    list_items.blueprint,
    ratings.blueprint,
    fixity.blueprint,
    packs.blueprint,
    curriculum_map.blueprint,
    map_nodes.blueprint,
    programme.blueprint,
    counts.blueprint,
    uploads.blueprint,
    links.blueprint,
    lists.blueprint,
    versions.blueprint,
    resumable.blueprint,
    deposits.blueprint,
    agents.blueprint,
    merging.blueprint,
    bulk.blueprint,
    reviews.blueprint,
    flow.blueprint,
    decisions.blueprint,
    previews.blueprint,
    printed.blueprint,
    print_visits.blueprint,
    print_lists.blueprint,
    print_registers.blueprint,
    print_desk.blueprint,
    print_sets.blueprint,
    print_loans.blueprint,
    print_labels.blueprint,
    print_stock.blueprint,
    print_criteria.blueprint,
    identifiers.blueprint,
    citing.blueprint,
    marc.blueprint,
)
# Commands of the rooms, and what a room does to the app once the plugins are in.
COMMANDS: tuple[click.Command, ...] = (
    demo.group,
    indicators_cli.group,
    school_cli.group,
    roster_cli.group,
    signin_cli.group,
    people_cli.group,
    library_cli.group,
    exams_cli.group,
    bank_cli.group,
)
INITS: tuple[Callable[[Flask], None], ...] = (
    guide.init,
    family_today.init,
    courses_family.init,
    sittings_mine.init,  # where an exam is taken comes before what is to be learnt
    courses_today.init,
    school_today.init,
    bell.init,
    library.init,
    counts_watching.init,
    indicators_wiring.init,
    bank_showing.init,
    bank_tables.init,
    bank_levels.init,
    bank_finding.init,
    bank_tally.init,
    blueprint_presets.init,
    practice_running.init,
    exams_desk.init,
    exams_door.init,
    sittings_live.init,
    sittings_quiet.init,
)


def bundled() -> list[Plugin]:
    """The records of the bundled plugins, in their order."""
    return [importlib.import_module(name).plugin for name in BUNDLED]


def create_app(given: Settings | None = None, plugins: Sequence[Plugin] | None = None) -> Flask:
    """Build the app.

    `given` are the settings (by default those of the environment); `plugins` replaces the
    bundled and installed plugins (tests). Raises SettingsError and PluginError.
    """
    chosen = given or settings.load()
    app = Flask("lopso", root_path=str(web.STATIC.parent))
    app.extensions["lopso.settings"] = chosen
    app.extensions["lopso.files"] = files.FileStore(chosen.data_dir / "files", chosen.disk_reserve)
    app.config.update(
        SECRET_KEY=chosen.secret_key.get_secret_value(),
        TESTING=chosen.testing,
        MAX_CONTENT_LENGTH=chosen.max_upload,
        # The longest text that a form takes (200,000 letters), as a browser writes it: %E1%BA%BF.
        MAX_FORM_MEMORY_SIZE=2 << 20,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=chosen.secure_cookies,
        PERMANENT_SESSION_LIFETIME=chosen.session_hours * 3600,
        WTF_CSRF_TIME_LIMIT=None,
    )
    db.init(app, chosen.database_url)
    i18n.init(app)
    compression.init(app)
    web.init(app, chosen)
    forms.init(app)
    signin_session.init(app)
    cli.init(app)
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    wanted = [*bundled(), *hooks.outside()] if plugins is None else plugins
    signin_session.public("look.show")
    signin_session.public("look.keep")
    hooks.install(app, wanted, chosen.disabled_plugins)
    for command in COMMANDS:
        app.cli.add_command(command)
    for prepare in INITS:
        prepare(app)
    return app


def serving() -> Flask:
    """The app for a process that serves it for long."""
    app = create_app()
    serve.settle()
    return app
