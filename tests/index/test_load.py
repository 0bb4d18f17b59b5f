import codecs
import hashlib
import os
import subprocess
import sys
from io import BytesIO
from pathlib import Path

import docx
import pypdf
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.decode import decode
from index.errors import FootnoteError, UnreadableFile
from index.load import LARGEST, find_files, load
from index.source import SourceFile

RUSSIAN = (
    "Правительство объявило о новых правилах для портов и аэропортов страны. "
    "Министр сказал, что они вступят в силу в следующем году, после переговоров. "
) * 4
FRENCH = "Le gouvernement a présenté « ses » règles – déjà prévues – à l’été. " * 5
GERMAN = "Die Regierung erklärte, daß über die Häfen später verhandelt würde. " * 5

PAGE = """<!DOCTYPE html><html lang="en"><head><title>Rockets hit base - Daily Planet</title>
<meta property="og:site_name" content="Daily Planet"><meta name="author" content="Lois Lane">
{head}</head><body><nav><a href="/">Home</a> <a href="/world">World</a></nav><article>
<h1>Rockets hit base</h1><p>Two rockets landed on Sunday near an air base north of the capital where
trainers are present, causing no casualties or damage, an official said.</p>
<ul><li>First of the list</li><li>Second of the list</li></ul>
<table><tr><th>Country</th><th>Troops</th></tr><tr><td>Atlantis</td><td>2,500</td></tr></table>
<p>It followed strikes on militia targets along the border in late February, according to three
officials who asked not to be named.</p></article>
<div class="comments" id="comments"><p>I do not believe a word of this, said a reader.</p></div>
<footer>Copyright 2024 Daily Planet</footer></body></html>"""


def write(folder: Path, name: str, content: bytes | str) -> Path:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def loaded(folder: Path, name: str, content: bytes | str) -> SourceFile:
    return load(write(folder, name, content), name)


def reason(folder: Path, name: str, content: bytes | str) -> str:
    with pytest.raises(UnreadableFile) as caught:
        loaded(folder, name, content)
    assert "\n" not in str(caught.value)
    return str(caught.value)


def pdf(lines: list[str], title: str = "") -> bytes:
    """A PDF of one page, written out by hand."""
    shown = "\n".join(f"({line}) Tj T*" for line in lines)
    stream = f"BT /F1 12 Tf 14 TL 72 720 Td\n{shown}\nET"
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R"
        " /Resources << /Font << /F1 5 0 R >> >> >>",
        f"<< /Length {len(stream)} >>\nstream\n{stream}\nendstream",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        f"<< /Title ({title}) /CreationDate (D:20240101000000Z) >>",
    ]
    out, offsets = "%PDF-1.4\n", []
    for number, body in enumerate(objects, start=1):
        offsets.append(len(out))
        out += f"{number} 0 obj\n{body}\nendobj\n"
    table = "".join(f"{offset:010} 00000 n \n" for offset in offsets)
    xref = f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}"
    trailer = f"trailer << /Size {len(objects) + 1} /Root 1 0 R /Info 6 0 R >>"
    return f"{out}{xref}{trailer}\nstartxref\n{len(out)}\n%%EOF".encode()


def locked(data: bytes, password: str) -> bytes:
    writer = pypdf.PdfWriter(clone_from=BytesIO(data))
    writer.encrypt(password, "owner", algorithm="AES-256")
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


def test_a_text_file_is_its_text(tmp_path: Path) -> None:
    source = loaded(tmp_path, "a.txt", b"\xef\xbb\xbfOne.\r\nTwo.\rThree.\x00\n")
    assert source.text == "One.\nTwo.\nThree.\n"
    assert source.media_type == "text/plain"
    assert source.path == "a.txt"
    assert source.sha256 == hashlib.sha256((tmp_path / "a.txt").read_bytes()).hexdigest()


@pytest.mark.parametrize(
    "encoding", ["utf-8", "cp1251", "koi8-r", "utf-16", "utf-16-le", "utf-16-be"]
)
def test_russian_is_decoded(encoding: str) -> None:
    assert decode(RUSSIAN.encode(encoding)) == RUSSIAN


@pytest.mark.parametrize("text", [FRENCH, GERMAN, "It costs £5 – “or less”, he said."])
def test_western_text_is_decoded(text: str) -> None:
    assert decode(text.encode("cp1252")) == text


