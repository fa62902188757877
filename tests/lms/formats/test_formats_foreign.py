"""Files as other systems and people write them."""

import io
import zipfile
from pathlib import Path

from openpyxl import Workbook

from lms.formats import aiken, gift_read, moodle_read, qti_read
from lms.formats.registry import FORMATS

SAMPLES = Path(__file__).parent / "samples"
GIFT = """// Tuần 3
$CATEGORY: $course$/top/Lịch sử

::Q1:: Ai viết {=Nguyễn Du#đúng rồi ~Hồ Xuân Hương ~Nguyễn Trãi} ?

::Q2::[markdown]Nguyễn Du sinh năm {#1765:1}.

Chọn hai số nguyên tố. {~%50%2 ~%50%3 ~%-100%4 ~%-100%6 ####Số có hai ước.}

Việt Nam ở châu Á.{TRUE}

Số pi? {#3.141..3.142}

Thủ đô: {=Việt Nam -> Hà Nội =Lào -> Viêng Chăn =Thái Lan -> Băng Cốc}

Viết về quê em. {}

Thủ đô {=Hà Nội =%50%Thăng Long}
"""


def test_gift() -> None:
    reading = gift_read.read(GIFT)
    kinds = [piece.content.kind for piece in reading.pieces]
    assert kinds == ["cloze", "cloze", "multiple_choice", "single_choice", "short_number",
                     "matching", "essay", "short_text"]  # fmt: skip
    first, second, third, _truth, pi, _pairs, _essay, last = reading.pieces
    assert first.topic == "Lịch sử"
    assert {loss.code for loss in first.losses} == {"feedback_left_out", "stem_supplied"}
    assert first.content.body["text"] == "Ai viết {{1}} ?"
    assert second.content.key["gaps"][0]["accepted"] == [{"value": "1765", "tolerance": "1"}]
    assert third.content.key == {"right": [0, 1], "rule": "each"}
    assert third.content.solution == "Số có hai ước."
    assert pi.content.key == {"accepted": [{"value": "3,1415", "tolerance": "0,0005"}]}
    assert [loss.code for loss in last.losses] == ["partial_left_out"]
    assert last.confidence < 0.7


def test_moodle() -> None:
    reading = moodle_read.read((SAMPLES / "moodle.xml").read_bytes())
    choice, truth, number, cloze = reading.pieces
    assert [loss.params["kind"] for loss in reading.losses] == ["ddimageortext", "description"]
    (picture,) = reading.pictures
    assert f"![tam giác](file:{picture.name})" in choice.content.stem
    assert "$180^\\circ$" in choice.content.stem
    assert (choice.topic, choice.level) == ("Tam giác", "NB")
    codes = {loss.code for loss in choice.losses}
    assert codes == {"table_flattened", "feedback_left_out", "tags_left_out"}
    assert truth.content.body["options"] == ["Đúng", "Sai"]
    assert truth.content.key == {"right": 1}
    assert number.content.body == {"unit": "m/s2"}
    assert number.content.key["accepted"] == [{"value": "9,8", "tolerance": "0,1"}]
    gaps = cloze.content.key["gaps"]
    assert cloze.content.body["text"] == "Huế nằm bên {{1}}, có {{2}} và {{3}} cầu."
    assert [gap["share"] for gap in gaps] == ["0.25", "0.5", "0.25"]
    assert gaps[0]["accepted"] == ["sông Hương"]
    assert gaps[1]["right"] == 1


def package(*items: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        told = "".join(f'<resource type="imsqti_item_xmlv2p1" href="{n}.xml"/>' for n in items)
        space = "http://www.imsglobal.org/xsd/imscp_v1p1"
        head = f'<manifest xmlns="{space}"><resources>'
        made.writestr("imsmanifest.xml", f"{head}{told}</resources></manifest>")
        for name in items:
            made.write(SAMPLES / f"{name}.xml", f"{name}.xml")
        made.writestr("images/a.png", b"\x89PNG\r\n\x1a\n0")
    return out.getvalue()


def test_qti_two() -> None:
    reading = qti_read.read(package("choice", "entry", "point"))
    choice, entry, point = reading.pieces
    (picture,) = reading.pictures
    assert choice.content.stem == f"Đọc hình ![hình](file:{picture.name})\nChọn đáp án"
    assert choice.content.key == {"right": 1}
    assert choice.content.body == {"options": ["một", "hai"]}
    assert [loss.code for loss in choice.losses] == ["feedback_left_out"]
    assert entry.content.kind == "cloze"
    assert entry.content.key["gaps"][0]["accepted"] == ["York"]
    assert "partial_left_out" in {loss.code for loss in entry.losses}
    assert point.content.key["areas"] == [{"shape": "circle", "at": [500, 250], "r": 50}]
    assert point.content.body["picture"] == f"file:{picture.name}"


AIKEN = """Số nào lẻ?
A) 2
B) 3
ANSWER: B

Màu nào?
A. xanh
B. đỏ
ANSWER: C
"""


def test_aiken() -> None:
    reading = aiken.read(
        "Số nào lẻ?\nA) 2\nB) 3\nANSWER: B\n\nMàu nào?\nA. xanh\nB. đỏ\nANSWER: C\n"
    )
    assert reading.pieces[0].content.key == {"right": 1}
    assert [loss.code for loss in reading.pieces[1].losses] == ["key_missing"]


def test_the_template_of_excel_takes_what_people_type() -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["Câu hỏi", "loại", "A", "B", "C", "D", "đáp án"])
    sheet.append(["2 + 2 = ?", "", 3, 4, 5, 6, "b"])
    sheet.append(["Căn của 2,25", "Trả lời ngắn (số)", "", "", "", "", 1.5])
    sheet.append(["Xét các ý", "đúng sai", "x", "y", "z", "t", "Đ S Đ S"])
    sheet.append(["Lạ", "kéo thả", "x", "", "", "", ""])
    out = io.BytesIO()
    book.save(out)
    reading = FORMATS["excel"].read(out.getvalue())
    one, two, three = reading.pieces
    assert (one.content.body["options"], one.content.key) == (["3", "4", "5", "6"], {"right": 1})
    assert two.content.key["accepted"] == [{"value": "1,5", "tolerance": "0"}]
    assert three.content.key["truths"] == [True, False, True, False]
    assert [(loss.code, loss.place) for loss in reading.losses] == [("kind_not_read", "5")]
