"""What Circular 16/2022 asks of a school library, as far as it is known"""

from datetime import date

import sqlalchemy as sa
from alembic import op

revision = "0051"
down_revision = "0050"
branch_labels = None
depends_on = None

SINCE = date(2023, 1, 7)
TEXT = "Thông tư 16/2022/TT-BGDĐT, hiệu lực từ 07/01/2023"
READ = f"{TEXT}; đọc qua nguồn thứ cấp cùng Nghị định 93/2020/NĐ-CP, cần đối chiếu văn bản"
RECALLED = f"{TEXT}; ghi theo trí nhớ, chưa đọc được văn bản, phải đối chiếu trước khi dùng"
UNREAD = f"{TEXT}; chỉ biết có tiêu chuẩn này, chưa đọc được mức yêu cầu"
# code, level, stage, text, measure, least in hundredths, surety, citation
ROWS = (
    ("books_primary", 1, "primary", "Ít nhất 3 bản sách cho mỗi học sinh tiểu học",
     "books_per_pupil", 300, "S", READ),
    ("books_lower", 1, "lower_secondary", "Ít nhất 4 bản sách cho mỗi học sinh trung học cơ sở",
     "books_per_pupil", 400, "S", READ),
    ("books_upper", 1, "upper_secondary", "Ít nhất 5 bản sách cho mỗi học sinh trung học phổ thông",
     "books_per_pupil", 500, "S", READ),
    ("set_teacher", 1, "", "Ít nhất 1 bộ sách cho mỗi giáo viên",
     "guides_per_teacher", None, "S", READ),
    ("premises", 1, "", "Tiêu chuẩn về cơ sở vật chất", "", None, "?", UNREAD),
    ("equipment", 1, "", "Tiêu chuẩn về thiết bị chuyên dùng", "", None, "?", UNREAD),
    ("activities", 1, "", "Tiêu chuẩn về hoạt động thư viện", "loans", None, "?", UNREAD),
    ("management", 1, "", "Tiêu chuẩn về quản lý thư viện", "", None, "?", UNREAD),
    ("digital", 2, "", "Có tài nguyên thông tin số", "digital", 100, "M", RECALLED),
    ("look_up", 2, "", "Tra cứu trực tuyến được vốn tài liệu", "titles", 100, "M", RECALLED),
    ("software", 2, "", "Quản lý thư viện bằng phần mềm", "copies", 100, "M", RECALLED),
    ("linked", 2, "", "Liên thông với thư viện khác", "", None, "M", RECALLED),
)  # fmt: skip


def upgrade() -> None:
    table = op.create_table(
        "repository_print_criterion",
        sa.Column("code", sa.String(length=30), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("level", sa.Integer(), nullable=False),
        sa.Column("stage", sa.String(length=20), nullable=False),
        sa.Column("text", sa.String(length=300), nullable=False),
        sa.Column("measure", sa.String(length=30), nullable=False),
        sa.Column("least", sa.Integer(), nullable=True),
        sa.Column("surety", sa.String(length=1), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("citation", sa.String(length=300), nullable=False),
        sa.PrimaryKeyConstraint("code", "valid_from", name=op.f("pk_repository_print_criterion")),
    )
    names = ("code", "level", "stage", "text", "measure", "least", "surety", "citation")
    rows = [dict(zip(names, row, strict=True)) for row in ROWS]
    for at, row in enumerate(rows):
        row |= {"valid_from": SINCE, "position": at}
    op.bulk_insert(table, rows)


def downgrade() -> None:
    op.drop_table("repository_print_criterion")
