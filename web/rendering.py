"""Templates made ready to be rendered often: in each language, with all that is fixed put in."""

import re
from collections.abc import Callable, Mapping
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template, pass_context
from jinja2.environment import TemplateModule
from jinja2.ext import Extension
from jinja2.meta import find_referenced_templates, find_undeclared_variables
from jinja2.runtime import Context

from domain.business_calendar import format_jst, format_jst_day
from texts.audit_log import in_words
from web.language import Language, translate
from web.unbroken import unbroken

_TEXT = r"""\(\s*("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')\s*\)"""
_TRANSLATED = re.compile(rf"(?<![\w.])_{_TEXT}")
_STATIC = re.compile(rf"(?<![\w.])static{_TEXT}")


class _Fixed(Extension):
    """Puts translations and addresses of static files into a template before it is compiled.

    Jinja then makes one text of them and of what stands around them.
    """

    def preprocess(self, source: str, name: str | None, filename: str | None = None) -> str:  # noqa: ARG002 -- Jinja's signature
        fixed: Any = self.environment.globals

        def translated(found: re.Match[str]) -> str:
            text = translate(_said(found[1]), fixed["language"])
            return f"({text % {}!r} | safe)"

        def address(found: re.Match[str]) -> str:
            return repr(fixed["static"](_said(found[1])))

        return _STATIC.sub(address, _TRANSLATED.sub(translated, source))


def _said(literal: str) -> str:
    return literal[1:-1].replace(f"\\{literal[0]}", literal[0])


class _Parts(Template):
    """Macros that look at nothing of a page are made once, not for every page that imports them."""

    def make_module(
        self,
        vars: dict[str, Any] | None = None,  # noqa: A002 -- Jinja's signature
        shared: bool = False,  # noqa: FBT001, FBT002 -- Jinja's signature
        locals: Mapping[str, Any] | None = None,  # noqa: A002 -- Jinja's signature
    ) -> TemplateModule:
        if self.name is None or not _stands_alone(self.environment, self.name):
            return super().make_module(vars, shared, locals)
        if self._module is None:
            self._module = super().make_module()
        return self._module


@cache
def _stands_alone(environment: Environment, name: str) -> bool:
    """Whether neither a template nor what it imports asks for anything but its environment."""
    assert environment.loader is not None
    source, _, _ = environment.loader.get_source(environment, name)
    tree = environment.parse(source)
    imported = find_referenced_templates(tree)
    return not find_undeclared_variables(tree) and all(
        other is not None and _stands_alone(environment, other) for other in imported
    )


@pass_context
def _gettext(context: Context, text: str) -> str:
    return translate(text, context["language"])


@pass_context
def _jst(context: Context, at: datetime) -> str:
    return format_jst(at, context["language"])


@pass_context
def _jst_day(context: Context, at: datetime) -> str:
    return format_jst_day(at, context["language"])


def environments(static_url: Callable[[str], str]) -> Mapping[Language, Environment]:
    """The pages' templates in each language; they change with a new start only."""
    return {"ja": _environment("ja", static_url), "en": _environment("en", static_url)}


def _environment(language: Language, static_url: Callable[[str], str]) -> Environment:
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
        extensions=["jinja2.ext.i18n", _Fixed],
    )
    environment.template_class = _Parts
    environment.install_gettext_callables(  # type: ignore[attr-defined]  # the extension adds it
        _gettext, lambda one, many, n: one if n == 1 else many, newstyle=True
    )
    environment.filters |= {
        "jst": _jst,
        "jst_day": _jst_day,
        "in_words": in_words,
        "unbroken": unbroken,
    }
    environment.globals |= {"language": language, "static": static_url}
    return environment
