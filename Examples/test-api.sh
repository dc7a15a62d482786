#!/usr/bin/env bash
# Starts the order service on a free port and checks with curl what it promises: a report, and exit status 0 if all holds.
#
#     Examples/test-api.sh [PROGRAM]      PROGRAM is .build/debug/order-saga if none is given
set -uo pipefail
cd "$(dirname "$0")/.."
program=$(realpath "${1:-.build/debug/order-saga}")
folder=$(mktemp -d)
server=""
url=""
passed=0
failed=0
trap '[ -z "$server" ] || kill "$server" 2>/dev/null; rm -rf "$folder"' EXIT

# start OPTION…: runs the service on the orders of this run, at $url.
start() {
    : > "$folder/out"
    "$program" serve --port 0 --database "$folder/orders.db" "$@" > "$folder/out" 2>> "$folder/log" &
    server=$!
    for _ in $(seq 200); do
        url=$(sed -n 's/^listening on //p' "$folder/out")
        [ -n "$url" ] && curl -sf "$url/health" > "$folder/health" && return
        sleep 0.05
    done
    echo "the service does not start:" >&2
    cat "$folder/log" >&2
    exit 1
}

# stop [SIGNAL]
stop() {
    kill "-${1:-TERM}" "$server"
    wait "$server" 2>/dev/null
    server=""
}

# request METHOD PATH [BODY] [HEADER…]: leaves $status, $body and the headers in $folder/headers.
request() {
    local method=$1 path=$2 data=${3:-} type="content-type: application/json" headers=()
    for header in "${@:4}"; do
        if [[ "$header" == content-type:* ]]; then type=$header; else headers+=(-H "$header"); fi
    done
    [ -z "$data" ] || headers+=(-H "$type" --data-binary @-)
    status=$(curl -s -X "$method" -o "$folder/body" -D "$folder/headers" -w '%{http_code}' "${headers[@]}" "$url$path" <<< "$data")
    body=$(cat "$folder/body")
}

# field NAME: of the last body, a text or a number.
field() { sed -n "s/.*\"$1\":\"\{0,1\}\([^,\"}]*\).*/\1/p" "$folder/body" | head -1; }

# check WHAT CONDITION…: one line of the report.
check() {
    local what=$1
    shift
    if "$@"; then
        passed=$((passed + 1))
        printf '  ok    %s\n' "$what"
    else
        failed=$((failed + 1))
        printf '  FAIL  %s\n        %s %s\n' "$what" "${status:-}" "${body:-}"
    fi
}

has() { [[ "$body" == *"$1"* ]]; }
replayed() { grep -qi '^idempotency-replayed: true' "$folder/headers"; }

# reaches ID STATUS: within ten seconds.
reaches() {
    for _ in $(seq 200); do
        request GET "/orders/$1"
        [ "$(field status)" = "$2" ] && return
        sleep 0.05
    done
    return 1
}

count() { "$program" orders --database "$folder/orders.db" --limit 100000 | wc -l; }

order='{"customerId":"customer-1","items":[{"productId":"kettle-steel","quantity":2,"price":349.99}]}'
other='{"customerId":"customer-1","items":[{"productId":"mug-blue","quantity":1,"price":13.90}]}'

echo "The four checks of the original"
start
request POST /orders "$order"
first=$(field orderId)
check "1. an order without a key is accepted: 201, PENDING, 2 x 349.99 = 699.98" \
    eval '[ "$status" = 201 ] && has "\"status\":\"PENDING\"" && has "\"totalAmount\":699.98"'
request POST /orders "$order" "x-idempotency-key: key-1"
keyed=$(field orderId)
answer=$body
check "2. an order with a key is accepted" [ "$status" = 201 ]
request POST /orders "$order" "x-idempotency-key: key-1"
check "3. the same key gives the same order, byte for byte" eval '[ "$body" = "$answer" ] && replayed'
check "   and makes no second one" [ "$(count)" = 2 ]
request POST /orders "$order" "x-idempotency-key: key-2"
check "4. a new key gives a new order" eval '[ "$status" = 201 ] && [ "$(field orderId)" != "$keyed" ]'

echo "The saga"
check "the orders are completed" eval 'reaches "$first" COMPLETED && reaches "$keyed" COMPLETED'
check "their timeline has each step" eval 'has INVENTORY_RESERVED && has PAYMENT_PROCESSED'
request POST /orders "$order" "x-idempotency-key: key-1"
check "the first response is replayed although the order has moved on" eval '[ "$body" = "$answer" ] && replayed'
request GET "/orders?customerId=customer-1&limit=2"
check "orders are listed by customer, in pages" eval '[ "$status" = 200 ] && has "\"next\":\""'
request POST "/orders/$first/cancel"
check "a completed order cannot be cancelled: 409" [ "$status" = 409 ]
request GET /orders/none
check "an unknown order: 404" [ "$status" = 404 ]

