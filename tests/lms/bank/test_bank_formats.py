"""Files of other systems through the pages of the bank: looked at, taken in, and out again."""

import io
import json
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from lms.bank.models import BankFile, Item, ItemVersion
from lms.formats import word_write
from lms.formats.model import Piece
from lms.formats.registry import FORMATS
from school.classes.models import SchoolClass
from school.people.models import Person
from suite.db import db
from tests.kit import make
from tests.kit.queries import counted
from tests.lms.formats.contents import KINDS
from tests.lms.formats.table import examples
from tests.lms.formats.ways import PICTURES

Enter = Callable[[Person], FlaskClient]
SAMPLES = Path(__file__).parents[1] / "formats" / "samples"
ABOUT = {"subject_code": "TOAN", "grade": "6", "topic": "", "action": "take"}


@pytest.fixture
def school_class(app: Flask) -> SchoolClass:
    return make.school_class()


@pytest.fixture
def teacher(school_class: SchoolClass, signed_in: Enter) -> FlaskClient:
    return signed_in(make.teacher(school_class))


def sent(client: FlaskClient, name: str, data: bytes) -> str:
    """The address of the preview."""
    answer = client.post("/bank/import", data={"file": (io.BytesIO(data), name)})
    assert answer.status_code == 303, answer.text
    return str(answer.location)


def count(model: type = Item) -> int:
    return db.session.scalar(select(func.count(model.id))) or 0  # type: ignore[attr-defined]


def everything() -> list[Piece]:
    return [
        Piece(content)
        for kind in KINDS
        for content in examples(kind)
        if not content.body.get("params")
    ]


def test_moodle_is_shown_whole_before_anything_is_kept(teacher: FlaskClient) -> None:
    address = sent(teacher, "ngan-hang.xml", (SAMPLES / "moodle.xml").read_bytes())
    page = teacher.get(address).text
    assert page.count('class="bank-row ') == 4
    assert "Bỏ qua phản hồi cho từng phương án." in page
    assert "Ở đây không có dạng câu hỏi này (ddimageortext)" in page
    assert "độ tin cậy 85%" in page
    assert "/bank/pictures/" in page
    assert "Huế nằm bên" in page
    assert count() == 0
    assert count(BankFile) == 1
    ticks = {"take": ["0", "1", "2", "3"]}
    assert teacher.post(address, data={**ABOUT, **ticks}).status_code == 303
    kinds = db.session.scalars(select(Item.kind).order_by(Item.id)).all()
    assert kinds == ["single_choice", "single_choice", "short_number", "cloze"]


@pytest.mark.parametrize("code", ["moodle", "qti", "excel", "gift", "aiken"])
def test_every_kind_goes_out_and_in_through_the_pages(teacher: FlaskClient, code: str) -> None:
    written = FORMATS[code].write(everything(), PICTURES)
    address = sent(teacher, f"de.{FORMATS[code].ending}", written.data)
    page = teacher.get(address).text
    rows = page.count('class="bank-row ')
    # Two examples may be the same once something was lost.
    same = page.count("trùng với câu ở trên")
    assert rows == page.count('name="take"') + same >= 3
    data = {**ABOUT, "take": [str(n) for n in range(rows)]}
    assert teacher.post(address, data=data).status_code == 303
    held = count()
    assert held == rows - same
    out = teacher.get(f"/bank/formats/{code}")
    assert out.status_code == 200
    again = FORMATS[code].read(out.data)
    assert len(again.pieces) == held
    told = teacher.get(f"/bank/formats?way={code}").text
    assert "Tải về" in told


def test_a_cluster_without_table_gets_the_one_in_force(teacher: FlaskClient) -> None:
    gift = "Xét {=một -> Đúng =hai -> Sai =ba -> Đúng =bốn -> Sai}\n"
    address = sent(teacher, "a.gift", gift.encode())
    page = teacher.get(address).text
    assert "Tệp không nói đúng mấy ý" in page
    teacher.post(address, data={**ABOUT, "take": ["0"]})
    version = db.session.scalars(select(ItemVersion)).one()
    assert version.key["table"] == ["0", "0.1", "0.25", "0.5", "1"]


