"""Figures of the source tree: sizes, circles, comments, repetition, private access.

    python scripts/source_figures.py [TREE] [OTHER TREE]

prints a Markdown table with a column a tree; the default is the tree that the script stands in.
Trees are read as text: nothing of them is imported. `--walk WORD...` lists instead the files that
mention one of the words, by floor: the rooms that a value passes.
"""

from __future__ import annotations

import argparse
import ast
import io
import re
import sys
import tokenize
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = "emotion_gui"
FLOORS = ("core", "operations", "workers", "cli", "ui")
LONG_FUNCTION = 60
LONG_FILE = 400
RUN = 6  # lines that make a repetition
DEEP = 3  # attributes behind a name
# Names with an underscore that belong to others' public ways: documented, or without another way.
FOREIGN = {"_replace", "_asdict", "_exit", "_MEIPASS", "_assert_has_ops"}


def product_files(tree: Path) -> list[Path]:
    """The package's modules."""
    return sorted((tree / PACKAGE).rglob("*.py"))


@cache
def parsed(path: Path) -> ast.Module:
    """The syntax tree of a file."""
    return ast.parse(path.read_text(encoding="utf-8"))


def line_count(path: Path) -> int:
    """All lines, blank ones and comments too."""
    return len(path.read_text(encoding="utf-8").splitlines())


def long_functions(files: list[Path], *, limit: int = LONG_FUNCTION) -> list[tuple[Path, str, int]]:
    """Functions with more lines than `limit`, signature and docstring included."""
    return [
        (path, node.name, node.end_lineno - node.lineno + 1)
        for path in files
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and node.end_lineno is not None
        and node.end_lineno - node.lineno >= limit
    ]


def import_graph(tree: Path) -> dict[str, set[str]]:
    """Modules of the package, and which each imports anywhere: in functions and for types too."""
    names = {
        ".".join(path.relative_to(tree).with_suffix("").parts).removesuffix(".__init__"): path
        for path in product_files(tree)
    }
    graph: dict[str, set[str]] = {}
    for name, path in names.items():
        graph[name] = set()
        for node in ast.walk(parsed(path)):
            if isinstance(node, ast.ImportFrom):
                for alias in node.names:
                    full = f"{node.module}.{alias.name}"
                    graph[name].add(full if full in names else node.module or "")
            elif isinstance(node, ast.Import):
                graph[name].update(alias.name for alias in node.names)
        graph[name] = {other for other in graph[name] if other in names and other != name}
    return graph


def run_time_imports(path: Path) -> set[str]:
    """Modules a file imports from, those for the type checker left out."""
    for_types = {
        id(inner)
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.If)
        and isinstance(node.test, ast.Name)
        and node.test.id == "TYPE_CHECKING"
        for inner in ast.walk(node)
    }
    return {
        node.module or ""
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.ImportFrom) and id(node) not in for_types
    }


def circles(graph: Mapping[str, set[str]]) -> list[set[str]]:
    """Groups of two and more that reach each other (strongly connected, by reachability)."""
    reached: dict[str, set[str]] = {}
    for start in graph:
        seen: set[str] = set()
        waiting = [start]
        while waiting:
            for other in graph[waiting.pop()]:
                if other not in seen:
                    seen.add(other)
                    waiting.append(other)
        reached[start] = seen
    found: list[set[str]] = []
    for name, seen in reached.items():
        group = {other for other in seen if name in reached[other]} | {name}
        if len(group) > 1 and group not in found:
            found.append(group)
    return found


def folder_circles(graph: Mapping[str, set[str]]) -> list[set[str]]:
    """The same for what stands side by side in each folder, each part taken as one."""
    found: list[set[str]] = []
    folders = {name.rsplit(".", 1)[0] for name in graph if "." in name}
    for folder in sorted(folders):
        depth = folder.count(".") + 2
        inside: defaultdict[str, set[str]] = defaultdict(set)
        for name, others in graph.items():
            if not name.startswith(folder + "."):
                continue
            here = ".".join(name.split(".")[:depth])
            inside[here] |= {
                ".".join(other.split(".")[:depth])
                for other in others
                if other.startswith(folder + ".")
            } - {here}
        has_folder = {part for part in inside if any(n.startswith(part + ".") for n in graph)}
        found += [group for group in circles(inside) if group & has_folder]
    return found


