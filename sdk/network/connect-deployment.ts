import type { JsonRpcProvider, Provider } from "ethers";
import { AbiCoder } from "ethers";
import { GridError } from "../grid-error.ts";
import type { AddressBook } from "./address-book.ts";
import type { Grid } from "./grid.ts";
import { connectGrid } from "./grid.ts";
import type { RpcEndpoint } from "./rpc-endpoint.ts";
import { connectRpc, hostOf } from "./rpc-endpoint.ts";

/** What functions need that read the contracts: the contracts, connected for reading, and where and since when they are. */
export interface GridSource {
  readonly provider: Provider;
  readonly book: AddressBook;
  readonly grid: Grid;
}

/** A chain, the contracts on it and the book that says where they are. */
export interface Deployment extends RpcEndpoint, GridSource {
  readonly provider: JsonRpcProvider;
}

/**
 * Connects to the contracts of an address book, and makes sure that they are there.
 *
 * @throws {RpcUnreachableError} When no Ethereum node answers
 * @throws {WrongChainError} When the endpoint serves another chain than the book's
 * @throws {ContractsMissingError} When there are no contracts of the grid at the book's addresses
 */
export async function connectDeployment(url: string, book: AddressBook): Promise<Deployment> {
  const { provider, chainId } = await connectRpc(url);
  if (chainId !== BigInt(book.chainId)) throw new WrongChainError(book, url, chainId);
  const grid = connectGrid(book.contracts, provider);
  if (!(await isDirectory(grid, book))) {
    provider.destroy();
    throw new ContractsMissingError(book);
  }
  return { provider, chainId, book, grid };
}

/** Fails when an address has no code: a call to it would succeed and do nothing. */
export async function requireCode(provider: JsonRpcProvider, book: AddressBook, addresses: readonly string[]) {
  const codes = await Promise.all([...new Set(addresses)].map((address) => provider.getCode(address)));
  if (codes.includes("0x")) throw new ContractsMissingError(book);
}

/** The Directory's schedule tells in one small answer that it is there and that it is this deployment's. */
async function isDirectory(grid: Grid, { schedule }: AddressBook): Promise<boolean> {
  const data = grid.Directory.interface.encodeFunctionData("schedule");
  const result = await grid.Directory.runner?.provider?.call({ to: grid.Directory.target, data });
  return (
    result === AbiCoder.defaultAbiCoder().encode(["uint40", "uint24"], [schedule.startSeconds, schedule.lengthSeconds])
  );
}

/** The endpoint serves another chain than the one that the contracts are on. */
export class WrongChainError extends GridError {
  override readonly name = "WrongChainError";

  constructor(book: AddressBook, url: string, chainId: bigint) {
    super(
      `The contracts of network ${book.network} are on chain ${book.chainId}, but the RPC endpoint at ${hostOf(url)} serves chain ${chainId}.`,
      { hint: "Choose the network with --network, or correct its endpoint in TFGRID_RPC_URL or networks.json." },
    );
  }
}

/** The chain has no contracts of the grid at the addresses of the book. */
export class ContractsMissingError extends GridError {
  override readonly name = "ContractsMissingError";

  constructor(book: AddressBook) {
    super(
      `There are no contracts of the grid at the addresses of network ${book.network} (Directory ${book.contracts.Directory}, chain ${book.chainId}).`,
      {
        hint: `A local chain forgets everything when it stops: deploy again with \`tfgrid deploy --network ${book.network}\`. For any other chain check the RPC endpoint.`,
      },
    );
  }
}
