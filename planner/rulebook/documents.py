"""Rulebook documents: YAML read strictly, includes and bases merged, every value's place remembered."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias, cast

import yaml

from planner.model import Fault
from planner.rulebook.area_files import areas_told_twice, areas_tree

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterator, Mapping

__all__ = ["Gathered", "Path", "Places", "compose", "entries", "gather", "items", "show", "walk"]

Path: TypeAlias = tuple[str | int, ...]

_LARGEST_BYTES = 2_000_000
_DEEPEST = 24
_CORE = "tag:yaml.org,2002:"
# The scalars of YAML 1.2's JSON schema: no dates, no octal numbers, no yes/no, so that text stays what was typed.
_SCALARS = (
    ("bool", r"true|false", "tf"),
    ("int", r"-?(0|[1-9][0-9]{0,15})", "-0123456789"),
    ("float", r"-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][-+]?[0-9]+)?|-?\.inf|\.nan", "-.0123456789"),
    ("null", r"null|~|", "n~"),
)
# What makes a record a figure: an overriding document states it whole, so that no status outlives its value.
_FIGURE_KEYS = frozenset({"value", "low", "high", "min_m"})


@dataclass(slots=True, kw_only=True)
class Gathered:
    """One tree made of a main document, what it includes and what it extends.

    Attributes
    ----------
    tree : Plain mappings, lists and scalars.
    origins : Name of the document that states the value at a path; the longest prefix counts.
    contents : The documents used, by the name that faults give them.
    broken : Whether a document could not be read, so that what seems missing may not be.
    """

    tree: dict[str, object] = field(default_factory=dict)
    origins: dict[Path, str] = field(default_factory=dict)
    contents: dict[str, bytes] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    broken: bool = False


class _Refused(Exception):  # noqa: N818 -- it never leaves this module: a message from inside the parser
    """A construct the rulebook does without."""

    def __init__(self, code: str, line: int) -> None:
        super().__init__(code)
        self.code, self.line = code, line


class _Loader(yaml.CSafeLoader):
    """YAML with JSON's scalars: no tags, no merge keys, every key a text; remembers keys given twice."""

    yaml_implicit_resolvers = {}  # noqa: RUF012 -- the base class declares it so
    yaml_constructors = {
        f"{_CORE}{kind}": yaml.CSafeLoader.yaml_constructors[f"{_CORE}{kind}"]
        for kind in ("null", "bool", "int", "float", "str", "seq", "map")
    } | {None: yaml.CSafeLoader.yaml_constructors[None]}

    def __init__(self, content: bytes) -> None:
        super().__init__(content)
        self.twice: list[tuple[str, int]] = []

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, object]:  # noqa: FBT001, FBT002 -- overrides
        mapping: dict[Hashable, object] = {}
        for key, value in node.value:
            name = key.value
            if not isinstance(name, str):
                raise _Refused("rulebook.bad_key", key.start_mark.line + 1)
            if name in mapping:
                self.twice.append((name, key.start_mark.line + 1))
            mapping[name] = self.construct_object(value, deep=deep)
        return mapping


for _kind, _pattern, _starts in _SCALARS:
    _Loader.add_implicit_resolver(f"{_CORE}{_kind}", re.compile(f"^(?:{_pattern})$"), [*_starts, ""])


def entries(node: object) -> dict[str, object]:
    """Return a mapping as it is, and anything else as an empty one."""
    return cast("dict[str, object]", node) if isinstance(node, dict) else {}


def items(node: object) -> list[object]:
    """Return a list as it is, and anything else as an empty one."""
    return node if isinstance(node, list) else []


def show(path: Path) -> str:
    """Return a path as people write it: ``trench.horizontal[12].min_m``."""
    text = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in path)
    return text.removeprefix(".")


def walk(node: object, path: Path = ()) -> Iterator[tuple[Path, object]]:
    """Yield every value below and including ``node`` with its path, in the order of the text."""
    yield path, node
    for key, below in entries(node).items():
        yield from walk(below, (*path, key))
    for index, below in enumerate(items(node)):
        yield from walk(below, (*path, index))


