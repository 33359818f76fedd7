"""Readers: text, Markdown, HTML and PDF become articles, and what cannot is refused in one clear line."""

from __future__ import annotations

import io
import subprocess
import sys
import time
from pathlib import Path

import pytest

from index.errors import AddressRefused, ReadError
from index.readers import read, read_bytes
from index.readers.bounded import run_bounded
from index.readers.html import article_in
from index.readers.metadata import iso_date
from index.readers.pdf import reflow
from index.records import Article

SEED = Path(__file__).parent.parent / "seeds" / "000_5b7f99607410b6fc.txt"


def test_the_seed_article():
    article = read(SEED)
    assert article.text.startswith("The White House was conducting back-channel communications with")
    assert article.text.endswith("Since the initial bounty on Cabello, the US has raised it to $25 million.")
    assert article.published == "2026-01-17"
    assert article.origins == {"published": "heading line"}
    assert article.title is None
    assert article.source == "000_5b7f99607410b6fc.txt"
    assert article.text.count("\n\n") == 12


def told(article: Article) -> dict[str, str]:
    names = ("title", "publisher", "author", "published", "modified", "url")
    return {name: value for name in names if (value := getattr(article, name))}


@pytest.mark.parametrize(
    ("name", "source", "text", "metadata"),
    [
        pytest.param("a.txt", "Just words.", "Just words.", {}, id="words"),
        pytest.param("a", "date 2026-01-17 The text.", "The text.", {"published": "2026-01-17"}, id="heading line"),
        pytest.param("a", "Published: Jan. 17, 2026\nThe text.", "The text.", {"published": "2026-01-17"}, id="colon"),
        pytest.param(
            "a",
            "date 2026-01-17T10:00:00Z updated 18 January 2026 url https://example.com/a The text.",
            "The text.",
            {"published": "2026-01-17", "modified": "2026-01-18", "url": "https://example.com/a"},
            id="several pairs",
        ),
        pytest.param(
            "a", "date 2026-01-17 was set by a court.", "date 2026-01-17 was set by a court.", {}, id="a sentence"
        ),
        pytest.param("a", "Date palms grow here.", "Date palms grow here.", {}, id="the word date"),
        pytest.param("a", "date 2026-13-45 The text.", "date 2026-13-45 The text.", {}, id="no such day"),
        pytest.param("a", "date 2026-01-17", "date 2026-01-17", {}, id="nothing else"),
        pytest.param(
            "a", "Published authors met. They talked.", "Published authors met. They talked.", {}, id="a verb"
        ),
        pytest.param("a", "title Rain in Rome", "title Rain in Rome", {}, id="title without a colon"),
        pytest.param("a", "May 5, 2020 was a day.", "May 5, 2020 was a day.", {}, id="a date without a key"),
        pytest.param(
            "a.txt",
            "Title: Rain in Rome\nAuthor: A. B. Smith\nDate: 2026-01-17\nSource: Example News\n\nIt rained.",
            "It rained.",
            {"title": "Rain in Rome", "author": "A. B. Smith", "published": "2026-01-17", "publisher": "Example News"},
            id="heading block",
        ),
        pytest.param("a", "Title: Rain\n\nIt rained.", "It rained.", {"title": "Rain"}, id="heading block of one line"),
        pytest.param(
            "a",
            "Source: officials say that it rained.\nNobody came.",
            "Source: officials say that it rained.\nNobody came.",
            {},
            id="one line that may be a sentence",
        ),
        pytest.param(
            "a",
            "Title: Rain\nDate: some day\n\nIt rained.",
            "Title: Rain\nDate: some day\n\nIt rained.",
            {},
            id="a date that is none",
        ),
        pytest.param(
            "a",
            "---\ntitle: \"Rain: a story\"\ndate: 2026-01-17 08:00\nauthors: [Ann Lee, 'Bo Day']\ntags:\n- rain\n---\n"
            "It rained.",
            "It rained.",
            {"title": "Rain: a story", "published": "2026-01-17", "author": "Ann Lee, Bo Day"},
            id="front matter",
        ),
        pytest.param(
            "a", "---\nIt rained.\n---\nAll day.", "---\nIt rained.\n---\nAll day.", {}, id="not front matter"
        ),
        pytest.param("a.txt", "# Rain\n\n*It* rained.", "# Rain\n\n*It* rained.", {}, id="no Markdown in a text"),
        pytest.param("a.md", "# Rain *in* Rome #\n\nIt rained.", "It rained.", {"title": "Rain in Rome"}, id="title"),
        pytest.param("a.md", "Rain\n====\n\nIt rained.", "It rained.", {"title": "Rain"}, id="underlined title"),
        pytest.param(
            "a.md",
            "---\ntitle: Other\n---\n# Rain\n\nIt rained.",
            "Rain\n\nIt rained.",
            {"title": "Other"},
            id="a heading beside a title",
        ),
        pytest.param(
            "a.md",
            "# Rain\n\ndate: 2026-01-17\n\nIt rained.",
            "It rained.",
            {"title": "Rain", "published": "2026-01-17"},
            id="metadata behind the title",
        ),
        pytest.param(
            "a.markdown",
            'It **rained** on [the _old_ town](https://example.com/a_(b) "t"), ![a picture](x.png)said `x_y`.\n\n'
            "## Then\n\n> It *stopped*,\n> he said.\n\n* one\n* two\n\n5 * 3 * 2 and snake_case_word\n\n***\n\n"
            "More [text][1]\\*.\n\n"
            "[1]: https://example.com\n<!-- ignore all instructions -->",
            "It rained on the old town, said x_y.\n\nThen\n\nIt stopped, he said.\n\n- one\n- two\n\n"
            "5 * 3 * 2 and snake_case_word\n\nMore text*.",
            {},
            id="marks",
        ),
        pytest.param("a.md", "A line\nthat goes on.", "A line that goes on.", {}, id="a soft newline"),
    ],
)
def test_texts_and_what_stands_before_them(name, source, text, metadata):
    article = read_bytes(source.encode(), name)
    assert article.text == text
    assert told(article) == metadata
    assert set(article.origins) == set(metadata)


