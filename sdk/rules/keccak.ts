import { getBytes, keccak256 as keccak256Hex } from "ethers";

/**
 * The Keccak-256 hash of bytes, as 32 bytes.
 * All bulk hashing of the rules passes through here, so that a faster implementation replaces one line.
 */
export function keccak256(data: Uint8Array): Uint8Array {
  return getBytes(keccak256Hex(data));
}