def compose(content: bytes) -> yaml.Node | None:
    """Return the YAML node tree of a readable document, which knows lines; None when it is empty."""
    loader = _Loader(content)
    try:
        return loader.get_single_node()
    finally:
        loader.dispose()


class Places:
    """Finds the document and line of a path; reads lines only when asked, as only faults need them."""

    def __init__(self, gathered: Gathered) -> None:
        """Keep the gathered documents."""
        self._gathered = gathered
        self._nodes: dict[str, yaml.Node | None] = {}

    def of(self, path: Path) -> tuple[str, int]:
        """Return the document's name and the line of the value, or of the nearest value above it."""
        name = self._document_of(path)
        if name not in self._nodes:
            self._nodes[name] = compose(self._gathered.contents[name])
        return name, _line(self._nodes[name], path)

    def _document_of(self, path: Path) -> str:
        origins = self._gathered.origins
        prefixes = (path[:size] for size in range(len(path), -1, -1))
        return next(origins[prefix] for prefix in prefixes if prefix in origins)


def gather(main: str, documents: Mapping[str, bytes], bases: Mapping[str, Mapping[str, bytes]]) -> Gathered:
    """Merge a main document with the ones it includes, over the base it extends.

    Mappings merge key by key; lists and figures (records with ``value``, ``low``/``high`` or ``min_m``) are
    replaced whole. A value stated by two documents of one book is a fault; an overridden base is not.

    ``bases`` are the books that ``extends`` may name; the first document of each is its main one.
    """
    layer = _book(main, documents, "")
    extended = layer.tree.pop("extends", None)
    if extended is None:
        return layer
    if isinstance(extended, str) and extended in bases:
        return _over(_book(next(iter(bases[extended])), bases[extended], f"{extended}/"), layer)
    layer.broken = True
    _tell(layer, "rulebook.unknown_base", main, ("extends",), found=str(extended), expected=", ".join(sorted(bases)))
    return layer


def _book(main: str, documents: Mapping[str, bytes], prefix: str) -> Gathered:
    """Return a main document joined with what it includes; ``prefix`` sets a base's names apart."""
    label = prefix + main
    book = Gathered()
    book.tree = _read(book, label, documents[main])
    includes = book.tree.pop("include", None)
    _claim(book, book.tree, (), label)
    if not isinstance(includes, list | None):
        book.broken = True
        _tell(book, "rulebook.bad_include", label, ("include",), found=str(includes))
    for index, name in enumerate(items(includes)):
        code = _include_fault(book, name, documents, prefix)
        if code is None:
            _join(book, book.tree, _read(book, f"{prefix}{name}", documents[str(name)]), (), f"{prefix}{name}")
        else:
            book.broken = True
            _tell(book, code, label, ("include", index), found=str(name))
    return book


def _over(base: Gathered, layer: Gathered) -> Gathered:
    """Return the base with the layer's values in place of its own."""
    for path in _replaced(base.tree, layer.tree, ()):
        base.origins = {place: name for place, name in base.origins.items() if place[: len(path)] != path}
    base.origins |= layer.origins
    base.contents |= layer.contents
    base.faults += layer.faults
    base.broken |= layer.broken
    return base


def _replaced(into: dict[str, object], layer: dict[str, object], path: Path) -> Iterator[Path]:
    """Lay a layer's values over a tree and yield the paths that changed hands."""
    for key, value in layer.items():
        old = into.get(key)
        if isinstance(old, dict) and isinstance(value, dict) and not _FIGURE_KEYS & value.keys():
            yield from _replaced(old, value, (*path, key))
        else:
            into[key] = value
            yield (*path, key)


def _include_fault(book: Gathered, name: object, documents: Mapping[str, bytes], prefix: str) -> str | None:
    if not isinstance(name, str) or not re.fullmatch(r"[\w.-]+\.(ya?ml|geojson)", name):
        return "rulebook.bad_include"
    if name not in documents:
        return "rulebook.missing_include"
    return "rulebook.repeated_include" if f"{prefix}{name}" in book.contents else None