def test_a_missing_key_is_chosen_on_the_page(teacher: FlaskClient) -> None:
    aiken = "Màu nào?\nA. xanh\nB. đỏ\nANSWER: C\n"
    address = sent(teacher, "a.txt", aiken.encode())
    assert 'name="key-0"' in teacher.get(address).text
    teacher.post(address, data={**ABOUT, "take": ["0"], "key-0": "B"})
    assert db.session.scalars(select(ItemVersion)).one().key == {"right": 1}


def test_what_is_lost_is_named_before_the_file_is_made(teacher: FlaskClient) -> None:
    written = FORMATS["qti"].write(everything(), PICTURES)
    address = sent(teacher, "de.zip", written.data)
    teacher.post(address, data={**ABOUT, "take": [str(n) for n in range(40)]})
    page = teacher.get("/bank/formats?way=gift").text
    assert "Định dạng này không có dạng câu hỏi ấy." in page
    assert "Bỏ bảng điểm theo số ý đúng." in page
    with counted() as statements:
        teacher.get("/bank/formats?way=moodle")
    assert len(statements) <= 12


@pytest.mark.parametrize("name", ["x.xml", "x.zip", "x.xlsx", "x.gift"])
def test_a_bad_file_gets_its_reason(teacher: FlaskClient, name: str) -> None:
    answer = teacher.post("/bank/import", data={"file": (io.BytesIO(b"PK\x03\x04xx"), name)})
    assert answer.status_code == 422
    assert 'role="alert"' in answer.text
    assert count() == 0


def test_formats_on_the_command_line(app: Flask, tmp_path: Path) -> None:
    teacher = make.teacher(make.school_class())
    assert teacher.school is not None
    given = ["--school", teacher.school.code, "--subject", "TOAN"]
    db.session.commit()
    run = app.test_cli_runner()
    source = tmp_path / "de.bin"
    source.write_bytes(FORMATS["qti"].write(everything(), PICTURES).data)
    made = run.invoke(args=["bank", "import", str(source), *given, "--author", teacher.username,
                            "--format", "qti", "--json"])  # fmt: skip
    added = json.loads(made.stdout)["added"]
    assert added > 15
    out = tmp_path / "ra.xml"
    told = run.invoke(args=["bank", "export", str(out), *given, "--format", "moodle", "--json"])
    body = json.loads(told.stdout)
    assert body["written"] + body["left"] == added
    assert len(FORMATS["moodle"].read(out.read_bytes()).pieces) == body["written"]
    assert "kind_not_written" in {one["code"] for one in body["losses"]}


def test_word_with_pictures_and_parts_through_the_pages(teacher: FlaskClient) -> None:
    pieces = [one for one in everything() if one.content.kind in ("true_false", "essay")]
    data = word_write.write(pieces[:3], PICTURES).data
    address = sent(teacher, "de.docx", data)
    page = teacher.get(address).text
    assert page.count('class="bank-row ') == 3
    assert "/bank/pictures/" in page
    assert "Đúng/sai" in page or "Đúng sai" in page
    teacher.post(address, data={**ABOUT, "take": ["0", "1", "2"]})
    kinds = db.session.scalars(select(Item.kind).order_by(Item.id)).all()
    assert kinds == [one.content.kind for one in pieces[:3]]
    stems = db.session.scalars(select(ItemVersion.stem)).all()
    assert all("$x^{2}$ ![hình](file:" in stem for stem in stems)
    out = teacher.get("/bank/export.docx")
    with zipfile.ZipFile(io.BytesIO(out.data)) as packed:
        assert any(name.startswith("word/media/") for name in packed.namelist())
    assert "Tải về" in teacher.get("/bank/formats?way=docx").text
