"""Fuzz every reader: ``python -m tests.fuzz --seconds 30`` runs each for that long and reports the outcome.

Good files (`seeds`), files made to hurt (`hostile`) and mutations of all of them (`mutate`, or guided by coverage
with atheris) are opened; only an `IovizError` in one sentence may come out, soon, and with little memory.
"""
