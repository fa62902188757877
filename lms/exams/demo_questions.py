"""Questions of the demonstration town, our own: stem, options, which is right, solution."""

from typing import NamedTuple


class Written(NamedTuple):
    """A question as it was written; `right` is the index of the right option."""

    topic: str
    stem: str
    options: tuple[str, str, str, str]
    right: int
    solution: str


SETS, NUMBERS, DIVIDING, GEOMETRY = (
    "Tập hợp",
    "Số tự nhiên và phép tính",
    "Tính chia hết",
    "Hình phẳng",
)
DATA, NETWORK = "Thông tin và dữ liệu", "Mạng máy tính và Internet"

MATHS = (
    Written(
        SETS,
        "Cho tập hợp $A = \\{x \\in \\mathbb{N} \\mid 3 < x \\le 7\\}$. "
        "Tập hợp $A$ có bao nhiêu phần tử?",
        ("3", "4", "5", "7"),
        1,
        "$A = \\{4; 5; 6; 7\\}$ nên có 4 phần tử.",
    ),
    Written(
        SETS,
        "Gọi $B$ là tập hợp các chữ cái trong từ “TOÁN HỌC” (không kể dấu). Khẳng định nào đúng?",
        ("$M \\in B$", "$H \\notin B$", "$C \\in B$", "$B$ có 7 phần tử"),
        2,
        "$B = \\{T; O; A; N; H; C\\}$ có 6 phần tử, trong đó có $C$.",
    ),
    Written(
        NUMBERS,
        "Trong số $48\\,516$, chữ số 8 có giá trị là",
        ("$8$", "$800$", "$80\\,000$", "$8\\,000$"),
        3,
        "Chữ số 8 đứng ở hàng nghìn nên có giá trị $8\\,000$.",
    ),
    Written(
        NUMBERS,
        "Giá trị của biểu thức $25 - 3 \\cdot (7 - 2)$ là",
        ("$110$", "$10$", "$2$", "$20$"),
        1,
        "$25 - 3 \\cdot 5 = 25 - 15 = 10$.",
    ),
    Written(
        NUMBERS,
        "Viết tích $2 \\cdot 2 \\cdot 2 \\cdot 2 \\cdot 2$ dưới dạng một luỹ thừa.",
        ("$2^5$", "$5^2$", "$2 \\cdot 5$", "$2^4$"),
        0,
        "Có năm thừa số 2 nên tích bằng $2^5$.",
    ),
    Written(
        NUMBERS,
        "Kết quả của phép tính $3^4 : 3^2$ là",
        ("$1$", "$3$", "$6$", "$9$"),
        3,
        "$3^4 : 3^2 = 3^{4-2} = 3^2 = 9$.",
    ),
    Written(
        DIVIDING,
        "Số nào sau đây chia hết cho cả 2, 3 và 5?",
        ("$120$", "$125$", "$132$", "$205$"),
        0,
        "$120$ tận cùng bằng 0 nên chia hết cho 2 và 5; $1 + 2 + 0 = 3$ chia hết cho 3.",
    ),
    Written(
        DIVIDING,
        "Số nào sau đây là số nguyên tố?",
        ("$21$", "$27$", "$29$", "$33$"),
        2,
        "$21$, $27$, $33$ đều chia hết cho 3; $29$ chỉ có hai ước là 1 và 29.",
    ),
    Written(
        DIVIDING,
        "Ước chung lớn nhất của $18$ và $24$ là",
        ("$2$", "$3$", "$72$", "$6$"),
        3,
        "$18 = 2 \\cdot 3^2$, $24 = 2^3 \\cdot 3$, nên ƯCLN bằng $2 \\cdot 3 = 6$.",
    ),
    Written(
        DIVIDING,
        "Một lớp có 36 học sinh xếp thành các hàng đều nhau, mỗi hàng nhiều hơn 5 và ít hơn 10 em. "
        "Không thể xếp mỗi hàng bao nhiêu em?",
        ("6 em", "7 em", "9 em", "6 em hoặc 9 em"),
        1,
        "36 chia hết cho 6 và 9 nhưng không chia hết cho 7.",
    ),
    Written(
        GEOMETRY,
        "Hình vuông có chu vi $20$ cm thì diện tích bằng",
        (
            "$16\\ \\text{cm}^2$",
            "$20\\ \\text{cm}^2$",
            "$25\\ \\text{cm}^2$",
            "$100\\ \\text{cm}^2$",
        ),
        2,
        "Cạnh bằng $20 : 4 = 5$ cm, diện tích bằng $5^2 = 25\\ \\text{cm}^2$.",
    ),
    Written(
        GEOMETRY,
        "Tam giác đều có bao nhiêu trục đối xứng?",
        ("1", "2", "3", "6"),
        2,
        "Mỗi đường thẳng qua một đỉnh và trung điểm cạnh đối diện là một trục đối xứng.",
    ),
)

