"""Publishes orders one at a time, each persistent, to a durable queue, and does not wait for confirms.

usage: producer.py QUEUE COUNT, with the URL of the broker in AMS_BENCHMARK_URL. Prints a line of JSON.
"""

import json
import os
import random
import sys
import time
import uuid
from datetime import datetime, timezone

import pika

from usage import usage

PERSISTENT = pika.BasicProperties(delivery_mode=2)


def order():
    return {
        "order_id": str(uuid.uuid4()),
        "ts": datetime.now(timezone.utc).isoformat(timespec="milliseconds"),
        "amount": random.randint(100, 50_000) / 100,
    }


def main(queue, count):
    connection = pika.BlockingConnection(pika.URLParameters(os.environ["AMS_BENCHMARK_URL"]))
    channel = connection.channel()
    started = time.perf_counter()
    for _ in range(count):
        channel.basic_publish(exchange="", routing_key=queue, body=json.dumps(order()), properties=PERSISTENT)
    # Returns once the broker has read what is still on its way.
    connection.close()
    seconds = time.perf_counter() - started
    print(json.dumps({"sent": count, "refused": 0, "seconds": seconds, "usage": usage()}))


main(sys.argv[1], int(sys.argv[2]))
