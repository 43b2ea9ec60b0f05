import type { Artifact } from "@nomicfoundation/ignition-core";
import { getBytes } from "ethers";

/** How a deployed contract compares with the build. */
export type BytecodeVerdict = "same" | "different" | "missing";

/**
 * Compares deployed code with a compiled contract, byte for byte, the compiler's metadata included. The places of immutable
 * values are left out: the constructor filled them in.
 */
export function compareBytecode(deployed: string, artifact: Artifact): BytecodeVerdict {
  if (deployed === "0x") return "missing";
  const [code, built] = [getBytes(deployed), getBytes(artifact.deployedBytecode)];
  if (code.length !== built.length) return "different";
  for (const { start, length } of Object.values(artifact.immutableReferences ?? {}).flat()) {
    code.fill(0, start, start + length);
    built.fill(0, start, start + length);
  }
  return code.every((byte, index) => byte === built[index]) ? "same" : "different";
}
