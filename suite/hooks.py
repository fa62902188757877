"""Plugins: the record each one brings, and the registry that holds them.

A kind is an object with a `name`; what else it must have is the protocol of the room that asks
for it (lms.hooks, repository.hooks). Slots are places in pages that plugins may fill.
"""

import importlib
import inspect
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from importlib.metadata import entry_points
from pathlib import Path
from typing import Any

from flask import Blueprint, Flask, current_app
from markupsafe import Markup

GROUP = "lopso.plugins"


class PluginError(Exception):
    """A plugin that cannot be taken in; the text names it."""


@dataclass(frozen=True)
class Plugin:
    """What a plugin is made of. `module` is its package, where its docstring and files are."""

    name: str
    module: str
    kinds: Mapping[str, Sequence[Any]] = field(default_factory=dict)
    blueprints: Sequence[Blueprint] = ()
    slots: Mapping[str, Sequence[Callable[[], Markup | str | None]]] = field(default_factory=dict)
    models: str | None = None

    @property
    def _lines(self) -> list[str]:
        return inspect.cleandoc(importlib.import_module(self.module).__doc__ or "").splitlines()

    @property
    def title(self) -> str:
        """The first line of the package's docstring."""
        return (self._lines or [self.name])[0].rstrip(".")

    @property
    def description(self) -> str:
        """The docstring after its first line."""
        return "\n".join(self._lines[1:]).strip()

    @property
    def folder(self) -> Path:
        """The folder of the package."""
        return Path(str(importlib.import_module(self.module).__file__)).parent

    @property
    def migrations(self) -> Path | None:
        """The folder of the plugin's own migrations, where it owns tables."""
        found = self.folder / "migrations"
        return found if found.is_dir() else None


class Registry:
    """The plugins of one app, by name and by kind."""

    def __init__(self) -> None:
        self.plugins: dict[str, Plugin] = {}
        self._kinds: dict[str, dict[str, Any]] = {}
        self._slots: dict[str, list[Callable[[], Markup | str | None]]] = {}

    def add(self, plugin: Plugin) -> None:
        """Take a plugin in. Raises PluginError when a name is taken."""
        if plugin.name in self.plugins:
            raise PluginError(f"two plugins are named {plugin.name}")
        if plugin.models:
            importlib.import_module(plugin.models)
        for kind_type, kinds in plugin.kinds.items():
            held = self._kinds.setdefault(kind_type, {})
            for kind in kinds:
                if kind.name in held:
                    raise PluginError(f"{plugin.name}: a {kind_type} named {kind.name} exists")
                held[kind.name] = kind
        for slot_name, fillers in plugin.slots.items():
            self._slots.setdefault(slot_name, []).extend(fillers)
        self.plugins[plugin.name] = plugin

    def kinds(self, kind_type: str) -> Mapping[str, Any]:
        """The kinds of one type ("lms.activity"), by name, in the order they came."""
        return self._kinds.get(kind_type, {})

    def fill(self, slot_name: str, filler: Callable[[], Markup | str | None]) -> None:
        """Let a room of the house itself fill a slot."""
        self._slots.setdefault(slot_name, []).append(filler)

    def slot(self, slot_name: str) -> list[Markup | str]:
        """What the plugins put in a slot of the present page."""
        return [piece for make in self._slots.get(slot_name, ()) if (piece := make())]


def registry() -> Registry:
    """The registry of the running app."""
    kept: Registry = current_app.extensions["lopso.plugins"]
    return kept


def outside() -> list[Plugin]:
    """Plugins installed as packages of their own. Raises PluginError naming a broken one."""
    found = []
    for point in entry_points(group=GROUP):
        try:
            plugin = point.load()
        except Exception as error:
            raise PluginError(f"{point.name}: {error}") from error
        if not isinstance(plugin, Plugin):
            raise PluginError(f"{point.name}: {point.value} is no Plugin record")
        found.append(plugin)
    return found


def install(app: Flask, plugins: Sequence[Plugin], disabled: frozenset[str]) -> Registry:
    """Put the plugins into the app, in their order."""
    held = app.extensions["lopso.plugins"] = Registry()
    for plugin in plugins:
        if plugin.name in disabled:
            continue
        held.add(plugin)
        for blueprint in plugin.blueprints:
            app.register_blueprint(blueprint)
    return held
