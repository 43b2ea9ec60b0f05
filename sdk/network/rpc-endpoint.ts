import { FetchRequest, JsonRpcProvider, Network } from "ethers";
import { GridError } from "../grid-error.ts";

/** How long one request may take, in milliseconds. */
const REQUEST_TIMEOUT = 30_000;

/** Requests sent in one HTTP body; public endpoints refuse larger batches. */
const REQUESTS_PER_BATCH = 10;

/** How often a local chain and any other one are asked for a new block, in milliseconds. */
const LOCAL_POLLING = 100;
const POLLING = 2_000;

/** A chain that answered. */
export interface RpcEndpoint {
  readonly provider: JsonRpcProvider;
  readonly chainId: bigint;
}

/**
 * Connects to an RPC endpoint. It is asked once, with a time limit: a provider of ethers would go on asking for ever.
 *
 * @throws {RpcUnreachableError} When nobody answers, or not as an Ethereum node does
 */
export async function connectRpc(url: string): Promise<RpcEndpoint> {
  const chainId = await askChainId(url);
  const request = new FetchRequest(url);
  request.timeout = REQUEST_TIMEOUT;
  const provider = new JsonRpcProvider(request, chainId, {
    staticNetwork: Network.from(chainId),
    batchMaxCount: REQUESTS_PER_BATCH,
    // Requests of one moment still go together; those that wait for each other do not wait longer.
    batchStallTime: 0,
    cacheTimeout: -1,
    pollingInterval: isLocal(url) ? LOCAL_POLLING : POLLING,
  });
  return { provider, chainId };
}

/** The part of an RPC url that may be shown: providers put their keys into the path. */
export function hostOf(url: string): string {
  return URL.canParse(url) ? new URL(url).host : "an address that is not a url";
}

async function askChainId(url: string): Promise<bigint> {
  const response = await ask(url);
  if (!response.ok) throw new RpcUnreachableError(url, `answered with HTTP status ${response.status}`);
  try {
    const { result } = (await response.json()) as { result: string };
    return BigInt(result);
  } catch (cause) {
    throw new RpcUnreachableError(url, "does not answer like an Ethereum node", cause);
  }
}

async function ask(url: string): Promise<Response> {
  try {
    return await fetch(url, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ jsonrpc: "2.0", id: 1, method: "eth_chainId", params: [] }),
      signal: AbortSignal.timeout(REQUEST_TIMEOUT),
    });
  } catch (cause) {
    throw new RpcUnreachableError(url, "does not answer", cause);
  }
}

function isLocal(url: string): boolean {
  return ["localhost", "127.0.0.1", "[::1]"].includes(new URL(url).hostname);
}

/** No Ethereum node answers at the url. */
export class RpcUnreachableError extends GridError {
  override readonly name = "RpcUnreachableError";

  constructor(url: string, defect: string, cause?: unknown) {
    super(`The RPC endpoint at ${hostOf(url)} ${defect}.`, {
      hint: "Start a local chain with `npm run local`, or name another endpoint in TFGRID_RPC_URL or networks.json.",
      cause,
    });
  }
}
