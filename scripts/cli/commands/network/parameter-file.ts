import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { getAddress } from "ethers";
import { z } from "zod";
import type { DeploymentSettings } from "../../../../sdk/deployment/settings.ts";
import { deploymentSettings } from "../../../../sdk/deployment/settings.ts";
import { GridError } from "../../../../sdk/grid-error.ts";
import type { ChainContext } from "../../context.ts";
import { developmentAddresses, isDevelopmentChain } from "../../keys/development-accounts.ts";
import { homeFolder, isOnThisMachine } from "../../networks.ts";

/** The parameter file of a deployment, and where it is. */
export interface ParameterFile {
  readonly file: string;
  readonly settings: DeploymentSettings;
}

/** Reads the file that is named, else the network's own; a development chain does with the local one. */
export function readParameterFile(context: ChainContext, named: string | undefined): ParameterFile {
  const file = named === undefined ? defaultFile(context) : path.resolve(context.folder, named);
  if (!existsSync(file)) throw new ParameterFileMissingError(file);
  const settings = parse(file);
  requirePrivateKeys(context, file, settings);
  return { file, settings };
}

function parse(file: string): DeploymentSettings {
  try {
    return deploymentSettings.parse(JSON.parse(readFileSync(file, "utf8")));
  } catch (cause) {
    throw new ParameterFileMalformedError(file, cause);
  }
}

/** Keys that everybody knows may hold roles on this machine only. */
function requirePrivateKeys(context: ChainContext, file: string, settings: DeploymentSettings): void {
  if (isOnThisMachine(context.network, context)) return;
  const { roles, attestors, verifiers, priceFeed } = settings;
  const sets = [attestors, verifiers, priceFeed.reporters];
  const named = [...Object.values(roles).map(({ account }) => account), ...sets.flatMap(({ members }) => members)];
  const known = developmentAddresses();
  const found = named.find((account) => known.includes(getAddress(account)));
  if (found !== undefined) throw new ParametersInsecureError(file, found);
}

function defaultFile({ network, chainId, progress }: ChainContext): string {
  const folder = path.join(homeFolder(), "ignition", "parameters");
  const own = path.join(folder, `${network}.json`);
  if (existsSync(own)) return own;
  if (!isDevelopmentChain(chainId)) throw new ParametersUnknownError(network);
  const local = path.join(folder, "local.json");
  progress(`There are no parameters for ${network}, so those for local chains are taken: ${local}`);
  return local;
}

/** The parameters give power to keys that everybody knows. */
export class ParametersInsecureError extends GridError {
  override readonly name = "ParametersInsecureError";

  constructor(file: string, account: string) {
    super(`The parameter file ${file} gives a role to ${account}, whose key everybody knows.`, {
      hint: "Name accounts of your own: multi-signature wallets for the roles, one account for each attestor and verifier.",
    });
  }
}

/** The parameter file is not there. */
export class ParameterFileMissingError extends GridError {
  override readonly name = "ParameterFileMissingError";

  constructor(file: string) {
    super(`There is no parameter file ${file}.`, { hint: "Check the path that --parameters names." });
  }
}

/** The parameter file cannot be used. */
export class ParameterFileMalformedError extends GridError {
  override readonly name = "ParameterFileMalformedError";

  constructor(file: string, cause: unknown) {
    const detail = cause instanceof z.ZodError ? `:\n${z.prettifyError(cause)}` : ": it is not JSON.";
    super(`The parameter file ${file} cannot be used${detail}`, {
      hint: "Correct it; ignition/parameters/local.json shows every field.",
      cause,
    });
  }
}

/** Nothing says with which parameters to deploy, and those of local chains would give the roles to keys that everybody knows. */
export class ParametersUnknownError extends GridError {
  override readonly name = "ParametersUnknownError";

  constructor(network: string) {
    super(
      `There is no parameter file for the network ${network}: ignition/parameters/${network}.json does not exist.`,
      {
        hint: "Write it after the model of ignition/parameters/local.json with your own accounts, or name one with --parameters.",
      },
    );
  }
}
