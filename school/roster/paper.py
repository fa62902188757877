"""Files that go out: the template to fill in, slips as CSV."""

import csv
import io
from collections.abc import Iterable, Sequence

import xlsxwriter

from school.people.service import Slip
from suite.sheets import safe_cell

TEMPLATE: dict[str, Sequence[tuple[str, int]]] = {
    "Lớp": (("Lớp", 10), ("Khối", 8), ("Giáo viên chủ nhiệm", 28)),
    "Học sinh": (
        ("STT", 6), ("Mã định danh", 16), ("Mã học sinh", 14), ("Họ và tên", 28),
        ("Ngày sinh", 14), ("Giới tính", 10), ("Lớp", 10),
    ),
    "Giáo viên": (
        ("STT", 6), ("Mã định danh", 16), ("Mã giáo viên", 14), ("Họ và tên", 28),
        ("Ngày sinh", 14), ("Giới tính", 10), ("Chức vụ", 18), ("Tổ chuyên môn", 22),
    ),
    "Phân công": (
        ("Lớp", 16), ("Môn", 24), ("Giáo viên", 28), ("Từ ngày", 14), ("Đến ngày", 14),
    ),
    "Phụ huynh": (
        ("Họ tên phụ huynh", 28), ("Quan hệ", 14), ("Số điện thoại", 16), ("Email", 26),
        ("Mã học sinh", 16), ("Họ tên học sinh", 28), ("Lớp", 10),
    ),
    "Tổ chuyên môn": (("Tổ chuyên môn", 26), ("Tổ trưởng", 28)),
    "Phòng học": (("Mã phòng", 12), ("Tên phòng", 24), ("Số chỗ", 10), ("Loại phòng", 20)),
    "Thời khóa biểu": (
        ("Lớp", 10), ("Thứ", 10), ("Buổi", 10), ("Tiết", 8), ("Môn", 24), ("Giáo viên", 28),
        ("Phòng", 12),
    ),
}  # fmt: skip
GUIDE = (
    "Điền vào các trang cần dùng: Lớp, Học sinh, Giáo viên, Phân công, Phụ huynh, Tổ chuyên môn, "
    "Phòng học, Thời khóa biểu. Trang nào không dùng thì để trống.",
    "Mã định danh, mã học sinh, mã giáo viên là chữ: số 0 ở đầu được giữ nguyên.",
    "Ngày sinh viết dạng ngày/tháng/năm, ví dụ 05/09/2014.",
    "Phân công: mỗi dòng một môn của một giáo viên; nhiều lớp cách nhau bằng dấu phẩy (6A, 6B).",
    "Phân công: môn “Chủ nhiệm” là giáo viên chủ nhiệm của lớp.",
    "Phân công: “Từ ngày” và “Đến ngày” là ngày đầu và ngày cuối; để trống là từ hôm nay trở đi.",
    "Phụ huynh: ghi mã học sinh, hoặc họ tên và lớp. Cùng họ tên và cùng số điện thoại là "
    "một người: anh chị em chung một tài khoản phụ huynh.",
    "Tổ chuyên môn: tổ trưởng ghi mã hoặc họ tên; tổ của từng người ghi ở trang Giáo viên.",
    "Thời khóa biểu: mỗi dòng một tiết. Thời khóa biểu mới của lớp thay cái cũ từ ngày nhập.",
    "Chức vụ: Giáo viên, Cán bộ thư viện hoặc Hiệu trưởng; để trống là Giáo viên.",
    "Nhập lại cùng một tệp không làm thay đổi gì; học sinh có lớp mới sẽ được chuyển lớp.",
)


def template() -> bytes:
    """An empty workbook with a sheet for each kind, its number columns kept as text."""
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target, {"in_memory": True})
    head = book.add_format({"bold": True, "bg_color": "#E2F1E9", "border": 1})
    words = book.add_format({"num_format": "@"})
    for name, columns in TEMPLATE.items():
        sheet = book.add_worksheet(name)
        sheet.freeze_panes(1, 0)
        for column, (title, width) in enumerate(columns):
            sheet.set_column(column, column, width, words)
            sheet.write_string(0, column, title, head)
    guide = book.add_worksheet("Hướng dẫn")
    guide.set_column(0, 0, 110)
    for row, line in enumerate(GUIDE):
        guide.write_string(row, 0, line)
    book.close()
    return target.getvalue()


def slips_csv(slips: Iterable[Slip]) -> str:
    """Slips as CSV with a byte order mark, so that Excel reads its letters."""
    target = io.StringIO()
    writer = csv.writer(target)
    writer.writerow(["Họ và tên", "Lớp", "Tên đăng nhập", "Mật khẩu đầu"])
    for slip in slips:
        writer.writerow(
            map(safe_cell, (slip.full_name, slip.class_name, slip.username, slip.password))
        )
    return "\ufeff" + target.getvalue()
