"""What programs and people are told of the files is what is written: the schema, the tables, the page of the docs."""

from __future__ import annotations

import copy
import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any, get_args

import jsonschema
import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner

import gold_comparison
from dedup.claims import comparison as kinds
from dedup.claims import frames
from dedup.cli import main
from dedup.report.contract import comparison_schema
from dedup.report.folder import COMPARISON_TABLES, TABLES
from dedup.report.select import selected
from dedup.report.tables import COLUMNS, comparison_tables
from dedup.schema import FORMAT_VERSION

ROOT = Path(__file__).resolve().parent.parent
ARTICLES = ROOT / "dedup" / "demo" / "articles.jsonl"


def run(*arguments: str | Path) -> str:
    done = CliRunner().invoke(main, [str(a) for a in arguments], catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return done.stdout


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("outputs") / "out"
    run("compare", ARTICLES, "-o", folder, "-q", "--threads", "1", "--format", "parquet")
    return folder


@pytest.fixture(scope="module")
def written(out: Path) -> dict[str, Any]:
    content: dict[str, Any] = json.loads((out / "comparison.json").read_text(encoding="utf-8"))
    return content


def strict(schema: dict[str, Any]) -> dict[str, Any]:
    """The schema, with every field that it does not name forbidden: what is written is all described."""

    def close(node: Any) -> None:
        if isinstance(node, dict):
            if "properties" in node:
                node["additionalProperties"] = False
            for inner in node.values():
                close(inner)

    closed = copy.deepcopy(schema)
    close(closed)
    return closed


def faults(content: Any) -> list[str]:
    validator = jsonschema.Draft202012Validator(strict(comparison_schema()))
    return [f"{fault.json_path}: {fault.message[:200]}" for fault in validator.iter_errors(content)]


# comparison.json


def test_the_schema_is_one() -> None:
    jsonschema.Draft202012Validator.check_schema(comparison_schema())
    assert json.loads(run("report", "--schema")) == comparison_schema()


def test_what_is_written_is_what_the_schema_says(written: dict[str, Any]) -> None:
    assert faults(written) == []
    assert faults(gold_comparison.comparison()) == []
    for name in ("documents", "stories", "origins", "claims", "names", "groups", "possible", "omissions"):
        assert written[name], f"nothing was checked of {name}"
    for name in ("quantities", "dates", "names", "quotes"):
        assert any(claim[name] for claim in written["claims"]), f"nothing was checked of {name}"


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("format_version",), 2),
        (("claims", 0, "start"), -1),
        (("claims", 0, "quote"), "scare"),
        (("groups", 0, "verdict"), "true"),
        (("groups", 0, "claims"), []),
        (("documents", 0, "published"), "2024-04-08"),
        (("possible", 0, "probability"), 1.5),
        (("counts", "claims"), "many"),
    ],
)
def test_the_schema_refuses_what_is_wrong(written: dict[str, Any], path: tuple[str | int, ...], value: Any) -> None:
    wrong = copy.deepcopy(written)
    place: Any = wrong
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = value
    assert faults(wrong)


def test_the_words_of_the_schema_are_those_of_the_code() -> None:
    records = comparison_schema()["$defs"]
    said = {
        ("divergence", "kind"): kinds.Kind,
        ("divergence", "severity"): kinds.Severity,
        ("group", "verdict"): kinds.Verdict,
        ("claim", "field"): frames.Field,
        ("claim", "quote"): frames.Quote,
        ("claim", "polarity"): frames.Polarity,
        ("claim", "modality"): frames.Modality,
        ("claim", "status"): frames.Status,
    }
    for (record, field), literal in said.items():
        told = [value for value in records[record]["properties"][field]["enum"] if value is not None]
        assert sorted(told) == sorted(get_args(literal)), f"{record}.{field}"
    assert comparison_schema()["properties"]["format_version"]["const"] == FORMAT_VERSION == kinds.FORMAT_VERSION


# Tables