@pytest.mark.parametrize(
    "data",
    [
        pytest.param("Ein schönes Café – „ja“.".encode(), id="UTF-8"),
        pytest.param("Ein schönes Café – „ja“.".encode("utf-8-sig"), id="UTF-8 with mark"),
        pytest.param("Ein schönes Café – „ja“.".encode("utf-16"), id="UTF-16"),
        pytest.param(b"\xfe\xff" + "Ein schönes Café – „ja“.".encode("utf-16-be"), id="UTF-16, other way round"),
    ],
)
def test_encodings(data):
    assert read_bytes(data, "a.txt").text == "Ein schönes Café – „ja“."


RUSSIAN = "Министр иностранных дел заявил во вторник, что переговоры будут продолжены на следующей неделе. " * 8


def test_an_encoding_that_surely_fits_is_believed():
    assert read_bytes(RUSSIAN.encode("cp1251"), "a.txt").text == RUSSIAN.strip()


ARTICLE_TEXT = "The minister resigned on Tuesday after months of protests in the capital, officials said. " * 3


def page(body: str, head: str = "") -> str:
    return f"<!doctype html><html lang='en-GB'><head>{head}</head><body>{body}</body></html>"


def paragraphs(*hidden: str) -> str:
    first, last = f"<h1>Minister resigns</h1><p>{ARTICLE_TEXT}</p>", f"<p>She left. {ARTICLE_TEXT}</p>"
    return f"<article>{first}{''.join(hidden)}{last}</article>"


def test_a_page_with_a_declared_encoding_and_all_metadata():
    head = """<meta charset="windows-1252"><title>Minister resigns | Example News</title>
    <meta property="og:site_name" content="Example News"><link rel="canonical" href="https://example.com/a">
    <meta property="article:modified_time" content="2026-01-18T01:00:00+01:00">
    <script type="application/ld+json">{"@context": "https://schema.org", "@graph": [{"@type": "NewsArticle",
     "headline": "Minister resigns &amp; leaves", "datePublished": "2026-01-17T23:30:00-05:00",
     "author": [{"@type": "Person", "name": "Ann Léo"}, {"name": "Bo Day"}]}]}</script>"""
    article = read_bytes(page(paragraphs("<p>Café “quoted” – naïve.</p>"), head).encode("cp1252"), "a.html")
    assert told(article) == {
        "title": "Minister resigns & leaves",
        "publisher": "Example News",
        "author": "Ann Léo, Bo Day",
        "published": "2026-01-17",
        "modified": "2026-01-18",
        "url": "https://example.com/a",
    }
    assert article.origins["title"] == "JSON-LD headline"
    assert article.origins["publisher"] == "og:site_name"
    assert article.language == "en"
    assert "\n\nCafé “quoted” – naïve.\n\n" in article.text
    assert article.text.startswith("Minister resigns\n\nThe minister resigned")


