"""A function gets other code while it is in memory: no module is imported anew for its mutant."""

import gc
from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import _lru_cache_wrapper
from pathlib import Path
from types import CodeType, FunctionType


class CannotSwapError(Exception):
    """The mutant's code closes over other names, or is run by nothing that is in memory."""


def functions_in_memory() -> list[FunctionType]:
    """All there are, those too that the tests put aside from the garbage collector."""
    gc.unfreeze()
    return [one for one in gc.get_objects() if isinstance(one, FunctionType)]


def forget_what_was_computed() -> None:
    """Empty the caches of this tree: what was computed while tests were read is no mutant's."""
    gc.unfreeze()
    for cached in [one for one in gc.get_objects() if isinstance(one, _lru_cache_wrapper)]:
        of = cached.__wrapped__
        if isinstance(of, FunctionType) and of.__code__.co_filename.startswith(str(Path.cwd())):
            cached.cache_clear()


def swap(functions: Sequence[FunctionType], file: str, function: str, text: bytes) -> None:
    """Give those of these that are made of this one the code that it has in this text of its file.

    `functions`: looked up once for many mutants. Raises `CannotSwapError`.
    """
    place = str(Path.cwd() / file)
    new = _codes_by_name(compile(text, place, "exec", dont_inherit=True))
    old = _codes_by_name(compile(Path(place).read_bytes(), place, "exec", dont_inherit=True))
    lines = {
        (name, code.co_firstlineno): number
        for name, codes in old.items()
        for number, code in enumerate(codes)
    }
    swapped = 0
    for made in functions:
        code = made.__code__
        if code.co_filename != place or not _concerns(code.co_qualname, function):
            continue
        number = lines[code.co_qualname, code.co_firstlineno]
        try:
            made.__code__ = new[code.co_qualname][number]
        except (ValueError, IndexError) as error:
            raise CannotSwapError(str(error)) from error
        swapped += 1
    if not swapped:
        raise CannotSwapError(f"nothing in memory is {function}")


def _concerns(name: str, function: str) -> bool:
    """Whether it is the function, one inside it, or one around it, which makes it."""
    return (
        name == function
        or name.startswith(f"{function}.<locals>.")
        or function.startswith(f"{name}.<locals>.")
    )


def _codes_by_name(module: CodeType) -> dict[str, list[CodeType]]:
    found: dict[str, list[CodeType]] = defaultdict(list)
    for code in _codes(module):
        found[code.co_qualname].append(code)
    return found


def _codes(code: CodeType) -> Iterator[CodeType]:
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield constant
            yield from _codes(constant)
