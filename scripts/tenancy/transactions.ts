import type { BaseContract, TransactionReceipt } from "ethers";
import { readLogs } from "../../sdk/network/read-logs.ts";
import { extractPriceUpdated } from "../../sdk/oracle/report-price.ts";
import type { PriceState } from "../../sdk/rules/price.ts";
import type { TenancyRun } from "./run.ts";

/** A transaction that the escrow or the price feed tells of. */
export interface EscrowTransaction {
  /** Unix time in seconds of its block. */
  readonly timestamp: number;
  readonly receipt: TransactionReceipt;
}

/** Every transaction since the tenants came of which escrow or price feed left an event, oldest first. */
export async function listTransactions({ grid, chain, fromBlock }: TenancyRun): Promise<EscrowTransaction[]> {
  const { provider } = chain;
  const range = { fromBlock, toBlock: await provider.getBlockNumber() };
  const contracts: BaseContract[] = [grid.Escrow, grid.MedianPriceFeed];
  const addresses = await Promise.all(contracts.map((contract) => contract.getAddress()));
  const logs = await Promise.all(addresses.map((address) => readLogs(provider, { address, topics: [] }, range)));
  const hashes = new Set(logs.flat().map(({ transactionHash }) => transactionHash));
  const transactions = await Promise.all([...hashes].map((hash) => readTransaction(chain, hash)));
  return transactions.sort((a, b) => a.receipt.blockNumber - b.receipt.blockNumber);
}

async function readTransaction({ provider }: TenancyRun["chain"], hash: string): Promise<EscrowTransaction> {
  const receipt = await provider.getTransactionReceipt(hash);
  const block = receipt === null ? null : await provider.getBlock(receipt.blockNumber);
  if (receipt === null || block === null) throw new Error(`The chain has no transaction ${hash}.`);
  return { timestamp: block.timestamp, receipt };
}

/** What the price feed kept before the tenants came: the price that it was deployed with has stood since. */
export async function firstPrice({ grid, chain, fromBlock }: TenancyRun): Promise<PriceState> {
  const blockTag = fromBlock - 1;
  const [block, updatedAt, quote] = await Promise.all([
    chain.provider.getBlock(blockTag),
    grid.MedianPriceFeed.updatedAt({ blockTag }),
    grid.MedianPriceFeed.quote({ blockTag }),
  ]);
  const elapsed = BigInt(block?.timestamp ?? 0) - updatedAt;
  const { tftPerUsd, averageTftPerUsd } = quote;
  return { index: quote.index - elapsed * tftPerUsd, tftPerUsd, averageTftPerUsd, updatedAt: Number(updatedAt) };
}

/** The price that a transaction made; undefined where it made none. */
export function priceAfter({ grid }: TenancyRun, { receipt, timestamp }: EscrowTransaction): PriceState | undefined {
  const updated = extractPriceUpdated(grid, receipt);
  if (updated === undefined) return undefined;
  const { index, tftPerUsd, averageTftPerUsd } = updated;
  return { index, tftPerUsd, averageTftPerUsd, updatedAt: timestamp };
}
