#!/usr/bin/env python3
"""Counts flare-ups from the registry's event feed. Python's standard library alone.

    flare_ups.py --server http://localhost:8080 --state flare_ups.db [--once]

What a consumer of the feed owes, and where it is done here:
- it keeps its position durably, in the transaction that writes what it built (apply);
- it is idempotent: an event at or below the position changes nothing (apply);
- it has no gaps: the unfiltered feed counts 1, 2, 3 …, and anything else stops it (apply);
- it rebuilds when the log is another one, as after a restore (read_page, rebuild);
- it drops whom the registry may tell of no more (note).
The bearer key, where the server asks for one, is in the environment variable REGISTRY_KEY.
"""
import argparse
import json
import os
import sqlite3
import sys
import time
import urllib.error
import urllib.request


class OtherLog(Exception):
    """The server's log is not the one that the state was built from."""


def open_state(path):
    state = sqlite3.connect(path, isolation_level=None)
    state.execute("PRAGMA synchronous = FULL")
    state.execute("CREATE TABLE IF NOT EXISTS position (one INTEGER PRIMARY KEY CHECK (one = 1), log_id TEXT, sequence INTEGER NOT NULL)")
    state.execute("CREATE TABLE IF NOT EXISTS flare_up (fact TEXT PRIMARY KEY, subject TEXT NOT NULL, earliest TEXT, latest TEXT)")
    state.execute("INSERT OR IGNORE INTO position VALUES (1, NULL, 0)")
    return state


def position_of(state):
    return state.execute("SELECT log_id, sequence FROM position").fetchone()


def ask(server, path, accept):
    request = urllib.request.Request(server.rstrip("/") + path, headers={"Accept": accept})
    if os.environ.get("REGISTRY_KEY"):
        request.add_header("Authorization", "Bearer " + os.environ["REGISTRY_KEY"])
    # A stream is never silent for longer than 15 seconds.
    return urllib.request.urlopen(request, timeout=60)


def read_page(server, log_id, after):
    """One page: the events behind a position, and which log they are of."""
    try:
        with ask(server, f"/events?after={after}", "application/x-ndjson") as answer:
            found = answer.headers["Registry-Log"]
            events = [json.loads(line) for line in answer]
    except urllib.error.HTTPError as refused:
        if refused.code == 409:  # The position lies beyond this log.
            raise OtherLog from refused
        raise
    if log_id not in (None, found):
        raise OtherLog
    return found, events


def apply(state, log_id, events):
    """Writes what the events say and the new position, both or neither."""
    state.execute("BEGIN IMMEDIATE")
    try:
        _, position = position_of(state)
        for event in events:
            sequence = int(event["id"])
            if sequence <= position:
                continue
            if sequence != position + 1:
                raise RuntimeError(f"after {position} came {sequence}: events are missing")
            note(state, event["type"].split(".")[0], event["data"])
            position = sequence
        state.execute("UPDATE position SET log_id = ?, sequence = ?", (log_id, position))
        state.execute("COMMIT")
    except BaseException:
        state.execute("ROLLBACK")
        raise


def note(state, kind, data):
    """What one event means here. A fact has one live event: a later one of the same fact takes its place."""
    header = data["header"]
    if "withheld" in data:  # The subject was erased or has withdrawn: the event has its place, and tells nothing.
        return
    if kind == "FlareUpReported":
        occurred = header.get("occurred") or {}
        state.execute(
            "INSERT OR REPLACE INTO flare_up VALUES (?, ?, ?, ?)",
            (header["fact"], header["subject"], occurred.get("earliest"), occurred.get("latest")))
    elif kind == "FactRetracted" and data["retractedType"] == "FlareUpReported":
        state.execute("DELETE FROM flare_up WHERE fact = ?", (header["fact"],))
    elif kind in ("SubjectWithdrawn", "SubjectErased"):
        state.execute("DELETE FROM flare_up WHERE subject = ?", (header["subject"],))


def rebuild(state):
    state.execute("BEGIN IMMEDIATE")
    state.execute("DELETE FROM flare_up")
    state.execute("UPDATE position SET log_id = NULL, sequence = 0")
    state.execute("COMMIT")


def catch_up(state, server):
    while True:
        log_id, after = position_of(state)
        try:
            found, events = read_page(server, log_id, after)
        except OtherLog:
            print("another log: building anew", file=sys.stderr)
            rebuild(state)
            continue
        apply(state, found, events)
        if not events:
            return


def wait(server, after):
    """Returns when the registry has something new. The stream only wakes; the pages are what is applied."""
    with ask(server, f"/events?after={after}", "text/event-stream") as stream:
        for line in stream:
            if line.startswith(b"data:"):
                return


def report(state):
    log_id, sequence = position_of(state)
    flare_ups, subjects = state.execute("SELECT count(*), count(DISTINCT subject) FROM flare_up").fetchone()
    print(json.dumps({"log": log_id, "position": sequence, "flareUps": flare_ups, "subjects": subjects}), flush=True)


def main():
    options = argparse.ArgumentParser(description="Counts flare-ups from the registry's event feed.")
    options.add_argument("--server", default="http://localhost:8080")
    options.add_argument("--state", default="flare_ups.db")
    options.add_argument("--once", action="store_true", help="end when everything is read")
    chosen = options.parse_args()
    state = open_state(chosen.state)
    while True:
        try:
            catch_up(state, chosen.server)
            report(state)
            if chosen.once:
                return
            wait(chosen.server, position_of(state)[1])
        except OSError as away:  # The server is away, or the stream broke: everything that was applied is kept.
            if chosen.once or (isinstance(away, urllib.error.HTTPError) and away.code < 500 and away.code != 409):
                raise
            print(f"{away}; trying again", file=sys.stderr)
            time.sleep(2)


if __name__ == "__main__":
    main()
