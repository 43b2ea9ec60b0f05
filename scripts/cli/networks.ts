import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { z } from "zod";
import { GridError } from "../../sdk/grid-error.ts";
import type { AddressBook } from "../../sdk/network/address-book.ts";
import { parseAddressBook } from "../../sdk/network/address-book.ts";
import type { LocalContext } from "./context.ts";

const LOCALHOST = "http://127.0.0.1:8545";
const LOCAL_HOSTS = ["localhost", "127.0.0.1", "[::1]"];

const networkSettings = z.strictObject({
  rpcUrl: z.url({ protocol: /^https?$/ }),
  /** So many blocks deployment waits for each of its transactions to be buried under. */
  confirmations: z.int().min(1).optional(),
});

const networksFile = z.record(z.string(), networkSettings);

type Places = Pick<LocalContext, "env" | "folder">;

/** The network that a command is for: the one that its flag names, else the environment. */
export function chosenNetwork(flag: string | undefined, { env }: Pick<LocalContext, "env">): string {
  return flag ?? env["TFGRID_NETWORK"] ?? "localhost";
}

/** The RPC endpoint of a network: TFGRID_RPC_URL, else what networks.json says, else for localhost the usual port. */
export function rpcUrlOf(network: string, { env, folder }: Places): string {
  const url = env["TFGRID_RPC_URL"] ?? readNetworks(folder)[network]?.rpcUrl;
  if (url !== undefined) return checkedUrl(url);
  if (network === "localhost") return LOCALHOST;
  throw new NetworkUnknownError(network);
}

/** How many blocks deployment waits for, the transaction's own included: one where no block is ever taken back. */
export function confirmationsOf(network: string, places: Places): number {
  return readNetworks(places.folder)[network]?.confirmations ?? (isOnThisMachine(network, places) ? 1 : 2);
}

/** Whether the network's node runs on this machine. */
export function isOnThisMachine(network: string, places: Places): boolean {
  return LOCAL_HOSTS.includes(new URL(rpcUrlOf(network, places)).hostname);
}

/** The address book of a network. */
export function readAddressBookOf(network: string, places: Places): AddressBook {
  const file = addressBookFile(network, places);
  return parseAddressBook(readFileSync(file, "utf8"), file);
}

/** The file with the address book of a network: looked for in the working folder, then in the checkout or package. */
export function addressBookFile(network: string, places: Places): string {
  const folders = [deploymentsFolder(places), path.join(homeFolder(), "deployments")];
  const file = folders.map((folder) => path.join(folder, `${network}.json`)).find(existsSync);
  if (file === undefined) throw new NotDeployedError(network);
  return file;
}

/** The checkout or package that this program is part of: the folder above it that has a package.json. */
export function homeFolder(): string {
  let folder = import.meta.dirname;
  while (!existsSync(path.join(folder, "package.json")) && path.dirname(folder) !== folder)
    folder = path.dirname(folder);
  return folder;
}

/** Where deployment keeps its journals and writes address books. */
export function deploymentsFolder({ env, folder }: Places): string {
  return path.resolve(folder, env["TFGRID_DEPLOYMENTS"] ?? "deployments");
}

function readNetworks(folder: string): z.output<typeof networksFile> {
  const file = path.join(folder, "networks.json");
  if (!existsSync(file)) return {};
  try {
    return networksFile.parse(JSON.parse(readFileSync(file, "utf8")));
  } catch (cause) {
    throw new NetworksFileMalformedError(file, cause);
  }
}

function checkedUrl(url: string): string {
  if (!/^https?:\/\//.test(url) || !URL.canParse(url)) throw new RpcUrlMalformedError();
  return url;
}

/** Nothing says where the network is. */
export class NetworkUnknownError extends GridError {
  override readonly name = "NetworkUnknownError";

  constructor(network: string) {
    super(`No RPC endpoint is known for the network ${network}.`, {
      hint: `Set TFGRID_RPC_URL, or write {"${network}": {"rpcUrl": "https://…"}} to networks.json in the working folder.`,
    });
  }
}

/** The network has no address book. */
export class NotDeployedError extends GridError {
  override readonly name = "NotDeployedError";

  constructor(network: string) {
    super(`The network ${network} has no address book: deployments/${network}.json does not exist.`, {
      hint: `Deploy with \`tfgrid deploy --network ${network}\`, or put the address book of an existing deployment there.`,
    });
  }
}

/** networks.json cannot be used. */
export class NetworksFileMalformedError extends GridError {
  override readonly name = "NetworksFileMalformedError";

  constructor(file: string, cause: unknown) {
    const detail = cause instanceof z.ZodError ? `:\n${z.prettifyError(cause)}` : ": it is not JSON.";
    super(`${file} cannot be used${detail}`, {
      hint: 'It must look like {"base-sepolia": {"rpcUrl": "https://…"}}.',
      cause,
    });
  }
}

/** The RPC url is none. Its text stays unsaid: it may hold a key. */
export class RpcUrlMalformedError extends GridError {
  override readonly name = "RpcUrlMalformedError";

  constructor() {
    super("TFGRID_RPC_URL is not an http or https url.", { hint: "Set it to something like http://127.0.0.1:8545." });
  }
}
