import { appendFileSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import type { JsonRpcProvider } from "ethers";
import { keccak256 } from "ethers";
import { z } from "zod";
import { GridError } from "../grid-error.ts";

const chainFile = z.strictObject({ chainId: z.int(), genesisHash: z.string(), fromBlock: z.int() });

/** The chain that a deployment began on. */
export type DeploymentChain = z.output<typeof chainFile>;

/**
 * The chain that this folder's deployment began on: noted down now, or when it began.
 *
 * A development chain that was started anew has another first block, or does not know the first transaction; what the folder
 * remembers of the old one is then dropped. On any other chain another first block is an error.
 */
export async function openDeploymentFolder(
  folder: string,
  provider: JsonRpcProvider,
  isDevelopment: boolean,
): Promise<DeploymentChain> {
  const chain = await describeChain(provider);
  const file = path.join(folder, "chain.json");
  if (existsSync(file)) {
    const begun = chainFile.parse(JSON.parse(readFileSync(file, "utf8")));
    const isSame = begun.chainId === chain.chainId && begun.genesisHash === chain.genesisHash;
    if (isSame && !(isDevelopment && (await isForgotten(folder, provider)))) return begun;
    if (!isDevelopment) throw new ChainChangedError(folder, begun.chainId, chain.chainId);
    rmSync(folder, { recursive: true });
  }
  mkdirSync(folder, { recursive: true });
  writeFileSync(file, `${JSON.stringify(chain)}\n`);
  return chain;
}

/** Development chains that start at a fixed time have the same first block each time. */
async function isForgotten(folder: string, provider: JsonRpcProvider): Promise<boolean> {
  const [first] = sentTo(folder);
  return first !== undefined && (await provider.getTransaction(keccak256(first))) === null;
}

async function describeChain(provider: JsonRpcProvider): Promise<DeploymentChain> {
  const [{ chainId }, genesis, latest] = await Promise.all([
    provider.getNetwork(),
    provider.getBlock(0),
    provider.getBlockNumber(),
  ]);
  return { chainId: Number(chainId), genesisHash: genesis?.hash ?? "unknown", fromBlock: latest + 1 };
}

/** Notes down a signed transaction before it is sent. */
export function noteSent(folder: string, signed: string): void {
  appendFileSync(path.join(folder, "sent.txt"), `${signed}\n`);
}

/** The signed transactions that were noted down but that Ignition's journal does not know: the process died in between. */
export function sentUnknown(folder: string): string[] {
  const journal = readIfThere(path.join(folder, "journal.jsonl"));
  return sentTo(folder).filter((one) => !journal.includes(keccak256(one)));
}

/** How many transactions were noted down. */
export function sentCount(folder: string): number {
  return sentTo(folder).length;
}

function sentTo(folder: string): string[] {
  return readIfThere(path.join(folder, "sent.txt"))
    .split("\n")
    .filter((signed) => signed !== "");
}

function readIfThere(file: string): string {
  return existsSync(file) ? readFileSync(file, "utf8") : "";
}

/** The folder holds a deployment to another chain. */
export class ChainChangedError extends GridError {
  override readonly name = "ChainChangedError";

  constructor(folder: string, begunOn: number, chainId: number) {
    super(
      begunOn === chainId
        ? `${folder} holds a deployment to another chain with the same id ${chainId}.`
        : `${folder} holds a deployment to chain ${begunOn}, but this is chain ${chainId}.`,
      {
        hint: "Check the RPC endpoint; to begin a new deployment, choose another network name or move that folder away.",
      },
    );
  }
}
