import { keccak_256 } from "@noble/hashes/sha3.js";

/** Keccak-256. The one place that names the implementation: twice as fast as the one inside ethers, and as well kept. */
export function keccak256(bytes: Uint8Array): Uint8Array {
  return keccak_256(bytes);
}
