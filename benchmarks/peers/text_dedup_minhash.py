"""text-dedup's `minhash` command, as its README has it, on all cores.

Its answer is groups: documents joined by buckets, without any check. Written is an edge from each document of a group
to its root, and the harness counts all pairs of a group.
"""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
import tempfile
from pathlib import Path

import glue


def main() -> None:
    """Run the command and translate its union-find, which `--debug` writes."""
    options = glue.options()
    bands = ["--num_perm", str(options.bands * options.rows), "--b", str(options.bands), "--r", str(options.rows)]
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "text_dedup.minhash", "--path", "json", "--split", "train", "--column", "text"]
        command += ["--data_files", str(options.file.resolve())]
        command += ["--ngram", str(glue.WIDTH), "--threshold", str(options.threshold)]
        command += ["--num_proc", str(len(os.sched_getaffinity(0))), *(bands if options.bands else [])]
        command += ["--cache_dir", f"{folder}/cache", "--output", f"{folder}/out", "--debug"]
        offline = {"HF_HUB_OFFLINE": "1", "HF_DATASETS_OFFLINE": "1", "HF_HOME": f"{folder}/home"}
        subprocess.run(command, check=True, env={**os.environ, **offline}, cwd=folder)
        groups = pickle.loads(Path(folder, "out", "uf.pkl").read_bytes())  # written by the line above
    ids, _ = glue.read(options.file)
    glue.write(options.out, ids, ((x, groups.find(x)) for x in list(groups.parent) if groups.find(x) != x))


if __name__ == "__main__":
    main()
