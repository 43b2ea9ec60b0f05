import { z } from "zod";
import { GridError } from "../grid-error.ts";
import type { PeriodSchedule } from "../rules/minting-period.ts";
import { CONTRACT_NAMES } from "./contracts.ts";
import type { ContractName } from "./contracts.ts";

const address = z.string().regex(/^0x[0-9a-fA-F]{40}$/, "must be an address: 0x and 40 hexadecimal digits");

const addressBook = z.strictObject({
  network: z.string().min(1),
  chainId: z.int().min(1),
  /** The block of the deployment's first transaction: no event of the grid is older. */
  deployedAtBlock: z.int().min(0),
  schedule: z.strictObject({ startSeconds: z.int().min(0), lengthSeconds: z.int().min(1).max(0xffffff) }),
  contracts: z.strictObject(
    Object.fromEntries(CONTRACT_NAMES.map((name) => [name, address])) as Record<ContractName, typeof address>,
  ),
});

/** Where the contracts of one network are: written once by deployment, read by everything else. */
export interface AddressBook {
  readonly network: string;
  readonly chainId: number;
  readonly deployedAtBlock: number;
  readonly schedule: PeriodSchedule;
  readonly contracts: Readonly<Record<ContractName, string>>;
}

/** Reads the text of an address book. */
export function parseAddressBook(text: string, source: string): AddressBook {
  try {
    return addressBook.parse(JSON.parse(text));
  } catch (cause) {
    throw new AddressBookMalformedError(source, cause);
  }
}

/** The text of an address book. */
export function formatAddressBook(book: AddressBook): string {
  return `${JSON.stringify(addressBook.parse(book), undefined, 2)}\n`;
}

/** The file is not an address book. */
export class AddressBookMalformedError extends GridError {
  override readonly name = "AddressBookMalformedError";

  constructor(source: string, cause: unknown) {
    const detail = cause instanceof z.ZodError ? `:\n${z.prettifyError(cause)}` : ": it is not JSON.";
    super(`${source} is not an address book${detail}`, {
      hint: "Restore the file that `tfgrid deploy` wrote.",
      cause,
    });
  }
}
