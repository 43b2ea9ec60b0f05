import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import type { BaseWallet } from "ethers";
import { artifactsIn } from "../../../../sdk/deployment/artifacts.ts";
import { countTransactions, deployGrid } from "../../../../sdk/deployment/deploy-grid.ts";
import type { AddressBook } from "../../../../sdk/network/address-book.ts";
import { formatAddressBook, parseAddressBook } from "../../../../sdk/network/address-book.ts";
import type { Answer } from "../../answer.ts";
import type { ChainContext } from "../../context.ts";
import { KeyMissingError, requireFunds } from "../../funds.ts";
import { chooseSigner } from "../../keys/choose-signer.ts";
import { isDevelopmentChain } from "../../keys/development-accounts.ts";
import { confirmationsOf, deploymentsFolder, homeFolder } from "../../networks.ts";
import { fields } from "../../table.ts";
import { buildContracts } from "./build-contracts.ts";
import type { ParameterFile } from "./parameter-file.ts";
import { readParameterFile } from "./parameter-file.ts";

interface Flags {
  readonly parameters?: string;
  readonly account?: number;
  readonly dryRun?: boolean;
}

/** Deploys the grid. Repeating it changes nothing; interrupted, it goes on where it stopped. */
export async function run(context: ChainContext, flags: Flags): Promise<Answer> {
  const present = await presentDeployment(context);
  if (present !== undefined) return answerPresent(context, present);
  const parameters = readParameterFile(context, flags.parameters);
  const wallet = await deployer(context, flags.account);
  await requireFunds(context.provider, wallet.address);
  if (flags.dryRun) return answerDryRun(context, parameters, wallet);

  await buildContracts(context);
  const book = await deployWith(context, parameters, wallet);
  mkdirSync(deploymentsFolder(context), { recursive: true });
  writeFileSync(bookFile(context), formatAddressBook(book));
  return {
    document: { ...book, file: bookFile(context) },
    text: `The grid is deployed to ${context.network} (chain ${context.chainId}).\n${describe(book)}`,
    hints: [`The addresses are in ${bookFile(context)}. Look at it with: tfgrid status --network ${context.network}`],
  };
}

async function deployWith(
  context: ChainContext,
  { settings }: ParameterFile,
  wallet: BaseWallet,
): Promise<AddressBook> {
  const { network, provider, chainId, progress } = context;
  const total = countTransactions(settings);
  const confirmations = confirmationsOf(network, context);
  progress(`Deploying to ${network} (chain ${chainId}) from ${wallet.address}: ${total} transactions.`);
  return deployGrid({
    network,
    provider,
    wallet,
    settings,
    artifacts: artifactsIn(path.join(homeFolder(), "artifacts")),
    folder: path.join(deploymentsFolder(context), network),
    isDevelopment: isDevelopmentChain(chainId),
    confirmations,
    polling: provider.pollingInterval,
    onSent: (count) => progress(`Transaction ${count} of ${total} sent.`),
  });
}

/** The book of the contracts that are there already, if they are. */
async function presentDeployment(context: ChainContext): Promise<AddressBook | undefined> {
  const file = bookFile(context);
  if (!existsSync(file)) return undefined;
  const book = parseAddressBook(readFileSync(file, "utf8"), file);
  const isHere = BigInt(book.chainId) === context.chainId;
  return isHere && (await context.provider.getCode(book.contracts.FarmingRewards)) !== "0x" ? book : undefined;
}

async function deployer(context: ChainContext, account: number | undefined): Promise<BaseWallet> {
  const wallet = await chooseSigner(context, account);
  if (wallet !== undefined) return wallet;
  const first = isDevelopmentChain(context.chainId) ? await chooseSigner(context, 0) : undefined;
  if (first === undefined) throw new KeyMissingError();
  return first;
}

function answerPresent(context: ChainContext, book: AddressBook): Answer {
  const { network, chainId } = context;
  return {
    document: { ...book, file: bookFile(context) },
    text: `The grid is deployed to ${network} (chain ${chainId}) already.\n${describe(book)}`,
    hints: ["Nothing was sent."],
  };
}

function answerDryRun(
  { network, chainId }: ChainContext,
  { file, settings }: ParameterFile,
  wallet: BaseWallet,
): Answer {
  const transactions = countTransactions(settings);
  return {
    document: {
      dryRun: true,
      network,
      chainId: Number(chainId),
      parameters: file,
      sender: wallet.address,
      transactions,
    },
    text: `${wallet.address} would deploy the grid to ${network} (chain ${chainId}) with ${transactions} transactions, as ${file} says.`,
    hints: ["Nothing was sent."],
  };
}

function describe(book: AddressBook): string {
  return fields({ ...book.contracts, "first block": String(book.deployedAtBlock) });
}

function bookFile(context: ChainContext): string {
  return path.join(deploymentsFolder(context), `${context.network}.json`);
}
