import { computeAddress, toBeHex } from "ethers";

export const BENCHMARK_SCOPE = { chainId: 31_337n, directory: "0x5FbDB2315678afecb367f032d93F642f64180aa3" };

/** Some moment in the middle of a period, unix time in seconds. */
export const BENCHMARK_NOW = 1_790_000_000;

const KEYS = 50;
const addresses = Array.from({ length: KEYS }, (_, index) => computeAddress(benchmarkKey(index)).toLowerCase());

/** The key of a node; several share one, because it takes long to derive their addresses. */
export function benchmarkKey(nodeId: number): string {
  return toBeHex((nodeId % KEYS) + 1, 32);
}

export function benchmarkAddress(nodeId: number): string {
  return addresses[nodeId % KEYS] ?? "";
}
