import { existsSync } from "node:fs";
import path from "node:path";
import { getVerificationInformation } from "@nomicfoundation/ignition-core";
import type { Artifact, BuildInfo } from "@nomicfoundation/ignition-core";
import { GridError } from "../grid-error.ts";
import type { ContractName } from "../network/contracts.ts";
import { CONTRACTS } from "../network/contracts.ts";

/** What a block explorer asks for to show a contract's source. */
export interface ExplorerInput {
  /** The compiler's full version, "0.8.37+commit…". */
  readonly compiler: string;
  /** Source file and contract name, as the compiler knows them. */
  readonly contract: string;
  /** The encoded arguments of the constructor without 0x; undefined when the deployment's journal is elsewhere. */
  readonly constructorArguments: string | undefined;
  /** The compiler's standard JSON input. */
  readonly standardJson: BuildInfo["input"];
}

/** Puts together what explorers ask for. */
export function explorerInput(
  artifact: Artifact,
  build: BuildInfo | undefined,
  constructorArguments: string | undefined,
): ExplorerInput {
  if (build === undefined) throw new BuildInfoMissingError(artifact.contractName);
  return {
    compiler: build.solcLongVersion,
    contract: `${artifact.inputSourceName ?? artifact.sourceName}:${artifact.contractName}`,
    constructorArguments,
    standardJson: build.input,
  };
}

/** The encoded constructor arguments of a deployment's contracts by their addresses, out of its journal if that is here. */
export async function readConstructorArguments(folder: string): Promise<Map<string, string>> {
  const found = new Map<string, string>();
  if (!existsSync(path.join(folder, "journal.jsonl"))) return found;
  for await (const contract of getVerificationInformation(folder)) {
    if (typeof contract === "string") continue;
    const name = contract.contract.split(":").at(-1) as ContractName;
    const encoded = CONTRACTS[name].createInterface().encodeDeploy(contract.constructorArgs as never);
    found.set(contract.address.toLowerCase(), encoded.slice(2));
  }
  return found;
}

/** The build does not tell how it was made. */
class BuildInfoMissingError extends GridError {
  override readonly name = "BuildInfoMissingError";

  constructor(contractName: string) {
    super(`The compiler's input for ${contractName} is not among the build's files.`, {
      hint: "Build the contracts in a checkout of the project: npm run build",
    });
  }
}
