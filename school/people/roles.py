"""The roles by name, and where each may be granted."""

from flask_babel import lazy_gettext

from school.people import models as m

ROLE_LABELS = {
    m.STUDENT: lazy_gettext("Student"),
    m.GUARDIAN: lazy_gettext("Guardian"),
    m.INVIGILATOR: lazy_gettext("Invigilator"),
    m.MARKER: lazy_gettext("Marker"),
    m.TEACHER: lazy_gettext("Teacher"),
    m.HOMEROOM_TEACHER: lazy_gettext("Homeroom teacher"),
    m.SUBJECT_HEAD: lazy_gettext("Head of a subject group"),
    m.LIBRARIAN: lazy_gettext("Librarian"),
    m.VICE_PRINCIPAL: lazy_gettext("Vice-principal"),
    m.PRINCIPAL: lazy_gettext("Principal"),
    m.SCHOOL_ADMINISTRATOR: lazy_gettext("School administrator"),
    m.INSPECTOR: lazy_gettext("Inspector"),
    m.COMMUNE_OFFICER: lazy_gettext("Commune officer"),
    m.PROVINCE_OFFICER: lazy_gettext("Province officer"),
    m.ADMINISTRATOR: lazy_gettext("Administrator"),
}
