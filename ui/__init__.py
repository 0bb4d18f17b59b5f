"""The chat in a browser: questions in, answers out, and the cited passages beside them."""

from index.offline import go_offline

# Here rather than beside its import, so that nothing can bring in Gradio before it.
go_offline()
