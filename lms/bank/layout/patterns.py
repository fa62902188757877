"""What teachers type: headings, page lines, key lines, solution headers.

Every pattern looks at one cleaned line (see `lines.clean`), so a dot never runs over lines.
"""

from __future__ import annotations

import re

# Capital letters of other scripts that look like A..H, as autocorrection and OCR leave them.
LOOKALIKES = str.maketrans("АВСЕНΑΒΕΗＡＢＣＤＥＦＧＨ", "ABCEHABEHABCDEFGH")
CAPITALS = "A-HАВСЕНΑΒΕΗＡ-Ｈ"

_TAG = r"(?:[(\[<][^)\]>]{1,25}[)\]>]\s*)"
WORD_HEADING = re.compile(
    rf"^[\s\-*•#]*(?P<word>Câu\s+hỏi|Câu|Bài|Question)\s*(?P<number>\d{{1,4}})(?!\d)\s*"
    rf"(?P<tag>{_TAG})?(?P<mark>[.:)/\-–]*)(?P<after>\s*)",
    re.IGNORECASE,
)
LEVEL_TAG = re.compile(r"^[\[(<]\s*(?:\d\s*[,;]\s*)?(?:NB|TH|VD|VDC)\s*[\])>]\s*[.:]?\s*")
BARE_HEADING = re.compile(
    rf"^\s*(?P<number>\d{{1,3}})\s*(?P<tag>{_TAG})?(?P<mark>[.):/])(?P<after>\s+|(?=[^\d\s])|$)"
)

_PART_NUMBERED = re.compile(
    r"^\s*(?:(?:PHẦN|PART)\s+(?:[IVX]+|\d+|[A-D])\b.*"
    r"|(?:Phần|Part)\s+(?:[IVX]+|\d+)\s*(?:[.:)–\-].*)?)$"
)
_PART_NAMED = re.compile(
    r"^\s*(?:(?:[IVX]+|[A-D]|\d)\s*[.:)/\-–]\s*)?(?:PHẦN\s+)?"
    r"(?P<name>(?:CÂU HỎI )?TRẮC NGHIỆM\b|TỰ LUẬN\b|ĐỌC HIỂU\b)(?P<rest>[^(:]*).*$"
)


def is_part(line: str) -> bool:
    """Whether the line is the heading of a part (PHẦN I, A. TRẮC NGHIỆM)."""
    if _PART_NUMBERED.match(line):
        return len(line) < 250
    named = _PART_NAMED.match(line)
    return bool(named and named["rest"].upper() == named["rest"] and len(line) < 150)


END = re.compile(r"^[\s\-–—_.*=]*(?:HẾT|HẾT ĐỀ|THE END)[\s\-–—_.*=]*$|^[\s\-–—_.*]{3,}HẾT\b.*$")
PAGE = re.compile(
    r"^\s*(?:Trang\s+\d+\s*(?:/\s*\d+)?\b.{0,40}|Mã đề(?:\s+thi)?\s*[:.]?\s*\d+\b.{0,40}"
    r"|Họ(?:,| và)?\s+tên\b.{0,20}[:.…_].*|Số báo danh\b.*|SBD\s*[:.…].*|Lớp\s*[:.…]{2,}.*"
    r"|Thời gian(?: làm bài)?\s*[:.]?\s*\d+\s*phút.*|-{5,}|_{5,}|={5,})\s*$",
    re.IGNORECASE,
)
AFTER_END = re.compile(
    r"^\W*(?:Thí sinh|Học sinh)\s+(?:không )?được\b|^\W*(?:Cán bộ coi thi|Giám thị)\b",
    re.IGNORECASE,
)
INSTRUCTION = re.compile(
    r"^\W*(?:Mark the letter\b|(?:Thí sinh|Học sinh) (?:trả lời|chọn|làm)\b.*câu\b"
    r"|(?:Hãy )?(?:Khoanh tròn|Khoanh vào|Chọn) (?:vào )?(?:chữ cái|một chữ cái|đáp án đúng nhất)\b"
    r"|Mỗi câu(?: hỏi)? (?:thí sinh|học sinh|trả lời)\b)",
    re.IGNORECASE,
)
SHARED = re.compile(
    r"^\W*(?:Read the (?:following )?(?:passage|text|advertisement|announcement|leaflet)\b"
    r"|(?:Đọc|Dựa vào|Sử dụng|Dùng|Căn cứ(?: vào)?|Cho)\b.{0,120}"
    r"\b(?:trả lời|làm|thực hiện)\b.{0,40}\bcâu(?: hỏi)?(?: từ)?(?: câu)?\s*\d)",
    re.IGNORECASE,
)
SHARED_RANGE = re.compile(
    r"(?:câu(?: hỏi)?|questions?)(?: số)?(?: từ)?(?: câu)?\s*(\d{1,3})\s*"
    r"(?:-|–|,|và|and|đến|to|tới)\s*(?:câu\s*)?(\d{1,3})",
    re.IGNORECASE,
)

