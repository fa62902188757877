"""Six question papers in Word, each laid out as a teacher of that subject would.

Every maker returns the bytes of a .docx; `expected` gives what a reader must find in it.
The texts are our own.
"""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass

from docx import Document
from docx.document import Document as WordDocument
from docx.enum.text import WD_COLOR_INDEX
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Cm, RGBColor
from docx.text.paragraph import Paragraph

LETTERS = "ABCD"


@dataclass(frozen=True)
class Item:
    stem: str
    options: tuple[str, str, str, str]
    key: str
    solution: str = ""


HISTORY = [
    Item(
        "Chiến thắng nào đã chấm dứt hơn một nghìn năm Bắc thuộc?",
        ("Chiến thắng Bạch Đằng năm 938.", "Chiến thắng Chi Lăng.", "Trận Như Nguyệt.",
         "Trận Đống Đa."),
        "A",
        "Ngô Quyền đánh tan quân Nam Hán trên sông Bạch Đằng.\nĐất nước bước vào thời kì độc lập.",
    ),
    Item(
        "Vị vua nào cho dời đô từ Hoa Lư ra Đại La?",
        ("Đinh Tiên Hoàng.", "Lê Đại Hành.", "Lý Thái Tổ.", "Trần Thái Tông."),
        "C",
        "Năm 1010 nhà vua ban Chiếu dời đô.",
    ),
    Item(
        "Cho các sự kiện sau:\n1. Khởi nghĩa Lam Sơn.\n2. Khởi nghĩa Hai Bà Trưng.\n"
        "3. Khởi nghĩa Tây Sơn.\nThứ tự thời gian đúng là",
        ("1, 2, 3.", "2, 1, 3.", "3, 1, 2.", "2, 3, 1."),
        "B",
    ),
    Item(
        "Anh A. và chị B. cùng đọc một tài liệu về nhà Trần. Tài liệu đó nói về ai?",
        ("Lê Lợi.", "Quang Trung.", "Lý Thường Kiệt.", "Trần Hưng Đạo."),
        "D",
    ),
]  # fmt: skip

GEOGRAPHY = [
    Item("Đồng bằng nào rộng nhất nước ta?",
         ("Đồng bằng sông Hồng.", "Đồng bằng sông Cửu Long.", "Đồng bằng Thanh Hóa.",
          "Đồng bằng Phú Yên."), "B"),
    Item("Gió mùa Đông Bắc thổi vào nước ta chủ yếu trong thời gian nào?",
         ("Tháng 5 đến tháng 10.", "Tháng 11 đến tháng 4.", "Quanh năm.", "Tháng 7."), "B"),
    Item("Tỉnh nào giáp biển?", ("Lào Cai.", "Hòa Bình.", "Nam Định.", "Kon Tum."), "C"),
    Item("Cho bảng số liệu về số học sinh của hai trường:\n"
         "| Năm | Trường X | Trường Y |\n| 2024 | 820 | 640 |\n| 2025 | 850 | 700 |\n"
         "Nhận xét nào đúng?",
         ("Trường X giảm.", "Trường Y giảm.", "Hai trường bằng nhau.", "Cả hai đều tăng."), "D"),
    Item("Đất phù sa thích hợp nhất với cây nào?", ("Lúa nước.", "Chè.", "Cao su.", "Hồ tiêu."),
         "A"),
]  # fmt: skip

BIOLOGY = [
    Item("Bào quan nào thực hiện quang hợp?", ("Ti thể", "Lục lạp", "Nhân", "Thành tế bào"), "B"),
    Item("Máu đi từ tim tới phổi qua", ("động mạch chủ", "tĩnh mạch chủ", "động mạch phổi",
         "mao mạch ruột"), "C"),
    Item("Vitamin nào có nhiều trong cà rốt?", ("Tiền vitamin A", "Vitamin C", "Vitamin D",
         "Vitamin K"), "A"),
    Item("Loài nào đẻ trứng?", ("Mèo", "Bò", "Dơi", "Thằn lằn"), "D"),
]  # fmt: skip

ENGLISH = [
    Item("My brother ______ to school by bike every day.", ("go", "goes", "going", "gone"), "B"),
    Item("Ha Long Bay is famous ______ its islands.", ("for", "at", "of", "by"), "A"),
    Item("They have lived here ______ 2019.", ("for", "in", "during", "since"), "D"),
    Item("Choose the word that is different from the others.",
         ("apple", "banana", "carpet", "mango"), "C"),
]  # fmt: skip

INFORMATICS = [
    Item("Thiết bị nào là thiết bị vào?", ("Bàn phím", "Màn hình", "Máy in", "Loa"), "A"),
    Item("Một byte gồm bao nhiêu bit?", ("4 bit", "8 bit", "16 bit", "32 bit"), "B"),
    Item("Việc làm nào giữ an toàn cho tài khoản?",
         ("Dùng một mật khẩu cho mọi nơi", "Cho bạn mượn mật khẩu",
          "Viết mật khẩu lên bàn", "Đặt mật khẩu dài và khó đoán"), "D"),
    Item("Trong Python, lệnh nào in ra màn hình?", ("input()", "len()", "print()", "open()"), "C"),
]  # fmt: skip

