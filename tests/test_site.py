"""Each problem that stops publication is found in a site that has just this one."""

import pytest

from jsna.build.site import check_site
from jsna.errors import PublishError

GOOD = """<!DOCTYPE html><html><head><link rel="stylesheet" href="_static/jsna.css">
<link rel="icon" href="data:image/svg+xml,x"><script src="_static/jsna.js"></script></head>
<body><h1 id="top">Home</h1><a href="about/us.html#who">Us</a><a href="#top">Top</a>
<a href="about/">Folder</a><a href="https://example.org/x">Out</a><a href="mailto:a@example.org">Mail</a>
<script type="application/json">{"a": 1}</script><img src="a%20b.svg" alt="x"></body></html>"""
US = '<h1 id="who">Us</h1><a href="../index.html">Home</a><a href="index.html">Here</a>'


@pytest.fixture
def site(tmp_path):
    for name, text in {
        "index.html": GOOD,
        "about/us.html": US,
        "about/index.html": US,
        "_static/jsna.css": "",
        "_static/jsna.js": "",
        "a b.svg": "<svg/>",
    }.items():
        path = tmp_path / "site" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return tmp_path / "site"


def problems(site):
    with pytest.raises(PublishError) as caught:
        check_site(site)
    return [line.strip() for line in str(caught.value).splitlines()[1:]]


def test_a_good_site_passes(site):
    check_site(site)


@pytest.mark.parametrize(
    ("html", "problem"),
    [
        ('<a href="gone.html">x</a>', "the link 'gone.html' leads nowhere"),
        ('<a href="../secret.html">x</a>', "the link '../secret.html' leads nowhere"),
        ('<a href="/index.html">x</a>', "the link '/index.html' starts with '/', which fails"),
        ('<a href="about/us.html#gone">x</a>', "the link 'about/us.html#gone' names a place"),
        ('<a href="#gone">x</a>', "the link '#gone' names a place that is not on that page"),
        ('<img src="gone.svg">', "the link 'gone.svg' leads nowhere"),
        ('<source srcset="gone.svg">', "the link 'gone.svg' leads nowhere"),
        ('<script src="https://example.org/x.js"></script>', "it loads 'https://example.org/x.js'"),
        ('<img src="//example.org/x.png">', "it loads '//example.org/x.png' from outside"),
        ('<link rel="stylesheet" href="http://example.org/a">', "it loads 'http://example.org/a'"),
        ("<script>alert(1)</script>", "it holds an inline script"),
        ("<h1>Second</h1>", "it has 2 headings of level 1; it needs one"),
        ("Traceback (most recent call last)", "it shows 'Traceback (most recent call last)'"),
        ("<p>/home/somebody/x</p>", "it shows '/home/'"),
    ],
)
def test_each_problem_is_found_and_named_with_its_page(site, html, problem):
    (site.parent / "secret.html").write_text("x", encoding="utf-8")
    page = site / "index.html"
    page.write_text(page.read_text("utf-8").replace("</body>", html + "</body>"), encoding="utf-8")

    (found,) = problems(site)
    assert found.startswith(f"index.html: {problem}")


def test_a_page_without_a_heading_is_found(site):
    (site / "about" / "us.html").write_text('<p id="who">x</p>', encoding="utf-8")

    assert problems(site) == ["about/us.html: it has 0 headings of level 1; it needs one"]


@pytest.mark.parametrize("name", ["a.pickle", "about/b.doctree", "c.reads"])
def test_files_of_the_workshop_are_found(site, name):
    (site / name).write_text("x", encoding="utf-8")

    assert problems(site) == [f"{name}: this kind of file must not be published"]


def test_at_most_ten_problems_are_listed_and_all_are_counted(site):
    links = "".join(f'<a href="gone{number}.html">x</a>' for number in range(12))
    (site / "about" / "us.html").write_text(US + links, encoding="utf-8")

    with pytest.raises(PublishError, match="fails 12 checks; the last good site stays"):
        check_site(site)
    assert len(problems(site)) == 10


def test_only_pages_that_changed_are_read_again(site, tmp_path, monkeypatch):
    check_site(site, tmp_path)
    monkeypatch.setattr("jsna.build.site._read", lambda text: pytest.fail("read again"))
    check_site(site, tmp_path)
    (site / "a b.svg").unlink()

    with pytest.raises(PublishError, match=r"the link 'a%20b\.svg' leads nowhere"):
        check_site(site, tmp_path)


def test_a_changed_page_is_read_although_others_are_known(site, tmp_path):
    check_site(site, tmp_path)
    (site / "about/us.html").write_text(US.replace("index.html", "gone.html"))

    with pytest.raises(PublishError, match="leads nowhere"):
        check_site(site, tmp_path)
    (memory,) = tmp_path.glob("checked-*.json")
    memory.write_text("{")
    (site / "about/us.html").write_text(US)
    check_site(site, tmp_path)


def test_a_script_that_is_loaded_later_must_be_there(site):
    page = site / "about/us.html"
    page.write_text(US + '<div data-wide="../gone.js"></div>')

    assert problems(site) == ["about/us.html: the link '../gone.js' leads nowhere"]
