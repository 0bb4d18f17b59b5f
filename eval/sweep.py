"""A sweep: the same questions under every combination of some settings, one row of a table each."""

import fcntl
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from itertools import product
from pathlib import Path
from typing import Any

from eval.outcome import CITED_RIGHT, GOLD_READ
from eval.record import FULL, READING, RETRIEVAL, Record
from eval.report import MADE
from eval.summary import scores_of, seconds
from index import manifest as manifests
from index.build import build
from index.errors import BadInput, IndexBusy, ModelMissing
from index.manifest import MANIFEST, Settings
from index.models import model_folder
from index.store import Store, open_store
from rag import config
from rag.calibration import own_file
from rag.config import Config
from rag.engine import Rag

INDEXING = ("embedder", "chunk_tokens", "overlap")
ASKING = ("top_k",)
KEYS = (*INDEXING, *ASKING)
# By stage, the columns of the table after the settings; by the first of them settings are chosen.
COLUMNS = {
    FULL: (CITED_RIGHT, MADE, GOLD_READ),
    RETRIEVAL: (GOLD_READ, "evidence in one chunk"),
    READING: (MADE, "best span exact match", "best span F1"),
}
HEADS = {
    CITED_RIGHT: "cited right",
    MADE: "if made to",
    GOLD_READ: "gold read",
    "evidence in one chunk": "in one chunk",
    "best span exact match": "best exact",
    "best span F1": "best F1",
}
HIT, P50 = "hit@k", "p50 s"

Progress = Callable[[str, int, int], object]


@dataclass(frozen=True, slots=True)
class Setting:
    """One combination: the settings in force with it, and those of them that the sweep gives."""

    config: Config
    given: tuple[str, ...]

    @property
    def name(self) -> str:
        """The combination in a form that is fit for a folder's name."""
        told = "-".join(f"{key}={self.told(key)}" for key in self.given)
        return "".join(one if one.isalnum() or one in "._=-" else "-" for one in told)

    def told(self, key: str) -> str:
        return str(getattr(self.config, key))


@dataclass(frozen=True, slots=True)
class Row:
    """What one combination gave: its run's folder and records, and the index that it was over."""

    setting: Setting
    folder: Path
    records: Sequence[Record]
    chunks: int


def settings_of(asked: Sequence[str], base: Config) -> list[Setting]:
    """Every combination of `key=value,value` settings, over `base`; the last key changes first.

    Raises BadInput naming the flag, the key, and what is allowed.
    """
    values: dict[str, dict[str | int, None]] = {}
    for one in asked:
        key, equals, listed = one.partition("=")
        if key not in KEYS or not equals:
            wrong = "has no values" if key in KEYS else "can't be swept"
            raise BadInput(
                f"--sweep {one}: {key!r} {wrong}; give KEY=VALUE,VALUE with KEY one of "
                f"{', '.join(KEYS)}"
            )
        for value in listed.split(","):
            values.setdefault(key, {})[_value(f"--sweep {one}", key, value.strip())] = None
    combined: list[dict[str, Any]] = [
        dict(zip(values, chosen, strict=True)) for chosen in product(*values.values())
    ]
    return [Setting(replace(base, **one), tuple(values)) for one in combined]


def _value(where: str, key: str, text: str) -> str | int:
    value: str | int = text
    if key != "embedder" and text.isascii() and text.isdigit():
        value = int(text)
    try:
        config.load({key: value})
        if key == "embedder":
            model_folder(text)
    except (BadInput, ModelMissing) as error:
        raise BadInput(f"{where}: {error} (KEY may be {', '.join(KEYS)})") from error
    return value


def touches_index(settings: Sequence[Setting]) -> bool:
    """Whether a sweep needs other indexes than the one there is."""
    return any(key in INDEXING for one in settings for key in one.given)


def sweep(
    rag: Rag,
    settings: Sequence[Setting],
    ask: Callable[[Rag, Setting], tuple[Path, list[Record]]],
    progress: Progress,
) -> list[Row]:
    """Have `ask` keep a run under each of `settings`; the index of `rag` itself is never touched.

    Where settings of the index are swept, a copy of it beside it is built again, once for each of
    them, so that no text is embedded twice by one model; otherwise it is asked as it is.
    """
    found: dict[Setting, Row] = {}
    with _copied(rag) if touches_index(settings) else _as_it_is() as copy:
        for made in dict.fromkeys(one.config.build_settings() for one in settings):
            store = _built(copy, made, progress) if copy else rag.store
            chunks = store.catalogue.counts().chunks
            for one in settings:
                if one.config.build_settings() == made:
                    folder, records = ask(Rag(store, rag.reader, one.config.top_k), one)
                    found[one] = Row(one, folder, records, chunks)
            if copy:
                store.catalogue.close()
    return [found[one] for one in settings]