CHEMISTRY = [
    Item("Chất nào là oxit bazơ?", ("CO₂", "CaO", "SO₂", "P₂O₅"), "B"),
    Item("Dung dịch nào làm quỳ tím hóa đỏ?", ("NaOH", "NaCl", "HCl", "nước cất"), "C"),
    Item("Kim loại nào ở thể lỏng trong điều kiện thường?",
         ("Thủy ngân", "Sắt", "Đồng", "Nhôm"), "A"),
    Item("Khí nào duy trì sự cháy?", ("Nitơ", "Heli", "Argon", "Oxi"), "D"),
]  # fmt: skip


def expected(items: list[Item]) -> list[tuple[str, list[tuple[str, str]], str]]:
    """Stem, lettered options and key of each item."""
    return [(item.stem, list(zip(LETTERS, item.options, strict=True)), item.key) for item in items]


def to_bytes(document: WordDocument) -> bytes:
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def _stem(document: WordDocument, heading: str, stem: str) -> Paragraph:
    first, *rest = stem.split("\n")
    paragraph = document.add_paragraph()
    paragraph.add_run(heading).bold = True
    paragraph.add_run(" " + first)
    rows = [line.split("\t") for line in rest if "\t" in line]
    for line in rest:
        if "\t" not in line:
            document.add_paragraph(line)
        elif rows:
            _table(document, rows)
            rows = []
    return paragraph


def _table(document: WordDocument, rows: list[list[str]]) -> None:
    table = document.add_table(len(rows), len(rows[0]))
    for index, row in enumerate(rows):
        for column, text in enumerate(row):
            table.cell(index, column).text = text


def history(items: list[Item] = HISTORY) -> bytes:
    """Key line and solution under each question, one option a paragraph."""
    document = Document()
    document.add_paragraph("TRƯỜNG THCS HOA PHƯỢNG").alignment = 1
    document.add_paragraph("ĐỀ KIỂM TRA 15 PHÚT – MÔN LỊCH SỬ")
    for number, item in enumerate(items, 1):
        _stem(document, f"Câu {number}:", item.stem)
        for letter, text in zip(LETTERS, item.options, strict=True):
            document.add_paragraph(f"{letter}. {text}")
        document.add_paragraph(f"Đáp án: {item.key}")
        if item.solution:
            document.add_paragraph("Lời giải").runs[0].bold = True
            document.add_paragraph(item.solution)
    return to_bytes(document)


def geography(items: list[Item] = GEOGRAPHY, keys: str | None = None) -> bytes:
    """Key table at the end: a row of numbers over a row of letters; all letters blue and bold."""
    document = Document()
    for number, item in enumerate(items, 1):
        _stem(document, f"Câu {number}.", item.stem)
        for letter, text in zip(LETTERS, item.options, strict=True):
            paragraph = document.add_paragraph()
            run = paragraph.add_run(f"{letter}. ")
            run.bold, run.font.color.rgb = True, RGBColor(0, 0, 255)
            paragraph.add_run(text)
    document.add_paragraph("---------- HẾT ----------")
    document.add_paragraph("Thí sinh được sử dụng Atlat.")
    document.add_paragraph("BẢNG ĐÁP ÁN").runs[0].bold = True
    given = [item.key for item in items] if keys is None else list(keys)
    numbers = ["Câu", *(str(number) for number in range(1, len(given) + 1))]
    _table(document, [numbers, ["Đáp án", *given]])
    return to_bytes(document)


def biology(items: list[Item] = BIOLOGY, also: str = "") -> bytes:
    """Two options a line by tabs, the key's letter underlined; `also` underlines more of item 1."""
    document = Document()
    for number, item in enumerate(items, 1):
        _stem(document, f"Câu {number}.", item.stem)
        marked = item.key + (also if number == 1 else "")
        for pair in (0, 2):
            paragraph = document.add_paragraph()
            paragraph.paragraph_format.tab_stops.add_tab_stop(Cm(8))
            for index in (pair, pair + 1):
                if index > pair:
                    paragraph.add_run("\t")
                run = paragraph.add_run(LETTERS[index])
                run.bold = True
                run.underline = LETTERS[index] in marked
                paragraph.add_run(". " + item.options[index])
    return to_bytes(document)


def english(items: list[Item] = ENGLISH) -> bytes:
    """`Question 1.`, four options on one line by tabs, a star before the key."""
    document = Document()
    document.add_paragraph(
        "Mark the letter A, B, C, or D on your answer sheet to indicate the correct answer."
    )
    for number, item in enumerate(items, 1):
        _stem(document, f"Question {number}.", item.stem)
        options = [
            ("*" if letter == item.key else "") + f"{letter}. {text}"
            for letter, text in zip(LETTERS, item.options, strict=True)
        ]
        document.add_paragraph("\t".join(options))
    document.add_paragraph("------THE END------")
    return to_bytes(document)


