"""The bank through its pages: paste, look, take in, find, change, retire, carry away."""

import io
import re
import time
from collections.abc import Callable
from html import unescape

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select

from lms.bank import apart
from lms.bank.layout.reader import read_docx, read_text
from lms.bank.models import BankImport, Item, ItemVersion
from school.classes.models import SchoolClass
from school.people.models import Person
from suite.db import db
from tests.kit import make
from tests.kit.queries import counted

PAPER = """Câu 1. Số nào là số nguyên tố?
A. 4\tB. 6\tC. 7\tD. 9
Đáp án: C
Lời giải: 7 chỉ chia hết cho 1 và chính nó.

Câu 2. Nghiệm của $x^2 = 4$ là <script>alert(1)</script>
A. $x = 2$
B. $x = \\pm 2$
C. $x = 4$
D. vô nghiệm

Câu 3. Thiếu phương án
A. một
B. hai
D. bốn
Đáp án: A

Câu 4. Thủ đô của nước ta là
A. Huế
B Hà Nội
C. Đà Nẵng
D. Vinh
Đáp án: B
"""

Enter = Callable[[Person], FlaskClient]


@pytest.fixture
def school_class(app: object) -> SchoolClass:
    return make.school_class()


@pytest.fixture
def teacher(school_class: SchoolClass, signed_in: Enter) -> FlaskClient:
    return signed_in(make.teacher(school_class))


def pasted(client: FlaskClient, text: str = PAPER) -> str:
    """The address of the preview."""
    answer = client.post("/bank/import", data={"text": text})
    assert answer.status_code == 303, answer.text
    return str(answer.location)


def count() -> int:
    return db.session.scalar(select(func.count(Item.id))) or 0


def about(**more: object) -> dict[str, object]:
    return {"subject_code": "TOAN", "grade": "6", "topic": "Ôn tập", "action": "take", **more}


def test_preview_shows_each_question_with_its_source_and_what_is_wrong(
    teacher: FlaskClient,
) -> None:
    page = teacher.get(pasted(teacher)).text
    assert page.count('class="bank-row ') == 4
    assert "Không tìm thấy đáp án" in page or "đáp án" in page.lower()
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "is-right" in page
    ticked = re.findall(r'name="take" value="(\d)" id="take-\d" checked', page)
    assert ticked == ["0", "3"]
    assert re.findall(r'name="key-1" value="(.)"', page) == list("ABCD")
    assert 'name="key-2"' not in page, "a question without an option stays refused"
    assert "bank-source" in page
    assert "B Hà Nội" in page


def test_taking_in_what_is_ticked_once(teacher: FlaskClient) -> None:
    address = pasted(teacher)
    form = about(take=["0", "1", "3"], **{"key-1": "B"})
    for _repeat in range(2):
        assert teacher.post(address, data=form).status_code == 303
        assert count() == 3
    page = unescape(teacher.get(address).text)
    assert "Câu 3" in page
    version = db.session.scalar(select(ItemVersion).where(ItemVersion.stem.contains("Nghiệm")))
    assert version is not None
    assert version.key == {"right": 1}
    assert version.body["options"][1] == "$x = \\pm 2$"
    row = db.session.scalars(select(BankImport)).one()
    assert (row.text, row.content) == ("", {})
    again = pasted(teacher)
    assert "checked" not in teacher.get(again).text.split('id="q1"')[0].split('id="q0"')[1]
    teacher.post(again, data=about(take=["0", "1", "3"], **{"key-1": "B"}))
    assert count() == 3


def test_a_missing_subject_loses_no_tick_and_no_key(teacher: FlaskClient) -> None:
    address = pasted(teacher)
    form = about(subject_code="", take=["1"], **{"key-1": "D"})
    answer = teacher.post(address, data=form)
    assert answer.status_code == 422
    for page in (answer.text, teacher.get(address).text):
        assert re.findall(r'name="take" value="(\d)" id="take-\d" checked', page) == ["1"]
        assert 'value="D" id="key-1-D" checked' in page
        assert "Ôn tập" in page
    assert count() == 0
    kept = teacher.post(address, data=about(action="keep", take=["3"]))
    assert kept.status_code == 303
    assert count() == 0
    assert "pasted" in teacher.get("/bank/import").text or "1" in teacher.get("/bank/import").text


