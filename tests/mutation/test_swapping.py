"""What stays in memory from before a mutant is swapped in."""

from functools import cache

from rig.mutation.swapping import forget_what_was_computed

IN_C = cache(abs)
"""As libraries have them: a cache of a function that has no code to look at."""


@cache
def computed() -> object:
    return object()


def test_what_was_computed_before_is_forgotten() -> None:
    before = computed()
    assert computed() is before
    forget_what_was_computed()
    assert computed() is not before
