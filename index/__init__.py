"""Documents in, an index out: load, select, chunk, embed, and keep in a catalogue and FAISS."""

from index.offline import go_offline

go_offline()
