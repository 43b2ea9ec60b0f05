import { once } from "node:events";
import type { IncomingMessage } from "node:http";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";

/** One request to a node. */
interface RpcRequest {
  readonly id: number;
  readonly method: string;
  readonly params: readonly unknown[];
}

/** A proxy between a program and a node, which sees every request. */
export interface RpcProxy {
  readonly url: string;
  /** The methods that were asked for, each once. */
  readonly methods: Set<string>;
  readonly stop: () => void;
}

export interface ProxyRules {
  /** What it does once the node has answered, before the answer goes on. */
  readonly answered?: (request: RpcRequest) => void;
  /** The error that it gives instead of passing a request on. */
  readonly refuses?: (request: RpcRequest) => string | undefined;
}

/** Starts a proxy in front of a node. */
export async function startRpcProxy(target: string, { answered, refuses }: ProxyRules = {}): Promise<RpcProxy> {
  const methods = new Set<string>();
  const handle = async (request: RpcRequest): Promise<unknown> => {
    methods.add(request.method);
    const refusal = refuses?.(request);
    if (refusal !== undefined) return { jsonrpc: "2.0", id: request.id, error: { code: -32005, message: refusal } };
    const answer = await forward(target, request);
    answered?.(request);
    return answer;
  };
  const server = createServer((incoming, response) => {
    void answerAll(incoming, handle).then((body) => {
      response.setHeader("content-type", "application/json");
      response.end(body);
    });
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, methods, stop: () => server.close() };
}

async function answerAll(
  incoming: IncomingMessage,
  handle: (request: RpcRequest) => Promise<unknown>,
): Promise<string> {
  const requests = JSON.parse(await text(incoming)) as RpcRequest | RpcRequest[];
  return JSON.stringify(Array.isArray(requests) ? await Promise.all(requests.map(handle)) : await handle(requests));
}

async function forward(target: string, request: RpcRequest): Promise<unknown> {
  const headers = { "content-type": "application/json" };
  const response = await fetch(target, { method: "POST", headers, body: JSON.stringify(request) });
  return response.json();
}
