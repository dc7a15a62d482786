"""Asks the order service 10,000 and more questions, most of them wrong, and looks at what it did.

    bad_requests.py PROGRAM SCHEMATHESIS [REQUESTS]

PROGRAM is `order-saga`, SCHEMATHESIS the program of that name. The service answers: requests that schemathesis makes from the
OpenAPI document, valid and not; and texts that are hardly HTTP. Exit status 0 if no answer was a 5xx, the service lived, at
least a fifth was valid and answered 201, each of these is an order and nothing else is, and the books balance.
"""

import json
import os
import random
import re
import signal
import socket
import sqlite3
import subprocess
import sys
import tempfile
import time
import urllib.request

program, schemathesis = sys.argv[1:3]
wanted = int(sys.argv[3]) if len(sys.argv) > 3 else 10_000
seed = int(os.environ.get("FUZZ_SEED", time.time()))
random.seed(seed)
folder = tempfile.mkdtemp(prefix="bad-requests-")
database = os.path.join(folder, "orders.db")
server = subprocess.Popen(
    [program, "serve", "--port", "0", "--database", database, "--rate-limit", "0"],
    stdout=subprocess.PIPE, stderr=open(os.path.join(folder, "log"), "w"), text=True)
url = server.stdout.readline().removeprefix("listening on ").strip()
host, port = re.fullmatch(r"http://(.*):(\d+)", url).groups()


def metrics(without={}):
    """How often each status was answered, without those of an earlier call."""
    text = urllib.request.urlopen(url + "/metrics").read().decode()
    counts = {}
    for status, count in re.findall(r'request_duration_seconds_count\{[^}]*status="(\d+)"\} (\d+)', text):
        counts[status] = counts.get(status, 0) + int(count)
    return {status: count - without.get(status, 0) for status, count in counts.items()}


def wait_until_ready():
    for _ in range(100):
        try:
            if urllib.request.urlopen(url + "/health").status == 200:
                return
        except OSError:
            time.sleep(0.1)
    sys.exit("the service does not start")


def generated(count, *options):
    """Requests made from the OpenAPI document. What schemathesis finds wrong with an answer is printed."""
    command = [
        schemathesis, "run", url + "/openapi.json", "--max-examples", str(count), "--seed", str(seed), "--no-color",
        "--suppress-health-check", "all", "--generation-database", "none", "--no-shrink", "--continue-on-failure",
        "--checks", "not_a_server_error,status_code_conformance,content_type_conformance,response_schema_conformance",
        *options]
    result = subprocess.run(command, capture_output=True, text=True, cwd=folder)
    print(result.stdout[-3000:], result.stderr[-1000:])
    return result.returncode


ORDER = {"customerId": "c", "items": [{"productId": "mug-blue", "quantity": 1, "price": 13.9}]}


def mutated(text):
    """A text with some bytes changed, doubled, cut out or put in."""
    data = bytearray(text)
    for _ in range(random.randint(1, 6)):
        place = random.randrange(len(data) + 1)
        kind = random.randrange(4)
        if kind == 0:
            data[place:place + 1] = bytes([random.randrange(256)])
        elif kind == 1:
            del data[place:place + random.randint(1, 10)]
        elif kind == 2:
            data[place:place] = random.choice([
                b"\r\n", b"\0", b"\xff\xfe", b"1e999", b"-0", b"[" * 50, b'"', b"\\ud800", b"9" * 400, b"x-idempotency-key: a\r\n"])
        else:
            data[place:place] = data[place:place + random.randint(1, 40)]
    return bytes(data)


