"""A server whose chat streams come in bursts: so many chunks in one write, then a pause.

    burst_server.py CHUNKS CHUNKS_PER_WRITE PAUSE_MS

The mock writes each chunk at its own instant; behind a busy gateway several arrive at once. Prints
`listening on URL` as the mock does. HTTP/1.1, chunked: each event is an HTTP chunk of its own.
"""

import asyncio
import json
import sys

CHUNKS, PER_WRITE, PAUSE = int(sys.argv[1]), int(sys.argv[2]), float(sys.argv[3]) / 1e3
HEAD = (
    b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nX-Generation-Id: gen-burst\r\n"
    b"Transfer-Encoding: chunked\r\n\r\n"
)


def framed(text):
    data = f"data: {text}\n\n".encode()
    return b"%x\r\n%s\r\n" % (len(data), data)


def event(delta, finish=None, **more):
    choice = {
        "index": 0,
        "delta": delta,
        "finish_reason": finish,
        "native_finish_reason": finish,
        "logprobs": None,
    }
    return framed(
        json.dumps(
            {
                "id": "gen-1767225600-0123456789abcdef",
                "provider": "Near",
                "model": "a/fast",
                "object": "chat.completion.chunk",
                "created": 1767225600,
                "choices": [choice],
                **more,
            },
            separators=(",", ":"),
        )
    )


TOKEN = event({"role": "assistant", "content": " harbour"})
USAGE = {"prompt_tokens": 20, "completion_tokens": CHUNKS, "total_tokens": 20 + CHUNKS, "cost": 0}
TAIL = (
    event({"role": "assistant", "content": ""}, "stop")
    + event({"role": "assistant", "content": ""}, "stop", usage=USAGE)
    + framed("[DONE]")
    + b"0\r\n\r\n"
)


class Connection(asyncio.Protocol):
    def connection_made(self, transport):
        self.transport = transport
        self.unread = b""
        self.timer = None

    def connection_lost(self, _):
        if self.timer:
            self.timer.cancel()

    def data_received(self, data):
        self.unread += data
        head, found, body = self.unread.partition(b"\r\n\r\n")
        if not found:
            return
        length = 0
        for line in head.lower().split(b"\r\n"):
            if line.startswith(b"content-length:"):
                length = int(line[15:])
        if len(body) < length:
            return
        self.unread = body[length:]
        if head.startswith(b"POST"):
            self.transport.write(HEAD)
            self.next_burst(CHUNKS, asyncio.get_running_loop().time() + PAUSE)
        else:
            self.transport.write(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}")

    def next_burst(self, left, due):
        self.timer = asyncio.get_running_loop().call_at(due, self.burst, left, due)

    def burst(self, left, due):
        count = min(left, PER_WRITE)
        left -= count
        self.transport.write(TOKEN * count + (b"" if left else TAIL))
        if left:
            self.next_burst(left, due + PAUSE)


async def main():
    loop = asyncio.get_running_loop()
    server = await loop.create_server(Connection, "127.0.0.1", 0, backlog=4096)
    port = server.sockets[0].getsockname()[1]
    print(f"listening on http://127.0.0.1:{port}/api/v1", flush=True)
    await server.serve_forever()


asyncio.run(main())
