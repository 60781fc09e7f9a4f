"""Help in the reader's language, looked up only when it is shown."""

from __future__ import annotations

import os
import sys
from itertools import zip_longest
from typing import TYPE_CHECKING, Any

import click

from grader.texts import choose_language, text

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from grader.texts import Lang, Text

__all__ = ["Command", "language_of", "write_rows"]

Words = dict[str, "Text"]


class Command(click.Command):
    """A command whose sentences come from `words`: "" is what it does, the rest its parameters."""

    def __init__(self, *args: Any, words: Callable[[], Words], **kwargs: Any) -> None:
        kwargs.setdefault("context_settings", {"help_option_names": ["-h", "--help"]})
        super().__init__(*args, **kwargs)
        self.words = words

    def format_help(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write usage, purpose and options in the reader's language."""
        language, words = language_of(sys.argv), self.words()
        path = ctx.command_path.replace("grade grade", "grade")
        formatter.write_usage(path, " ".join(self.collect_usage_pieces(ctx)), prefix="")
        formatter.write_paragraph()
        formatter.write_text(words[""].get(language))
        rows = {
            _label(option): words[option.name]
            for option in self.get_params(ctx)
            if isinstance(option, click.Option) and option.name in words
        }
        write_rows(formatter, text("Options:"), rows, language)


def _label(option: click.Option) -> str:
    if option.is_flag:
        return ", ".join(option.opts)
    return f"{', '.join(option.opts)} {option.metavar or ''}".rstrip()


def write_rows(
    formatter: click.HelpFormatter, title: Text, rows: Mapping[str, Text], language: Lang
) -> None:
    """Write a titled list of names and what they mean."""
    formatter.write_paragraph()
    formatter.write_text(title.get(language))
    with formatter.indentation():
        formatter.write_dl([(name, meaning.get(language)) for name, meaning in rows.items()])


def language_of(words: Sequence[str], course_language: str = "fr") -> Lang:
    """Return the language to speak before the options are parsed: looks for ``--lang`` itself."""
    option = None
    for word, following in zip_longest(words, words[1:], fillvalue=""):
        if word == "--lang":
            option = following
        elif word.startswith("--lang="):
            option = word.removeprefix("--lang=")
    return choose_language(option, os.environ, course_language)
