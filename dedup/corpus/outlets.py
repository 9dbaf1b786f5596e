"""The outlet of a url: its registered domain, the name under which somebody owns it.

`https://www.bbc.co.uk/x` -> `bbc.co.uk`, `news.example.com` -> `example.com`. The full Public Suffix List is 10,000
rules that change weekly and wants the network; news lives under a few of them. `SUFFIXES` holds the commonest suffixes
of more than one label, and the hosts of blogs where each name below is an outlet of its own. Under a suffix that is not
here the last two labels are taken, which for an unlisted `x.example.co.zz` gives `co.zz`: too coarse, never too fine.
"""

from __future__ import annotations

import re

import pyarrow as pa

# country -> second-level labels under which names are registered (from the Public Suffix List, news countries first)
_UNDER = {
    "uk": "co org ac gov ltd plc me net nhs police sch", "au": "com net org edu gov id asn",
    "nz": "co net org ac govt geek gen school", "za": "co org net ac gov web",
    "in": "co net org gen firm ind ac edu res gov nic", "jp": "co or ne ac ad ed go gr lg",
    "kr": "co or ne re pe go ac", "cn": "com net org gov edu ac", "tw": "com net org edu gov idv",
    "hk": "com net org edu gov idv", "sg": "com net org edu gov", "my": "com net org edu gov",
    "id": "co or web go ac sch", "th": "co or in go ac net", "ph": "com net org edu gov", "vn": "com net org edu gov",
    "pk": "com net org edu gov", "bd": "com net org edu gov", "lk": "com net org edu gov",
    "np": "com net org edu gov", "br": "com net org gov edu jor blog", "ar": "com net org gob edu",
    "mx": "com net org gob edu", "co": "com net org gov edu", "pe": "com net org gob edu", "ve": "com net org gob co",
    "ec": "com net org gob edu", "uy": "com net org gub edu", "py": "com net org gov edu",
    "bo": "com net org gob edu", "gt": "com net org gob edu", "do": "com net org gob edu",
    "cu": "com net org gob edu", "tr": "com net org gov edu", "il": "co org net ac gov", "eg": "com net org gov edu",
    "sa": "com net org gov edu", "ae": "co net org ac gov", "kw": "com net org gov edu", "qa": "com net org gov edu",
    "lb": "com net org gov edu", "jo": "com net org gov edu", "ng": "com net org gov edu", "gh": "com org gov edu",
    "ke": "co or ne go ac", "tz": "co or ne go ac", "ug": "co or ne go ac", "zw": "co org ac gov",
    "zm": "co com org gov ac", "ua": "com net org gov edu kiev kyiv", "pl": "com net org gov edu info",
    "ru": "com org net msk spb", "gr": "com net org gov edu", "cy": "com net org gov ac", "pt": "com org gov edu",
    "es": "com org nom gob edu", "hu": "co org info", "ro": "com org", "rs": "co org edu ac gov", "at": "co or ac gv",
    "fr": "com asso gouv", "it": "gov edu", "mt": "com net org gov edu",
}  # fmt: skip
_BLOGS = (
    "wordpress.com blogspot.com blogspot.co.uk substack.com tumblr.com typepad.com livejournal.com medium.com ghost.io "
    "github.io gitlab.io netlify.app pages.dev web.app weebly.com wixsite.com over-blog.com altervista.org"
)
SUFFIXES = frozenset(
    f"{label}.{country}" for country, labels in _UNDER.items() for label in labels.split()
) | frozenset(_BLOGS.split())
# RE2: scheme (or none), user, host. What has no dot before the first slash is no host.
_HOST = r"^\s*(?:[A-Za-z][A-Za-z0-9+.-]*:)?(?://)?(?:[^/?#@\s]*@)?(?P<host>[^/?#:@\s\[\]]+\.[^/?#:@\s\[\]]+)"
_ADDRESS = re.compile(r"\d{1,3}(?:\.\d{1,3}){3}")


def outlet(host: str) -> str | None:
    """The registered domain of a host name; None where it has no dot.

    >>> outlet("www.bbc.co.uk"), outlet("News.Example.com."), outlet("127.0.0.1"), outlet("localhost")
    ('bbc.co.uk', 'example.com', '127.0.0.1', None)
    """
    labels = [label for label in host.lower().split(".") if label]
    if len(labels) < 2:
        return None
    if _ADDRESS.fullmatch(host):
        return host
    keep = 3 if ".".join(labels[-2:]) in SUFFIXES or ".".join(labels[-3:]) in SUFFIXES else 2
    if ".".join(labels[-3:]) in SUFFIXES:
        keep = 4
    return ".".join(labels[-keep:])


def outlets(urls: pa.Array) -> pa.Array:
    """The registered domains of a column of urls.

    Parameters
    ----------
    urls : pa.Array
        Strings; with or without a scheme.

    Returns
    -------
    pa.Array
        large_string, null where there is no host. One pass of RE2, then one look-up for each distinct host.

    Examples
    --------
    >>> outlets(pa.array(["https://www.bbc.co.uk/x?y", "//a.b.example.com:80", None, "/x"])).to_pylist()
    ['bbc.co.uk', 'example.com', None, None]
    """
    import pyarrow.compute as pc

    hosts = pc.extract_regex(pc.cast(urls, pa.large_string()), _HOST).field("host")
    # extract_regex gives a null struct where nothing matched, and its child is then an empty string
    coded = hosts.dictionary_encode()
    names = pa.array([outlet(host or "") for host in coded.dictionary.to_pylist()], pa.large_string())
    return names.take(coded.indices)