def comment_share(files: list[Path]) -> float:
    """Lines that hold a comment, in percent of all; instructions to tools are not counted."""
    comments = total = 0
    for path in files:
        text = path.read_text(encoding="utf-8")
        total += len(text.splitlines())
        for token in tokenize.generate_tokens(io.StringIO(text).readline):
            is_tool = re.match(r"#\s*(type:|fmt:|noqa|ruff:)", token.string)
            comments += token.type == tokenize.COMMENT and not is_tool
    return 100 * comments / total


def repeated_lines(files: list[Path], *, run: int = RUN) -> int:
    """Lines that stand in a run of `run` and more equal lines found twice or more.

    Blank lines, comments, imports and lines without a letter do not count; indents are ignored.
    """
    places: dict[tuple[str, ...], list[tuple[Path, int]]] = defaultdict(list)
    for path in files:
        lines = [
            (number, line.strip())
            for number, line in enumerate(path.read_text(encoding="utf-8").splitlines())
            if re.search(r"[a-zA-Z]", line) and not re.match(r"\s*(#|import |from )", line)
        ]
        for k in range(len(lines) - run + 1):
            window = lines[k : k + run]
            places[tuple(text for _, text in window)].extend((path, n) for n, _ in window[:1])
    repeated = {key for key, found in places.items() if len(found) > 1}
    covered = {(path, n + k) for key in repeated for path, n in places[key] for k in range(run)}
    return len(covered)


def private_access(files: list[Path]) -> list[tuple[Path, int, str]]:
    """`other._name` and `from other import _name`, where the module itself has no such name."""
    return [
        (path, line, name)
        for path in files
        for line, name in _private_names(path)
        if name not in FOREIGN and name not in _own_names(path)
    ]


def _private_names(path: Path) -> Iterator[tuple[int, str]]:
    for node in ast.walk(parsed(path)):
        if isinstance(node, ast.Attribute):
            owner = node.value
            is_own = isinstance(owner, ast.Name) and owner.id in ("self", "cls")
            if _is_private(node.attr) and not is_own:
                yield node.lineno, node.attr
        elif isinstance(node, ast.ImportFrom) and (node.module or "").startswith(PACKAGE):
            yield from ((node.lineno, a.name) for a in node.names if _is_private(a.name))


@cache
def _own_names(path: Path) -> set[str]:
    own = set()
    for node in ast.walk(parsed(path)):
        if isinstance(node, ast.FunctionDef | ast.ClassDef | ast.AsyncFunctionDef):
            own.add(node.name)
        elif isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store):
            if isinstance(node.value, ast.Name) and node.value.id in ("self", "cls"):
                own.add(node.attr)
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            own.add(node.id)
    return own


def _is_private(name: str) -> bool:
    return name.startswith("_") and not name.startswith("__")


def shared_names(files: list[Path]) -> dict[str, list[Path]]:
    """Public classes of the same name in several modules."""
    homes: dict[str, list[Path]] = defaultdict(list)
    for path in files:
        for node in parsed(path).body:
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                homes[node.name].append(path)
    return {name: found for name, found in homes.items() if len(found) > 1}


def local_torch_imports(files: list[Path]) -> int:
    """Imports of torch inside functions."""
    found = 0
    for path in files:
        for node in ast.walk(parsed(path)):
            if isinstance(node, ast.FunctionDef):
                for inner in ast.walk(node):
                    names = []
                    if isinstance(inner, ast.Import):
                        names = [alias.name for alias in inner.names]
                    elif isinstance(inner, ast.ImportFrom):
                        names = [inner.module or ""]
                    found += any(name.split(".")[0] == "torch" for name in names)
    return found


def deep_paths(files: list[Path], *, depth: int = DEEP) -> list[tuple[Path, int, str]]:
    """`page.a.b.c` and `page.a.b.c.method()` on what is no module and no enum."""
    found = []
    for path in files:
        modules = {
            (alias.asname or alias.name).split(".")[0]
            for node in ast.walk(parsed(path))
            if isinstance(node, ast.Import | ast.ImportFrom)
            for alias in node.names
        }
        called = {id(node.func) for node in ast.walk(parsed(path)) if isinstance(node, ast.Call)}
        inner = {
            id(node.value) for node in ast.walk(parsed(path)) if isinstance(node, ast.Attribute)
        }
        for node in ast.walk(parsed(path)):
            if not isinstance(node, ast.Attribute) or id(node) in inner:
                continue
            chain: ast.expr = node
            parts = []
            while isinstance(chain, ast.Attribute):
                parts.append(chain.attr)
                chain = chain.value
            length = len(parts) - (id(node) in called)
            if (
                isinstance(chain, ast.Name)
                and chain.id not in modules | {"self"}
                and length >= depth
            ):
                found.append((path, node.lineno, ".".join([chain.id, *reversed(parts)])))
    return found


