import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import type { Artifact, ArtifactResolver, BuildInfo } from "@nomicfoundation/ignition-core";
import { GridError } from "../grid-error.ts";

/** The compiled contracts of a folder that Hardhat's build wrote, found by their names. */
export function artifactsIn(folder: string): ArtifactResolver {
  return {
    loadArtifact: (name) => Promise.resolve(readArtifact(folder, name)),
    getBuildInfo: (name) => Promise.resolve(readBuildInfo(folder, readArtifact(folder, name))),
  };
}

/** A compiled contract. */
export function readArtifact(folder: string, contractName: string): Artifact {
  const file = `${contractName}.sol/${contractName}.json`;
  const found = existsSync(folder) ? readdirSync(folder, { recursive: true, encoding: "utf8" }) : [];
  const match = found.find((entry) => toPosix(entry).endsWith(`/${file}`));
  if (match === undefined) throw new ArtifactMissingError(contractName, folder);
  return JSON.parse(readFileSync(path.join(folder, match), "utf8")) as Artifact;
}

/** The run of the compiler that made a contract: its input is what explorers verify. */
export function readBuildInfo(folder: string, { buildInfoId }: Artifact): BuildInfo | undefined {
  const file = path.join(folder, "build-info", `${buildInfoId ?? ""}.json`);
  return existsSync(file) ? (JSON.parse(readFileSync(file, "utf8")) as BuildInfo) : undefined;
}

function toPosix(file: string): string {
  return file.split(path.sep).join("/");
}

/** The contract was not compiled. */
class ArtifactMissingError extends GridError {
  override readonly name = "ArtifactMissingError";

  constructor(contractName: string, folder: string) {
    super(`The compiled contract ${contractName} is not in ${folder}.`, {
      hint: "Build the contracts in a checkout of the project: npm run build",
    });
  }
}
