"""Targets of what dedup reads again of its own: a comparison, a run, an index. Somebody may have changed them."""

from __future__ import annotations

import contextlib
import functools
import io
import json
import shutil
import struct
import tempfile
import zlib
from pathlib import Path
from typing import Any

import click

from dedup.cli import main
from dedup.corpus.corpus import Corpus
from dedup.errors import StoreError
from dedup.index import manifest
from dedup.index.index import Index
from fuzz.choices import Choices, garbled_bytes, garbled_json

ARTICLES = (
    ("echo", "Ferry fire kills four", ("Four people were killed when fire swept through the ferry off Port Ansel on "
     "Monday, police said. The boat had left Skerra with 212 people on board, harbour chief Nils Arvane told Echo.")),
    ("herald", "Ferry fire kills five", ("Five people were killed when fire swept through the ferry off Port Ansel on "
     "Monday, police said. The boat had left Skerra with 210 people on board, Arvane said. “It was terrible.”")),
    ("sorne", "Fire on ferry", ("Police said four people died in the fire on the ferry off Port Ansel on Monday. "
     "Nobody was on deck. The boat had left Skerra at three in the morning with 212 on board, Nils Arvane said.")),
)  # fmt: skip


@functools.cache
def _home() -> Path:
    return Path(tempfile.mkdtemp(prefix="dedup-fuzz-"))


def _command(*arguments: str | Path) -> int:
    """Run a command; its exit code. What is no error for people is raised."""
    silent = io.StringIO()
    with contextlib.redirect_stdout(silent), contextlib.redirect_stderr(silent):
        try:
            main([str(a) for a in arguments], standalone_mode=False)
        except click.exceptions.Exit as stop:
            return stop.exit_code
        except SystemExit as stop:
            return int(stop.code or 0)
        except click.ClickException as error:
            return error.exit_code
    return 0


@functools.cache
def _compared() -> Path:
    """The folder of a comparison that is whole."""
    corpus, out = _home() / "corpus.jsonl", _home() / "whole"
    rows = [
        {"id": i, "outlet": i, "title": title, "text": text, "published": "2024-04-08"} for i, title, text in ARTICLES
    ]
    corpus.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    assert _command("compare", corpus, "-o", out, "-q", "--threads", "1", "--scope", "corpus") == 0
    return out


def _copied(source: Path) -> Path:
    target = _home() / "garbled"
    shutil.rmtree(target, ignore_errors=True)
    shutil.copytree(source, target)
    return target


def _garble_file(path: Path, data: bytes) -> None:
    """JSON by its tree, or any file by its bytes."""
    choices = Choices(data)
    whole = path.read_bytes()
    if choices.below(4) and path.suffix in (".json", ".jsonl"):
        if path.suffix == ".json":
            made = json.dumps(garbled_json(json.loads(whole), choices))
        else:
            rows = garbled_json([json.loads(line) for line in whole.decode().split("\n") if line], choices)
            rows = rows if isinstance(rows, list) else [rows]
            made = "".join(json.dumps(row) + "\n" for row in rows)
        path.write_bytes(made.encode("utf-8", "surrogatepass"))
    else:
        path.write_bytes(garbled_bytes(whole, choices))


def comparison(data: bytes) -> None:
    """`dedup report` of a folder whose comparison.json, articles or passages were changed."""
    folder = _copied(_compared())
    choices = Choices(data)
    name = choices.of(("comparison.json", "comparison.json", "articles.jsonl", "passages.jsonl"))
    if not (folder / name).exists():
        name = "comparison.json"
    _garble_file(folder / name, choices.rest())
    before = (folder / "report.html").read_bytes()
    code = _command("report", folder, *(("-q",) if len(data) % 2 else ("--format", "parquet")))
    assert code in (0, 1, 2)
    assert code == 0 or (folder / "report.html").read_bytes() == before
    assert not [path for path in folder.iterdir() if path.name.startswith(".")]


def run(data: bytes) -> None:
    """`dedup compare` of a run whose run.json or tables were changed."""
    folder = _copied(_compared())
    choices = Choices(data)
    name = choices.of(
        ("run.json", "run.json", "run.json", "documents.jsonl", "stories.jsonl", "evidence.jsonl", "passages.jsonl")
    )
    _garble_file(folder / name, choices.rest())
    if name != "run.json":  # whoever changes a table can change its digest
        _renew_digest(folder, name)
    elif not _reads_its_corpus(folder):
        return
    assert _command("compare", folder, "-q", "--json", "--threads", "1") in (0, 1, 2)


