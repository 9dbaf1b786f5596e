"""Score the stories stage on labelled news, beside simpler methods, and say what it costs.

    python benchmarks/stories.py --data DIR [--quick] [--stability] [--threads 1] [--out FILE]

DIR is a folder as `tools/stories_data.py` describes it. Models are fitted here, by the functions of
`tools/train_stories.py`, each without the fold that it is scored on; every corpus is clustered whole, copies left in,
with the thresholds that ship. What is counted are documents with a label, among the labelled ones.

The simpler methods have their threshold picked on the labels they are scored on, by corpus: no run without labels
reaches more. `TF-IDF` is the stage's own vectors. Single linkage over pairs of the stage's candidates; complete linkage
over all pairs of the cosine times exp(-days / 3) (1 where a date is missing), which a whole stream does not allow;
copies are dedup's own, with shingles of 3 words at a low threshold.

Seconds and memory are of whole processes that read the stream, find copies and find stories; the stories stage sees
kept documents only. Growth is fitted to processor seconds, which other programs disturb less, and to seconds on the
clock. Candidates stand beside those of MinHash over the heaviest terms; storylines are held to the topics of ECB+.
`--stability` finds the stories of the first 80 % of the stream, then of all of it, and says what became of them.
`--quick` leaves out the simpler methods and the growth.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import Executor, ThreadPoolExecutor
from pathlib import Path
from typing import Any

import processes
import rows

sys.path.append(str(rows.ROOT / "tools"))
STAGES = ("terms", "story candidates", "score", "link")
SIZES = (5_000, 10_000, 20_000)
PACKAGES = ("dedup", "numpy", "pyarrow", "numba", "scipy", "scikit-learn")


# --- what it costs: processes of their own, started while this one is small


def cost(data: Path, size: int, threads: int, scratch: Path) -> rows.Row:
    """Seconds by stage and peak memory of one process that finds the stories among `size` articles (0 for all)."""
    log = scratch / f"log-{size}"
    line = [sys.executable, __file__, "--data", str(data), "--child", str(size), "--threads", str(threads)]
    paths = os.pathsep.join(filter(None, (str(rows.ROOT), os.environ.get("PYTHONPATH"))))
    done = processes.run(line, log, env={**os.environ, "OMP_NUM_THREADS": "1", "PYTHONPATH": paths})
    if done.error:
        raise RuntimeError(done.error)
    said = json.loads(processes.last_line(log))
    spent = {"wall_s": round(done.wall_s, 3), "cpu_s": round(done.cpu_s, 3), "peak_bytes": done.peak_bytes}
    return {"what": "cost", "corpus": "news-stream", **said, **spent, "threads": threads}


def child(data: Path, size: int, threads: int) -> None:
    """Find the stories in the stream, or in a part of it drawn by chance, and say how long each stage took."""
    import time

    import numpy as np

    import dedup

    start = time.perf_counter()
    corpus = dedup.read(data / "news-stream" / "articles.parquet", threads=threads)
    if size:
        numbers = np.sort(np.random.default_rng(0).permutation(len(corpus))[:size])
        corpus = part(corpus, numbers)
    read_s = time.perf_counter() - start
    copies, busy = dedup.cluster(corpus, threads=threads), time.process_time()
    stories = dedup.find_stories(copies, threads=threads)
    busy = time.process_time() - busy
    seconds = {"read": read_s, **stories.run["seconds"]}
    about = {key: value for key, value in stories.run["stories"].items() if key != "settings"}
    of_stage = round(sum(seconds[stage] for stage in STAGES), 3)
    seconds = {stage: round(value, 3) for stage, value in seconds.items()}
    spent = {"stories_s": of_stage, "stories_cpu_s": round(busy, 3)}
    print(json.dumps({"documents": len(corpus), **spent, "seconds": seconds, **about}))


def part(corpus: Any, numbers: Any) -> Any:
    """Some documents of a corpus, as a corpus."""
    import pyarrow as pa

    import dedup

    return dedup.Corpus.from_tables([corpus.table.take(pa.array(corpus.order[numbers]))], corpus.report)


def growth(all_costs: Iterable[rows.Row]) -> rows.Row:
    """The exponents of the stage's seconds over documents, fitted to their logarithms."""
    import numpy as np

    costs = list(all_costs)
    row: rows.Row = {"what": "growth", "documents": [cost["documents"] for cost in costs]}
    for seconds, name in (("stories_cpu_s", "exponent"), ("stories_s", "exponent_wall")):
        row[seconds] = [cost[seconds] for cost in costs]
        row[name] = round(float(np.polyfit(np.log(row["documents"]), np.log(row[seconds]), 1)[0]), 3)
    return row


