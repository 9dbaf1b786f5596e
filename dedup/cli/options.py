"""Options made from settings: what a setting's metadata says is its help, so that nothing is said twice."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

import click

from dedup.config import ENGINES, AlignSettings, CopySettings, EngineSettings, ReadSettings, Shingling, StorySettings
from dedup.errors import InputError

F = TypeVar("F", bound=Callable[..., Any])

WHAT = {
    "threshold": "how similar two documents must be to be copies",
    "recall": "how many of the copies must be found",
    "slots": "size of a sketch",
    "bucket_cap": "bound on the candidates that one bucket makes",
    "pair_cap": "bound on the pairs that are written for identical texts",
    "keep": "which copy stands for its cluster",
    "id_column": "column of the id",
    "text_column": "column of the text",
    "title_column": "column of the title",
    "outlet_column": "column of who published it",
    "date_column": "column of when it was published",
    "url_column": "column of the address",
    "language_column": "column of the language",
    "input_format": "what the files are",
    "page_bytes": "how big a web page may be",
    "page_elements": "of how many elements a web page may be",
    "page_depth": "how deep the markup of a page may be nested",
    "expansion": "how far an archive may expand",
    "on_error": "what to do with a row that cannot be read",
    "window": "how far apart in time two reports of one event may be",
}
"""What a setting is, in a few words; its metadata says why it is as it is."""

OFFERED: dict[type[Any], frozenset[str]] = {
    StorySettings: frozenset({"window"}),
    AlignSettings: frozenset({"precision"}),
}
"""Of these classes only so many settings have an option: the pair score was learned with the others as they are."""
EXPERT = {"part_bytes"}
"""Settings without an option: how the work is cut up, which changes no result."""

DEFAULT_LEVEL = "stories"
LEVEL_WORDS = {
    "copies": "texts printed again",
    "stories": "and the coverage of one event by all outlets",
    "storylines": "and the stories of one topic over time",
}
RECALL_SAMPLE = 2000
READING, COPIES, STORIES, OUTPUT, COMPARISON = "Reading", "Copies", "Stories", "Output", "Comparison"
ENGINE = "Big corpora"
CRAWL = "Made-up crawl"


class Option(click.Option):
    """An option under a heading of the help."""

    def __init__(self, *args: Any, section: str = OUTPUT, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.section = section


class Command(click.Command):
    """A command whose help groups its options under headings, and whose `--measure-recall` may go without a number."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Give `--measure-recall` its default where what follows is not a number, such as a file."""
        words = args[: args.index("--")] if "--" in args else args
        for i, word in enumerate(words):
            if word == "--measure-recall" and not (i + 1 < len(words) and re.fullmatch(r"-?\d+|all", words[i + 1])):
                args = [*args[:i], f"--measure-recall={RECALL_SAMPLE}", *args[i + 1 :]]
        return super().parse_args(ctx, args)

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the options section by section."""
        sections: dict[str, list[tuple[str, str]]] = {
            section: [] for section in (OUTPUT, COMPARISON, COPIES, STORIES, READING, ENGINE, CRAWL)
        }
        for parameter in self.get_params(ctx):
            record = parameter.get_help_record(ctx) if isinstance(parameter, click.Option) else None
            if record is not None:
                sections[getattr(parameter, "section", OUTPUT)].append(record)
        for name, records in sections.items():
            if records:
                with formatter.section(name):
                    formatter.write_dl(records)


class Settings(NamedTuple):
    """What the options of a corpus ask for, stage by stage."""

    read: ReadSettings
    copies: CopySettings
    stories: StorySettings
    align: AlignSettings


def offered(settings: type[Any]) -> list[dataclasses.Field[Any]]:
    """The knobs of a settings class that have an option."""
    fields = dataclasses.fields(settings)
    names = OFFERED.get(settings, frozenset(field.name for field in fields)) - EXPERT
    return [field for field in fields if field.name in names]


def settings_options(settings: type[Any], section: str, without: Sequence[str] = ()) -> Callable[[F], F]:
    """The knobs of a settings class as options of the same names, some left out."""

    def decorate(function: F) -> F:
        for field in reversed(offered(settings)):
            if field.name not in without:
                function = _option(field, section)(function)
        return function

    return decorate


def _option(field: dataclasses.Field[Any], section: str) -> Callable[[F], F]:
    flag, choices = f"--{field.name.replace('_', '-')}", field.metadata.get("choices")
    common: dict[str, Any] = {"cls": Option, "section": section, "default": None, "help": describe(field)}
    if field.name == "outlet_order":
        return click.option(flag, metavar="FILE", type=click.Path(path_type=Path), **common)
    if field.name == "shingle":
        return click.option(flag, metavar="UNIT:N", **common)
    if choices:
        return click.option(flag, type=click.Choice(choices), **common)
    kind = str if field.default is None else type(field.default)
    return click.option(flag, type=kind, metavar={float: "RATIO", int: "N"}.get(kind, "NAME"), **common)


def describe(field: dataclasses.Field[Any]) -> str:
    """What a setting is and why, its unit, range and default, as the help says it.

    >>> fields = {field.name: field for field in dataclasses.fields(CopySettings)}
    >>> describe(fields["slots"])
    'size of a sketch; standard error of the estimate below .045 [slots of 32 bits, 16 to 1024; default 128]'
    """
    meta = field.metadata
    if field.name == "shingle":
        parts = {part.name: part.metadata for part in dataclasses.fields(Shingling)}
        return (
            "what two texts are compared by: words:N or chars:N, runs of N words or characters; "
            f"{parts['width']['reason']}, {parts['unit']['reason']} "
            f"[N {_bounds(parts['width'])}; default {field.default}]"
        )
    if field.name == "outlet_order":
        return f"{meta['reason']}; one a line, # begins a comment"
    what = f"{WHAT[field.name]}; {meta['reason']}" if field.name in WHAT else str(meta["reason"])
    facts = ", ".join(fact for fact in (meta.get("unit", ""), _bounds(meta)) if fact)
    default = "" if field.default is None else f"default {field.default}"
    inside = "; ".join(fact for fact in (facts, default) if fact)
    return f"{what} [{inside}]" if inside else what


def _bounds(meta: Mapping[str, Any]) -> str:
    low, high = meta.get("low"), meta.get("high")
    if low is None:
        return ""
    return f"at least {low}" if high is None else f"{low} to {high}"


def corpus_options(function: F) -> F:
    """CORPUS, all that decides what is read, what counts as a copy and what as one event, `--threads` and `--quiet`."""
    decorators: tuple[Callable[[F], F], ...] = (
        click.argument("corpus", nargs=-1, required=True),
        settings_options(CopySettings, COPIES),
        settings_options(StorySettings, STORIES),
        settings_options(ReadSettings, READING),
        click.option(
            "--threads", type=int, metavar="N", cls=Option, help="cores to use; changes no result [default all]"
        ),
        click.option("--quiet", "-q", is_flag=True, cls=Option, help="say nothing but errors and what was asked for"),
    )
    for decorate in reversed(decorators):
        function = decorate(function)
    return function


def settings_of(values: Mapping[str, Any]) -> Settings:
    """The settings that options ask for; those not given keep their defaults.

    Raises
    ------
    SettingsError
        For a value outside its range.
    InputError
        Where the file of outlets cannot be used.
    """
    read, copies = given(values, ReadSettings), given(values, CopySettings)
    if "shingle" in copies:
        copies["shingle"] = Shingling.parse(copies["shingle"])
    if "outlet_order" in copies:
        copies["outlet_order"] = read_order(copies["outlet_order"])
    stories, align = StorySettings(**given(values, StorySettings)), AlignSettings(**given(values, AlignSettings))
    return Settings(ReadSettings(**read), CopySettings(**copies), stories, align)


def reading_of(values: Mapping[str, Any]) -> ReadSettings:
    """The settings of reading alone, as `settings_of`."""
    return ReadSettings(**given(values, ReadSettings))


def given(values: Mapping[str, Any], settings: type[Any]) -> dict[str, Any]:
    """Those of the values that are options of this class of settings and were given."""
    names = [field.name for field in offered(settings)]
    return {name: values[name] for name in names if values.get(name) is not None}


def read_order(path: Path) -> tuple[str, ...]:
    """The outlets of a file, one a line; `#` begins a comment.

    Raises
    ------
    InputError
        Where it cannot be read, is not UTF-8, or names no outlet.
    """
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except OSError as error:
        raise InputError((error.strerror or str(error)).lower(), path=str(path)) from None
    except UnicodeDecodeError as error:
        raise InputError(f"is not UTF-8 at byte {error.start}", path=str(path)) from None
    outlets = tuple(line.strip() for line in lines if line.strip() and not line.lstrip().startswith("#"))
    if not outlets:
        raise InputError("names no outlet; write one a line, from the most to the least wanted", path=str(path))
    return outlets


def level_option(levels: Sequence[str]) -> Callable[[F], F]:
    """`--level`, of these."""
    told = "; ".join(f"{name}: {LEVEL_WORDS[name]}" for name in levels)
    return click.option(
        "--level",
        cls=Option,
        type=click.Choice(levels),
        default=DEFAULT_LEVEL,
        help=f"how far to go; {told} [default {DEFAULT_LEVEL}]",
    )


def engine_options(function: F) -> F:
    """`--memory`, `--engine`, `--work`, `--resume`, `--master` and `--spark-conf`."""
    facts = {field.name: field.metadata for field in dataclasses.fields(EngineSettings)}
    for option in (
        click.option(
            "--spark-conf",
            metavar="NAME=VALUE",
            multiple=True,
            cls=Option,
            section=ENGINE,
            help=f"with --engine spark: {facts['spark_conf']['reason']}",
        ),
        click.option(
            "--master",
            metavar="URL",
            cls=Option,
            section=ENGINE,
            help=f"with --engine spark: {facts['master']['reason']}",
        ),
        click.option("--resume", is_flag=True, cls=Option, section=ENGINE, help=facts["resume"]["reason"]),
        click.option(
            "--work",
            metavar="DIR",
            type=click.Path(file_okay=False),
            cls=Option,
            section=ENGINE,
            help=facts["work"]["reason"],
        ),
        click.option(
            "--engine",
            type=click.Choice(ENGINES),
            default="auto",
            cls=Option,
            section=ENGINE,
            help=f"where to work; changes no result; {facts['engine']['reason']}, at --level copies; spark: "
            "on the cluster that --master names, needs dedup[spark] [default auto]",
        ),
        click.option(
            "--memory",
            metavar="SIZE",
            cls=Option,
            section=ENGINE,
            help=f"how much to use at the most, such as 4GB [default {facts['memory']['reason']}]",
        ),
    ):
        function = option(function)
    return function


def engine_of(values: Mapping[str, Any]) -> EngineSettings:
    """What the options of `engine_options` ask for.

    Raises
    ------
    SettingsError
        For `--resume` without `--work`, and options of one engine given to another.
    """
    return EngineSettings(**{field.name: values[field.name] for field in dataclasses.fields(EngineSettings)})


def origin_options(function: F) -> F:
    """`--agencies FILE` and `--owners FILE`."""
    for flag, what in (
        ("--owners", "which outlets belong to one house: CSV of outlet,owner; they are counted together"),
        ("--agencies", "agencies to know beside those that come with dedup: JSON, a list of name, forms, domains"),
    ):
        option = click.option(
            flag,
            cls=Option,
            section=STORIES,
            metavar="FILE",
            type=click.Path(path_type=Path, dir_okay=False),
            help=what,
        )
        function = option(function)
    return function


def recall_option(function: F) -> F:
    """`--measure-recall [N]`."""
    return click.option(
        "--measure-recall",
        callback=_sample,
        metavar="[N]",
        cls=Option,
        section=COPIES,
        help="compare N documents, or all, with all others by brute force, and say what share of the pairs was found "
        f"[documents; {RECALL_SAMPLE} without a number]",
    )(function)


def _sample(ctx: click.Context, param: click.Parameter, value: str | None) -> int:
    """A number of documents, or `all`; 0 where the option is not given."""
    if value is None:
        return 0
    if value == "all":
        return 1 << 62
    if not value.isdecimal() or int(value) < 1:
        raise click.BadParameter(f"{value!r} is neither a number of documents, from 1, nor 'all'", ctx, param)
    return int(value)
