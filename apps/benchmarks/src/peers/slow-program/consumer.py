"""Consumes orders asynchronously and acknowledges them one at a time.

usage: consumer.py QUEUE COUNT, with the URL of the broker in AMS_BENCHMARK_URL. Ends after as many orders, or when none
has come for a while, and prints a line of JSON.
"""

import asyncio
import json
import os
import sys
import time

import aio_pika

from usage import usage

PREFETCH = 100
PATIENCE_IN_SECONDS = 30


class Counts:
    received = 0
    acknowledged = 0
    redelivered = 0
    first = 0.0
    last = 0.0


async def consume(queue, counts, wanted):
    async with queue.iterator() as messages:
        async for message in messages:
            if counts.received == 0:
                counts.first = time.perf_counter()
            counts.received += 1
            counts.redelivered += bool(message.redelivered)
            json.loads(message.body)
            await message.ack()
            counts.acknowledged += 1
            if counts.acknowledged == wanted:
                counts.last = time.perf_counter()
                return


async def consume_while_they_come(queue, counts, wanted):
    consuming = asyncio.create_task(consume(queue, counts, wanted))
    before = -1
    while not consuming.done() and counts.received > before:
        before = counts.received
        await asyncio.wait([consuming], timeout=PATIENCE_IN_SECONDS)
    if not consuming.done():
        counts.last = time.perf_counter() - PATIENCE_IN_SECONDS
        consuming.cancel()
    await asyncio.wait([consuming])
    if not consuming.cancelled():
        consuming.result()


async def main(queue_name, wanted):
    counts = Counts()
    connection = await aio_pika.connect(os.environ["AMS_BENCHMARK_URL"])
    async with connection:
        channel = await connection.channel()
        await channel.set_qos(prefetch_count=PREFETCH)
        queue = await channel.get_queue(queue_name)
        await consume_while_they_come(queue, counts, wanted)
    summary = {
        "received": counts.received,
        "processed": counts.acknowledged,
        "duplicates": counts.redelivered,
        "seconds": counts.last - counts.first,
        "usage": usage(),
    }
    print(json.dumps(summary))


asyncio.run(main(sys.argv[1], int(sys.argv[2])))
