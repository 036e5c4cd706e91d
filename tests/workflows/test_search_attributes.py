"""Every search attribute that a workflow uses is on the list by which namespaces are made."""

import pkgutil
from importlib import import_module
from typing import Any

from temporalio.common import SearchAttributeKey

import workflows
from domain.namespace import SEARCH_ATTRIBUTES
from rig.workflows.life import SEARCH_ATTRIBUTES as MADE_FOR_TESTS


def kind_of(key: SearchAttributeKey[Any]) -> str:
    return key.indexed_value_type.name.title().replace("_", "")


def test_workflows_use_what_is_on_the_list_and_nothing_else() -> None:
    modules = [
        import_module(f"workflows.{each.name}") for each in pkgutil.iter_modules(workflows.__path__)
    ]
    used = {
        value.name: kind_of(value)
        for module in modules
        for value in vars(module).values()
        if isinstance(value, SearchAttributeKey)
    }
    assert used == SEARCH_ATTRIBUTES


def test_servers_of_the_tests_have_what_is_on_the_list() -> None:
    assert {key.name: kind_of(key) for key in MADE_FOR_TESTS} == SEARCH_ATTRIBUTES