# --- how good it is


def quality(data: Path, corpora: Mapping[str, Any], runs: Mapping[str, Any], pool: Executor) -> list[rows.Row]:
    """Cross-validated figures by corpus, those of thinned corpora among them; by window; and of storylines."""
    import story_checks

    import stories_data
    import train_stories
    from dedup.stories.model import model

    mix = stories_data.training_mix(corpora, runs, pool)
    ships = model()
    levels = train_stories.Thresholds(ships.begin, ships.least, ships.absent)
    scores = train_stories.figures(runs, mix, levels, pool)
    models = train_stories.fit_folds(mix, levels)
    for name in (stories_data.LABELLED, stories_data.ECB):
        thin = stories_data.run(stories_data.thinned(corpora[name], 0), pool)
        scores[f"{name}, {stories_data.THINNED}"] = train_stories.cross_validate(thin, models)
    how = {"method": "dedup", "cross_validated": True, **levels._asdict()}
    made = [{"what": "quality", "corpus": name, **how, **rounded(s)} for name, s in scores.items()]
    made += story_checks.window_rows(corpora, (stories_data.LABELLED, stories_data.BASIL), models, pool)
    return made + story_checks.storyline_rows(data, runs, models, pool)


def rounded(score: Any) -> rows.Row:
    """The fields of a score."""
    return {name: round(value, 4) for name, value in score._asdict().items()}


