"""The filters of the paper's section 5.1 in pandas, in the order of its authors' published script, for comparison.

usage: python3 pandas_prepare.py FILE_A FILE_B OUT_FOLDER [users for the scanning save]

Reads two rating files without header (user,item,rating,timestamp), writes a line "user item|ts item|ts ..." per user, and prints what is left as JSON.
The published script selects every user's rows from the whole table, which takes time in proportion to users x rows; here users are gone through once, and
the scan is only timed for a few of them, so that its whole cost can be told without waiting for it.
"""
import json
import os
import sys
import time

import pandas as pd

MIN_ITEM, MIN_USER, WINDOW = 10, 5, 50


def read(path, domain):
    # Ids as text: left to itself, read_csv guesses types block by block and takes an id "NA" for a missing value.
    rows = pd.read_csv(path, header=None, names=["user", "item", "rating", "ts"], usecols=["user", "item", "ts"],
                       dtype={"user": str, "item": str, "ts": "int64"}, keep_default_na=False)
    rows["domain"] = domain
    return rows


def line(user, rows):
    return str(user) + " " + " ".join(f"{item}|{ts}" for item, ts in zip(rows["item"], rows["ts"])) + "\n"


def main(file_a, file_b, out, scanned_users):
    started = time.time()
    a, b = read(file_a, 0), read(file_b, 1)
    seconds = {"read": time.time() - started}

    started = time.time()
    shared = set(a["item"].unique()) & set(b["item"].unique())
    a, b = a[~a["item"].isin(shared)], b[~b["item"].isin(shared)]
    common = set(a["user"].unique()) & set(b["user"].unique())
    rows = pd.concat([a[a["user"].isin(common)], b[b["user"].isin(common)]], ignore_index=True)
    del a, b
    counts = rows["item"].value_counts()
    rows = rows[rows["item"].isin(counts.index[counts >= MIN_ITEM])]
    # Ties: domain, then item id, which is the order of the files the authors used.
    rows = rows.sort_values(["user", "ts", "domain", "item"], kind="stable")
    rows = rows.groupby("user", sort=False).tail(WINDOW)
    per_domain = rows.groupby(["user", "domain"]).size().unstack(fill_value=0)
    enough = per_domain.index[(per_domain.reindex(columns=[0, 1], fill_value=0) >= MIN_USER).all(axis=1)]
    rows = rows[rows["user"].isin(enough)]
    items = rows[["domain", "item"]].drop_duplicates().sort_values(["domain", "item"])
    items_per_domain = [int((items["domain"] == d).sum()) for d in (0, 1)]
    item_index = {item: i + 1 for i, item in enumerate(items["item"])}
    user_index = {user: u for u, user in enumerate(sorted(rows["user"].unique()))}
    rows = pd.DataFrame({"user": rows["user"].map(user_index), "item": rows["item"].map(item_index),
                         "ts": rows["ts"], "domain": rows["domain"]})
    seconds["filter"] = time.time() - started

    started = time.time()
    os.makedirs(out, exist_ok=True)
    with open(os.path.join(out, "sequences.txt"), "w") as file:
        for user, own in rows.groupby("user"):
            file.write(line(user, own))
    seconds["save"] = time.time() - started

    started = time.time()
    scanned_users = min(scanned_users, len(user_index))
    for user in range(scanned_users):
        line(user, rows[rows["user"] == user])
    scanning = time.time() - started

    print(json.dumps({"users": len(user_index), "items": items_per_domain,
                      "interactions": [int((rows["domain"] == d).sum()) for d in (0, 1)],
                      "seconds": seconds, "scannedUsers": scanned_users, "secondsOfScanning": scanning,
                      "pandas": pd.__version__}))


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], sys.argv[3], int(sys.argv[4]) if len(sys.argv) > 4 else 0)
