import { parentPort } from "node:worker_threads";
import { checkSignatures } from "./check-signatures.ts";

// A thread that checks signatures: for every array of claims it answers with an array of results.
parentPort?.on("message", (claims: Uint8Array) => {
  parentPort?.postMessage(checkSignatures(claims));
});