def informatics(items: list[Item] = INFORMATICS, highlight: bool = False) -> bytes:
    """Bare numbers, title block, parts, page line and HẾT; the key set in red (or highlighted)."""
    document = Document()
    _table(document, [["SỞ GIÁO DỤC VÀ ĐÀO TẠO\nTRƯỜNG THPT CÁNH BUỒM", "ĐỀ KIỂM TRA GIỮA KÌ I"]])
    document.add_paragraph("Thời gian làm bài: 45 phút, không kể thời gian phát đề")
    document.add_paragraph("Họ và tên: ..................... Lớp: ........")
    document.add_paragraph("PHẦN I. TRẮC NGHIỆM (4 điểm)")
    for number, item in enumerate(items, 1):
        _stem(document, f"{number}.", item.stem)
        if number == 3:
            document.add_paragraph("Trang 1/2 - Mã đề 101")
        for letter, text in zip(LETTERS, item.options, strict=True):
            run = document.add_paragraph().add_run(f"{letter}. {text}")
            if letter == item.key and highlight:
                run.font.highlight_color = WD_COLOR_INDEX.YELLOW
            elif letter == item.key:
                run.font.color.rgb = RGBColor(255, 0, 0)
    document.add_paragraph("----- HẾT -----")
    document.add_paragraph("Cán bộ coi thi không giải thích gì thêm.")
    return to_bytes(document)


def chemistry(items: list[Item] = CHEMISTRY, keys: str = "1-B, 2-C, 3-A, 4-D") -> bytes:
    """Questions and options in one automatic list of two levels; formulas with real subscripts."""
    document = Document()
    number = _list_of_two_levels(document)
    for item in items:
        _listed(document, number, 0, item.stem)
        for text in item.options:
            _listed(document, number, 1, text)
    document.add_paragraph("ĐÁP ÁN")
    document.add_paragraph(keys)
    return to_bytes(document)


def _list_of_two_levels(document: WordDocument) -> str:
    numbering = document.part.numbering_part.element
    abstract = parse_xml(
        f'<w:abstractNum {nsdecls("w")} w:abstractNumId="90"><w:multiLevelType w:val="multilevel"/>'
        '<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="decimal"/>'
        '<w:lvlText w:val="Câu %1."/></w:lvl>'
        '<w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="upperLetter"/>'
        '<w:lvlText w:val="%2."/></w:lvl></w:abstractNum>'
    )
    numbering.insert(0, abstract)
    numbering.append(
        parse_xml(f'<w:num {nsdecls("w")} w:numId="90"><w:abstractNumId w:val="90"/></w:num>')
    )
    return "90"


def _listed(document: WordDocument, number: str, level: int, text: str) -> None:
    paragraph = document.add_paragraph()
    for char in text:
        low = "₀₁₂₃₄₅₆₇₈₉".find(char)
        run = paragraph.add_run(str(low) if low >= 0 else char)
        run.font.subscript = True if low >= 0 else None
    properties = paragraph._p.get_or_add_pPr()
    properties.append(
        parse_xml(
            f'<w:numPr {nsdecls("w")}><w:ilvl w:val="{level}"/>'
            f'<w:numId w:val="{number}"/></w:numPr>'
        )
    )


def edit(data: bytes, change: Callable[[WordDocument], None]) -> bytes:
    """The same file after a change to its document: how faults are put in."""
    document = Document(io.BytesIO(data))
    change(document)
    return to_bytes(document)


def paragraph_with(document: WordDocument, text: str) -> Paragraph:
    """The first paragraph that holds this text."""
    return next(paragraph for paragraph in document.paragraphs if text in paragraph.text)


def remove(paragraph: Paragraph) -> None:
    paragraph._p.getparent().remove(paragraph._p)


def add_equation(paragraph: Paragraph) -> None:
    """Put a small Word equation at the end of a paragraph."""
    math = "http://schemas.openxmlformats.org/officeDocument/2006/math"
    paragraph._p.append(parse_xml(f'<m:oMath xmlns:m="{math}"><m:r><m:t>x+1</m:t></m:r></m:oMath>'))


def retext(paragraph: Paragraph, old: str, new: str) -> None:
    """Replace text inside the runs of a paragraph, looks kept."""
    for node in paragraph._p.iter(qn("w:t")):
        node.text = (node.text or "").replace(old, new)


PAPERS: dict[str, tuple[Callable[[], bytes], list[Item]]] = {
    "history": (history, HISTORY),
    "geography": (geography, GEOGRAPHY),
    "biology": (biology, BIOLOGY),
    "english": (english, ENGLISH),
    "informatics": (informatics, INFORMATICS),
    "chemistry": (chemistry, CHEMISTRY),
}
