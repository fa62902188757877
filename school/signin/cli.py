"""`flask signin`: account servers by which the people of a unit sign in."""

import json
import sys
from urllib.parse import urlsplit

import click
from flask.cli import with_appcontext

from school.signin import oidc, providers
from school.signin.models import Provider
from school.units import service as units
from suite.db import db

HERE = ("localhost", "127.0.0.1", "::1")


@click.group("signin")
def group() -> None:
    """OpenID Connect providers of the schools' own accounts."""


@group.command("add-provider")
@click.argument("code")
@click.argument("label")
@click.option("--issuer", required=True, help="Address of the provider, as it calls itself.")
@click.option("--client-id", required=True)
@click.option("--secret", prompt=True, hide_input=True, help="Asked for when it is not given.")
@click.option("--match", type=click.Choice(list(providers.MATCHES)), required=True)
@click.option("--claim", default="", help="Where the value stands when not in the usual claim.")
@with_appcontext
def add_provider(
    code: str, label: str, issuer: str, client_id: str, secret: str, match: str, claim: str
) -> None:
    """Let the people of the unit CODE sign in by a provider, shown as LABEL."""
    unit = units.by_code(code)
    if unit is None:
        raise click.BadParameter(f"no unit has the code {code}", param_hint="CODE")
    parts = urlsplit(issuer)
    if parts.scheme != "https" and not (parts.scheme == "http" and parts.hostname in HERE):
        raise click.BadParameter("must begin with https://", param_hint="--issuer")
    if not label.strip() or len(label) > 60:
        raise click.BadParameter("1 to 60 letters", param_hint="LABEL")
    plan = providers.ProviderPlan(label.strip(), issuer, client_id, secret, match, claim)
    trial = oidc.Known(0, issuer.rstrip("/"), client_id, secret, claim)
    try:
        oidc.client(trial)
    except oidc.ProviderError as error:
        click.echo(str(error), err=True)
        sys.exit(1)
    row = providers.add(unit.id, plan)
    click.echo(f"provider {row.id}; let it send people back to /signin/back/{row.id}")


@group.command("providers")
@click.option("--json", "as_json", is_flag=True)
@with_appcontext
def list_providers(as_json: bool) -> None:
    """Name the providers in use."""
    rows = [
        {"id": row.id, "unit": row.unit.code, "label": row.label, "issuer": row.issuer}
        for row in providers.in_use()
    ]
    if as_json:
        click.echo(json.dumps(rows, ensure_ascii=False))
        return
    for row in rows:
        click.echo(f"{row['id']:>4}  {row['unit']}  {row['label']}  {row['issuer']}")


@group.command("end-provider")
@click.argument("number", type=int)
@with_appcontext
def end_provider(number: int) -> None:
    """Let nobody sign in by a provider any more; its links stay."""
    row = db.session.get(Provider, number)
    if row is None or row.ended_at is not None:
        raise click.BadParameter(f"no provider {number} is in use", param_hint="NUMBER")
    providers.end(row)
    click.echo(f"provider {number} ended")
