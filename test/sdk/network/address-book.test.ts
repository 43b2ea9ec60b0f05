import { expect } from "chai";
import { AddressBookMalformedError, formatAddressBook, parseAddressBook } from "../../../sdk/network/address-book.ts";
import type { AddressBook } from "../../../sdk/network/address-book.ts";
import { CONTRACT_NAMES } from "../../../sdk/network/contracts.ts";
import type { ContractName } from "../../../sdk/network/contracts.ts";

const BOOK: AddressBook = {
  network: "testing",
  chainId: 31337,
  deployedAtBlock: 12,
  schedule: { startSeconds: 1_522_501_000, lengthSeconds: 2_630_880 },
  contracts: Object.fromEntries(
    CONTRACT_NAMES.map((name, index) => [name, `0x${String(index).padStart(40, "0")}`]),
  ) as Record<ContractName, string>,
};

describe("the address book", () => {
  it("reads what it wrote", () => {
    expect(parseAddressBook(formatAddressBook(BOOK), "book.json")).to.deep.equal(BOOK);
  });

  it("names the file and the field of what is wrong", () => {
    const text = JSON.stringify({ ...BOOK, contracts: { ...BOOK.contracts, TFT: undefined } });

    expect(() => parseAddressBook(text, "book.json")).to.throw(AddressBookMalformedError, /book\.json[^]*TFT/);
  });

  it("refuses what is not JSON", () => {
    expect(() => parseAddressBook("{", "book.json")).to.throw(AddressBookMalformedError, "it is not JSON");
  });

  it("refuses fields that it does not know", () => {
    const text = JSON.stringify({ ...BOOK, owner: "me" });

    expect(() => parseAddressBook(text, "book.json")).to.throw(AddressBookMalformedError, "owner");
  });
});
