import type { ArtifactResolver, DeploymentResult, EIP1193Provider } from "@nomicfoundation/ignition-core";
import { deploy, DeploymentResultType, trackTransaction } from "@nomicfoundation/ignition-core";
import { getAddress, keccak256 } from "ethers";
import type { BaseWallet, JsonRpcProvider } from "ethers";
import { gridModule } from "../../ignition/modules/Grid.ts";
import { GridError } from "../grid-error.ts";
import type { AddressBook } from "../network/address-book.ts";
import type { ContractName } from "../network/contracts.ts";
import { CONTRACT_NAMES } from "../network/contracts.ts";
import { noteSent, openDeploymentFolder, sentCount, sentUnknown } from "./deployment-folder.ts";
import type { DeploymentSettings } from "./settings.ts";
import { signingProvider } from "./signing-provider.ts";

export interface DeployGridParameters {
  /** The network's name, as the address book will say. */
  readonly network: string;
  readonly provider: JsonRpcProvider;
  /** Deploys, begins as admin and gives everything away at the end. */
  readonly wallet: BaseWallet;
  readonly settings: DeploymentSettings;
  readonly artifacts: ArtifactResolver;
  /** Where the deployment's journal is kept, so that it can go on where it was interrupted. */
  readonly folder: string;
  /** Whether the chain may be started anew under the same name; what is remembered of the old one is then dropped. */
  readonly isDevelopment: boolean;
  /** How many blocks to wait for, the transaction's own included. */
  readonly confirmations: number;
  /** How often to ask for a new block, in milliseconds. */
  readonly polling: number;
  /** Called with the number of transactions sent so far, those of earlier runs included. */
  readonly onSent: (count: number) => void;
}

/** How many transactions a deployment needs. */
export function countTransactions(settings: DeploymentSettings): number {
  return gridModule(settings).futures.size;
}

/** Deploys the grid, or goes on with a deployment that was interrupted. Returns the address book. */
export async function deployGrid(parameters: DeployGridParameters): Promise<AddressBook> {
  const { provider, wallet, settings, folder, confirmations, polling, onSent } = parameters;
  if (wallet.address === getAddress(settings.roles.admin.account)) throw new DeployerIsAdminError(wallet.address);
  const chain = await openDeploymentFolder(folder, provider, parameters.isDevelopment);
  const signing = signingProvider(provider, wallet, (signed) => {
    noteSent(folder, signed);
    onSent(sentCount(folder));
  });
  await recoverSent(folder, signing, confirmations);
  const result = await deploy({
    config: { requiredConfirmations: confirmations, blockPollingInterval: polling },
    artifactResolver: parameters.artifacts,
    provider: signing,
    deploymentDir: folder,
    ignitionModule: gridModule(settings),
    deploymentParameters: {},
    accounts: [wallet.address],
  });
  return {
    network: parameters.network,
    chainId: chain.chainId,
    deployedAtBlock: chain.fromBlock,
    schedule: settings.schedule,
    contracts: addressesOf(result),
  };
}

/**
 * Tells Ignition of transactions that it was about to send without having written down that it did, because the process died
 * in between. Those that never left are sent now: Ignition has given their nonces away.
 */
async function recoverSent(folder: string, provider: EIP1193Provider, confirmations: number): Promise<void> {
  for (const signed of sentUnknown(folder)) {
    // A node that has the transaction already refuses it: that is as good.
    await provider.request({ method: "eth_sendRawTransaction", params: [signed] }).catch(() => undefined);
    const hash = keccak256(signed);
    const known: unknown = await provider.request({ method: "eth_getTransactionByHash", params: [hash] });
    if (known !== null) await trackTransaction(folder, hash, provider, confirmations);
  }
}

function addressesOf(result: DeploymentResult): Record<ContractName, string> {
  if (result.type !== DeploymentResultType.SUCCESSFUL_DEPLOYMENT) throw new DeploymentFailedError(result);
  const contracts = Object.values(result.contracts);
  const entries = CONTRACT_NAMES.map((name) => {
    const found = contracts.find(({ contractName }) => contractName === name);
    if (found === undefined) throw new Error(`The deployment has no contract ${name}.`);
    return [name, found.address];
  });
  return Object.fromEntries(entries) as Record<ContractName, string>;
}

/** The deployer gives up the admin role at the end; nobody would be left. */
class DeployerIsAdminError extends GridError {
  override readonly name = "DeployerIsAdminError";

  constructor(deployer: string) {
    super(
      `The account that deploys, ${deployer}, is also the admin of the parameter file, and the deployer gives that role up.`,
      {
        hint: "Deploy with another account, or name another admin: a multi-signature wallet on a network that matters.",
      },
    );
  }
}

/** Ignition could not finish. */
class DeploymentFailedError extends GridError {
  override readonly name = "DeploymentFailedError";

  constructor(result: Exclude<DeploymentResult, { type: DeploymentResultType.SUCCESSFUL_DEPLOYMENT }>) {
    super(`The deployment did not finish: ${reasons(result).join("; ")}.`, { hint: hintFor(result.type) });
  }
}

function reasons(result: Exclude<DeploymentResult, { type: DeploymentResultType.SUCCESSFUL_DEPLOYMENT }>): string[] {
  if (result.type !== DeploymentResultType.EXECUTION_ERROR) {
    return Object.entries(result.errors).map(([future, errors]) => `${future}: ${errors.join(", ")}`);
  }
  const failed = result.failed.map(({ futureId, error }) => `${futureId}: ${error}`);
  const late = result.timedOut.map(({ futureId }) => `${futureId}: its transaction is not in a block yet`);
  return [...failed, ...late];
}

function hintFor(type: DeploymentResultType): string {
  if (type === DeploymentResultType.VALIDATION_ERROR) return "Correct the parameter file.";
  return type === DeploymentResultType.RECONCILIATION_ERROR
    ? "Contracts or parameters differ from those that this deployment began with: restore them, or deploy under another network name."
    : "Run the same command again: it goes on where it stopped.";
}
