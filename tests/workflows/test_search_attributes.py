"""Every search attribute that a workflow uses is on the list by which namespaces are made."""

import pkgutil
from importlib import import_module

from temporalio.common import SearchAttributeKey

import workflows
from workflows.namespace import SEARCH_ATTRIBUTE_KEYS, SEARCH_ATTRIBUTES


def test_workflows_use_what_is_on_the_list_and_nothing_else() -> None:
    modules = [
        import_module(f"workflows.{each.name}")
        for each in pkgutil.iter_modules(workflows.__path__)
        if each.name != "namespace"
    ]
    used = {
        value
        for module in modules
        for value in vars(module).values()
        if isinstance(value, SearchAttributeKey)
    }
    assert used == set(SEARCH_ATTRIBUTE_KEYS)


def test_the_types_are_those_that_temporals_commands_know() -> None:
    assert set(SEARCH_ATTRIBUTES.values()) == {"Keyword", "Bool", "Datetime"}
