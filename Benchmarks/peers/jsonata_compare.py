#!/usr/bin/env python3
"""usage: jsonata_compare.py RUNNER BENCH.json [--python PYTHON] [--ours PROGRAM]

Times our JSONata engine beside jlens and jsonatapy on the expressions of BENCH.json, one after the other in one run,
and prints the table of README.md: least times of a batch, ratios, and the median ratio over jlens.

RUNNER is the script that times a Python-hosted engine: called with the peer's name and BENCH.json, it prints one JSON
object a line with `name`, `eval_min_ns`, `compile_ns` and `ok`.  PYTHON is an interpreter that has both peers
(`pip install jlens jsonatapy`), PROGRAM the built `jsonata-speed`.
"""
import argparse, json, subprocess, sys

ap = argparse.ArgumentParser()
ap.add_argument("runner")
ap.add_argument("bench")
ap.add_argument("--python", default=sys.executable)
ap.add_argument("--ours", default=".build/release/jsonata-speed")
args = ap.parse_args()


def lines(command):
    out = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    rows = [json.loads(line) for line in out.splitlines()]
    wrong = [row["name"] for row in rows if not row.get("ok")]
    if wrong:
        sys.exit(f"{command[0]}: wrong results for {', '.join(wrong)}")
    return {row["name"]: row for row in rows}


peers = {name: lines([args.python, args.runner, name, args.bench]) for name in ("jlens", "jsonatapy")}
ours = lines([args.ours, args.bench])

print("| expression | ours, µs | jlens, µs | ratio | jsonatapy, µs | ratio | compiling, µs | jlens, µs | ratio |")
print("| --- | --- | --- | --- | --- | --- | --- | --- | --- |")
ratios, compiling = [], []
for name, row in ours.items():
    jlens, other = peers["jlens"][name], peers["jsonatapy"][name]
    ratios.append(jlens["eval_min_ns"] / row["eval_min_ns"])
    compiling.append(jlens["compile_ns"] / row["compile_ns"])
    cells = [
        name, f"{row['eval_min_ns'] / 1000:,.2f}", f"{jlens['eval_min_ns'] / 1000:,.2f}", f"{ratios[-1]:.2f}",
        f"{other['eval_min_ns'] / 1000:,.2f}", f"{other['eval_min_ns'] / row['eval_min_ns']:.2f}",
        f"{row['compile_ns'] / 1000:.2f}", f"{jlens['compile_ns'] / 1000:.2f}", f"{compiling[-1]:.2f}",
    ]
    print("| " + " | ".join(cells) + " |")
middle = len(ratios) // 2
print(f"\nmedian ratio over jlens: evaluating {sorted(ratios)[middle]:.2f}, compiling {sorted(compiling)[middle]:.2f}")
