"""The record store: tables, transactions, migrations, questions, and the audit chain."""

from .store import Store, create_store, open_server_store, open_store, prepare_server_store

__all__ = ["Store", "create_store", "open_server_store", "open_store", "prepare_server_store"]
