import { expect } from "chai";
import type { Outcome } from "./tfgrid-process.ts";

/** What a person reads when a command refuses. */
export function expectRefusal({ code, out, err }: Outcome, sentence: RegExp | string): void {
  expect(code, err).to.equal(1);
  expect(out).to.equal("");
  if (typeof sentence === "string") expect(err).to.include(sentence);
  else expect(err).to.match(sentence);
}
