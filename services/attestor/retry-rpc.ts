import { setTimeout as sleep } from "node:timers/promises";
import type { JsonRpcApiProvider } from "ethers";
import { isError } from "ethers";

/** So often a request is sent before it counts as failed. */
const ATTEMPTS = 5;

/** How long to wait before the second attempt, in milliseconds; twice as long before each further one. */
const PAUSE = 100;

/** What passes: the endpoint does not answer, is overloaded, or fails for reasons that it does not tell. */
const PASSING = ["SERVER_ERROR", "TIMEOUT", "NETWORK_ERROR", "UNKNOWN_ERROR"] as const;

/**
 * Makes a provider send requests again that its endpoint failed to answer. A derivation takes thousands of requests: with an
 * endpoint that fails every third of them it would never come to an end. What a contract refuses is not asked again.
 */
export function retryRpc(provider: Pick<JsonRpcApiProvider, "send">, pause = PAUSE): void {
  const send = provider.send.bind(provider);
  provider.send = async (method, params): Promise<unknown> => {
    for (let attempt = 1; ; attempt++) {
      try {
        return await send(method, params);
      } catch (error) {
        if (attempt === ATTEMPTS || !PASSING.some((code) => isError(error, code))) throw error;
        await sleep(pause * 2 ** (attempt - 1));
      }
    }
  };
}
