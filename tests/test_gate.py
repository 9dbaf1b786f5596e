"""The quality gate, on figures that are made up; what measures them, on a made-up corpus."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

sys.path.append(str(Path(__file__).resolve().parent.parent / "benchmarks"))
sys.path.append(str(Path(__file__).resolve().parent.parent / "tools"))

import figures

import gate

DIGEST, OTHER = "a" * 64, "b" * 64
LOW = frozenset({"claims.false_alarms"})
GOOD = {"copies.recall": 0.9, "claims.hard_found": 12, "claims.false_alarms": 2}
Gate = Callable[..., tuple[int, str]]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Gate:
    """Runs the tool on figures: (exit code, what it said)."""

    def call(*arguments: str, data: str = "demo", sha256: str = DIGEST, **changed: Any) -> tuple[int, str]:
        made = {name: value for name, value in {**GOOD, **changed}.items() if value is not None}
        monkeypatch.setattr(gate, "measure", lambda *_: [gate.Measured(data, sha256, made, LOW)])
        code = gate.main([*arguments, "--floors", str(tmp_path / "floors.json")])
        said = capsys.readouterr()
        return code, said.out + said.err

    return call


@pytest.fixture
def floors(tmp_path: Path, run: Gate) -> Callable[[], dict[str, Any]]:
    """Floors raised to the good figures; what is called reads the file."""
    assert run("--raise")[0] == 0

    def read() -> dict[str, Any]:
        content: dict[str, Any] = json.loads((tmp_path / "floors.json").read_text(encoding="utf-8"))
        return content

    return read


def test_floors_are_what_was_reached_less_a_margin(floors: Callable[[], dict[str, Any]]) -> None:
    bounds = {"copies.recall": {"least": 0.895}, "claims.hard_found": {"least": 11}, "claims.false_alarms": {"most": 3}}
    assert floors()["data"] == [{"data": "demo", "sha256": DIGEST, "floors": bounds}]


@pytest.mark.usefixtures("floors")
@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"copies.recall": 0.894}, "demo.copies.recall 0.894 0.895 BELOW"),
        ({"claims.hard_found": 10}, "demo.claims.hard_found 10 11 BELOW"),
        ({"claims.false_alarms": 4}, "demo.claims.false_alarms 4 3 ABOVE"),
        ({"copies.recall": None}, "demo.copies.recall – 0.895 NOT MEASURED"),
    ],
)
def test_a_figure_outside_its_bound_closes_the_gate(run: Gate, changed: dict[str, Any], said: str) -> None:
    code, out = run(**changed)
    assert code == 1
    assert said in " ".join(out.split())
    assert "2 floors hold, 1 do not" in out


@pytest.mark.usefixtures("floors")
def test_a_figure_on_its_bound_and_a_better_one_pass(run: Gate) -> None:
    assert run(**{"copies.recall": 0.895, "claims.hard_found": 11, "claims.false_alarms": 3})[0] == 0
    assert run(**{"copies.recall": 1.0, "claims.hard_found": 99, "claims.false_alarms": 0})[0] == 0


@pytest.mark.usefixtures("floors")
def test_floors_of_other_files_are_not_applied_and_the_demo_may_not_lose_its_own(run: Gate) -> None:
    code, out = run(sha256=OTHER, **{"copies.recall": 0.1})
    assert code == 1
    assert "its floors are of other files" in out


def test_given_data_of_other_files_pass_and_it_is_said(run: Gate) -> None:
    run("--raise", data="basil")
    assert run(data="basil", **{"copies.recall": 0.1})[0] == 1
    code, out = run(data="basil", sha256=OTHER, **{"copies.recall": 0.1})
    assert code == 0
    assert "basil: its floors are of other files and were not applied" in out


def test_a_demo_without_floors_fails(run: Gate) -> None:
    assert run()[0] == 1
    assert run(data="basil")[0] == 0


def test_raising_never_lowers(run: Gate, floors: Callable[[], dict[str, Any]]) -> None:
    code, _ = run("--raise", **{"copies.recall": 0.5, "claims.hard_found": 14, "claims.false_alarms": 9, "new": 0.75})
    assert code == 1  # and what fell is still below its floor
    bounds = floors()["data"][0]["floors"]
    assert bounds["copies.recall"] == {"least": 0.895}
    assert bounds["claims.hard_found"] == {"least": 13}
    assert bounds["claims.false_alarms"] == {"most": 3}
    assert bounds["new"] == {"least": 0.745}


def test_raising_on_other_files_is_refused(run: Gate, floors: Callable[[], dict[str, Any]]) -> None:
    before = floors()
    code, out = run("--raise", sha256=OTHER)
    assert code == 2
    assert "--anew demo" in out
    assert floors() == before


@pytest.mark.parametrize("name", ["copies.recall", "demo.copies.recall"])
def test_lowering_keeps_its_reason(run: Gate, floors: Callable[[], dict[str, Any]], name: str) -> None:
    code, _ = run("--lower", name, "--reason", " the gold had three pairs too many ", **{"copies.recall": 0.8})
    assert code == 0
    made = floors()
    assert made["data"][0]["floors"]["copies.recall"] == {"least": 0.795}
    (kept,) = made["lowered"]
    assert kept["reason"] == "the gold had three pairs too many"
    assert (kept["data"], kept["floor"], kept["from"], kept["to"]) == (
        "demo", "copies.recall", {"least": 0.895}, {"least": 0.795}
    )  # fmt: skip


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--lower", "copies.recall"), "only with a --reason"),
        (("--lower", "copies.recall", "--reason", " "), "only with a --reason"),
        (("--lower", "claims.hard_found", "--reason", "why"), "holds: 12"),
        (("--lower", "copies.f1", "--reason", "why"), "names none"),
        (("--anew", "demo"), "only with a --reason"),
        (("--anew", "demo", "--reason", "why"), "have not changed"),
        (("--anew", "basil", "--reason", "why"), "has no floors"),
    ],
)
def test_what_is_refused_leaves_the_floors(
    run: Gate, floors: Callable[[], dict[str, Any]], arguments: tuple[str, ...], said: str
) -> None:
    before = floors()
    code, out = run(*arguments, **{"copies.recall": 0.8})
    assert code == 2
    assert said in out
    assert floors() == before


def test_a_floor_that_is_not_measured_is_not_lowered(run: Gate, floors: Callable[[], dict[str, Any]]) -> None:
    before = floors()
    assert run("--lower", "copies.recall", "--reason", "why", **{"copies.recall": None})[0] == 2
    assert floors() == before


def test_floors_anew_keep_what_went_down(run: Gate, floors: Callable[[], dict[str, Any]]) -> None:
    changed = {"copies.recall": 0.8, "claims.hard_found": 20, "claims.false_alarms": None}
    assert run("--anew", "demo", "--reason", "two articles more", sha256=OTHER, **changed)[0] == 0
    made = floors()
    assert made["data"] == [
        {"data": "demo", "sha256": OTHER,
         "floors": {"copies.recall": {"least": 0.795}, "claims.hard_found": {"least": 19}}}
    ]  # fmt: skip
    assert [(one["floor"], one["to"], one["reason"]) for one in made["lowered"]] == [
        ("copies.recall", {"least": 0.795}, "two articles more"),
        ("claims.false_alarms", None, "two articles more"),
    ]


@pytest.mark.parametrize(
    "content", ["", "[]", '{"format": 2, "data": [], "lowered": []}', '{"format": 1, "data": [{}], "lowered": []}',
                '{"format": 1, "data": [], "lowered": [{"floor": "a", "reason": " "}]}']
)  # fmt: skip
def test_a_file_that_is_none_of_floors(run: Gate, tmp_path: Path, content: str) -> None:
    (tmp_path / "floors.json").write_text(content, encoding="utf-8")
    code, out = run()
    assert code == 2
    assert "floors.json" in out


def test_the_committed_floors_are_of_the_demo_as_it_is() -> None:
    (demo,) = figures.measures(None)
    entry = gate.entry_of(gate.load(gate.FLOORS), "demo")
    assert entry is not None
    assert entry["sha256"] == demo.digest()
    stages = {name.split(".")[0] for name in entry["floors"]}
    assert stages == {"copies", "stories", "origins", "claims"}


def test_what_a_folder_has_is_measured(tmp_path: Path) -> None:
    assert figures.measures(tmp_path) == []
    (tmp_path / "basil").mkdir()
    (tmp_path / "basil" / "articles.jsonl").write_text("", encoding="utf-8")
    assert [one.data for one in figures.measures(tmp_path)] == ["basil", "basil-divergences"]


def test_figures_of_made_up_events(tmp_path: Path) -> None:
    fire = "The ferry Sea Marigold burned off Port Ansel before dawn on Monday and four of her crew died in the smoke."
    bank = "The central bank of Sarnova raised its rate to five per cent on Tuesday, for the third time this spring."
    texts = {"a": fire, "b": fire + " Others swam.", "c": bank, "d": bank, "e": "Sheep were shorn early in the hills."}
    events = {"a": "fire", "b": "fire", "c": "bank", "d": "bank", "e": "fire"}
    file = tmp_path / "articles.jsonl"
    rows = [json.dumps({"id": key, "title": "", "text": text, "event": events[key]}) for key, text in texts.items()]
    file.write_text("\n".join(rows) + "\n", encoding="utf-8")
    assert figures.exact_figures(file) == {"copies.recall": 1.0, "copies.precision": 1.0}
    made = figures.event_figures(file)
    assert made["stories.precision"] == 1.0
    assert made["stories.recall"] < 0.9  # the sheep are no fire, whatever the label says
