"""The list to fill in."""

import io

import xlsxwriter

COLUMNS = (
    ("Nhan đề", 40), ("Tác giả", 28), ("Loại", 18), ("Môn", 16), ("Lớp", 10), ("Giấy phép", 30),
    ("Ai được đọc", 26), ("Mô tả", 50), ("Ngôn ngữ", 14), ("Tệp", 30), ("Liên kết", 44),
)  # fmt: skip
GUIDE = (
    "Mỗi dòng là một học liệu: ghi tên tệp (tệp nằm trong tệp ZIP gửi kèm) hoặc ghi liên kết.",
    "Tệp: ghi cả thư mục nếu có tệp trùng tên, ví dụ Toán/Lớp 6/bai-1.pdf.",
    "Nhiều tác giả cách nhau bằng dấu chấm phẩy. Nhiều lớp: 6, 7 hoặc 6-9.",
    "Ô để trống sẽ lấy theo phần chọn chung khi gửi danh sách.",
    "Liên kết phải có nhan đề. Nhan đề của tệp để trống thì lấy từ trong tệp.",
    "Gửi lại cùng một danh sách không làm thay đổi gì: học liệu đã có được bỏ qua.",
)
ROOM = 500


def template(choices: dict[int, list[str]]) -> bytes:
    """An empty workbook; `choices` are the words that may stand in a column (from 0)."""
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target, {"in_memory": True})
    head = book.add_format({"bold": True, "bg_color": "#E2F1E9", "border": 1})
    words = book.add_format({"num_format": "@"})
    sheet = book.add_worksheet("Học liệu")
    held = book.add_worksheet("Từ dùng")
    guide = book.add_worksheet("Hướng dẫn")
    sheet.freeze_panes(1, 0)
    for column, (title, width) in enumerate(COLUMNS):
        sheet.set_column(column, column, width, words)
        sheet.write_string(0, column, title, head)
    for at, (column, names) in enumerate(choices.items()):
        held.set_column(at, at, 40)
        held.write_string(0, at, f"Từ dùng: {COLUMNS[column][0]}", head)
        for row, name in enumerate(names, 1):
            held.write_string(row, at, name)
        source = f"='Từ dùng'!${chr(65 + at)}$2:${chr(65 + at)}${len(names) + 1}"
        rule = {"validate": "list", "source": source, "error_type": "information"}
        sheet.data_validation(1, column, ROOM, column, rule)
    guide.set_column(0, 0, 110)
    for row, line in enumerate(GUIDE):
        guide.write_string(row, 0, line)
    book.close()
    return target.getvalue()
