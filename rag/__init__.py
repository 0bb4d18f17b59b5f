"""From a question to a cited answer: `from rag import Rag`."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from rag.answer import Alternative, Answer, Citation, Passage, Span
    from rag.engine import Rag

__all__ = ["Alternative", "Answer", "Citation", "Passage", "Rag", "Span"]


def __getattr__(name: str) -> Any:
    # Commands that answer nothing must not wait for what answering imports.
    if name == "Rag":
        from rag.engine import Rag

        return Rag
    if name in __all__:
        from rag import answer

        return getattr(answer, name)
    raise AttributeError(f"module 'rag' has no attribute {name!r}")