echo "Validation, each with a problem document that names the field"
# refuses STATUS WORD BODY [HEADER…]
refuses() {
    request POST /orders "${@:3}"
    check "$1  $2" eval '[ "$status" = '"$1"' ] && has "'"$2"'" && grep -qi "^content-type: application/problem+json" "$folder/headers"'
}
before=$(count)
refuses 400 /items '{"customerId":"c"}'
refuses 400 /items '{"customerId":"c","items":[]}'
refuses 400 /items/0/quantity '{"customerId":"c","items":[{"productId":"mug-blue","quantity":0,"price":1}]}'
refuses 400 /items/0/quantity '{"customerId":"c","items":[{"productId":"mug-blue","quantity":1.5,"price":1}]}'
refuses 400 /items/0/price '{"customerId":"c","items":[{"productId":"mug-blue","quantity":1,"price":-1}]}'
refuses 400 /items/0/price '{"customerId":"c","items":[{"productId":"mug-blue","quantity":1,"price":0.001}]}'
refuses 400 /items/0/productId '{"customerId":"c","items":[{"productId":"none","quantity":1,"price":1}]}'
refuses 400 /customerId '{"items":[{"productId":"mug-blue","quantity":1,"price":1}]}'
refuses 400 not-json '{"customerId":'
refuses 400 idempotency "$order" "x-idempotency-key: a b"
refuses 413 too-large "{\"customerId\":\"$(printf 'x%.0s' $(seq 70000))\"}"
refuses 415 content-type "$order" "content-type: text/plain"
check "nothing was written by these" [ "$(count)" = "$before" ]
request POST /orders '{"customerId":"c"}' "x-idempotency-key: key-3"
request POST /orders "$order" "x-idempotency-key: key-3"
check "a corrected request may use its key again" [ "$status" = 201 ]
request POST /orders "$other" "x-idempotency-key: key-1"
check "a key with another request: 422" [ "$status" = 422 ]

echo "Requests at the same time"
pids=()
for index in $(seq 20); do
    curl -s -o "$folder/same-$index" -w '%{http_code}\n' "$url/orders" -H "content-type: application/json" \
        -H "x-idempotency-key: key-4" --data-binary "$order" > "$folder/status-$index" &
    pids+=($!)
done
wait "${pids[@]}"
ids=$(cat "$folder"/same-* | grep -o '"orderId":"[^"]*"' | sort -u | wc -l)
others=$(cat "$folder"/status-* | grep -cvE '^(201|409)$')
check "20 with one key give one order, else 409 while the first is in flight" eval '[ "$ids" = 1 ] && [ "$others" = 0 ]'

echo "Compensation"
stop
start --fail process-payment=1
request POST /orders "$order"
declined=$(field orderId)
check "a declined payment: the order fails" reaches "$declined" FAILED
check "and what was reserved is released" eval 'has PaymentDeclined && has "inventory released"'
stop
start --slow send-notification=1s --fail refund-payment=1
request POST /orders "$order"
parked=$(field orderId)
reaches "$parked" PAYMENT_PROCESSED
request POST "/orders/$parked/cancel"
check "a paid order is cancelled: 202" [ "$status" = 202 ]
for _ in $(seq 100); do
    body=$("$program" parked --database "$folder/orders.db")
    has "$parked" && break
    sleep 0.05
done
check "a refund that is refused waits for a person" has "$parked  AskPersonToRefund"
"$program" parked resolve "$parked" --database "$folder/orders.db" > "$folder/resolved"
check "and goes on once that is done: the order is cancelled" reaches "$parked" CANCELLED
check "refund, then release" eval '[[ "$body" == *"refunded by hand"*"inventory released"* ]]'

echo "Restart in the middle"
stop
start --slow process-payment=30s
request POST /orders "$order" "x-idempotency-key: key-5"
answer=$body
middle=$(field orderId)
reaches "$middle" INVENTORY_RESERVED
stop KILL
start
request POST /orders "$order" "x-idempotency-key: key-5"
check "the key is remembered by the next process" eval '[ "$body" = "$answer" ] && replayed'
check "the order goes on and is completed" reaches "$middle" COMPLETED
request GET /products
check "all stock is somewhere: no order holds any" eval '[[ "$body" != *"\"reserved\":"[1-9]* ]]'
"$program" backup "$folder/copy.db" --database "$folder/orders.db" > "$folder/copied"
copied=$("$program" orders --database "$folder/copy.db" --limit 100000 | wc -l)
check "a backup beside the running service has every order" [ "$copied" = "$(count)" ]
stop

printf '\n%s checks passed, %s failed\n' "$passed" "$failed"
[ "$failed" = 0 ]