@contextmanager
def _as_it_is() -> Iterator[None]:
    yield None


@contextmanager
def _copied(rag: Rag) -> Iterator[Path]:
    """A copy of an index, for a while, in the same folder: its files are named from there.

    What a sweep that was killed left behind goes. Raises IndexBusy when another one is at work.
    """
    folder = rag.store.folder
    # Hidden, so that it isn't itself indexed where the folder around it is.
    copy = folder.resolve().parent / f".{folder.resolve().name.lstrip('.')}-sweep"
    lock = copy.with_name(f"{copy.name}.lock")
    try:
        held = lock.open("w")
    except OSError as error:
        raise BadInput(f"--sweep makes {copy}, beside {folder}, and can't: {error}") from error
    with held:
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise IndexBusy(f"another sweep is at work in {copy}; wait for it to end") from error
        try:
            shutil.rmtree(copy, ignore_errors=True)
            build_name = manifests.read(folder).build
            shutil.copytree(folder / build_name, copy / build_name)
            shutil.copy2(folder / MANIFEST, copy / MANIFEST)
            carry_calibration(rag.reader.name, folder, copy)
            yield copy
        finally:
            shutil.rmtree(copy, ignore_errors=True)
            lock.unlink(missing_ok=True)


def carry_calibration(reader: str, index: Path, other: Path) -> None:
    """Let a reader be as sure over the index `other` as it has to be over `index`."""
    fitted = own_file(index, reader)
    if fitted.is_file():
        shutil.copy2(fitted, own_file(other, reader))


def _built(copy: Path, settings: Settings, progress: Progress) -> Store:
    build([], copy, settings, progress)
    return open_store(copy)


# The table ------------------------------------------------------------------------------------


def sweep_lines(rows: Sequence[Row], stage: str) -> Iterator[str]:
    """The table, a row a combination, with the best of each column marked; then the runs."""
    keys = rows[0].setting.given
    columns = _columns(rows, stage)
    widths = [max(len(key), *(len(row.setting.told(key)) for row in rows)) + 2 for key in keys]
    heads = "".join(f"{key:<{width}}" for key, width in zip(keys, widths, strict=True))
    yield (heads + "".join(f"{head:>13} " for head in ("chunks", *columns))).rstrip()
    for place, row in enumerate(rows):
        told = zip(keys, widths, strict=True)
        cells = [f"{row.chunks:>13} "]
        for head, values in columns.items():
            known = [value for value in values if value is not None]
            best = min(known, default=0.0) if head == P50 else max(known, default=0.0)
            value = values[place]
            cells.append(_cell(value, best=value == best and min(known) < max(known)))
        first = "".join(f"{row.setting.told(key):<{width}}" for key, width in told)
        yield (first + "".join(cells)).rstrip()
    yield ""
    yield f"* the best of its column; the figure to choose by is {next(iter(columns))!r}."
    if HIT in columns:
        yield f"{HIT} is to the depth of the row, its own top_k."
    if stage == RETRIEVAL:
        yield "The more passages, the more is found; what reading them costs isn't in this table."
    yield "A small lead may be chance; see `rag eval --compare RUN_A RUN_B` for two of these runs:"
    yield from (f"  {row.folder}" for row in rows)


def _columns(rows: Sequence[Row], stage: str) -> dict[str, list[float | None]]:
    """The values of each column by its heading, in the order of `rows`."""
    columns = {
        HEADS[metric]: [_mean(row.records, metric) for row in rows] for metric in COLUMNS[stage]
    }
    if stage != READING:
        columns[HIT] = [_mean(row.records, f"hit@{row.setting.config.top_k}") for row in rows]
    totals = [seconds(row.records).get("total") for row in rows]
    return columns | {P50: [total["p50"].mean if total else None for total in totals]}


def _mean(records: Sequence[Record], metric: str) -> float | None:
    scores = scores_of(records, metric)
    return sum(scores) / len(scores) if scores else None


def _cell(value: float | None, *, best: bool) -> str:
    return f"{'–':>13} " if value is None else f"{value:>13.3f}{'*' if best else ' '}"
