"""What a server sent, as a crawler stored it -> the page in it: status, type, transfer and content encodings."""

from __future__ import annotations

import re
import zlib

from dedup.corpus.article import LARGE, Page, Refusal

MAX_HEADER = 1 << 17
HTML_TYPES = frozenset({"text/html", "application/xhtml+xml"})
_NAMED = frozenset(
    {"text/plain", "text/xml", "text/css", "text/javascript", "application/pdf", "application/json", "application/xml",
     "application/javascript", "application/rss+xml", "application/atom+xml"}
)  # fmt: skip
_FAMILIES = frozenset({"application", "audio", "font", "image", "message", "model", "multipart", "text", "video"})
_STATUS = re.compile(rb"HTTP/\d(?:\.\d)?\s+(\d{3})\b")
_END = re.compile(rb"\r?\n\r?\n")
_CHARSET = re.compile(r"charset\s*=\s*[\"']?\s*([A-Za-z0-9_:.-]+)", re.IGNORECASE)
_MARKUP = re.compile(rb"\s*(?:<\?xml[^>]{0,200}\?>\s*)?<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE)
_CHUNK_SIZE = re.compile(rb"[ \t]*([0-9a-fA-F]{1,8})[ \t]*(?:;[^\r\n]{0,1000})?\r?\n")


def page_of_response(
    block: bytes, cap: int, *, url: str | None = None, day: str | None = None, identified: str | None = None
) -> Page | Refusal:
    r"""Take the HTML page out of an HTTP response.

    Parameters
    ----------
    block : bytes
        Status line, headers, body.
    cap : int
        Bytes of body, once decoded, beyond which the page is refused.
    url, day : str, optional
        Handed on.
    identified : str, optional
        The media type that the crawler found; it counts more than the server's.

    Returns
    -------
    Page or Refusal
        The body is decoded as far as its headers say and its bytes bear out: many archives keep the header
        `Content-Encoding: gzip` beside a body that is decoded already.

    Examples
    --------
    >>> page_of_response(b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n<p>Rain", 1000)
    Page(data=b'<p>Rain', url=None, charset='utf-8', day=None)
    >>> page_of_response(b"HTTP/1.1 404 Not Found\r\n\r\n", 1000).reason
    'HTTP status 404'
    """
    status = _STATUS.match(block)
    if not status:
        return Refusal("not an HTTP response", "", False)
    code = int(status[1])
    if code not in (200, 203):
        return Refusal(f"HTTP status {code}", "", False)
    end = _END.search(block, 0, MAX_HEADER)
    if not end:
        return Refusal("response without a body", "", False)
    headers = _headers(block[: end.start()])
    kind = headers.get("content-type", "")
    body = _decoded(block[end.end() :], headers, cap)
    if isinstance(body, Refusal):
        return body
    refused = not_html(identified or kind, body)
    if refused is not None:
        return refused
    charset = _CHARSET.search(kind)
    return Page(body, url, charset[1] if charset else None, day)


def not_html(kind: str, body: bytes) -> Refusal | None:
    """Why content of this media type is no page; by its first bytes where no type is given.

    >>> not_html("image/jpeg", b"").reason, not_html("text/html; charset=utf-8", b"x"), not_html("", b"<html>")
    ('not HTML: image/*', None, None)
    """
    name = kind.split(";")[0].strip().lower()
    if not body and (not name or name in HTML_TYPES):
        return Refusal("response without a body", "", False)
    if name in HTML_TYPES or (not name and _MARKUP.match(body[:4096])):
        return None
    family = name.split("/")[0]
    known = name if name in _NAMED else f"{family}/*" if family in _FAMILIES else "unknown type"
    return Refusal(f"not HTML: {known}", "", False)


def _headers(head: bytes) -> dict[str, str]:
    """Header names in lower case; of one that stands twice the first."""
    found: dict[str, str] = {}
    for line in head.decode("latin-1").splitlines()[1:]:
        name, colon, value = line.partition(":")
        if colon:
            found.setdefault(name.strip().lower(), value.strip())
    return found


def _decoded(body: bytes, headers: dict[str, str], cap: int) -> bytes | Refusal:
    """Without chunks and compression."""
    if "chunked" in headers.get("transfer-encoding", "").lower():
        body = _joined(body)
    codings = [name.strip().lower() for name in headers.get("content-encoding", "").split(",")]
    for coding in reversed(codings[:4]):
        try:
            body = _expanded(body, coding, cap)
        except (zlib.error, OSError, EOFError) as error:
            return Refusal("response that cannot be decoded", f"{coding}: {str(error)[:100]}", True)
        if len(body) > cap:
            break
    if len(body) > cap:
        return Refusal(LARGE, f"more than {cap:,} bytes, which is page-bytes", True)
    return body


def _joined(body: bytes) -> bytes:
    """The chunks of a chunked body; the body itself where it is none, as in archives that keep it joined."""
    pieces: list[bytes] = []
    at = 0
    while found := _CHUNK_SIZE.match(body, at):
        size = int(found[1], 16)
        if not size:
            return b"".join(pieces)
        start = found.end()
        pieces.append(body[start : start + size])
        at = start + size
        at += 2 if body[at : at + 2] == b"\r\n" else 1 if body[at : at + 1] == b"\n" else 0
    return b"".join(pieces) if pieces else body


def _expanded(body: bytes, coding: str, cap: int) -> bytes:
    """Decompressed, up to one byte more than `cap`; as it is where its first bytes are not of that coding."""
    if coding in ("gzip", "x-gzip", "deflate"):
        if coding != "deflate":
            return zlib.decompressobj(31).decompress(body, cap + 1) if body.startswith(b"\x1f\x8b") else body
        if body.lstrip()[:1] == b"<":
            return body
        try:
            return zlib.decompressobj().decompress(body, cap + 1)
        except zlib.error:  # many servers send it without the header that the name asks for
            return zlib.decompressobj(-15).decompress(body, cap + 1)
    if coding == "zstd" and body.startswith(b"(\xb5/\xfd"):
        return _by_arrow(body, "zstd", cap)
    if coding == "br" and body.lstrip()[:1] != b"<":
        return _by_arrow(body, "brotli", cap)
    return body


def _by_arrow(body: bytes, codec: str, cap: int) -> bytes:
    import pyarrow as pa

    pieces: list[bytes] = []
    size = 0
    with pa.CompressedInputStream(pa.BufferReader(body), codec) as plain:
        while size <= cap and (piece := plain.read(min(1 << 20, cap + 1 - size))):
            pieces.append(piece)
            size += len(piece)
    return b"".join(pieces)
