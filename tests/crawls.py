"""Pages and web archives made by hand for the tests of what reads them; all outlets, places and people are invented."""

from __future__ import annotations

import gzip

SENTENCES = (
    "The harbour council of Port Ansel voted on Monday to rebuild the northern pier, which a storm broke in January.",
    "Work on the pier is to begin in the spring and to last for two years, the council's engineer Mira Toven said.",
    "Fishermen had asked for a lower wall, because the old one kept the morning light from the auction hall.",
    "The budget of the project has grown twice since it was proposed, and the mayor defended it before the vote.",
    "Opponents said that they would bring the decision before the court of Skerra within the month.",
    "A model of the new pier is shown in the town hall, where visitors may leave their remarks until Friday.",
)


def page(
    title: str = "Pier of Port Ansel to be rebuilt",
    *,
    about: str = "",
    published: str | None = "2022-03-14T09:30:00+01:00",
    url: str | None = None,
    head: str = "",
) -> str:
    """An article's page with what such pages have around it."""
    date = f'<meta property="article:published_time" content="{published}">' if published else ""
    link = f'<link rel="canonical" href="{url}">' if url else ""
    body = "".join(f"<p>{about} {sentence}</p>" for sentence in SENTENCES)
    return (
        f'<!DOCTYPE html><html lang="en-GB"><head><title>{title} | The Ansel Herald</title>{head}'
        f'<meta property="og:site_name" content="The Ansel Herald"><meta property="og:title" content="{title}">'
        f'{date}{link}</head><body><nav><ul><li><a href="/">Home</a></li><li><a href="/sport">Sport</a></li></ul></nav>'
        f"<article><h1>{title}</h1>{body}</article><footer>All rights reserved. Imprint.</footer></body></html>"
    )


def response(body: bytes, *, status: str = "200 OK", kind: str = "text/html; charset=utf-8", **headers: str) -> bytes:
    """What a server sends; a header's name is written with `_` for `-`."""
    lines = [f"HTTP/1.1 {status}", f"Content-Type: {kind}"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


def record(
    block: bytes,
    url: str | None = None,
    *,
    kind: str = "response",
    type: str = "application/http; msgtype=response",
    length: int | None = None,
    **headers: str,
) -> bytes:
    """A WARC record; `length` states another one than the block has."""
    lines = ["WARC/1.0", f"WARC-Type: {kind}", "WARC-Date: 2022-03-20T10:00:00Z"]
    lines += [f"WARC-Target-URI: {url}"] if url else []
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    lines += [f"Content-Type: {type}", f"Content-Length: {len(block) if length is None else length}"]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + block + b"\r\n\r\n"


def article(number: int, **options: str) -> bytes:
    """A response record with an article of its own."""
    url = f"https://news.ansel-herald.example/{number}"
    return record(response(page(f"Story {number}", about=f"Of pier {number}:").encode()), url, **options)


INFO = record(b"software: invented/1.0\r\n", kind="warcinfo", type="application/warc-fields")


def crawl() -> list[bytes]:
    """The records of a small archive, of every kind that real ones have."""
    url = "https://ansel-herald.example"
    return [
        INFO,
        record(b"GET / HTTP/1.1\r\n\r\n", f"{url}/1", kind="request", type="application/http; msgtype=request"),
        article(1),
        record(b"fetchTimeMs: 1", f"{url}/1", kind="metadata", type="application/warc-fields"),
        article(2),
        record(response(b"\xff\xd8\xff", kind="image/jpeg"), f"{url}/a.jpg"),
        record(response(b"gone", status="404 Not Found"), f"{url}/gone"),
        record(response(b"", status="301 Moved", Location="/1"), f"{url}/moved"),
        record(b"HTTP/1.1 200 OK\r\n\r\n", f"{url}/1", kind="revisit"),
        record(response(page().encode()), f"{url}/cut", WARC_Truncated="length"),
        record(b"20220320100000\nansel-herald.example. 60 IN A 192.0.2.1", "dns:ansel-herald.example", type="text/dns"),
        record(response(b"<html><body></body></html>"), f"{url}/empty"),
        article(1),
    ]


CRAWL_SKIPS = {
    "HTTP status 301": 1,
    "HTTP status 404": 1,
    "metadata record": 1,
    "not HTML: image/*": 1,
    "not an HTTP response": 1,
    "page without an article": 1,
    "record truncated by the crawler": 1,
    "request record": 1,
    "revisit record": 1,
    "warcinfo record": 1,
}


def packed(records: list[bytes]) -> bytes:
    """Each record a gzip member, as in archives of the web."""
    return b"".join(gzip.compress(one, mtime=0) for one in records)
