import { createRequire } from "node:module";
import type secp256k1Types from "secp256k1";
import { keccak256 } from "../../sdk/rules/keccak.ts";

// The package falls back to an implementation that is 25 times slower without saying so; this file of it does not.
const secp256k1 = createRequire(import.meta.url)("secp256k1/bindings") as typeof secp256k1Types;

/** Half of the curve's order: whoever recovers a key refuses an `s` above it, of two equivalent signatures one counts. */
const HALF_ORDER = Buffer.from("7fffffffffffffffffffffffffffffff5d576e7357a4501ddfe92f46681b20a0", "hex");

const DIGEST = 32;
const SIGNATURE = 65;
const ADDRESS = 20;

/** One claim: a digest, a signature, and the address that it is said to be of. */
export const CLAIM_BYTES = DIGEST + SIGNATURE + ADDRESS;

/** Writes a claim to its place among others. */
export function writeClaim(
  claims: Uint8Array,
  index: number,
  { digest, signature, address }: { digest: Uint8Array; signature: string; address: string },
): void {
  const start = index * CLAIM_BYTES;
  claims.set(digest, start);
  claims.set(Buffer.from(signature.slice(2), "hex"), start + DIGEST);
  claims.set(Buffer.from(address.slice(2), "hex"), start + DIGEST + SIGNATURE);
}

/** Tells for each claim, in order, whether the signature is good: 1 or 0. */
export function checkSignatures(claims: Uint8Array): Uint8Array {
  const results = new Uint8Array(claims.length / CLAIM_BYTES);
  for (const index of results.keys()) {
    results[index] = Number(isGood(claims.subarray(index * CLAIM_BYTES, (index + 1) * CLAIM_BYTES)));
  }
  return results;
}

function isGood(claim: Uint8Array): boolean {
  const digest = claim.subarray(0, DIGEST);
  const signature = claim.subarray(DIGEST, DIGEST + SIGNATURE - 1);
  const recovery = (claim[DIGEST + SIGNATURE - 1] ?? 0) - 27;
  if (recovery !== 0 && recovery !== 1) return false;
  if (Buffer.compare(signature.subarray(32), HALF_ORDER) > 0) return false;
  const publicKey = recover(signature, recovery, digest);
  if (publicKey === undefined) return false;
  return Buffer.compare(keccak256(publicKey.subarray(1)).subarray(12), claim.subarray(DIGEST + SIGNATURE)) === 0;
}

/** The key that signed; undefined when the numbers are no signature of any key. */
function recover(signature: Uint8Array, recovery: number, digest: Uint8Array): Uint8Array | undefined {
  try {
    return secp256k1.ecdsaRecover(signature, recovery, digest, false);
  } catch (error) {
    // The library throws plain errors with these words, and others for what would be a mistake in this file.
    if (/could not be (parsed|recover)/.test((error as Error).message)) return undefined;
    throw error;
  }
}