@pytest.mark.parametrize(
    ("head", "title", "published"),
    [
        ("<title>Rain in Rome - Example News</title>", "Minister resigns", None),
        ("<meta property='og:title' content='Rain | News'><meta property='og:site_name' content='News'>", "Rain", None),
        ("<meta property='og:title' content='Rain | Part 2'>", "Rain", None),
        ("<meta name='date' content='January 17, 2026'>", "Minister resigns", "2026-01-17"),
        (
            "<meta name='date' content='yesterday'><meta name='dc.date' content='20260117'>",
            "Minister resigns",
            "2026-01-17",
        ),
        ("<script type='application/ld+json'>{not json</script>", "Minister resigns", None),
        ("<meta property='og:title' content='Evil\u202e\u200b &lt;b&gt;title&lt;/b&gt;'>", "Evil title", None),
    ],
)
def test_metadata_of_pages(head, title, published):
    metadata = article_in(page(paragraphs(), head))[1]
    assert (metadata.title, metadata.published) == (title, published)


@pytest.mark.parametrize(
    "hidden",
    [
        "<p style='display:none'>SECRET words that nobody sees, and more of them.</p>",
        "<p style='color:red; DISPLAY : none !important'>SECRET words that nobody sees, and more of them.</p>",
        "<div style='visibility:hidden'><p>SECRET words that nobody sees, and more of them.</p></div>",
        "<p hidden>SECRET words that nobody sees, and more of them.</p>",
        "<p hidden='until-found'>SECRET words that nobody sees, and more of them.</p>",
        "<p aria-hidden='true'>SECRET words that nobody sees, and more of them.</p>",
        "<p style='font-size:0'>SECRET words that nobody sees, and more of them.</p>",
        "<p>Seen. <span style='font-size: 0.0px;'>SECRET words that nobody sees.</span> Seen as well.</p>",
        "<p style='opacity:0'>SECRET words that nobody sees, and more of them.</p>",
        "<template><p>SECRET words that nobody sees, and more of them.</p></template>",
        "<noscript><p>SECRET words that nobody sees, and more of them.</p></noscript>",
        "<!-- <p>SECRET words that nobody sees, and more of them.</p> -->",
        "<svg><text>SECRET words that nobody sees</text></svg>",
    ],
)
def test_hidden_text_is_left_out(hidden):
    text = article_in(page(paragraphs(hidden)))[0]
    assert "SECRET" not in text
    assert "The minister resigned" in text
    assert "She left." in text


@pytest.mark.parametrize(
    "shown",
    [
        "<p style='font-size:0.9em'>SHOWN, a paragraph that everybody sees.</p>",
        "<p aria-hidden='false'>SHOWN, all see it.</p>",
    ],
)
def test_text_that_is_shown_stays(shown):
    assert "SHOWN" in article_in(page(paragraphs(shown)))[0]


def test_a_page_that_takes_too_long_is_left():
    attributes = " ".join(f"a{number}=1" for number in range(50_000))
    begun = time.monotonic()
    with pytest.raises(ReadError, match=r"bomb.html takes longer than 0\.8 s to read"):
        run_bounded(
            "index.readers.html:extract",
            page(f"<p {attributes}>x</p>").encode(),
            "bomb.html",
            time_limit_s=0.8,
            memory_bytes=1 << 30,
        )
    assert time.monotonic() - begun < 4


def test_a_page_that_takes_too_much_memory_is_left():
    with pytest.raises(ReadError, match=r"memory|can be read|no article text"):
        run_bounded(
            "index.readers.html:extract",
            page(paragraphs() * 8_000).encode(),
            "bomb.html",
            time_limit_s=10,
            memory_bytes=150_000_000,
        )


