"""How somebody wants to be told: channels, quiet hours, addresses."""

from typing import Any

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from school.access import who
from school.hooks import NoticeChannel
from school.notices import addresses, choices, queries, rules, service
from school.notices.forms import AddressForm, ChoiceForm
from school.notices.views import blueprint
from school.signin.confirming import confirmed
from suite import web


@blueprint.get("/choices", endpoint="choices")
def choices_page() -> ResponseReturnValue:
    """Each channel that is on, with what was chosen and the address."""
    return _page()


@blueprint.post("/choices/<channel>")
@web.in_person
def choose(channel: str) -> ResponseReturnValue:
    """Keep a choice."""
    held, form = _channel(channel), ChoiceForm()
    if form.validate_on_submit() and (choice := _chosen(form)):
        choices.choose(_me(), held.name, choice)
        flash(gettext("Saved."), "success")
        return redirect(url_for("notices.choices"), 303)
    return _page(choice_forms={channel: form}), 422


@blueprint.post("/address/<channel>")
@web.in_person
@confirmed
def give(channel: str) -> ResponseReturnValue:
    """Keep an address and mail it a question."""
    held, form = _channel(channel), AddressForm()
    if form.validate_on_submit():
        try:
            value = held.checked(form.address.data)
            addresses.give(held.name, held.contact, _me(), value)
        except ValueError:
            form.address.errors = [gettext("This is no address that can be written to.")]
        except addresses.TooOften:
            form.address.errors = [gettext("Enough tries for today; go on tomorrow.")]
        else:
            flash(gettext("We sent a message to %(to)s; open its link.", to=value), "info")
            return redirect(url_for("notices.choices"), 303)
    return _page(address_forms={channel: form}), 422


@blueprint.post("/address/<channel>/remove")
@web.in_person
@confirmed
def remove(channel: str) -> ResponseReturnValue:
    """Write to the address no longer."""
    addresses.remove(_channel(channel).contact, _me())
    flash(gettext("The address was taken away."), "success")
    return redirect(url_for("notices.choices"), 303)


@blueprint.get("/confirm/<token>")
def verify(token: str) -> ResponseReturnValue:
    """Ask the owner once more, because programs open links of mails, too."""
    contact = addresses.contact_of(token, who().person_id)
    status = 200 if contact else 404
    return render_template("school/notices/confirm.html", contact=contact, token=token), status


@blueprint.post("/confirm/<token>")
@web.in_person
def confirm(token: str) -> ResponseReturnValue:
    """Let the address count."""
    contact = addresses.contact_of(token, who().person_id)
    if contact is None:
        return render_template("school/notices/confirm.html", contact=None, token=token), 404
    addresses.confirm(contact)
    flash(gettext("From now on notices go to %(to)s.", to=contact.value), "success")
    return redirect(url_for("notices.choices"), 303)


def _channel(name: str) -> NoticeChannel:
    return service.channels().get(name) or web.not_found()


def _me() -> int:
    return who().person_id or web.not_found()


def _chosen(form: ChoiceForm) -> rules.Choice | None:
    """What the form says, or None with the reason beside its field."""
    try:
        return rules.chosen(form.mode.data, form.quiet_from.data, form.quiet_to.data)
    except rules.BadChoice as error:
        if error.code == "long":
            hours = rules.LONGEST_QUIET // 60
            text = gettext("At most %(num)s hours may be quiet.", num=hours)
        else:
            text = gettext("Write times like 21:00.")
        form.quiet_to.errors = [text]
    return None


def _page(
    choice_forms: dict[str, ChoiceForm] | None = None,
    address_forms: dict[str, AddressForm] | None = None,
) -> str:
    cards = []
    for name, channel in service.channels().items():
        choice = service.choices_of([_me()], name).get(_me(), rules.Choice())
        contact = addresses.newest(channel.contact, _me())
        form = (choice_forms or {}).get(name) or ChoiceForm(None, data=_shown(choice))
        given = (address_forms or {}).get(name) or AddressForm(None)
        given.address.label.text = str(channel.address_label)
        for field in (*form, *given):
            field.id = f"{name}-{field.id}"
        cards.append(
            {
                "channel": channel,
                "form": form,
                "address": given,
                "contact": contact,
                "reached": channel.addresses_of([_me()]).get(_me()),
                "last": queries.last_delivery(_me(), name),
            }
        )
    return render_template("school/notices/choices.html", cards=cards)


def _shown(choice: rules.Choice) -> dict[str, Any]:
    return {
        "mode": choice.mode,
        "quiet_from": rules.shown_minute(choice.quiet_from),
        "quiet_to": rules.shown_minute(choice.quiet_to),
    }
