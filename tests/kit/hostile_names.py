"""Names that were made to do harm, for files that are harmless."""

NAMES = (
    "../../etc/passwd.txt", "..\\..\\boot.txt", "/etc/shadow.txt", "C:\\Windows\\win.txt",
    "\u202efdp.txt", "bai\u202etxt.exe", "a\0b.txt", "a.txt\0.exe", "a\r\nSet-Cookie: x=1.txt",
    "a\x1b[2Jb.txt", "x" * 300 + ".txt", "ế" * 300 + ".txt", "CON.txt", "aux.txt", "NUL.txt",
    "COM1", "bai.txt.exe", "bai.exe.txt", ".txt", "..", "", " . . ", ".htaccess", "web.config",
    '"><img src=x onerror=alert(1)>.txt', "'; DROP TABLE repository_work; --.txt",
    "{{ 7*7 }}.txt", "%2e%2e%2fpasswd.txt", "a;filename=b.html.txt", "bai.txt::$DATA",
    "bai.txt ", "bai.txt...", "file:///etc/passwd.txt", "https://xau.example/a.txt", "~root.txt",
    "-rf.txt", "$(reboot).txt", "`id`.txt", "|sh.txt", "a\u2028b.txt", "a\ufeffb.txt",
    "\U0001f4a3.txt", "bа̀i.txt", "ba\u0300i.txt", "a/../../b.txt", "a\tb.txt", "a\x7fb.txt",
    "bai.TXT", "bai.html;.txt", "bai.svg", "bai.php", "bai.jsp%00.txt", "bai.pdf.lnk",
)  # fmt: skip