def test_latin_1_and_wide_ascii_are_decoded() -> None:
    assert decode(GERMAN.encode("latin-1")) == GERMAN
    assert decode("Plain words.\n".encode("utf-16-le")) == "Plain words.\n"
    assert decode(codecs.BOM_UTF16_BE + "Words.".encode("utf-16-be")) == "Words."


def test_utf_8_that_was_cut_off_is_still_utf_8() -> None:
    assert decode(RUSSIAN.encode()[:-2]).startswith(RUSSIAN[:-3])


def test_a_page_is_decoded_as_it_states(tmp_path: Path) -> None:
    page = PAGE.format(head='<meta charset="windows-1251">').replace("Two rockets", "Две ракеты")
    assert "Две ракеты" in loaded(tmp_path, "a.html", page.encode("cp1251")).text


@given(st.binary(max_size=400))
def test_decoding_gives_text_or_a_reason(data: bytes) -> None:
    try:
        text = decode(data)
    except UnreadableFile:
        return
    assert "\0" not in text
    assert "\r" not in text
    text.encode("utf-8")


def test_a_web_page_gives_its_article(tmp_path: Path) -> None:
    source = loaded(tmp_path, "a.html", PAGE.format(head=""))
    lines = source.text.split("\n")
    assert any(line.startswith("Two rockets landed") for line in lines)
    assert any("Atlantis" in line and "2,500" in line for line in lines)
    assert any("Second of the list" in line for line in lines)
    assert "said a reader" not in source.text
    assert (source.metadata.title, source.metadata.publisher, source.metadata.author) == (
        "Rockets hit base",
        "Daily Planet",
        "Lois Lane",
    )


@pytest.mark.parametrize(
    ("head", "published"),
    [
        ('<meta property="article:published_time" content="2021-04-05T10:00:00Z">', "2021-04-05"),
        ('<meta name="date" content="20210405">', "2021-04-05"),
        (
            '<script type="application/ld+json">{"datePublished": "2021-04-05T23:00:00+02:00",'
            ' "dateModified": "2022-01-01"}</script>',
            "2021-04-05",
        ),
        ('<meta property="article:modified_time" content="2021-04-05">', None),
        ("", None),
    ],
)
def test_a_web_page_has_only_the_date_it_states(
    tmp_path: Path, head: str, published: str | None
) -> None:
    assert loaded(tmp_path, "a.html", PAGE.format(head=head)).metadata.published == published


def test_a_time_element_dates_the_page_unless_there_are_several(tmp_path: Path) -> None:
    one = PAGE.format(head="").replace("</h1>", '</h1><time datetime="2021-04-05">Monday</time>')
    two = one.replace("</article>", '<time datetime="2019-01-01">old</time></article>')
    assert loaded(tmp_path, "one.html", one).metadata.published == "2021-04-05"
    assert loaded(tmp_path, "two.html", two).metadata.published is None


def test_a_page_without_an_article_gives_all_its_text(tmp_path: Path) -> None:
    page = (
        "<html><body><script>let a;</script><div>One <b>bold</b></div><div>Two</div></body></html>"
    )
    text = loaded(tmp_path, "a.htm", page).text
    assert "One" in text
    assert "Two" in text
    assert "let a" not in text


def test_a_page_of_nothing_but_scripts_is_unreadable(tmp_path: Path) -> None:
    page = "<html><head></head><body><script>render()</script></body></html>"
    assert reason(tmp_path, "a.html", page) == "no text in it"


def test_a_pdf_gives_its_lines_and_a_title_that_looks_like_one(tmp_path: Path) -> None:
    lines = ["The mill was built by a company.", "It stood on the river."]
    source = loaded(tmp_path, "a.pdf", pdf(lines, "The History of the Mill"))
    assert source.text.split("\n") == lines
    assert source.metadata.title == "The History of the Mill"
    assert source.metadata.published is None
    made_up = loaded(tmp_path, "b.pdf", pdf(lines, "Microsoft Word - mill final.doc"))
    assert made_up.metadata.title is None


def test_a_locked_pdf_says_so_and_one_without_a_password_is_read(tmp_path: Path) -> None:
    data = pdf(["The mill was built by a company."])
    assert reason(tmp_path, "a.pdf", locked(data, "secret")) == "encrypted PDF"
    assert "The mill" in loaded(tmp_path, "b.pdf", locked(data, "")).text


