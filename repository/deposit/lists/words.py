"""The words by which columns and what stands in them are recognised, folded."""
# ruff: noqa: E501 (lists of words)

COLUMNS: dict[str, frozenset[str]] = {
    "title": frozenset({"nhan de", "tieu de", "ten hoc lieu", "ten tai lieu", "ten", "ten sach", "ten bai", "title", "name"}),
    "creators": frozenset({"tac gia", "cac tac gia", "nguoi bien soan", "bien soan", "nguoi soan", "authors", "author", "creators", "creator", "people"}),
    "kind": frozenset({"loai", "loai hoc lieu", "the loai", "dang", "loai tai lieu", "kind", "type"}),
    "subject": frozenset({"mon", "mon hoc", "subject"}),
    "grades": frozenset({"lop", "khoi", "khoi lop", "cac lop", "grade", "grades"}),
    "licence": frozenset({"giay phep", "ban quyen", "quyen su dung", "licence", "license", "rights"}),
    "audience": frozenset({"doi tuong", "doi tuong xem", "nguoi xem", "ai duoc xem", "ai duoc doc", "pham vi", "audience", "who may read it", "who may read"}),
    "description": frozenset({"mo ta", "tom tat", "gioi thieu", "noi dung", "description", "summary", "abstract"}),
    "language": frozenset({"ngon ngu", "tieng", "language"}),
    "file": frozenset({"tep", "ten tep", "file", "ten file", "tep tin", "duong dan tep", "file name", "filename"}),
    "link": frozenset({"lien ket", "duong dan", "dia chi", "dia chi web", "duong link", "duong lien ket", "link", "url", "website", "trang web"}),
    "content": frozenset({"tep hoac lien ket", "file hoac link", "tep lien ket", "file link", "file or link"}),
}  # fmt: skip
KINDS = {"sach": "reference", "sach tham khao": "reference", "sach giao khoa": "etextbook", "sgk": "etextbook", "giao an": "lesson", "ke hoach bai day": "lesson", "bai giang": "slides", "bai giang dien tu": "elesson", "trinh chieu": "slides", "phim": "video", "clip": "video", "am thanh": "audio", "bai tap": "exercise", "de": "test", "de thi": "test", "de kiem tra": "test", "van ban": "text", "tai lieu": "text", "thi nghiem ao": "simulation"}  # fmt: skip
LICENCES = {"nha truong": "own", "cua truong": "own", "truong": "own", "tu soan": "own", "duoc phep": "permission", "cong cong": "public-domain", "mien phi ban quyen": "public-domain", "lien ket": "link", "cc by": "cc-by", "cc by sa": "cc-by-sa", "cc by nc": "cc-by-nc", "cc by nc sa": "cc-by-nc-sa", "cc by nd": "cc-by-nd", "cc by nc nd": "cc-by-nc-nd", "cc 0": "cc0"}  # fmt: skip
AUDIENCES = {"truong": "school", "trong truong": "school", "ca truong": "school", "toan truong": "school", "hoc sinh": "school", "giao vien": "staff", "can bo": "staff", "can bo giao vien": "staff", "moi nguoi": "public", "cong khai": "public", "tat ca": "public", "dang nhap": "signed_in", "da dang nhap": "signed_in"}  # fmt: skip
LANGUAGES = {"tieng viet": "vi", "viet": "vi", "tieng anh": "en", "anh": "en", "tieng phap": "fr", "phap": "fr", "khac": "other"}  # fmt: skip
SUFFIX_KINDS = {"pptx": "slides", "mp4": "video", "webm": "video", "mp3": "audio", "ogg": "audio", "wav": "audio", "m4a": "audio"}  # fmt: skip
