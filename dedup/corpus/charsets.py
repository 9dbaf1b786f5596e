"""Bytes of a web page -> its text, by the encoding that it, or its server, says that it has."""

from __future__ import annotations

import codecs
import re

from dedup.corpus.streams import BOM

_META = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([a-zA-Z0-9_:-]{2,40})", re.IGNORECASE)
_HEAD = 4096
# Only encodings of text: Python knows others, such as unicode_escape, under names that a page could give too.
_TEXT = re.compile(r"(utf|us-ascii|ascii|iso|latin|windows|cp|koi8|gb|big5|euc|shift|sjis|ks_c|mac|tis)[a-z0-9_:-]*")
# What browsers read under these names (WHATWG, Encoding Standard): the larger set that contains the one named.
_READ_AS = {
    "iso-8859-1": "cp1252", "iso8859-1": "cp1252", "latin1": "cp1252", "latin-1": "cp1252", "us-ascii": "cp1252",
    "ascii": "cp1252", "iso-8859-9": "cp1254", "iso-8859-11": "cp874", "tis-620": "cp874", "gb2312": "gb18030",
    "gbk": "gb18030", "shift_jis": "cp932", "shift-jis": "cp932", "sjis": "cp932", "euc-kr": "cp949",
    "ks_c_5601-1987": "cp949", "big5": "big5hkscs",
}  # fmt: skip


def decode_page(data: bytes, declared: str | None = None) -> tuple[str, bool]:
    r"""The text of a page, and whether anything in it had to be replaced.

    Parameters
    ----------
    data : bytes
        The page.
    declared : str, optional
        The charset of its HTTP header.

    Returns
    -------
    (str, bool)
        In this order: its byte order mark; UTF-8 where it is that and not only ASCII, whatever it says; the header;
        its `meta` element; what its bytes look like.

    Examples
    --------
    >>> decode_page("<p>Ærø".encode()), decode_page(b'<meta charset="koi8-r"><p>\xd2', None)
    (('<p>Ærø', False), ('<meta charset="koi8-r"><p>р', False))
    """
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return _strict(data, "utf-16") or (data.decode("utf-16", "replace"), True)
    data = data.removeprefix(BOM)
    found = _META.search(data[:_HEAD])
    names = [declared, found[1].decode("ascii") if found else None]
    if data.isascii() and not any(name and name.lower().startswith(("iso-2022", "hz")) for name in names):
        return data.decode("ascii"), False
    for name in ("utf-8", *names):
        text = _strict(data, name)
        if text is not None:
            return text
    return _guess(data, next((name for name in names if name and _codec(name)), None))


def _codec(name: str) -> str | None:
    """The codec of Python's for a name, where it is an encoding of text."""
    name = name.strip().lower()
    name = _READ_AS.get(name, name)
    if not _TEXT.fullmatch(name):
        return None
    try:
        return codecs.lookup(name).name
    except LookupError:
        return None


def _strict(data: bytes, name: str | None) -> tuple[str, bool] | None:
    codec = _codec(name) if name else None
    if codec is None:
        return None
    try:
        return data.decode(codec), False
    except (UnicodeError, LookupError):
        return None


def _guess(data: bytes, declared: str | None) -> tuple[str, bool]:
    """By the bytes where nothing is declared; else as declared, with U+FFFD for what is not that."""
    if declared is None:
        from trafilatura.utils import detect_encoding

        for name in detect_encoding(data):
            text = _strict(data, name)
            if text is not None:
                return text
    return data.decode(_codec(declared or "") or "utf-8", "replace"), True