def candidate_row(made: Any) -> rows.Row:
    """How many of the pairs of one event are candidates, and how many of all pairs these are."""
    import numpy as np

    corpus, found, pairs = made.corpus, made.found, made.pairs
    n, sizes = len(corpus.event), np.bincount(corpus.event[corpus.event >= 0])
    true, everything = int((sizes * (sizes - 1) // 2).sum()), n * (n - 1) // 2
    hits, scored = (
        int(((corpus.event[x.left] == corpus.event[x.right]) & (corpus.event[x.left] >= 0)).sum())
        for x in (found, pairs)
    )
    row = {
        "what": "candidates",
        "corpus": corpus.name,
        "method": "dedup",
        "documents": n,
        "true_pairs": true,
        "candidates": len(found.left),
    }
    shares = {"recall": hits / true, "recall_scored": scored / true, "share_of_all_pairs": len(found.left) / everything}
    return {**row, "scored": len(pairs.left), **{name: round(value, 5) for name, value in shares.items()}}


# --- simpler methods


def best(stories: Callable[[float], Any], event: Any, thresholds: Iterable[float]) -> rows.Row:
    """The figures at the threshold with the highest B-cubed F1."""
    import train_stories

    tried = []
    for threshold in thresholds:
        score = train_stories.score(train_stories.overlaps(stories(threshold), event))
        tried.append((score.f1, {"threshold": round(threshold, 4), **rounded(score)}))
    return max(tried, key=lambda entry: entry[0])[1]


def single_linkage(made: Any) -> Callable[[float], Any]:
    """Stories as connected components over pairs with so large a cosine."""
    import numpy as np
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    pairs, n = made.pairs, len(made.corpus.day)

    def stories(threshold: float) -> Any:
        near = pairs.cosine >= threshold
        graph = coo_array((np.ones(near.sum()), (pairs.left[near], pairs.right[near])), shape=(n, n))
        return connected_components(graph, directed=False)[1]

    return stories


def complete_linkage(made: Any) -> Callable[[float], Any]:
    """Stories by complete linkage over the cosine times exp(-days / 3)."""
    import numpy as np
    from scipy.cluster.hierarchy import fcluster, linkage
    from scipy.sparse import csr_array
    from scipy.spatial.distance import squareform

    weighted, day = made.weighted, made.corpus.day
    shape = (len(day), len(weighted.rarity))
    matrix = csr_array((weighted.all.astype(float), weighted.terms, weighted.starts), shape=shape)
    gap = np.abs(day[:, None] - day[None])
    near = (matrix @ matrix.T).toarray() * np.where(np.isnan(gap), 1.0, np.exp(-np.nan_to_num(gap) / 3))
    far = np.clip(1 - (near + near.T) / 2, 0, 1)
    np.fill_diagonal(far, 0)
    tree = linkage(squareform(far, checks=False), "complete")
    return lambda threshold: fcluster(tree, 1 - threshold, "distance")


def shingle_copies(corpus: Any, threads: int) -> Callable[[float], Any]:
    """Stories as copy clusters of shingles of 3 words at a low threshold."""
    import dedup

    copies = dedup.cluster(corpus, threshold=0.02, slots=512, shingle="words:3", threads=threads)
    return lambda threshold: copies.rethreshold(max(threshold, copies.floor)).leader


def baselines(data: Path, runs: Mapping[str, Any], threads: int) -> list[rows.Row]:
    """The figures of simpler methods, by corpus, each at its best threshold."""
    import numpy as np

    import dedup
    import stories_data

    stream, events = dedup.read(data / "news-stream" / "articles.parquet"), stories_data.stream_events(data)
    ids = stream.columns("id")["id"].to_pylist()
    texts = {name: dedup.read(data / name / "articles.jsonl") for name in (stories_data.BASIL, stories_data.ECB)}
    texts[stories_data.LABELLED] = part(stream, np.array([i for i, key in enumerate(ids) if key in events]))
    made, few = [], np.arange(0.06, 0.8, 0.02)
    for name, run in runs.items():
        methods = {"TF-IDF, single linkage": (single_linkage(run), few)}
        if name != stories_data.STREAM:
            decayed = np.concatenate(([0.005, 0.01, 0.02, 0.03, 0.04, 0.05], few))
            methods["TF-IDF, time decay, complete linkage"] = complete_linkage(run), decayed
            low = np.array([0.02, 0.03, 0.04, 0.05, 0.06, 0.08, 0.1, 0.15, 0.2, 0.3])
            methods["shingles of 3 words, MinHash copies"] = shingle_copies(texts[name], threads), low
        for method, (stories, thresholds) in methods.items():
            row = {"what": "quality", "corpus": name, "method": method, "cross_validated": False}
            made.append({**row, **best(stories, run.corpus.event, thresholds.tolist())})
    return made


# --- all of it


def measure(data: Path, quick: bool, stability: bool, threads: int) -> list[rows.Row]:
    """All rows."""
    with tempfile.TemporaryDirectory(prefix="dedup-stories-") as name:
        cost(data, 500, threads, Path(name))  # compiles, where this machine has not done that yet
        costs = [cost(data, size, threads, Path(name)) for size in (*(() if quick else SIZES), 0)]
    say(f"timed: {', '.join(str(row['stories_s']) for row in costs)} s")
    import story_checks

    import stories_data

    made = costs if quick else [*costs, growth(costs)]
    with ThreadPoolExecutor(threads) as pool:
        corpora = stories_data.load(data, pool)
        runs = {name: stories_data.run(corpus, pool) for name, corpus in corpora.items()}
        for run in runs.values():
            made += [candidate_row(run), *story_checks.lsh_rows(run)]
        say("candidates made; models ...")
        made += quality(data, corpora, runs, pool)
    if not quick:
        say("simpler methods ...")
        made += baselines(data, runs, threads)
    if stability:
        say("earlier and later ...")
        made.append(story_checks.stability_row(data, threads))
    return made


def say(text: str) -> None:
    """Tell the person who waits."""
    print(text, file=sys.stderr, flush=True)


def tables(made: Iterable[rows.Row]) -> str:
    """The rows for a terminal."""
    by_kind: dict[str, list[rows.Row]] = {}
    for row in made:
        by_kind.setdefault(row["what"], []).append(row)
    names = ("precision", "recall", "f1", "pair_precision", "pair_recall", "pair_f1")
    lines = [
        [row["corpus"], row["method"], *(f"{row[name]:.4f}" for name in names), str(row.get("threshold", ""))]
        for row in sorted(by_kind["quality"], key=lambda row: row["corpus"])
    ]
    out = [rows.text_table(["corpus", "method", "B3 P", "B3 R", "B3 F1", "pair P", "R", "F1", "threshold"], lines)]
    rates = ("recall", "share_of_all_pairs")
    lines = [[row["corpus"], row["method"], *(f"{row[name]:.5f}" for name in rates)] for row in by_kind["candidates"]]
    out.append(rows.text_table(["corpus", "candidates", "recall", "of all pairs"], lines))
    names = ("precision", "recall", "f1")
    lines = [
        [row["corpus"], f"{row['window']:g}", f"{row['pairs_inside']:.4f}", *(f"{row[name]:.4f}" for name in names)]
        for row in by_kind["window"]
    ]
    out.append(rows.text_table(["corpus", "days", "pairs inside", "B3 P", "B3 R", "B3 F1"], lines))
    lines = [
        [row["corpus"], row["method"], *(f"{row[name]:.4f}" for name in names)]
        for row in by_kind["storylines"]
        if "f1" in row
    ]
    out.append(rows.text_table(["corpus", "as topics", "B3 P", "B3 R", "B3 F1"], lines))
    lines = [
        [f"{row['documents']:,}", *(f"{row['seconds'][stage]:.2f}" for stage in STAGES), f"{row['stories_s']:.2f}",
         f"{row['stories_cpu_s']:.2f}", f"{row['wall_s']:.2f}", f"{row['peak_bytes'] / 1e6:,.0f}"]
        for row in by_kind["cost"]
    ]  # fmt: skip
    out.append(rows.text_table(["documents", *STAGES, "stage s", "cpu s", "process s", "peak MB"], lines))
    out += [
        f"seconds of the stage grow with documents to the power {row['exponent']} (on the clock {row['exponent_wall']})"
        for row in by_kind.get("growth", [])
    ]
    out += [", ".join(f"{key} {value}" for key, value in row.items()) for row in by_kind.get("stability", [])]
    out += [
        ", ".join(f"{key} {value}" for key, value in row.items())
        for row in by_kind["storylines"]
        if row["method"] == "sizes"
    ]
    return "\n\n".join(out)


def main() -> None:
    """Measure, write, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, help="a folder with news-stream, basil and ecbplus")
    parser.add_argument("--quick", action="store_true", help="without the simpler methods and the growth")
    parser.add_argument("--stability", action="store_true", help="find the stories of a part and of all, too")
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--out", type=Path, default=rows.RESULTS / "stories.json")
    parser.add_argument("--child", type=int, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.child is not None:
        child(options.data, options.child, options.threads)
        return
    made = measure(options.data, options.quick, options.stability, options.threads)
    machine = {**rows.environment(), "versions": {**rows.versions(PACKAGES)}}
    rows.write(options.out, [{**row, **machine} for row in made])
    print(tables(made))
    say(f"written: {options.out}")


if __name__ == "__main__":
    main()