def test_a_draft_can_be_corrected_or_thrown_away(teacher: FlaskClient) -> None:
    address = pasted(teacher)
    uid = address.rsplit("/", 1)[1]
    assert "Số nào là số nguyên tố?" in teacher.get(f"/bank/import?correct={uid}").text
    assert teacher.post(f"{address}/drop").status_code == 303
    assert teacher.get(address).status_code == 404


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("bom.docx", b"PK\x03\x04" + b"\x00" * 50),
        ("khong.docx", b"%PDF-1.7 not a Word file"),
        ("cu.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 100),
        ("rong.txt", b"   "),
        ("ma.txt", "Câu 1".encode("utf-16-le") + b"\xff\xff\xd8"),
        ("anh.png", b"\x89PNG"),
    ],
)
def test_files_that_are_no_papers_are_refused_by_name(
    teacher: FlaskClient, name: str, data: bytes
) -> None:
    answer = teacher.post(
        "/bank/import", data={"file": (io.BytesIO(data), name), "text": "giữ lại"}
    )
    assert answer.status_code == 422
    assert "notice-danger" in answer.text
    assert "giữ lại" in answer.text
    assert db.session.scalar(select(func.count(BankImport.id))) == 0


def test_a_bomb_and_an_entity_in_word_are_refused(teacher: FlaskClient) -> None:
    for data in (hostile_word(b"<w:t>" + b"a" * 30_000_000), hostile_word(b"", b"<!DOCTYPE a>")):
        answer = teacher.post("/bank/import", data={"file": (io.BytesIO(data), "x.docx")})
        assert answer.status_code == 422
        assert "notice-danger" in answer.text


def hostile_word(body: bytes, head: bytes = b"") -> bytes:
    import zipfile

    types = (
        b'<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Override '
        b'PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument'
        b'.wordprocessingml.document.main+xml"/></Types>'
    )
    links = (
        b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        b'<Relationship Id="r" Type="http://schemas.openxmlformats.org/officeDocument/2006/'
        b'relationships/officeDocument" Target="word/document.xml"/></Relationships>'
    )
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("[Content_Types].xml", types)
        packed.writestr("_rels/.rels", links)
        packed.writestr("word/document.xml", head + b"<w:document>" + body)
    return out.getvalue()


