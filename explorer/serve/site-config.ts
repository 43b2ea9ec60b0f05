import type { AddressBook } from "../../sdk/network/address-book.ts";
import { parseAddressBook } from "../../sdk/network/address-book.ts";

/** What the page is told by its server, as /config.json. */
export interface SiteConfig {
  readonly book: AddressBook;
}

/** The page's settings from the text of an address book. */
export function siteConfig(bookText: string): SiteConfig {
  return { book: parseAddressBook(bookText, "The address book") };
}
