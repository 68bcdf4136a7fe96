"""Orchestration and files: sources, store, Prefect flows, outputs and the command line.

Text rules live in :mod:`features`, judgement in :mod:`models`; nothing here decides anything about a posting.
"""
