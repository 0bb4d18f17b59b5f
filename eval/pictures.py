"""Pictures of a run as SVG to be set into a page, drawn in the page's own colours."""

import html
import io
import re
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from eval.metrics.calibration import reliability, risk_coverage
from eval.question import TYPES
from eval.record import Record
from eval.statistics import bootstrap
from eval.summary import scores_of

WIDTH = 5.0
# Stand-ins that no reader sees: each becomes a CSS variable, so that a picture turns dark with
# its page.
INK, SOFT, LINE, BAR, LOST, ACCENT = (f"#0102{n:02x}" for n in range(3, 9))
VARIABLES = {
    INK: "--ink",
    SOFT: "--soft",
    LINE: "--line",
    BAR: "--bar",
    LOST: "--lost",
    ACCENT: "--accent",
}
STYLE = {
    "axes.edgecolor": LINE,
    "axes.grid": True,
    "axes.labelcolor": SOFT,
    "axes.axisbelow": True,
    "axes.spines.right": False,
    "axes.spines.top": False,
    "figure.constrained_layout.use": True,
    "font.family": ["DejaVu Sans"],
    "font.size": 10,
    "grid.color": LINE,
    "grid.linewidth": 0.6,
    "hatch.color": LOST,
    "svg.fonttype": "none",
    "text.color": INK,
    "text.parse_math": False,
    "xtick.color": LINE,
    "xtick.labelcolor": SOFT,
    "ytick.color": LINE,
    "ytick.labelcolor": SOFT,
}
PER_CENT = [0, 0.25, 0.5, 0.75, 1]


def funnel(names: Sequence[str], counts: Sequence[int]) -> str:
    """Bars that shrink from step to step, with what is lost at each hatched."""
    label = "; ".join(f"{name}: {count}" for name, count in zip(names, counts, strict=True))

    def draw(figure: Any) -> None:
        axes = figure.add_subplot()
        axes.axis("off")
        axes.set_ylim(len(names) - 0.4, -0.75)
        whole = max(counts[0], 1)
        axes.set_xlim(0, whole * 1.02)
        for row, (name, count) in enumerate(zip(names, counts, strict=True)):
            before = counts[max(row - 1, 0)]
            axes.barh(row, count, 0.42, color=BAR)
            if before > count:
                lost = before - count
                axes.barh(row, lost, 0.42, count, fill=False, ec=LOST, lw=0.6, hatch="//")
            axes.text(0, row - 0.27, name, va="bottom")
            axes.text(whole, row - 0.27, _told(count, whole, before), va="bottom", ha="right")

    return _svg("funnel", f"Funnel of answerable questions. {label}.", 0.62 * len(names), draw)


def _told(count: int, whole: int, before: int) -> str:
    lost = f"   ({before - count} lost)" if before > count else ""
    return f"{count} · {count / whole:.0%}{lost}"


def by_type(records: Sequence[Record], metric: str) -> str:
    """Bars of a metric's mean by question type, with 95% intervals."""
    there = {record.type for record in records}
    known = [kind for kind in TYPES if kind in there]
    found = []
    for kind in [*known, *sorted(there - set(known))]:
        scores = scores_of([record for record in records if record.type == kind], metric)
        interval = bootstrap(scores)
        if interval is not None:
            found.append((kind.replace("_", " "), len(scores), interval))
    if not found:
        return ""
    label = "; ".join(f"{kind}: {one.mean:.0%} of {count}" for kind, count, one in found)

    def draw(figure: Any) -> None:
        axes = figure.add_subplot()
        rows = range(len(found))
        means = np.array([one.mean for *_, one in found])
        low = means - [one.low for *_, one in found]
        high = np.array([one.high for *_, one in found]) - means
        axes.barh(rows, means, 0.62, color=BAR)
        axes.errorbar(means, rows, xerr=[low, high], fmt="none", ecolor=INK, lw=1.1, capsize=3)
        axes.set_yticks(rows, [f"{kind} ({count})" for kind, count, _ in found])
        axes.set_ylim(len(found) - 0.4, -0.6)
        axes.tick_params(axis="y", length=0)
        axes.grid(visible=False, axis="y")
        _share(axes, "x", "share of questions")

    return _svg("types", f"{metric} by type. {label}.", 0.55 + 0.27 * len(found), draw)


def risk(records: Sequence[Record]) -> str:
    """The risk-coverage curve, with a dot where the run's own threshold stands."""
    if not records:
        return ""
    curve = risk_coverage([one.confidence for one in records], [one.best_right for one in records])
    answered = [one for one in records if not one.refused]

    def draw(figure: Any) -> None:
        axes = figure.add_subplot()
        axes.plot([0, *(share for share, _ in curve)], [curve[0][1], *(r for _, r in curve)], c=BAR)
        if answered:
            wrong = sum(not one.best_right for one in answered) / len(answered)
            axes.plot(len(answered) / len(records), wrong, "o", c=ACCENT, ms=7, clip_on=False)
        _share(axes, "x", "questions answered, the most confident first")
        _share(axes, "y", "of them wrong")

    return _svg("risk", f"Risk and coverage: {curve[-1][1]:.0%} wrong at 100%.", 3.1, draw)


