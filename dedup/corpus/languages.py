"""The language of a page as it declares it: `en-GB`, `EN` and `eng` are `en`."""

from __future__ import annotations

import re

_CODE = re.compile(r"\s*([a-zA-Z]{2,3})(?![a-zA-Z])")
# ISO 639-2 and 639-3 -> 639-1, for those in which most of the web's news is written; others stay as they are.
_SHORT = {
    "afr": "af", "amh": "am", "ara": "ar", "aze": "az", "bel": "be", "ben": "bn", "bos": "bs", "bul": "bg", "cat": "ca",
    "ces": "cs", "cze": "cs", "cym": "cy", "dan": "da", "deu": "de", "ger": "de", "ell": "el", "gre": "el", "eng": "en",
    "est": "et", "eus": "eu", "fas": "fa", "per": "fa", "fin": "fi", "fra": "fr", "fre": "fr", "gle": "ga", "glg": "gl",
    "guj": "gu", "heb": "he", "hin": "hi", "hrv": "hr", "hun": "hu", "hye": "hy", "ind": "id", "isl": "is", "ita": "it",
    "jpn": "ja", "kan": "kn", "kat": "ka", "kaz": "kk", "khm": "km", "kor": "ko", "lao": "lo", "lav": "lv", "lit": "lt",
    "mal": "ml", "mar": "mr", "mkd": "mk", "mon": "mn", "msa": "ms", "mya": "my", "nep": "ne", "nld": "nl", "dut": "nl",
    "nor": "no", "nob": "nb", "nno": "nn", "pan": "pa", "pol": "pl", "por": "pt", "pus": "ps", "ron": "ro", "rum": "ro",
    "rus": "ru", "sin": "si", "slk": "sk", "slv": "sl", "som": "so", "spa": "es", "sqi": "sq", "srp": "sr", "swa": "sw",
    "swe": "sv", "tam": "ta", "tel": "te", "tgl": "tl", "tha": "th", "tur": "tr", "ukr": "uk", "urd": "ur", "uzb": "uz",
    "vie": "vi", "zho": "zh", "chi": "zh",
}  # fmt: skip


def language_code(declared: str | None) -> str | None:
    """The language that a tag or a list of codes names first; None where it names none.

    >>> language_code("en-GB"), language_code("ENG,zho"), language_code("haw"), language_code(""), language_code("x-y")
    ('en', 'en', 'haw', None, None)
    """
    found = _CODE.match(declared or "")
    if not found:
        return None
    code = found[1].lower()
    return _SHORT.get(code, code)
