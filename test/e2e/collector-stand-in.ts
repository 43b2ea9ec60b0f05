import { once } from "node:events";
import { createServer } from "node:http";
import type { IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { z } from "zod";
import { heartbeatJson } from "../../sdk/heartbeats/heartbeat-json.ts";
import type { MemoryCollector } from "../services/node/memory-collector.ts";
import { memoryCollector } from "../services/node/memory-collector.ts";

const body = z.object({ heartbeats: z.array(heartbeatJson) });

/** A collector behind HTTP that keeps everything in memory. */
export interface CollectorStandIn {
  readonly url: string;
  readonly memory: MemoryCollector;
  readonly stop: () => void;
}

export async function startCollectorStandIn(): Promise<CollectorStandIn> {
  const memory = memoryCollector("in memory");
  const server = createServer((request, response) => {
    const answer = (status: number, document: object) => {
      response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(document));
    };
    answerTo(memory, request).then(
      (document) => {
        answer(200, document);
      },
      (error: unknown) => {
        answer(503, { error: "unavailable", message: String(error) });
      },
    );
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const stop = () => {
    server.close();
    server.closeAllConnections();
  };
  return { url: `http://127.0.0.1:${port}`, memory, stop };
}

async function answerTo(memory: MemoryCollector, request: IncomingMessage): Promise<object> {
  const [, nodeId] = /^\/v1\/nodes\/(\d+)\/latest$/.exec(request.url ?? "") ?? [];
  if (nodeId !== undefined) {
    const sequence = await memory.latestSequence(Number(nodeId));
    return sequence === 0 ? { sequence: null, sentAt: null } : { sequence, sentAt: 1 };
  }
  const { heartbeats } = body.parse(JSON.parse(await textOf(request)));
  return { results: await (request.url === "/v1/appeals" ? memory.appeal(heartbeats) : memory.post(heartbeats)) };
}

async function textOf(request: IncomingMessage): Promise<string> {
  let text = "";
  for await (const chunk of request) text += String(chunk);
  return text;
}
