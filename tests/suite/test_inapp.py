"""Browsers inside other apps are named where it matters."""

import pytest
from flask.testing import FlaskClient

from suite import inapp

PHONE = "Mozilla/5.0 (Linux; Android 13) AppleWebKit/537.36 Chrome/120.0 Mobile Safari/537.36"


@pytest.mark.parametrize(
    ("agent", "app"),
    [
        (PHONE, None),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) Version/17.0 Safari/604.1", None),
        (f"{PHONE} Zalo android/12110 ZaloTheme/light ZaloLanguage/vi", "Zalo"),
        (f"{PHONE} [FB_IAB/FB4A;FBAV/440.0.0;]", "Facebook"),
        ("Mozilla/5.0 (iPhone) [FBAN/FBIOS;FBAV/440.0;FBDV/iPhone]", "Facebook"),
        ("Mozilla/5.0 (iPhone) [FBAN/MessengerForiOS;FBAV/440.0]", "Messenger"),
        (f"{PHONE} [FB_IAB/Orca-Android;FBAV/440.0;]", "Messenger"),
        (f"{PHONE} Instagram 300.0", "Instagram"),
        ("", None),
    ],
)
def test_the_app_is_told_by_what_the_browser_says(agent: str, app: str | None) -> None:
    assert inapp.app_of(agent) == app


def test_the_sign_in_page_says_how_to_open_a_real_browser(client: FlaskClient) -> None:
    usual = client.get("/signin", headers={"User-Agent": PHONE}).data.decode()
    inside = client.get("/signin", headers={"User-Agent": f"{PHONE} Zalo android/1"}).data.decode()
    assert "Mở bằng trình duyệt" in inside and "Zalo" in inside
    assert "Mở bằng trình duyệt" not in usual
