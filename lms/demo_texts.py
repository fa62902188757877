"""Lessons of the demonstration town, written for it."""

SETS = r"""## Tập hợp và phần tử

Một **tập hợp** gồm những đối tượng nhất định; mỗi đối tượng là một **phần tử** của tập hợp đó.
Người ta thường đặt tên tập hợp bằng chữ cái in hoa.

- Tập hợp các số tự nhiên nhỏ hơn 5: $A = \{0; 1; 2; 3; 4\}$.
- Số 3 là phần tử của $A$, viết $3 \in A$.
- Số 7 không là phần tử của $A$, viết $7 \notin A$.

## Hai cách cho một tập hợp

| Cách | Ví dụ |
|---|---|
| Liệt kê các phần tử | $B = \{2; 4; 6; 8\}$ |
| Nêu dấu hiệu đặc trưng | $B$ gồm các số chẵn khác 0 và nhỏ hơn 10 |

Cách thứ hai còn được viết gọn:

$$
B = \{x \mid x \in \mathbb{N},\ x \mathrel{\vdots} 2,\ 0 < x < 10\}
$$

> Khi liệt kê, mỗi phần tử chỉ viết một lần và viết theo thứ tự nào cũng được.

## Em tự kiểm tra

1. Viết tập hợp $M$ các chữ cái trong từ "HÀ NỘI" (không kể dấu).
2. Điền $\in$ hoặc $\notin$: số 0 và tập hợp $\mathbb{N}^*$.
"""

NUMBERS = r"""## Hệ thập phân

Trong hệ thập phân, mười đơn vị ở một hàng làm thành một đơn vị ở hàng liền trước nó.
Giá trị của một chữ số phụ thuộc vào **vị trí** của nó trong số.

Với số có ba chữ số $\overline{abc}$ ($a \ne 0$):

$$\overline{abc} = a \times 100 + b \times 10 + c$$

Ví dụ: $\,347 = 3 \times 100 + 4 \times 10 + 7$.

## Số La Mã

| Chữ số | I | V | X |
|---|---|---|---|
| Giá trị | 1 | 5 | 10 |

Viết chữ số I bên **trái** V hoặc X thì giá trị giảm đi 1: IV là 4, IX là 9.
"""

DATA = """## Thông tin và dữ liệu

Chuông báo hết giờ vang lên.
Âm thanh em nghe là **dữ liệu**, điều em hiểu được (đã hết giờ học) là **thông tin**.

- **Thông tin** đem lại hiểu biết cho con người về thế giới xung quanh và về chính mình.
- **Dữ liệu** là thông tin đã được ghi lại: con số, văn bản, hình ảnh, âm thanh.
- **Vật mang tin** là nơi giữ dữ liệu: giấy, thẻ nhớ, đĩa cứng.

## Thử nghĩ

Sáng nay em xem bản tin thời tiết và mang theo áo mưa.
Đâu là dữ liệu, đâu là thông tin, và em đã dùng thông tin đó để làm gì?
"""
