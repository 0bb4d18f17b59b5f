"""The tables of the catalogue."""

SCHEMA = """
CREATE TABLE roots(path TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE TABLE files(
    path TEXT PRIMARY KEY, sha256 TEXT NOT NULL, media_type TEXT NOT NULL, text TEXT NOT NULL,
    metadata TEXT NOT NULL);
CREATE TABLE skipped(path TEXT PRIMARY KEY, sha256 TEXT NOT NULL, reason TEXT NOT NULL);
CREATE TABLE documents(
    id TEXT PRIMARY KEY, place INTEGER NOT NULL,
    path TEXT NOT NULL REFERENCES files(path) ON DELETE CASCADE,
    title TEXT, published TEXT, publisher TEXT, author TEXT);
CREATE INDEX documents_by_path ON documents(path);
CREATE TABLE ranges(
    document_id TEXT NOT NULL REFERENCES documents(id) ON DELETE CASCADE,
    start INTEGER NOT NULL, end INTEGER NOT NULL, PRIMARY KEY(document_id, start)) WITHOUT ROWID;
CREATE TABLE left_out(
    path TEXT NOT NULL REFERENCES files(path) ON DELETE CASCADE,
    start INTEGER NOT NULL, end INTEGER NOT NULL, reason TEXT NOT NULL,
    PRIMARY KEY(path, start)) WITHOUT ROWID;
CREATE TABLE chunks(
    id INTEGER PRIMARY KEY,
    document_id TEXT NOT NULL REFERENCES documents(id) ON DELETE CASCADE,
    start INTEGER NOT NULL, end INTEGER NOT NULL, hash TEXT NOT NULL);
CREATE INDEX chunks_by_document ON chunks(document_id);
CREATE INDEX chunks_by_hash ON chunks(hash);
CREATE TABLE embeddings(
    hash TEXT NOT NULL, model TEXT NOT NULL, vector BLOB NOT NULL,
    PRIMARY KEY(hash, model)) WITHOUT ROWID;
CREATE VIRTUAL TABLE words USING fts5(
    header, body, tokenize = 'porter unicode61 remove_diacritics 2');
CREATE VIRTUAL TABLE vocabulary USING fts5vocab(words, row);
"""
