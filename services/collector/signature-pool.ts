import { Worker } from "node:worker_threads";
import { CLAIM_BYTES } from "./check-signatures.ts";

/** Claims that one turn takes: a few milliseconds. */
const CLAIMS_PER_TURN = 64;

/** This file's name ends as that of the worker does: .ts here, .js in the package. */
const WORKER = new URL(`./signature-worker${import.meta.url.slice(-3)}`, import.meta.url);

interface Turn {
  readonly claims: Uint8Array;
  readonly resolve: (results: Uint8Array) => void;
  readonly reject: (error: Error) => void;
}

/** Checks signatures off the main thread. */
export interface SignaturePool {
  /** Results for the claims of somebody, in order: 1 for good ones. All who ask take turns. */
  readonly check: (source: string, claims: Uint8Array) => Promise<Uint8Array>;
  readonly close: () => Promise<void>;
}

/**
 * Starts threads that check signatures. Those who wait take turns by who they are, so that one who sends a flood delays
 * another one by a turn, not by the flood.
 */
export function createSignaturePool(threadCount: number): SignaturePool {
  const waiting = new Map<string, Turn[]>();
  const idle: Worker[] = [];
  const busy = new Map<Worker, Turn>();
  let isClosed = false;

  const dispatch = (): void => {
    for (let worker = idle.pop(); worker !== undefined; worker = idle.pop()) {
      const turn = takeTurn(waiting);
      if (turn === undefined) {
        idle.push(worker);
        return;
      }
      busy.set(worker, turn);
      worker.postMessage(turn.claims);
    }
  };
  const start = (): void => {
    const worker = new Worker(WORKER);
    worker.on("message", (results: Uint8Array) => {
      busy.get(worker)?.resolve(results);
      busy.delete(worker);
      idle.push(worker);
      dispatch();
    });
    worker.on("error", (error) => {
      busy.get(worker)?.reject(error as Error);
    });
    worker.on("exit", () => {
      busy.get(worker)?.reject(new Error("A thread that checks signatures has ended."));
      busy.delete(worker);
      const index = idle.indexOf(worker);
      if (index >= 0) idle.splice(index, 1);
      if (!isClosed) start();
    });
    worker.unref();
    idle.push(worker);
    dispatch();
  };
  for (let count = 0; count < threadCount; ++count) start();

  const workers = () => [...idle, ...busy.keys()];
  return {
    check: async (source, claims) => {
      const results = split(claims).map(
        (part) =>
          new Promise<Uint8Array>((resolve, reject) => {
            const turns = waiting.get(source) ?? [];
            waiting.set(source, [...turns, { claims: part, resolve, reject }]);
          }),
      );
      dispatch();
      return Buffer.concat(await Promise.all(results));
    },
    close: async () => {
      isClosed = true;
      await Promise.all(workers().map((worker) => worker.terminate()));
    },
  };
}

/** The first turn of whoever waits longest; if there are more, they come after everybody else's. */
function takeTurn(waiting: Map<string, Turn[]>): Turn | undefined {
  for (const [source, [turn, ...rest]] of waiting) {
    waiting.delete(source);
    if (rest.length > 0) waiting.set(source, rest);
    return turn;
  }
  return undefined;
}

function split(claims: Uint8Array): Uint8Array[] {
  const size = CLAIMS_PER_TURN * CLAIM_BYTES;
  const count = Math.ceil(claims.length / size);
  return Array.from({ length: count }, (_, index) => claims.slice(index * size, (index + 1) * size));
}
