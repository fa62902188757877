"""Names of creators as citation styles want them. Pure.

The catalogue keeps a creator as one line. A Vietnamese name begins with one of a few family names,
which tells it from a body ("Tổ Toán", "Bộ Giáo dục và Đào tạo"); "Smith, John" says itself which
part is the family's. What is neither stays as it is written.
"""

from dataclasses import dataclass

from suite.text import nfc

_FAMILIES = """
nguyễn trần lê phạm hoàng huỳnh phan vũ võ đặng bùi đỗ hồ ngô dương lý lí đinh trương đoàn
đào mai trịnh tô hà lâm cao thái châu tạ phùng quách kiều la lương lưu mạc nghiêm ông tăng
thạch tôn triệu trang vương vi viên ninh nông lục lò lường hứa giang doãn chu diệp đàm
đồng đậu khổng khuất lại cù cung bạch âu ân an bế điêu hầu mã ma sầm thân tống từ ung văn
vưu
"""
FAMILIES = frozenset(_FAMILIES.split())
LONGEST = 5


@dataclass(frozen=True)
class Name:
    """A person's family and given names; of anything else only `literal`."""

    literal: str
    family: str = ""
    given: str = ""

    @property
    def is_person(self) -> bool:
        """Whether it is known to be a person's."""
        return bool(self.family)


def name_of(creator: str) -> Name:
    """The parts of a creator's name."""
    text = " ".join(nfc(creator).split())
    family, comma, given = text.partition(", ")
    if comma and family and given and "," not in given and len(family.split()) <= 2:
        return Name(text, family, given)
    words = text.split()
    named = all(word[:1].isupper() for word in words)
    if 2 <= len(words) <= LONGEST and named and words[0].lower() in FAMILIES:
        return Name(text, words[0], " ".join(words[1:]))
    return Name(text)