def _renew_digest(folder: Path, name: str) -> None:
    from dedup.report.files import fingerprint

    facts = json.loads((folder / "run.json").read_bytes())
    facts["files"][name] |= fingerprint(folder / name)
    (folder / "run.json").write_text(json.dumps(facts))


def _reads_its_corpus(folder: Path) -> bool:
    """Whether a run still names the corpus of these tests, and no other place of this machine."""
    with contextlib.suppress(ValueError, AttributeError, TypeError, KeyError):
        named = json.loads((folder / "run.json").read_bytes())["command"]["corpus"]
        return named == [str(_home() / "corpus.jsonl")]
    return True


@functools.cache
def _index() -> tuple[Path, list[Any], Any]:
    """An index with two segments and tombstones; its answers and its documents."""
    folder = _home() / "index"
    made = Index.create(folder, threshold=0.5, slots=64)
    texts = [text for _, _, text in ARTICLES]
    made.add(Corpus.from_texts([*texts, texts[0] + " More soon.", "—"], ids=list("abcde")))
    made.add(Corpus.from_texts([texts[1], "Rain. " + texts[2]], ids=["f", "g"]))
    made.remove(["b"])
    opened = Index.open(folder)
    return folder, [opened.match(text) for text in texts], opened.documents().to_pylist()


def index(data: bytes) -> None:
    """An index of which one file was changed: an error, or the right answers."""
    _garbled_index(data, repair=False)


def crafted_index(data: bytes) -> None:
    """An index of which one file was changed by somebody who can make checksums: an error or any answer, no more."""
    _garbled_index(data, repair=True)


def _garbled_index(data: bytes, *, repair: bool) -> None:
    folder, right, documents = _index()
    target = _copied(folder)
    choices = Choices(data)
    names = sorted(path.name for path in target.iterdir() if path.name != manifest.LOCK)
    path = target / choices.of(names)
    if repair and path.name == manifest.NAME:
        body = garbled_json(json.loads(path.read_bytes()), Choices(choices.rest()))
        if isinstance(body, dict):
            body.pop("check", None)
            body["check"] = manifest._check(body)
        path.write_text(json.dumps(body))
    elif repair:
        path.write_bytes(_repaired(path.read_bytes(), Choices(choices.rest())))
        _name_footer(target, path.name)
    else:
        whole = path.read_bytes()
        path.write_bytes(garbled_bytes(whole, Choices(choices.rest())))
        if path.read_bytes() == whole:
            return
    try:
        opened = Index.open(target)
        answers = [opened.match(text) for _, _, text in ARTICLES]
        listed = opened.documents().to_pylist()
        opened.info()
        if not repair:
            assert answers == right
            assert listed == documents
        opened.check()
    except StoreError:
        return


_TAIL = struct.Struct("<QII8s")


def _repaired(whole: bytes, choices: Choices) -> bytes:
    """A file of pages with its footer or an array changed, and all checksums as they should be."""
    length, _, _, magic = _TAIL.unpack(whole[-_TAIL.size :])
    footer = json.loads(whole[-_TAIL.size - length : -_TAIL.size])
    pages = bytearray(whole[: footer["pages_end"]])
    if choices.below(2):
        footer = garbled_json(footer, choices)
    else:
        while choices:
            at = 16 + choices.below(max(1, len(pages) - 16))
            pages[at : at + 1] = bytes([choices.below(256)])
    sums = b"".join(struct.pack("<I", zlib.crc32(pages[i : i + 4096])) for i in range(0, len(pages), 4096))
    text = json.dumps(footer, separators=(",", ":")).encode()
    return bytes(pages) + sums + text + _TAIL.pack(len(text), zlib.crc32(text), zlib.crc32(sums), magic)


def _name_footer(folder: Path, name: str) -> None:
    """Make the manifest name the checksum that a changed file now has."""
    body = json.loads((folder / manifest.NAME).read_bytes())
    body.pop("check")
    check = _TAIL.unpack((folder / name).read_bytes()[-_TAIL.size :])[1]
    for entry in body["segments"]:
        if entry["name"] == name:
            entry["check"] = check
        if entry["gone"] == name:
            entry["gone_check"] = check
    (folder / manifest.NAME).write_text(json.dumps({**body, "check": manifest._check(body)}))


def edit_seeds() -> list[bytes]:
    """Bytes that make edits of many kinds."""
    return [bytes((k * 31 + i * i * 7 + i * k) % 256 for i in range(n)) for k in range(12) for n in (4, 24)]
