#!/usr/bin/env python3
"""How fast is a distributed Map? Rows of a generated CSV, one Pass state for each, results written, virtual time.

    distributed_map_speed.py SFN-RUN [ROWS ...]

SFN-RUN is a release build. Prints for each number of rows (10,000, 100,000 and 1,000,000 by default) the seconds on the
wall, the microseconds per row without the start of the program (the time of a run with one row), the largest resident
memory, the processor's seconds, and how much the result files hold.

On the back of an envelope: a row is 30 bytes to parse, an execution of four events (0.1 µs each), two messages to the
map run, and 900 bytes of result to format and write (1 GB/s): a few microseconds.
"""
import json
import os
import subprocess
import sys
import tempfile
import time

MACHINE = {
    "StartAt": "Rows",
    "States": {
        "Rows": {
            "Type": "Map", "Label": "rows", "End": True,
            "ItemReader": {
                "Resource": "arn:aws:states:::s3:getObject",
                "Parameters": {"Bucket": "rows", "Key": "rows.csv"},
                "ReaderConfig": {"InputType": "CSV", "CSVHeaderLocation": "FIRST_ROW"},
            },
            "ItemProcessor": {
                "ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"},
                "StartAt": "Keep", "States": {"Keep": {"Type": "Pass", "End": True}},
            },
            "ResultWriter": {
                "Resource": "arn:aws:states:::s3:putObject",
                "Parameters": {"Bucket": "results", "Prefix": "p"},
            },
        }
    },
}


def measure(program, rows, start_up=0):
    with tempfile.TemporaryDirectory() as folder:
        for bucket in ("rows", "results"):
            os.makedirs(f"{folder}/s3/{bucket}")
        with open(f"{folder}/machine.json", "w") as file:
            json.dump(MACHINE, file)
        with open(f"{folder}/s3/rows/rows.csv", "w") as file:
            file.write("id,name,amount,country\n")
            for row in range(1, rows + 1):
                file.write(f"{row},customer {row * 7 % 1000},{row % 997}.{row % 100:02},DE\n")
        command = [
            program, f"{folder}/machine.json", "--s3-root", f"{folder}/s3", "--format", "json",
            "--start-time", "2026-01-02T03:04:05Z",
        ]
        start = time.monotonic()
        process = subprocess.Popen(command, stdout=subprocess.PIPE)
        output = process.stdout.read()
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.monotonic() - start
        counts = json.loads(output)["mapRuns"][0]["itemCounts"]
        if status != 0 or counts["succeeded"] != rows or counts["resultsWritten"] != rows:
            sys.exit(f"{rows} rows: exit status {status}, counts {counts}")
        written = sum(
            os.path.getsize(os.path.join(at, name))
            for at, _, names in os.walk(f"{folder}/s3/results") for name in names)
    if rows == 1:
        return seconds
    memory = usage.ru_maxrss / (1 << 20 if sys.platform == "darwin" else 1 << 10)
    print(
        f"{rows:>9,} rows  {seconds:6.2f} s  {(seconds - start_up) / rows * 1e6:6.2f} µs/row  {memory:6.1f} MB"
        f"  {usage.ru_utime + usage.ru_stime:5.2f} s of processor"
        f"  {written / 1e6:7.1f} MB written", flush=True)


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    start_up = min(measure(sys.argv[1], 1) for _ in range(5))
    for rows in [int(text) for text in sys.argv[2:]] or [10_000, 100_000, 1_000_000]:
        measure(sys.argv[1], rows, start_up)