def test_the_tables_hold_what_the_json_holds(out: Path, written: dict[str, Any]) -> None:
    assert tuple(COLUMNS) == COMPARISON_TABLES
    tables = {name: pq.read_table(out / f"{name}.parquet").to_pylist() for name in COLUMNS}
    facts = json.loads((out / "run.json").read_text(encoding="utf-8"))["files"]
    assert all(facts[f"{name}.parquet"]["rows"] == len(rows) for name, rows in tables.items())
    again: dict[str, Any] = {name: copy.deepcopy(written[name]) for name in ("claims", "names", "groups")}
    for name in ("omissions", "possible", "boilerplate"):
        assert tables[name] == written[name]
    for claim in again["claims"]:
        claim["subject_start"], claim["subject_end"] = claim.pop("subject") or (None, None)
        for date in claim["dates"]:
            date["other_from"], date["other_to"] = date.pop("other") or (None, None)
    for field, table in (("quantities", "quantities"), ("dates", "dates"), ("names", "mentions")):
        rows = [{**one, "claim_id": claim["id"]} for claim in again["claims"] for one in claim[field]]
        assert tables[table] == rows  # lists become tables, all of them and whole
    assert tables["claims"] == [{name: claim[name] for name in COLUMNS["claims"]} for claim in again["claims"]]
    assert tables["groups"] == [{name: group[name] for name in COLUMNS["groups"]} for group in again["groups"]]
    assert [(row["group_id"], row["claim_id"]) for row in tables["answers"]] == [
        (group["id"], claim) for group in again["groups"] for claim in group["claims"]
    ]
    assert [(row["name_id"], row["form"]) for row in tables["forms"]] == [
        (name["id"], form) for name in again["names"] for form in name["forms"]
    ]


def test_notes_are_tables_too(out: Path, written: dict[str, Any]) -> None:
    notes, values = (pq.read_table(out / f"{name}.parquet").to_pylist() for name in ("notes", "note_values"))
    told = [(group["id"], i, one) for group in written["groups"] for i, one in enumerate(group["notes"])]
    assert told
    assert [(n["group_id"], n["note"], n["verdict"], n["reason"]) for n in notes] == [
        (key, i, one["verdict"], one["reason"]) for key, i, one in told
    ]
    assert len(values) == sum(len(one["values"]) for _, _, one in told)


def test_divergences_and_values_are_joined_by_their_number() -> None:
    gold = gold_comparison.comparison()
    tables = {name: table.to_pylist() for name, table in comparison_tables(gold).items()}
    told = {
        (group["id"], i, value["claim_id"], value["value"])
        for group in gold["groups"]
        for i, one in enumerate(group["divergences"])
        for value in one["values"]
    }
    assert told
    assert {(row["group_id"], row["divergence"], row["claim_id"], row["value"]) for row in tables["values"]} == told
    keys = {(row["group_id"], row["divergence"]) for row in tables["divergences"]}
    assert {(row["group_id"], row["divergence"]) for row in tables["values"]} <= keys


def test_a_report_can_make_the_tables_of_a_part(out: Path, tmp_path: Path) -> None:
    run("report", out, "-o", tmp_path, "--format", "parquet", "--story", "norda-0408-ferry", "-q")
    groups = pq.read_table(tmp_path / "groups.parquet")
    assert set(groups["story_id"].to_pylist()) == {"norda-0408-ferry"}
    assert 0 < len(groups) < len(pq.read_table(out / "groups.parquet"))
    assert {path.name for path in tmp_path.iterdir()} == {
        "report.html", "report.md", "claims.csv", *(f"{name}.parquet" for name in COLUMNS)
    }  # fmt: skip


def test_a_part_is_whole_in_itself() -> None:
    gold = gold_comparison.comparison()
    part = selected(gold, only="hard")
    assert faults(part) == []
    assert 0 < len(part["groups"]) < len(gold["groups"])
    assert {claim for group in part["groups"] for claim in group["claims"]} == {claim["id"] for claim in part["claims"]}
    documents = {document["id"] for document in part["documents"]}
    assert {claim["document_id"] for claim in part["claims"]} <= documents
    assert {one["document_id"] for one in part["omissions"]} <= documents
    assert selected(gold) == gold


# The page of the docs


def test_the_page_is_built_from_the_schema() -> None:
    command = [sys.executable, str(ROOT / "tools" / "build_outputs.py"), "--check"]
    done = subprocess.run(command, cwd=ROOT, env={"PYTHONPATH": str(ROOT)}, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_page_names_every_column_of_every_table(out: Path) -> None:
    page = (ROOT / "docs" / "outputs.md").read_text(encoding="utf-8")
    sections = dict(re.findall(r"^### (.+)\n((?:(?!###? ).*\n)*)", page, flags=re.MULTILINE))
    for table in set(TABLES) - {"storylines"}:
        (body,) = [body for heading, body in sections.items() if f"`{table}.*`" in heading]
        told = set(re.findall(r"`(\w+)`", "".join(re.findall(r"^\|([^|]+)\|", body, flags=re.MULTILINE))))
        columns = set(pq.read_schema(out / f"{table}.parquet").names)
        assert columns <= told, table
        assert told - columns <= {"storyline_id", "owners"}, table