def calibrated(records: Sequence[Record]) -> str:
    """The reliability diagram: the share right in ten bins of confidence, with their counts."""
    if not records:
        return ""
    bins = reliability([one.confidence for one in records], [one.best_right for one in records])
    label = "; ".join(f"{one.confidence:.0%} sure: {one.right:.0%} right" for one in bins)

    def draw(figure: Any) -> None:
        axes = figure.add_subplot()
        axes.plot([0, 1], [0, 1], c=SOFT, lw=1, ls=(0, (4, 3)))
        sure, right = [one.confidence for one in bins], [one.right for one in bins]
        axes.plot(sure, right, c=BAR)
        sizes = [20 + 160 * one.count / len(records) for one in bins]
        axes.scatter(sure, right, sizes, c=BAR, clip_on=False)
        for one, size in zip(bins, sizes, strict=True):
            # Above the curve, but below a point that is at the top.
            up = one.right < 0.9
            off = 2 + (size / np.pi) ** 0.5
            axes.annotate(
                str(one.count),
                (one.confidence, one.right),
                (0, off if up else -off),
                textcoords="offset points",
                ha="center",
                va="bottom" if up else "top",
                fontsize=9,
            )
        _share(axes, "x", "confidence")
        _share(axes, "y", "right")

    return _svg("calibration", f"Reliability. {label}.", 3.1, draw)


def latency(records: Sequence[Record]) -> str:
    """The histogram of total seconds, with the median and the 95th percentile."""
    seconds = [one.seconds["total"] for one in records if "total" in one.seconds]
    if not seconds:
        return ""
    marks = {f"p{share}": float(np.percentile(seconds, share)) for share in (50, 95)}
    label = ", ".join(f"{name} {value:.2f}" for name, value in marks.items())

    def draw(figure: Any) -> None:
        axes = figure.add_subplot()
        counts, *_ = axes.hist(seconds, min(30, max(5, len(seconds) // 4)), color=BAR)
        top = max(counts)
        for height, (name, value) in zip((1.15, 1.05), marks.items(), strict=True):
            axes.plot([value, value], [0, top * height], c=ACCENT, lw=1.2)
            told, place = f"{name} {value:.2f} s", (value, top * height)
            axes.annotate(told, place, (4, 0), textcoords="offset points", va="center", fontsize=9)
        axes.set_ylim(0, top * 1.22)
        # Room for the words to the right of the last mark.
        low, high = axes.get_xlim()
        axes.set_xlim(max(low, 0), high + 0.22 * (high - low))
        axes.grid(visible=False, axis="x")
        axes.set_xlabel("seconds a question")
        axes.set_ylabel("questions")
        axes.yaxis.get_major_locator().set_params(integer=True)

    return _svg("latency", f"Seconds a question: {label}.", 3.1, draw)


def _share(axes: Any, which: str, label: str) -> None:
    axis = getattr(axes, f"{which}axis")
    axis.set_ticks(PER_CENT, labels=[f"{share:.0%}" for share in PER_CENT])
    getattr(axes, f"set_{which}lim")(0, 1)
    axis.set_label_text(label)


def _svg(name: str, label: str, height: float, draw: Callable[[Any], None]) -> str:
    """What `draw` puts on a figure, `height` in inches, the same for the same run."""
    import matplotlib
    from matplotlib.figure import Figure

    written = io.StringIO()
    none = dict.fromkeys(("Creator", "Date", "Format", "Type"))
    # The salt goes into the ids of what is drawn twice; pictures on one page mustn't share them.
    settings: Any = {**matplotlib.rcParamsDefault, **STYLE, "svg.hashsalt": name}
    with matplotlib.rc_context(settings):
        figure = Figure(figsize=(WIDTH, height))
        draw(figure)
        figure.savefig(written, format="svg", transparent=True, metadata=none)
    drawn = written.getvalue()
    inside = drawn[drawn.index(">", drawn.index("<svg")) + 1 :]
    # The style would reach the whole page, and the numbered ids are in every picture.
    inside = re.sub(r"<style.*?</style>", "", inside, count=1, flags=re.DOTALL)
    inside = re.sub(r' id="[\w.]+_\d+"', "", inside)
    inside = inside.replace("'DejaVu Sans'", "var(--sans)")
    for colour, variable in VARIABLES.items():
        inside = inside.replace(colour, f"var({variable})")
    box = f"0 0 {WIDTH * 72:g} {height * 72:g}"
    return f'<svg role="img" aria-label="{html.escape(label)}" viewBox="{box}">{inside.strip()}'