@pytest.mark.parametrize("piece", ["Lời giải\n", "\\(" * 1_500 + "\n"])
def test_a_text_made_to_be_slow_stops_nobody(
    piece: str, teacher: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(apart, "SECONDS", 2)
    begun = time.monotonic()
    text = "Câu 1. Tính\n" + piece * (300_000 // len(piece))
    answer = teacher.post("/bank/import", data={"text": text})
    assert time.monotonic() - begun < 12
    assert answer.status_code == 422
    assert "2 giây" in answer.text


def test_the_write_lock_is_free_while_a_paper_is_read(
    teacher: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    really = apart.read

    def read(kind: str, data: bytes) -> dict[str, object]:
        assert not db.session().in_transaction()
        return really(kind, data)

    monkeypatch.setattr(apart, "read", read)
    assert pasted(teacher)


def test_a_very_long_text_comes_back_instead_of_being_lost(teacher: FlaskClient) -> None:
    text = ("Câu 1. ế" + "à" * 90 + "\n") * 12_000
    answer = teacher.post("/bank/import", data={"text": text})
    assert answer.status_code == 422
    assert text[:200] in unescape(answer.text)
    long = "\n\n".join(PAPER.replace("Câu 1.", f"Câu 1. {n}") for n in range(200))
    assert teacher.post("/bank/import", data={"text": long}).status_code == 303


def filled(teacher: FlaskClient) -> None:
    address = pasted(teacher)
    teacher.post(address, data=about(take=["0", "1", "3"], **{"key-1": "B"}))


def test_list_finds_without_diacritics_in_few_statements(teacher: FlaskClient) -> None:
    filled(teacher)
    with counted() as seen:
        page = teacher.get("/bank?q=so+nguyen+to&subject=TOAN&grade=6").text
    assert len(seen) <= 12, seen
    assert page.count('class="bank-stem') == 1
    assert 'class="bank-stem' not in teacher.get("/bank?q=khong+co").text
    assert teacher.get("/bank?q=HA+NOI+thu+do").text.count('class="bank-stem') == 1
    assert teacher.get("/bank?topic=Ôn+tập").text.count('class="bank-stem') == 3


def test_preview_of_many_questions_takes_few_statements(teacher: FlaskClient) -> None:
    many = "\n\n".join(
        f"Câu {n}. Câu hỏi số {n} là gì?\nA. {n}\nB. {n + 1}\nC. {n + 2}\nD. {n + 3}\nĐáp án: A"
        for n in range(1, 101)
    )
    address = pasted(teacher, many)
    with counted() as seen:
        teacher.get(address)
    assert len(seen) <= 12, seen
    form = about(take=[str(n) for n in range(100)])
    with counted() as seen:
        teacher.post(address, data=form)
    assert len(seen) <= 30, len(seen)
    assert count() == 100


def test_an_edit_makes_a_version_and_an_old_editor_is_told(teacher: FlaskClient) -> None:
    filled(teacher)
    item = db.session.scalars(select(Item).order_by(Item.id)).first()
    assert item is not None
    address = f"/bank/{item.uid}"
    page = teacher.get(f"{address}/edit").text
    assert re.search(r'id="right-2"[^>]* checked', page)
    form = {
        "subject_code": "TOAN", "grade": "7", "topic": "Số nguyên tố", "number": "1",
        "stem": "Số nào <b>là</b> số nguyên tố chẵn?", "options-0": "1", "options-1": "2",
        "options-2": "", "options-3": "4", "right": "1", "solution": "",
    }  # fmt: skip
    assert teacher.post(f"{address}/edit", data=form).status_code == 303
    late = teacher.post(f"{address}/edit", data={**form, "stem": "Khác"})
    assert late.status_code == 409
    assert "Khác</textarea>" in late.text and "số nguyên tố chẵn?</dd>" in late.text
    assert "B. 2 ✓" in late.text, "the later one is shown what the other saved"
    assert "Khác" in late.text
    shown = teacher.get(address).text
    assert "Số nào &lt;b&gt;là" in shown
    assert "Số nào là số nguyên tố?" in shown
    db.session.expire_all()
    assert [one.body["options"] for one in item.versions] == [["4", "6", "7", "9"], ["1", "2", "4"]]
    assert (item.current_number, item.grade, item.topic) == (2, 7, "Số nguyên tố")
    none = teacher.post(f"{address}/edit", data={**form, "number": "2", "right": "2"})
    assert none.status_code == 422
    assert "Số nào &lt;b&gt;là" in none.text


def test_write_retire_and_restore(teacher: FlaskClient) -> None:
    form = {
        "subject_code": "TOAN", "grade": "", "topic": "", "stem": "Một cộng một?",
        "options-0": "1", "options-1": "2", "right": "1", "solution": "đếm",
    }  # fmt: skip
    made = teacher.post("/bank/new", data=form)
    assert made.status_code == 303
    address = made.location
    assert teacher.post("/bank/new", data=form).status_code == 422
    teacher.post(f"{address}/state", data={"action": "retire"})
    assert 'class="bank-stem' not in teacher.get("/bank").text
    assert 'class="bank-stem' in teacher.get("/bank?state=retired").text
    teacher.post(f"{address}/state", data={"action": "restore"})
    assert 'class="bank-stem' in teacher.get("/bank").text


def test_what_goes_out_comes_in_again(teacher: FlaskClient) -> None:
    filled(teacher)
    text = teacher.get("/bank/export.txt?subject=TOAN")
    word = teacher.get("/bank/export.docx")
    for result in (read_text(text.text), read_docx(word.data)):
        assert [q.key for q in result.questions] == ["C", "B", "B"]
        assert result.questions[0].solution == "7 chỉ chia hết cho 1 và chính nó."
        assert result.questions[1].options[1] == ("B", "$x = \\pm 2$")
        assert {q.status for q in result.questions} == {"ready"}
    assert teacher.get("/bank/export.exe").status_code == 404
    assert "Số nguyên" not in teacher.get("/bank/export.txt?q=khong+co").text


def test_other_schools_and_pupils_see_nothing(
    teacher: FlaskClient, school_class: SchoolClass, signed_in: Enter
) -> None:
    filled(teacher)
    draft = pasted(teacher, PAPER.replace("nguyên tố", "chẵn"))
    item = db.session.scalars(select(Item)).first()
    assert item is not None
    far = signed_in(make.teacher(make.school_class(make.school("THCS Kia"))))
    pupil = signed_in(make.student(school_class))
    colleague = signed_in(make.teacher(school_class, "Cô Hai"))
    addresses = [f"/bank/{item.uid}", f"/bank/{item.uid}/edit", draft]
    for client in (far, pupil):
        assert [client.get(one).status_code for one in addresses] == [404, 404, 404]
        assert client.post(f"/bank/{item.uid}/state").status_code == 404
    assert pupil.get("/bank").status_code == 404
    assert pupil.get("/bank/export.txt").status_code == 404
    assert 'class="bank-stem' not in far.get("/bank").text
    assert [colleague.get(one).status_code for one in addresses] == [200, 200, 404]
