// Prints the size of every contract and fails when a chain would refuse one: 24,576 bytes of code (EIP-170) and
// 49,152 bytes of creation code (EIP-3860). Reads the artifacts of the last build.
import { globSync, readFileSync } from "node:fs";
import type { Artifact } from "hardhat/types/artifacts";

const MAX_CODE = 24_576;
const MAX_CREATION_CODE = 49_152;

const contracts = globSync("artifacts/contracts/**/*.json")
  .map((file) => JSON.parse(readFileSync(file, "utf8")) as Artifact)
  .map(({ contractName, bytecode, deployedBytecode }) => ({
    name: contractName,
    code: countBytes(deployedBytecode),
    creationCode: countBytes(bytecode),
  }))
  .filter(({ code }) => code > 0)
  .sort((a, b) => b.code - a.code);

if (contracts.length === 0) throw new Error("No artifacts: run npm run build first.");

for (const { name, code, creationCode } of contracts) {
  const isTooLarge = code > MAX_CODE || creationCode > MAX_CREATION_CODE;
  if (isTooLarge) process.exitCode = 1;
  const sizes = `${format(code)} of ${format(MAX_CODE)}, creation ${format(creationCode)} of ${format(MAX_CREATION_CODE)}`;
  console.log(`${sizes}  ${name}${isTooLarge ? ": TOO LARGE" : ""}`);
}

function countBytes(hex: string): number {
  return (hex.length - "0x".length) / 2;
}

function format(bytes: number): string {
  return bytes.toLocaleString("en").padStart("49,152".length);
}
