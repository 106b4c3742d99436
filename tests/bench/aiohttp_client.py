"""A load generator in the style of the LLM benchmark tools, to compare the engine with: a coroutine
for each request, lines of the body as they come, json.loads of each, a list of instants.

    aiohttp_client.py URL CONCURRENCY REQUESTS [--ca FILE] [--stamps FILE]

Prints the chunks that bore text, the CPU seconds it took to read them, and the requests that
failed. With --stamps it writes, per request, the id of the answer and the instants of its chunks.
"""

import argparse
import asyncio
import json
import ssl
import time
from dataclasses import dataclass, field

import aiohttp

HEADERS = {"Authorization": "Bearer loopback-needs-no-key"}


@dataclass
class Output:
    success: bool = False
    text: str = ""
    generation_id: str = ""
    ttft: float = 0.0
    latency: float = 0.0
    stamps: list = field(default_factory=list)


async def request(session, url, payload):
    output = Output()
    start = time.perf_counter()
    latest = start
    try:
        async with session.post(url, json=payload, headers=HEADERS) as response:
            response.raise_for_status()
            output.generation_id = response.headers.get("X-Generation-Id", "")
            async for line in response.content:
                line = line.strip()
                if not line.startswith(b"data:"):
                    continue
                data = line[5:].strip()
                if data == b"[DONE]":
                    output.success = True
                    break
                chunk = json.loads(data)
                latest = time.perf_counter()
                choices = chunk.get("choices")
                if choices and choices[0].get("delta", {}).get("content"):
                    if not output.stamps:
                        output.ttft = latest - start
                    output.stamps.append(latest)
                    output.text += choices[0]["delta"]["content"]
            output.latency = latest - start
    except (aiohttp.ClientError, json.JSONDecodeError) as error:
        print(error)
        output.success = False
    return output


async def run(arguments):
    tls = ssl.create_default_context(cafile=arguments.ca) if arguments.ca else None
    semaphore = asyncio.Semaphore(arguments.concurrency)
    timeout = aiohttp.ClientTimeout(total=6 * 60 * 60)
    connector = aiohttp.TCPConnector(limit=0, ssl=tls)
    async with aiohttp.ClientSession(connector=connector, timeout=timeout) as session:

        async def limited(number):
            text = f"{number:08x} Tell me in a few plain words why the tide comes twice a day."
            payload = {
                "model": "a/fast",
                "stream": True,
                "max_tokens": 100000,
                "messages": [{"role": "user", "content": text}],
            }
            async with semaphore:
                return await request(session, arguments.url, payload)

        tasks = [asyncio.create_task(limited(n)) for n in range(arguments.requests)]
        return await asyncio.gather(*tasks)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("url")
    parser.add_argument("concurrency", type=int)
    parser.add_argument("requests", type=int)
    parser.add_argument("--ca")
    parser.add_argument("--stamps")
    arguments = parser.parse_args()
    cpu = time.process_time()
    outputs = asyncio.run(run(arguments))
    cpu = time.process_time() - cpu
    if arguments.stamps:
        with open(arguments.stamps, "w") as file:
            for output in outputs:
                print(json.dumps([output.generation_id, output.stamps]), file=file)
    chunks = sum(len(output.stamps) for output in outputs)
    failed = sum(not output.success for output in outputs)
    print(f"{chunks} {cpu:.4f} {failed}")


main()
