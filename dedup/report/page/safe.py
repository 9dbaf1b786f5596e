"""Text and addresses from a corpus -> what may stand in a page. Jinja escapes markup; this is about the rest."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

_FORBIDDEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
_LINKED = ("http", "https")


def shown(text: str) -> str:
    r"""Text that an HTML page can hold: what it cannot is U+FFFD, one for one, so that offsets stay.

    >>> shown("Fire\x00 in\x1b[2J the harbour\ud800")
    'Fire� in�[2J the harbour�'
    """
    return _FORBIDDEN.sub("\ufffd", text)


def link(url: str | None) -> str:
    """An address that a page may link to: absolute and of the web; "" for anything else.

    >>> link("https://herald.example/a?b=1"), link("javascript:alert(1)"), link("//x"), link(None)
    ('https://herald.example/a?b=1', '', '', '')
    """
    if not url or _FORBIDDEN.search(url) or any(c.isspace() for c in url):
        return ""
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    return url if parts.scheme.lower() in _LINKED and parts.netloc else ""
