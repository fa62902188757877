"""Questions of the demonstration town beyond single choice, our own, in the parts of a paper."""

from collections.abc import Sequence
from decimal import Decimal

from lms.bank.rules import Content

CHOICE, JUDGE, SHORT, OTHER = (
    "Phần I. Trắc nghiệm nhiều phương án lựa chọn",
    "Phần II. Trắc nghiệm đúng sai",
    "Phần III. Trả lời ngắn",
    "Phần IV. Các dạng khác",
)
POINTS = {
    CHOICE: Decimal("0.25"),
    JUDGE: Decimal(1),
    SHORT: Decimal("0.5"),
    OTHER: Decimal("0.75"),
}


def _judged(table: Sequence[str]) -> list[Content]:
    return [
        Content(
            "true_false",
            "Một lớp học có 18 học sinh nam và 24 học sinh nữ. Cô giáo muốn chia lớp thành các "
            "nhóm sao cho số nam trong các nhóm bằng nhau và số nữ trong các nhóm bằng nhau.",
            {
                "statements": [
                    "Số nhóm phải là ước chung của 18 và 24.",
                    "Có thể chia lớp thành 4 nhóm.",
                    "Số nhóm nhiều nhất có thể chia là 6.",
                    "Khi chia được nhiều nhóm nhất, mỗi nhóm có 8 học sinh.",
                ],
                "fixed": [0, 1, 2, 3],
            },
            {"truths": [True, False, True, False], "table": list(table)},
            "ƯCLN(18; 24) = 6; khi đó mỗi nhóm có 3 nam và 4 nữ, tất cả 7 học sinh.",
        ),
        Content(
            "true_false",
            "Cho số tự nhiên $n = 2^3 \\cdot 3 \\cdot 5$.",
            {
                "statements": [
                    "$n = 120$.",
                    "$n$ chia hết cho 9.",
                    "$n$ chia hết cho cả 2 và 5.",
                    "$n$ là số nguyên tố.",
                ],
                "fixed": [0, 1, 2, 3],
            },
            {"truths": [True, False, True, False], "table": list(table)},
            "$n = 8 \\cdot 3 \\cdot 5 = 120$.",
        ),
    ]


def _number(stem: str, value: str, solution: str, unit: str = "") -> Content:
    body = {"most_chars": 4, **({"unit": unit} if unit else {})}
    accepted = [{"value": value, "tolerance": "0"}]
    return Content("short_number", stem, body, {"accepted": accepted}, solution)


def _others() -> list[Content]:
    return [
        Content(
            "multiple_choice",
            "Những số nào sau đây là số nguyên tố?",
            {"options": ["2", "9", "13", "15"]},
            {"right": [0, 2], "rule": "each"},
            "2 và 13 chỉ có hai ước là 1 và chính nó.",
        ),
        Content(
            "matching",
            "Ghép mỗi phép tính với kết quả của nó.",
            {
                "left": ["$2^3$", "$3^2$", "$5^0$"],
                "right": ["$8$", "$9$", "$1$", "$6$"],
            },
            {"pairs": [0, 1, 2], "rule": "each"},
        ),
        Content(
            "ordering",
            "Sắp xếp các số sau theo thứ tự tăng dần.",
            {"items": ["$-7$", "$-2$", "$0$", "$3$"]},
            {"order": [0, 1, 2, 3], "rule": "all"},
        ),
        Content(
            "cloze",
            "Điền vào chỗ trống.",
            {
                "text": "Số 36 có {{1}} ước là số tự nhiên; tổng các chữ số của nó là {{2}}, "
                "nên nó {{3}} cho 9.",
                "gaps": [
                    {"type": "number"},
                    {"type": "number"},
                    {"type": "choice", "options": ["chia hết", "không chia hết"]},
                ],
            },
            {
                "gaps": [
                    {"accepted": [{"value": "9", "tolerance": "0"}]},
                    {"accepted": [{"value": "9", "tolerance": "0"}]},
                    {"right": 0},
                ]
            },
        ),
    ]


def questions(table: Sequence[str]) -> dict[str, list[Content]]:
    """The questions by part; `table` is what right statements earn."""
    return {
        JUDGE: _judged(table),
        SHORT: [
            _number("Tính giá trị của biểu thức $12 - 3 \\cdot 5$.", "-3", "$12 - 15 = -3$."),
            _number(
                "Một mảnh vườn hình chữ nhật dài 4,5 m, rộng 3 m. Chu vi mảnh vườn là bao nhiêu "
                "mét?",
                "15",
                "$2 \\cdot (4{,}5 + 3) = 15$ (m).",
                "m",
            ),
        ],
        OTHER: _others(),
    }
