import type { Artifact } from "@nomicfoundation/ignition-core";
import { getBytes } from "ethers";

/** How a deployed contract compares with the build. */
export type BytecodeVerdict = "same" | "different" | "missing";

/**
 * Compares deployed code with a compiled contract, byte for byte, the compiler's metadata included.
 *
 * @param constructed What the constructor makes of the compiled contract. Without it the places of immutable values are left
 * out, which the constructor filled in
 */
export function compareBytecode(deployed: string, artifact: Artifact, constructed?: string): BytecodeVerdict {
  if (deployed === "0x") return "missing";
  if (constructed !== undefined) return deployed === constructed ? "same" : "different";
  const [code, built] = [getBytes(deployed), getBytes(artifact.deployedBytecode)];
  if (code.length !== built.length) return "different";
  for (const { start, length } of Object.values(artifact.immutableReferences ?? {}).flat()) {
    code.fill(0, start, start + length);
    built.fill(0, start, start + length);
  }
  return code.every((byte, index) => byte === built[index]) ? "same" : "different";
}
