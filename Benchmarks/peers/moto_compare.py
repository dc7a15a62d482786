"""Times sfn-run and moto's Step Functions on the same machines, in turn, in one run.

    pip install moto[stepfunctions] boto3
    python3 Benchmarks/peers/moto_compare.py SFN_RUN FOLDER [CASE …]

FOLDER holds cases.json as the benchmark machines do. moto runs inside this process, so its figure has no start-up in
it; sfn-run's is a whole process, start-up included.
"""

import json
import pathlib
import subprocess
import sys
import time

import boto3
from moto import mock_aws

ROLE = "arn:aws:iam::123456789012:role/bench"


def sfn_run(program, folder, case):
    command = [program, str(folder / case["definition"]), "--input", str(folder / case["input"]), "--format", "output"]
    start = time.perf_counter()
    output = subprocess.run(command, capture_output=True, check=True).stdout
    return time.perf_counter() - start, json.loads(output)


@mock_aws(config={"stepfunctions": {"execute_state_machine": True}})
def moto(folder, case):
    client = boto3.client("stepfunctions", region_name="us-east-1", aws_access_key_id="x", aws_secret_access_key="x")
    definition = (folder / case["definition"]).read_text()
    machine = client.create_state_machine(name="bench", definition=definition, roleArn=ROLE)["stateMachineArn"]
    text = json.dumps(json.loads((folder / case["input"]).read_text()))
    start = time.perf_counter()
    execution = client.start_execution(stateMachineArn=machine, input=text)["executionArn"]
    while True:
        description = client.describe_execution(executionArn=execution)
        if description["status"] != "RUNNING":
            break
        time.sleep(0.0005)
    elapsed = time.perf_counter() - start
    return elapsed, json.loads(description.get("output", "null"))


def main():
    program, folder, names = sys.argv[1], pathlib.Path(sys.argv[2]), sys.argv[3:]
    cases = {case["name"]: case for case in json.loads((folder / "cases.json").read_text())}
    for name in names or ["hello", "pass-chain-100", "parallel-50", "loop-1k", "map-100"]:
        case, ours, theirs = cases[name], [], []
        for _ in range(5):
            elapsed, output = sfn_run(program, folder, case)
            ours.append(elapsed)
            elapsed, other = moto(folder, case)
            theirs.append(elapsed)
        ours, theirs = sorted(ours)[2] * 1e3, sorted(theirs)[2] * 1e3
        same = "same output" if output == other else "moto's output differs"
        print(f"{name:16} sfn-run {ours:8.1f} ms   moto {theirs:9.1f} ms   {theirs / ours:6.1f} times   {same}")


main()
