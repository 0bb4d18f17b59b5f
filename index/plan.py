"""The plan of a build: which files are new, changed, gone or as they were."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from index.catalogue import Catalogue
from index.errors import BadInput
from index.load import find_files
from index.models import checksum


@dataclass(frozen=True, slots=True)
class Plan:
    """What a run finds to do; files by their names in the catalogue."""

    files: dict[str, Path]
    roots: list[str]
    absent_roots: tuple[str, ...]
    passed_over: tuple[Path, ...]
    new: set[str]
    changed: set[str]
    removed: set[str]
    unchanged: set[str]

    @property
    def present(self) -> set[str]:
        return self.new | self.changed | self.unchanged


def name_of(path: Path, folder: Path) -> str:
    """How the catalogue names a file: from the folder that holds the index, or absolutely."""
    home, path = folder.resolve().parent, path.resolve()
    return path.relative_to(home).as_posix() if path.is_relative_to(home) else path.as_posix()


def plan(paths: Sequence[Path], folder: Path, old: Catalogue | None) -> Plan:
    """Compare the files under `paths`, or under the roots known before, with a catalogue.

    Raises FootnoteError when one of `paths` doesn't exist.
    """
    known = old.checksums() if old else {}
    kept = old.roots() if old else []
    home = folder.resolve().parent
    given = [name_of(path, folder) for path in paths]
    walked = given or [root for root in kept if (home / root).exists()]
    absent = () if given else tuple(root for root in kept if root not in walked)
    found = find_files([home / root for root in walked])
    files = {name_of(path, folder): path for path in found.files}
    seen = {name: digest(path) for name, path in files.items()}
    gone = {name for name in known if name not in files and _under(name, walked)}
    return Plan(
        files=files,
        roots=_outermost([*kept, *given]),
        absent_roots=absent,
        passed_over=tuple(found.passed_over),
        new={name for name in seen if name not in known},
        changed={name for name in seen if name in known and known[name] != seen[name]},
        removed=gone,
        unchanged={
            name
            for name, sha256 in known.items()
            if name not in gone and seen.get(name, sha256) == sha256
        },
    )


def removal(paths: Sequence[Path], folder: Path, old: Catalogue) -> Plan:
    """The plan to take what is under `paths` out; raises BadInput where nothing is."""
    known = set(old.checksums())
    given = [name_of(path, folder) for path in paths]
    for path, name in zip(paths, given, strict=True):
        if not any(_under(one, [name]) for one in known):
            raise BadInput(f"nothing under {path} is in the index; `rag doctor` says what it holds")
    gone = {name for name in known if _under(name, given)}
    return Plan(
        files={},
        roots=[root for root in old.roots() if not _under(root, given)],
        absent_roots=(),
        passed_over=(),
        new=set(),
        changed=set(),
        removed=gone,
        unchanged=known - gone,
    )


def _outermost(roots: list[str]) -> list[str]:
    """The roots without those that lie within another."""
    return sorted({root for root in roots if not _under(root, [r for r in roots if r != root])})


def _under(name: str, roots: Sequence[str]) -> bool:
    return any(
        root == "." or name == root or name.startswith(f"{root.rstrip('/')}/") for root in roots
    )


def digest(path: Path) -> str:
    """A file's sha256, or nothing when it can't be read."""
    try:
        return checksum(path)
    except OSError:
        return ""