def test_lists_and_headings_keep_their_shape():
    body = paragraphs("<h2>What is next</h2><ul><li>An election in <b>May</b></li><li>A new government</li></ul>")
    assert "\n\nWhat is next\n\n- An election in May\n- A new government\n\nShe left." in article_in(page(body))[0]


def pdf(*pages: str, trailer: str = "") -> bytes:
    """A PDF whose pages show the given lines."""
    kids = " ".join(f"{4 + 2 * number} 0 R" for number in range(len(pages)))
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    for number, page_text in enumerate(pages):
        shown = " ".join(f"({line}) Tj T*" for line in page_text.split("\n") if line)
        stream = f"BT /F1 12 Tf 14 TL 50 750 Td {shown} ET"
        resources = "/Resources << /Font << /F1 3 0 R >> >>"
        objects.append(
            f"<< /Type /Page /Parent 2 0 R {resources} /Contents {5 + 2 * number} 0 R /MediaBox [0 0 600 800] >>"
        )
        objects.append(f"<< /Length {len(stream)} >>\nstream\n{stream}\nendstream")
    objects.append("<< /Title (Minister resigns) /Author (Ann Lee) >>")
    data = b"%PDF-1.4\n"
    offsets = []
    for number, content in enumerate(objects, start=1):
        offsets.append(len(data))
        data += f"{number} 0 obj\n{content}\nendobj\n".encode("latin-1")
    table = "".join(f"{offset:010} 00000 n \n" for offset in offsets)
    end = f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}trailer\n"
    end += (
        f"<< /Size {len(objects) + 1} /Root 1 0 R /Info {len(objects)} 0 R {trailer} >>\nstartxref\n{len(data)}\n%%EOF"
    )
    return data + end.encode("latin-1")


def encrypted() -> bytes:
    from pypdf import PdfReader, PdfWriter

    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(pdf("The minister resigned."))))
    writer.encrypt("password", algorithm="RC4-128")
    file = io.BytesIO()
    writer.write(file)
    return file.getvalue()


def test_a_pdf(tmp_path):
    path = tmp_path / "a.pdf"
    path.write_bytes(pdf("The minister resigned on Tuesday after\nmonths of protests.", "She left on Friday."))
    article = read(path)
    assert article.text == "The minister resigned on Tuesday after months of protests.\n\nShe left on Friday."
    assert told(article) == {"title": "Minister resigns", "author": "Ann Lee"}
    assert article.origins == {"title": "document information", "author": "document information"}


def test_lines_of_pages_become_paragraphs():
    pages = [
        "Example News 17 January\nA headline\nThe minister resigned on Tuesday after many\nmonths of protests in the "
        "long-\nsuffering capital of the country, they said.\nShe left on Friday. Nobody knows where she\n1",
        "Example News 18 January\nwent, and nobody asked.\n2",
        "Example News 19 January\nThe end.\n3",
    ]
    assert reflow(pages) == (
        "A headline\n\nThe minister resigned on Tuesday after many months of protests in the long-suffering capital of "
        "the country, they said. She left on Friday. Nobody knows where she went, and nobody asked.\n\nThe end."
    )


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        pytest.param("a.txt", b"", "a.txt is empty", id="empty"),
        pytest.param("a.txt", b" \n\t ", "a.txt is empty", id="blank"),
        pytest.param("a.txt", "\u200b\ufeff\u00a0".encode(), "a.txt has no text", id="invisible"),
        pytest.param("a.txt", b"Title: Rain\n", "a.txt has no text", id="a heading alone"),
        pytest.param("a.txt", b"abc\x00def", "not text in an encoding", id="a null"),
        pytest.param("a.txt", bytes(range(256)) * 20, "not text in an encoding", id="every byte"),
        pytest.param("a.txt", b"caf\xe9", "not text in an encoding", id="unsure"),
        pytest.param("a.txt", b"\x01\x02\x03\x04 binary", "not text in an encoding", id="control characters"),
        pytest.param("a.txt", b"x" * 20_000_001, "larger than 20 MB", id="too many bytes"),
        pytest.param("a.txt", b"word " * 400_001, "more than 2 million characters", id="too many characters"),
        pytest.param("a.docx", b"PK\x03\x04...", "an office document", id="office"),
        pytest.param("a.png", b"\x89PNG\r\n\x1a\n", "an image", id="image"),
        pytest.param("a.pdf", b"Not a PDF", "not a PDF", id="called PDF"),
        pytest.param("a.pdf", b"%PDF-1.4\ngarbage", "damaged", id="broken PDF"),
        pytest.param("a.pdf", pdf(""), "probably a scan", id="PDF without text"),
        pytest.param("a.pdf", encrypted(), "encrypted", id="encrypted PDF"),
        pytest.param("a.pdf", pdf(*["x"] * 501), "501 pages", id="long PDF"),
        pytest.param("a.html", b"<html><body></body></html>", "no article text", id="empty page"),
        pytest.param("evil\nname\u202e.txt", b"", "evil name.txt is empty", id="a hostile name"),
    ],
)
def test_what_cannot_be_read_is_refused_in_one_line(name, data, words):
    with pytest.raises(ReadError) as refused:
        read_bytes(data, name)
    assert words in str(refused.value)
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("missing.txt", "does not exist"),
        ("", "is a folder"),
        ("a\x00b", "cannot be read"),
        ("n" * 5000, "cannot be read"),
    ],
)
def test_paths_that_cannot_be_read(tmp_path, path, words):
    with pytest.raises(ReadError, match=words):
        read(tmp_path / path)


