"""A comparison -> the part of it that was asked for: one story, or the questions that differ in a way."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def asked_for(group: Mapping[str, Any], only: str | None = None, story: str | None = None) -> bool:
    """Whether a group is of this story and has a divergence of this severity.

    Parameters
    ----------
    group : dict
        Of `comparison.json`.
    only : {"hard", "soft"}, optional
    story : str, optional
        An id.
    """
    told = [one for one in group["divergences"] if one["kind"] != "omission"]  # silence is no other telling
    severities = {"hard" if one["severity"] == "hard" else "soft" for one in told}
    return story in (None, group["story_id"]) and (only is None or only in severities)


def selected(comparison: Mapping[str, Any], only: str | None = None, story: str | None = None) -> dict[str, Any]:
    """The part of a comparison with these groups: their claims, and what belongs to those.

    Parameters
    ----------
    comparison : dict
        The content of `comparison.json`.
    only, story : optional
        As `asked_for` takes them.

    Returns
    -------
    dict
        The same where nothing is asked for. Documents, stories and origins are those of the claims that are left, and
        so are names, possible pairs, omissions and boilerplate; `counts` are those of the whole.
    """
    if only is None and story is None:
        return dict(comparison)
    groups = [group for group in comparison["groups"] if asked_for(group, only, story)]
    ids, left = {group["id"] for group in groups}, {claim for group in groups for claim in group["claims"]}
    claims = [claim for claim in comparison["claims"] if claim["id"] in left]
    omissions = [one for one in comparison["omissions"] if one["group_id"] in ids]
    documents = {claim["document_id"] for claim in claims} | {one["document_id"] for one in omissions}
    names = {mention["name_id"] for claim in claims for mention in claim["names"]}
    names |= {claim["speaker_id"] for claim in claims if claim["speaker_id"]}
    return {
        **comparison,
        "documents": [one for one in comparison["documents"] if one["id"] in documents],
        "stories": [one for one in comparison["stories"] if documents.intersection(one["documents"])],
        "origins": [one for one in comparison["origins"] if documents.intersection(one["documents"])],
        "claims": claims,
        "names": [one for one in comparison["names"] if one["id"] in names],
        "groups": groups,
        "possible": [pair for pair in comparison["possible"] if pair["left"] in left and pair["right"] in left],
        "omissions": omissions,
        "boilerplate": [one for one in comparison["boilerplate"] if one["document_id"] in documents],
    }