def test_a_scanned_pdf_says_so(tmp_path: Path) -> None:
    assert reason(tmp_path, "a.pdf", pdf([])) == "PDF without text (scanned pages?)"


def test_a_word_file_gives_paragraphs_and_tables_in_order(tmp_path: Path) -> None:
    document = docx.Document()
    document.core_properties.title = "The History of the Mill"
    document.add_paragraph("The mill was built in 1832.")
    table = document.add_table(rows=2, cols=2)
    for cell, text in zip(
        [c for row in table.rows for c in row.cells],
        ["Year", "Owner", "1832", "Smith"],
        strict=True,
    ):
        cell.text = text
    document.add_paragraph("It is a bridge now.")
    document.save(str(tmp_path / "a.docx"))
    source = load(tmp_path / "a.docx", "a.docx")
    assert [line for line in source.text.split("\n") if line] == [
        "The mill was built in 1832.",
        "Year | Owner",
        "1832 | Smith",
        "It is a bridge now.",
    ]
    assert source.metadata.title == "The History of the Mill"


def test_markdown_keeps_its_text_and_reads_its_front_matter(tmp_path: Path) -> None:
    text = (
        '---\ntitle: "The Mill"\ndate: 2021-04-05\nauthor: Ann Lee\n---\n\n# The Mill\n\nWords.\n'
    )
    source = loaded(tmp_path, "a.md", text)
    assert source.text == text
    found = source.metadata
    assert (found.title, found.published, found.author) == ("The Mill", "2021-04-05", "Ann Lee")


@pytest.mark.parametrize(
    ("name", "content", "why"),
    [
        ("a.txt", b"", "empty"),
        ("a.txt", b" \n\t", "empty"),
        ("a.txt", bytes(range(256)) * 20, "binary, not text"),
        ("a.csv", b"a,b", ".csv ending: not a kind of file that can be read"),
    ],
)
def test_unreadable_files_say_why(tmp_path: Path, name: str, content: bytes, why: str) -> None:
    assert reason(tmp_path, name, content) == why


@pytest.mark.parametrize("name", ["a.pdf", "a.docx"])
def test_damaged_files_say_why_in_a_line(tmp_path: Path, name: str) -> None:
    assert reason(tmp_path, name, b"not what it says it is").startswith("damaged")


def test_a_file_over_the_limit_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    with path.open("wb") as file:
        file.truncate(LARGEST + 1)
    with pytest.raises(UnreadableFile, match="over 20 MB"):
        load(path, "a.txt")


def test_a_file_that_is_gone_or_closed_to_us_says_so(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile, match="can't be read: no such file"):
        load(tmp_path / "gone.txt", "gone.txt")
    path = write(tmp_path, "a.txt", "Words.")
    path.chmod(0)
    if not os.access(path, os.R_OK):
        with pytest.raises(UnreadableFile, match="can't be read: permission denied"):
            load(path, "a.txt")


def test_a_folder_is_walked_in_order_without_hidden_files(tmp_path: Path) -> None:
    for name in ("b.txt", "A.PDF", "c.csv", ".hidden.txt", "~$d.docx"):
        write(tmp_path, name, "x")
    for name in ("sub", ".git", "__pycache__"):
        (tmp_path / name).mkdir()
        write(tmp_path / name, "e.md", "x")
    found = find_files([tmp_path])
    assert [p.relative_to(tmp_path).as_posix() for p in found.files] == [
        "A.PDF",
        "b.txt",
        "sub/e.md",
    ]
    assert [p.name for p in found.passed_over] == ["c.csv"]


def test_a_file_given_twice_is_found_once(tmp_path: Path) -> None:
    path = write(tmp_path, "a.txt", "x")
    assert find_files([path, tmp_path]).files == (path,)


def test_links_in_a_circle_end(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    write(tmp_path / "a", "a.txt", "x")
    (tmp_path / "a" / "back").symlink_to(tmp_path)
    assert [p.name for p in find_files([tmp_path]).files] == ["a.txt"]


def test_a_path_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(FootnoteError, match=r"gone: no such file"):
        find_files([tmp_path / "gone"])


def test_importing_needs_none_of_the_heavy_libraries() -> None:
    heavy = "trafilatura pypdf docx charset_normalizer lxml"
    check = (
        "import sys, index.load, index.select; "
        f"sys.exit(any(name in sys.modules for name in {heavy.split()}))"
    )
    assert subprocess.run([sys.executable, "-c", check], check=False).returncode == 0
