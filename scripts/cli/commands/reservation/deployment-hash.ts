import { readFileSync } from "node:fs";
import path from "node:path";
import { keccak256 } from "ethers";
import type { LocalContext } from "../../context.ts";
import { FileUnreadableError } from "../../read-json.ts";

/** Says what a node is to run. */
export interface DeploymentFlags {
  readonly hash?: string;
  readonly file?: string;
}

/** The hash of what a node is to run; undefined when nothing is named. */
export function deploymentHashOf(
  { folder }: Pick<LocalContext, "folder">,
  { hash, file }: DeploymentFlags,
): string | undefined {
  if (file === undefined) return hash;
  try {
    return keccak256(readFileSync(path.resolve(folder, file)));
  } catch (cause) {
    throw new FileUnreadableError(file, "deployment", cause);
  }
}