def formatter_exceptions(files: list[Path]) -> int:
    """Lines that switch the formatter off."""
    mark = "# fmt: " + "skip"
    return sum(path.read_text(encoding="utf-8").count(mark) for path in files)


def figures(tree: Path) -> dict[str, object]:
    """Everything the table says about one tree."""
    product = product_files(tree)
    tests = sorted((tree / "tests").rglob("*.py"))
    every = [*product, *tests]
    for folder in ("scripts", "bench", "packaging"):
        every += sorted((tree / folder).rglob("*.py"))
    graph = import_graph(tree)
    table: dict[str, object] = {}
    for floor in FLOORS:
        table[f"lines of {floor}"] = sum(map(line_count, (tree / PACKAGE / floor).rglob("*.py")))
    table["lines of the product"] = sum(map(line_count, product))
    table["lines of tests"] = sum(map(line_count, tests))
    table["product files"] = len(product)
    table[f"functions over {LONG_FUNCTION} lines"] = len(long_functions(product))
    table[f"files over {LONG_FILE} lines"] = sum(line_count(path) > LONG_FILE for path in product)
    table["circles of files"] = len(circles(graph))
    table["circles of folders"] = len(folder_circles(graph))
    table["comment lines, % of the product"] = round(comment_share(product), 2)
    table[f"lines in runs of {RUN}+ that stand twice"] = repeated_lines(product)
    table["private access across modules"] = len(private_access(product))
    table["public class names with two meanings"] = len(shared_names(product))
    table["imports of torch inside functions"] = local_torch_imports(product)
    table["formatter switched off"] = formatter_exceptions(every)
    table[f"paths of {DEEP}+ attributes in tests"] = len(deep_paths(tests))
    return table


def walk(tree: Path, words: list[str]) -> None:
    """Print the files that mention one of the words, by floor."""
    pattern = re.compile(rf"\b({'|'.join(map(re.escape, words))})\b")
    hits = [path for path in product_files(tree) if pattern.search(path.read_text("utf-8"))]
    by_floor = Counter(path.relative_to(tree / PACKAGE).parts[0] for path in hits)
    print(f"{len(hits)} files:", ", ".join(f"{count} {floor}" for floor, count in by_floor.items()))
    for path in hits:
        print(f"  {path.relative_to(tree / PACKAGE)}")


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("trees", nargs="*", type=Path, default=[ROOT])
    parser.add_argument("--walk", nargs="+", metavar="WORD")
    parser.add_argument("--list", action="store_true", help="Name what is counted, too.")
    options = parser.parse_args()
    if options.walk:
        for tree in options.trees:
            walk(tree.resolve(), options.walk)
        return 0
    columns = [figures(tree.resolve()) for tree in options.trees]
    print("| | " + " | ".join(tree.name or str(tree) for tree in options.trees) + " |")
    print("|---|" + "---:|" * len(columns))
    for name in columns[0]:
        print(f"| {name} | " + " | ".join(f"{column[name]:,}" for column in columns) + " |")
    if options.list:
        _list(options.trees[0].resolve())
    return 0


def _list(tree: Path) -> None:
    product = product_files(tree)
    for path, name, lines in long_functions(product):
        print(f"function of {lines} lines: {path.relative_to(tree)} {name}")
    for path in product:
        if line_count(path) > LONG_FILE:
            print(f"file of {line_count(path)} lines: {path.relative_to(tree)}")
    for group in (*circles(import_graph(tree)), *folder_circles(import_graph(tree))):
        print("circle:", ", ".join(sorted(group)))
    for name, homes in shared_names(product).items():
        print(f"name: {name} in", ", ".join(str(path.relative_to(tree)) for path in homes))
    for path, line, name in private_access(product):
        print(f"private: {path.relative_to(tree)}:{line} {name}")
    for path, line, text in deep_paths(sorted((tree / "tests").rglob("*.py"))):
        print(f"deep: {path.relative_to(tree)}:{line} {text}")


if __name__ == "__main__":
    sys.exit(main())