def raw_request():
    """One request as bytes: its body, its headers, or all of it is hurt."""
    body = json.dumps(ORDER).encode()
    kind = random.randrange(5)
    if kind == 0:
        body = mutated(body)
    elif kind == 1:
        body = random.randbytes(random.randint(0, 300))
    elif kind == 2:
        body = body + b" " * random.randint(60_000, 200_000)
    fields = [b"Host: x", b"Content-Length: %d" % len(body)]
    fields.append(random.choice([
        b"Content-Type: application/json", b"Content-Type: text/plain", b"Content-Type:", b"content-type: application/json; charset=\xff"]))
    key = random.choice([None, b"", b" ", b"k%d" % random.randrange(20), b"\xc3\xa4", b"k" * 300, b"a\tb"])
    if key is not None:
        fields.append(b"X-Idempotency-Key: " + key)
    if random.random() < 0.1:
        fields.append(random.choice([
            b"Transfer-Encoding: chunked", b"Content-Length: -1", b"Expect: 100-continue", b"Connection: close", b"A" * 9_000 + b": b"]))
    line = random.choice([
        b"POST /orders HTTP/1.1", b"POST /orders HTTP/1.1", b"POST //orders/?a=%zz HTTP/1.1", b"GET /orders/%00 HTTP/1.1",
        b"GET /orders?customerId=%ff&limit=99999999999999999999 HTTP/1.1", b"POST /orders/x/cancel HTTP/1.1", b"BREW /orders HTTP/1.1"])
    text = line + b"\r\n" + b"\r\n".join(fields) + b"\r\n\r\n" + body
    return mutated(text) if kind == 4 else text


def raw(count):
    """Sends texts that are hardly HTTP; the status of each, where there was one."""
    statuses = {}
    for _ in range(count):
        status = "none"
        try:
            with socket.create_connection((host, int(port)), timeout=1) as connection:
                connection.sendall(raw_request())
                connection.shutdown(socket.SHUT_WR)
                answer = connection.recv(65_536)
                if match := re.match(rb"HTTP/1\.1 (\d+)", answer):
                    status = match[1].decode()
        except OSError:
            pass
        statuses[status] = statuses.get(status, 0) + 1
    return statuses


def value(text):
    with sqlite3.connect(database) as connection:
        return connection.execute(text).fetchone()[0]


wait_until_ready()
# Whoever asks too early whether it is ready is told 503.
earlier = metrics()
failures = []
# Most of the valid ones first; then all operations, with what is wrong too.
codes = [
    generated(wanted // 3, "--mode", "positive", "--phases", "fuzzing", "--include-operation-id", "placeOrder"),
    generated(wanted // 5, "--mode", "negative", "--phases", "fuzzing", "--include-operation-id", "placeOrder"),
    generated(wanted // 20, "--mode", "all", "--phases", "coverage,fuzzing"),
]
if any(codes):
    failures.append("schemathesis has found an answer that the document does not allow")
made = sum(metrics(earlier).values())
hurt = raw(max(2_000, wanted - made))
print("raw requests:", hurt)
answers = metrics(earlier)
# Many of the raw ones are refused before they reach a route.
total = made + sum(hurt.values())
print("answers:", dict(sorted(answers.items())), "of", total, "seed", seed)
if server.poll() is not None:
    failures.append(f"the service has ended: {server.returncode}")
if any(count and status.startswith("5") for counts in (answers, hurt) for status, count in counts.items()):
    failures.append("there was a 5xx")
if total < wanted:
    failures.append(f"{total} requests instead of {wanted}")
if answers.get("201", 0) * 5 < total:
    failures.append("fewer than a fifth were valid")
deadline = time.time() + 120
while time.time() < deadline and value("SELECT count(*) FROM orders WHERE status IN "
                                       "('PENDING', 'INVENTORY_RESERVED', 'PAYMENT_PROCESSED', 'COMPENSATING')"):
    time.sleep(0.2)
orders, keys = value("SELECT count(*) FROM orders"), value("SELECT count(*) FROM idempotency_record")
print(f"{orders} orders, {keys} keys")
# A replay is answered 201 too, and makes none.
if not keys <= orders <= answers.get("201", 0):
    failures.append(f"{answers.get('201')} answers of 201, and {orders} orders")
if value("SELECT count(*) FROM orders WHERE status NOT IN ('COMPLETED', 'FAILED', 'CANCELLED')"):
    failures.append("some orders do not end")
completed = value("SELECT ifnull(sum(total), 0) FROM orders WHERE status = 'COMPLETED'")
money = value("SELECT ifnull(sum(CASE kind WHEN 'CAPTURE' THEN amount ELSE -amount END), 0) FROM payment")
pieces = value("SELECT sum(stock + reserved + sold) FROM inventory")
if completed != money or pieces != 400_000_003 or value("SELECT sum(reserved) FROM inventory"):
    failures.append(f"the books do not balance: {completed} {money} {pieces}")
server.send_signal(signal.SIGTERM)
if server.wait(20) != 0:
    failures.append("the service does not end in order")
print("\n".join(failures) or "all holds")
sys.exit(bool(failures))
