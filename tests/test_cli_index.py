from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

from dedup.index.manifest import writing
from test_cli import ARTICLES, ROOT, WIRE, process, rows, run


def made(folder: Path) -> Path:
    run("index", "create", folder, "-q")
    run("index", "add", folder, ARTICLES, "-q")
    return folder


def test_the_verbs_from_empty_to_compact(tmp_path: Path) -> None:
    folder = tmp_path / "i"
    assert "no documents yet" in run("index", "create", folder, "--threshold", "0.6").stdout
    first = run("index", "add", folder, ARTICLES).stdout
    assert first.startswith("59 documents added:")
    again = json.loads(run("index", "add", folder, ARTICLES, "--json").stdout)
    assert (again["added"], again["unchanged"], again["changed"]) == (0, 59, 0)
    lines = [json.loads(line) for line in run("index", "query", folder, ARTICLES, "--json").stdout.splitlines()]
    assert [line["id"] for line in lines] == [row["id"] for row in rows(ARTICLES)]
    assert all(line["matches"][0]["jaccard"] == 1.0 for line in lines)
    listed = {row["id"]: row for row in map(json.loads, run("index", "list", folder).stdout.splitlines())}
    assert {line["id"]: line["cluster"] for line in lines} == {name: row["cluster"] for name, row in listed.items()}
    removed = run("index", "remove", folder, WIRE, "nobody").stdout
    assert "1 document removed" in removed
    assert "not there: nobody" in removed
    assert "in another cluster now, for what led theirs went: today-0408-ferry" in removed.replace("\n", " ")
    assert "still on the disk" in run("index", "info", folder, "--check").stdout
    info = json.loads(run("index", "compact", folder, "--json").stdout)
    assert (info["documents"], info["removed_not_compacted"], len(info["segments"])) == (58, 0, 1)


def test_each_added_document_as_a_line(tmp_path: Path) -> None:
    run("index", "create", tmp_path / "i", "-q")
    lines = [
        json.loads(line) for line in run("index", "add", tmp_path / "i", ARTICLES, "--each", "-q").stdout.splitlines()
    ]
    assert len(lines) == 59
    assert set(lines[0]) == {"id", "cluster", "similarity", "founded"}
    assert (
        "both write to standard output"
        in run("index", "add", tmp_path / "i", ARTICLES, "--each", "--json", code=2).stderr
    )


def test_a_text_is_asked_for(tmp_path: Path) -> None:
    folder = made(tmp_path / "i")
    text = next(row["text"] for row in rows(ARTICLES) if row["id"] == WIRE)
    shown = run("index", "query", folder, "--text", text.upper()).stdout
    assert WIRE in shown
    assert "1.000" in shown
    assert run("index", "query", folder, "--text", "Nothing like it.").stdout == "no copies in the index\n"
    assert "name files to ask for" in run("index", "query", folder, code=2).stderr
    assert "is outside 0.66" in run("index", "query", folder, "--text", "x", "--threshold", "0.1", code=2).stderr


def test_lines_on_standard_input_are_answered_as_they_come(tmp_path: Path) -> None:
    folder = made(tmp_path / "i")
    command = [sys.executable, "-m", "dedup", "index", "query", str(folder), "--follow"]
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=env) as asked:
        assert asked.stdin
        assert asked.stdout
        for row in rows(ARTICLES)[:3]:
            asked.stdin.write(json.dumps(row).encode() + b"\n")
            asked.stdin.flush()
            answer = json.loads(asked.stdout.readline())
            assert (answer["id"], answer["matches"][0]["jaccard"]) == (row["id"], 1.0)
        asked.stdin.write(b"no json\n")
        asked.stdin.close()
        assert asked.wait() == 1


def test_what_goes_wrong_is_said(tmp_path: Path) -> None:
    assert "is no index; make one with: dedup index create" in run("index", "info", tmp_path / "none", code=1).stderr
    folder = made(tmp_path / "i")
    assert "is an index already" in run("index", "create", folder, code=1).stderr
    with writing(folder):
        assert "is being written to by process" in run("index", "remove", folder, WIRE, code=1).stderr
    assert "name the ids to remove" in run("index", "remove", folder, code=2).stderr
    (tmp_path / "ids.txt").write_text(f"{WIRE}\n\n")
    assert (
        json.loads(run("index", "remove", folder, "--ids-from", tmp_path / "ids.txt", "--json").stdout)["removed"] == 1
    )
    segment = next(folder.glob("*.segment"))
    segment.write_bytes(segment.read_bytes()[:-1])
    done = process("index", "info", folder)
    assert done.returncode == 1
    assert "Error: " in done.stderr.decode()
    assert "Traceback" not in done.stderr.decode()


def test_watching_ends_cleanly_and_goes_on_where_it_was(tmp_path: Path) -> None:
    folder, incoming = tmp_path / "i", tmp_path / "incoming"
    run("index", "create", folder, "-q")
    incoming.mkdir()
    (incoming / "one.jsonl").write_bytes(ARTICLES.read_bytes())
    command = [sys.executable, "-m", "dedup", "index", "watch", str(folder), str(incoming), "--every", "0.1", "--json"]
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=env) as watching:
        assert watching.stdout
        assert json.loads(watching.stdout.readline())["added"] == 59
        (incoming / "two.txt").write_text("The ferry to Sandholm was stopped on Monday after a fire.")
        row = json.loads(watching.stdout.readline())
        assert (row["file"], row["added"], row["problem"]) == ("two.txt", 1, None)
        time.sleep(0.3)
        watching.send_signal(signal.SIGINT)
        _, errors = watching.communicate()
    assert watching.returncode == 130
    assert b"Traceback" not in errors
    assert run("index", "watch", folder, incoming, "--once", "--every", "0.05", "--json").stdout == ""
    assert json.loads(run("index", "info", folder, "--json").stdout)["documents"] == 60