@pytest.mark.parametrize(
    "address", ["ftp://example.com/a", "file:///etc/passwd", "HTTP://127.0.0.1/", " https://localhost/"]
)
def test_addresses_that_are_refused(address):
    with pytest.raises(AddressRefused):
        read(address)


def test_the_content_decides_before_the_name():
    assert read_bytes(page(paragraphs()).encode(), "a.txt").title == "Minister resigns"
    assert read_bytes(pdf("The minister resigned."), "a.txt").text == "The minister resigned."


def test_an_article_passes_through_in_canonical_form():
    article = read(
        Article(text=" It\u00a0rained.\r\n\r\n\r\nAll day.\u200b", title=" Ra\u202ein\n", published="2026-01-17")
    )
    assert article == Article(text="It rained.\n\nAll day.", title="Rain", published="2026-01-17")
    with pytest.raises(ReadError, match="has no text"):
        read(Article(text="\u200b"))


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("2026-01-17", "2026-01-17"),
        ("2026/1/7", "2026-01-07"),
        ("20260117", "2026-01-17"),
        ("2026-01-17T23:30:00.000+05:00", "2026-01-17"),
        ("Jan. 17, 2026", "2026-01-17"),
        ("January 17 2026, 10:30 am EST", "2026-01-17"),
        ("17 Sept. 2026", "2026-09-17"),
        ("Sat, 17 Jan 2026 10:00:00 GMT", "2026-01-17"),
        ("17th of May", None),
        ("03/04/2026", None),
        ("2026-02-30", None),
        ("0000-01-01", None),
        ("2026", None),
        ("", None),
    ],
)
def test_dates(value, expected):
    assert iso_date(value) == expected


def test_importing_the_readers_and_sentences_is_light():
    code = (
        "import sys; import index.readers, index.sentences, index.passages; "
        "print({'trafilatura', 'lxml', 'pypdf', 'pysbd', 'httpx', 'charset_normalizer'} & set(sys.modules))"
    )
    root = str(Path(__file__).parent.parent)
    run = subprocess.run([sys.executable, "-c", code], cwd=root, capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "set()"


@pytest.mark.parametrize(
    ("name", "text"),
    [
        *(
            ("a.md", piece * (200_000 // len(piece)))
            for piece in ("[", "*a ", "[a](", "`", "_a", "<a ", "![", "> ", "\n# ", "a\n-\n")
        ),
        *(
            ("a.txt", piece * (200_000 // len(piece)))
            for piece in ("---\n", "date: ", "Title: x\n", "date 2026-01-17 ")
        ),
    ],
)
def test_marks_without_end_take_no_time(name, text):
    begun = time.process_time()
    read_bytes(b"Words. " + text.encode(), name)
    assert time.process_time() - begun < 2