INFORMATICS = (
    Written(
        DATA,
        "Nhiệt kế ghi 39 °C khi đo cho em bé. Số 39 ghi trên nhiệt kế là gì?",
        ("Vật mang tin", "Dữ liệu", "Thông tin về sức khoẻ của em bé", "Phần mềm"),
        1,
        "Con số là dữ liệu; hiểu rằng em bé bị sốt mới là thông tin.",
    ),
    Written(
        DATA,
        "Một byte gồm bao nhiêu bit?",
        ("2", "4", "8", "10"),
        2,
        "1 byte bằng 8 bit.",
    ),
    Written(
        DATA,
        "Thiết bị nào sau đây dùng để đưa dữ liệu vào máy tính?",
        ("Bàn phím", "Màn hình", "Máy in", "Loa"),
        0,
        "Bàn phím là thiết bị vào; ba thiết bị còn lại là thiết bị ra.",
    ),
    Written(
        DATA,
        "Sắp xếp từ nhỏ đến lớn: KB, GB, byte, MB.",
        ("byte, KB, MB, GB", "KB, byte, MB, GB", "byte, MB, KB, GB", "GB, MB, KB, byte"),
        0,
        "Mỗi đơn vị sau lớn hơn đơn vị trước khoảng một nghìn lần.",
    ),
    Written(
        NETWORK,
        "Thiết bị nào giúp các máy trong nhà vào Internet bằng sóng không dây?",
        ("Máy quét", "Bộ định tuyến có Wi-Fi", "Ổ đĩa cứng", "Máy chiếu"),
        1,
        "Bộ định tuyến nối mạng trong nhà với Internet và phát sóng Wi-Fi.",
    ),
    Written(
        NETWORK,
        "Mật khẩu nào sau đây an toàn nhất?",
        ("12345678", "ngày sinh của em", "Bo&Cau-7-nha-la", "matkhau"),
        2,
        "Mật khẩu dài, có nhiều loại kí tự và không chứa thông tin dễ đoán thì khó bị đoán ra.",
    ),
    Written(
        NETWORK,
        "Em nhận được tin nhắn lạ báo trúng thưởng và đòi mật khẩu. Em nên làm gì?",
        (
            "Gửi mật khẩu để nhận thưởng",
            "Chuyển tiếp cho các bạn",
            "Bấm thử vào đường dẫn",
            "Không trả lời và báo cho người lớn",
        ),
        3,
        "Không ai có quyền hỏi mật khẩu của em; hãy báo cho bố mẹ hoặc thầy cô.",
    ),
    Written(
        NETWORK,
        "Trình duyệt web dùng để làm gì?",
        ("Xem trang web", "Diệt vi-rút", "Tính lương", "Tăng tốc máy tính"),
        0,
        "Trình duyệt là phần mềm giúp truy cập và xem các trang web.",
    ),
)