def _join(book: Gathered, into: dict[str, object], part: dict[str, object], path: Path, label: str) -> None:
    """Add an included document's values; a value that is there already is stated twice."""
    for key, value in part.items():
        here, old = (*path, key), into.get(key)
        if key not in into:
            into[key] = value
            _claim(book, value, here, label)
        elif isinstance(old, dict) and isinstance(value, dict):
            _join(book, old, value, here, label)
        else:
            other, other_line = Places(book).of(here)
            _tell(book, "rulebook.defined_twice", label, here, other=other, other_line=other_line)


def _claim(book: Gathered, node: object, path: Path, label: str) -> None:
    """Note the document of a value and of everything in the mappings below it; a list belongs to one document."""
    book.origins[path] = label
    for key, below in entries(node).items():
        _claim(book, below, (*path, key), label)


def _tell(book: Gathered, code: str, label: str, path: Path, **data: object) -> None:
    line = _line(compose(book.contents[label]), path)
    book.faults.append(Fault(source=label, code=code, field=show(path), data={**data, "line": line}))


def _read(book: Gathered, label: str, content: bytes) -> dict[str, object]:
    """Return a document's tree; what is wrong with it goes to the book's faults."""
    book.contents[label] = content
    try:
        tree, twice = _parse(content)
    except _Refused as refused:
        fault = Fault(source=label, code=refused.code, data={"line": refused.line})
    except yaml.YAMLError as error:
        fault = _syntax_fault(label, error, content)
    else:
        drawn = label.endswith(".geojson")
        if drawn:
            twice += [(key, 1) for key in areas_told_twice(entries(tree))]
        book.faults += [
            Fault(source=label, code="rulebook.duplicate_key", field=key, data={"key": key, "line": line})
            for key, line in twice
        ]
        read = areas_tree(entries(tree)) if drawn else tree
        if isinstance(read, dict):
            return read
        code = "rulebook.not_areas" if drawn else "rulebook.not_a_mapping"
        fault = Fault(source=label, code=code, data={"line": 1})
    book.broken = True
    book.faults.append(fault)
    return {}


def _parse(content: bytes) -> tuple[object, list[tuple[str, int]]]:
    if len(content) > _LARGEST_BYTES:
        raise _Refused("rulebook.too_large", 1)
    _refuse_traps(content)
    loader = _Loader(content)
    try:
        return loader.get_single_data(), loader.twice
    finally:
        loader.dispose()


def _refuse_traps(content: bytes) -> None:
    """Refuse aliases and deep nesting from the events, before anything recurses over them."""
    depth = 0
    for event in yaml.parse(content, Loader=_Loader):
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        code = "rulebook.alias" if isinstance(event, yaml.AliasEvent) else "rulebook.too_deep"
        if (code == "rulebook.alias" or depth > _DEEPEST) and event.start_mark is not None:
            raise _Refused(code, event.start_mark.line + 1)


def _syntax_fault(label: str, error: yaml.YAMLError, content: bytes) -> Fault:
    if isinstance(error, yaml.MarkedYAMLError) and error.problem_mark is not None:
        mark = error.problem_mark
        data = {"line": mark.line + 1, "column": mark.column + 1, "problem": str(error.problem)}
        return Fault(source=label, code="rulebook.syntax", data=data)
    position = error.position if isinstance(error, yaml.reader.ReaderError) else 0
    line = content[: max(position, 0)].count(b"\n") + 1
    return Fault(source=label, code="rulebook.encoding", data={"line": line})


def _line(node: yaml.Node | None, path: Path) -> int:
    """Return the 1-based line of the deepest node along the path."""
    line = 1 if node is None else int(node.start_mark.line) + 1
    for step in path:
        found = _child(node, step)
        if found is None:
            break
        line, node = found
    return line


def _child(node: yaml.Node | None, step: str | int) -> tuple[int, yaml.Node] | None:
    if isinstance(node, yaml.MappingNode):
        pairs = [(key, value) for key, value in node.value if key.value == step]
        return (int(pairs[0][0].start_mark.line) + 1, pairs[0][1]) if pairs else None
    if isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
        return int(node.value[step].start_mark.line) + 1, node.value[step]
    return None
