"""OpenID Connect with Authlib: the way to a provider and back, with PKCE, state and nonce.

Nothing here reads or writes the database: what takes a network must hold no transaction.
"""

from dataclasses import dataclass
from typing import Any

from authlib.common.errors import AuthlibBaseError
from authlib.integrations.flask_client import FlaskOAuth2App, OAuth
from flask import session
from joserfc.errors import JoseError
from requests import RequestException
from werkzeug.wrappers import Response

from school.signin.models import Provider
from suite import sealing

TIMEOUT = 5  # seconds
SCOPE = "openid profile email"
# Signatures that only the provider can make: none is none, and HS256 is made with our own secret.
SAFE = frozenset({"RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "EdDSA"})
STATE = "_state_"  # Authlib's prefix of what it keeps in the cookie


class ProviderError(Exception):
    """A provider that does not answer as it must; the text is for the log."""


@dataclass(frozen=True)
class Known:
    """What is needed of a provider's row while no transaction is open."""

    id: int
    issuer: str
    client_id: str
    secret: str
    claim: str


def known(row: Provider) -> Known:
    """Copy a row; the secret is opened."""
    return Known(row.id, row.issuer, row.client_id, sealing.unseal(row.secret), row.claim)


def client(of: Known) -> FlaskOAuth2App:
    """A client that has read how the provider works. Raises ProviderError."""
    made = FlaskOAuth2App(
        OAuth.framework_integration_cls(f"p{of.id}"),
        f"p{of.id}",
        client_id=of.client_id,
        client_secret=of.secret,
        server_metadata_url=f"{of.issuer}/.well-known/openid-configuration",
        client_kwargs={
            "scope": SCOPE,
            "code_challenge_method": "S256",
            "default_timeout": TIMEOUT,
        },
    )
    try:
        about = made.load_server_metadata()
    except (RequestException, ValueError) as error:
        raise ProviderError(f"{of.issuer} cannot be asked: {error}") from error
    if str(about.get("issuer", "")).rstrip("/") != of.issuer:
        raise ProviderError(f"{of.issuer} calls itself {about.get('issuer')}")
    offered = about.get("id_token_signing_alg_values_supported") or ["RS256"]
    about["id_token_signing_alg_values_supported"] = [one for one in offered if one in SAFE]
    return made


def leave(of: Known, back: str) -> Response:
    """Send the browser to the provider. Raises ProviderError."""
    for key in [key for key in session if key.startswith(STATE)]:
        session.pop(key)  # tries that were given up would fill the cookie
    try:
        going: Response = client(of).authorize_redirect(back)
    except (AuthlibBaseError, RuntimeError) as error:
        raise ProviderError(str(error)) from error
    return going


def claims(of: Known) -> dict[str, Any]:
    """What the provider says of the account, of an answer in the present request that was asked
    for in this browser, signed for us and not used before. Raises ProviderError."""
    if not any(key.startswith(STATE) for key in session):
        raise ProviderError("nobody asked in this browser")
    asked = client(of)
    try:
        token = asked.authorize_access_token()
        told = token.get("userinfo")
        if told is None:
            raise ProviderError("no ID token")
        if of.claim not in told and asked.server_metadata.get("userinfo_endpoint"):
            more = asked.userinfo(token=token)
            if more.get("sub") != told["sub"]:
                raise ProviderError("told of another account")
            told = {**more, **told}
    except (AuthlibBaseError, JoseError, RequestException, RuntimeError, ValueError) as error:
        raise ProviderError(f"{type(error).__name__}: {error}") from error
    return dict(told)