SOLUTION = re.compile(
    r"^\W{0,3}(?:Lời giải(?: chi tiết| tham khảo)?|Hướng dẫn(?: giải| trả lời)?(?: chi tiết)?"
    r"|Giải thích(?: chi tiết)?|Giải chi tiết|HDG?|Giải|Explanation)\s*(?:[:.]+\s*|$)",
    re.IGNORECASE,
)
KEY_LINE = re.compile(
    r"^\W{0,3}(?:Vậy,?\s+|Do đó,?\s+|Nên\s+)?"
    r"(?:(?P<said>Đáp án|Đáp số|ĐA|Đ/A|Answer|Key|Correct answer)"
    r"(?:\s+(?:đúng|cần chọn|chính xác))?|(?P<chosen>Chọn(?:\s+(?:đáp án|câu|phương án|ý))?))"
    r"(?:\s+là)?\s*(?P<colon>[:：]|[.\-–](?=\s)|)\s*(?P<rest>.*)$",
    re.IGNORECASE,
)
KEY_INLINE = re.compile(
    r"(?:\t|  ) {0,20}(?:\(|\[)?((?:Đáp án|Chọn đáp án|Chọn)\s*:?\s*[A-H])\s*[.)\]]?\s*$"
)
KEY_IN_SOLUTION = re.compile(
    r"(?:^|[.;:,⇒→>]\s*|\b(?:vậy|nên|do đó|suy ra|ta)\s+)chọn\s+(?:đáp án\s+|phương án\s+|câu\s+)?"
    r"(?-i:(?P<letter>[A-H]))\s*[.)]?\s*$",
    re.IGNORECASE,
)
KEY_SECTION = re.compile(
    r"^[\s\-–—_.*=]*(?:BẢNG\s+)?(?:ĐÁP ÁN|HƯỚNG DẪN CHẤM|HƯỚNG DẪN GIẢI|ANSWER KEYS?)"
    r"(?:\s+(?:THAM KHẢO|CHI TIẾT|VÀ\b.*|TRẮC NGHIỆM.*|PHẦN\b.*|MÃ ĐỀ\b.*|ĐỀ\b.*))?"
    r"[\s\-–—_.*=:]*$",
    re.IGNORECASE,
)
TRUE_FALSE_KEY = re.compile(r"\b[a-d]\s*[-.):]?\s*(?:Đúng|Sai|Đ|S)\b", re.IGNORECASE)
TRUE_FALSE_STEM = re.compile(r"đúng\s*(?:hay|hoặc|,|/|-|–)?\s*sai\b", re.IGNORECASE)
PICTURE_MENTIONED = re.compile(
    r"(?:^|\b)(?:Cho|Quan sát|Dựa vào|Xem)\s+(?:các\s+)?(?:biểu đồ|hình(?: vẽ| ảnh)?|bức ảnh"
    r"|lược đồ|sơ đồ|bức tranh)\b|\b(?:biểu đồ|hình vẽ|hình ảnh|đồ thị|lược đồ|bức ảnh|hình)\s+"
    r"(?:sau|bên|dưới đây|trên|như hình)\b",
    re.IGNORECASE,
)
MATH = re.compile(r"!\[[^\]\n]*\]\(file:[^)\s]+\)|\$\$.+?\$\$|\$[^$\n]+\$|\\\(.+?\\\)|\\\[.+?\\\]")


def without_math(line: str) -> str:
    """The line with formulas blotted out, column for column, so that `$A. B$` is no option."""
    return MATH.sub(lambda found: "¤" * len(found.group()), line)
