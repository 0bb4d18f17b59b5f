"""The one hierarchy of errors that a user of Footnote may meet."""


class FootnoteError(Exception):
    """Something is wrong that the user can put right; the message says what, where and how."""


class UnreadableFile(FootnoteError):
    """A file can't be taken in; the run goes on without it and reports the reason."""


class IndexMissing(FootnoteError):
    """There is no index where one was asked for."""


class IndexMismatch(FootnoteError):
    """The index was built with other settings or another model than those in use."""


class IndexDamaged(FootnoteError):
    """A file of the index is absent or is not what the manifest says it is."""


class IndexBusy(FootnoteError):
    """Another process is building this index."""


class ModelMissing(FootnoteError):
    """A model isn't there, or its files don't have the checksums they should."""


class BadInput(FootnoteError):
    """A question, a setting or a file given by the user doesn't have the form it should."""
