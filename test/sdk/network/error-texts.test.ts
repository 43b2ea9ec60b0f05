import { expect } from "chai";
import type { ErrorFragment } from "ethers";
import { CONTRACTS } from "../../../sdk/network/contracts.ts";
import { ERROR_TEXTS } from "../../../sdk/network/explain-revert.ts";

/** Every error that a contract of the grid can throw, by its name. */
function allErrors(): Map<string, ErrorFragment> {
  const errors = new Map<string, ErrorFragment>();
  for (const factory of Object.values(CONTRACTS)) {
    factory.createInterface().forEachError((fragment) => errors.set(fragment.name, fragment));
  }
  return errors;
}

describe("the texts of contract errors", () => {
  it("has a sentence and a hint for every error of every contract", () => {
    const missing = [...allErrors().keys()].filter((name) => ERROR_TEXTS[name] === undefined);

    expect(missing).to.deep.equal([]);
  });

  it("has none for errors that no contract throws", () => {
    const errors = allErrors();

    expect(Object.keys(ERROR_TEXTS).filter((name) => !errors.has(name))).to.deep.equal([]);
  });

  it("names only arguments that the error has", () => {
    for (const [name, fragment] of allErrors()) {
      const names = fragment.inputs.map((input) => input.name);
      for (const text of ERROR_TEXTS[name] ?? []) {
        const placeholders = [...text.matchAll(/\{(\w+)\}/g)].map(([, placeholder]) => placeholder);
        expect(names, `${name}: ${text}`).to.include.members(placeholders);
      }
    }
  });

  it("is made of sentences", () => {
    for (const [name, [message, hint]] of Object.entries(ERROR_TEXTS)) {
      expect(message, name).to.match(/^["A-Z{\d].*\.$/);
      expect(hint, name).to.match(/^[A-Zt{].*[\w.}]$/);
    }
  });
});
