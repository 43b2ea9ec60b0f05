import { expect } from "chai";
import { ZodError } from "zod";
import { formatConsentFile, parseConsentFile } from "../../../sdk/directory/consent-file.ts";
import type { ConsentFile } from "../../../sdk/directory/consent-file.ts";
import { exampleRegistration } from "./directory-fixture.ts";

const KEY = "0x5FbDB2315678afecb367f032d93F642f64180aa3";

const CONSENT: ConsentFile = {
  chainId: 31337,
  directory: KEY,
  party: KEY,
  subject: { action: "joinFarm", registration: exampleRegistration(KEY) },
  nonce: 2n ** 64n,
  deadline: 1_800_000_000n,
  signature: "0x1234",
};

describe("a consent file", () => {
  for (const subject of [
    CONSENT.subject,
    { action: "moveNode", nodeId: 1, toFarmId: 2 },
    { action: "takeKey", nodeId: 1, newKey: KEY },
  ] as const) {
    it(`reads what it wrote: ${subject.action}`, () => {
      const consent = { ...CONSENT, subject };

      expect(parseConsentFile(JSON.parse(formatConsentFile(consent)))).to.deep.equal(consent);
    });
  }

  it("refuses other documents", () => {
    const document = JSON.parse(formatConsentFile(CONSENT)) as Record<string, unknown>;

    expect(() => parseConsentFile({ ...document, signature: "none" })).to.throw(ZodError, "hexadecimal");
    expect(() => parseConsentFile({ ...document, subject: { action: "giveMoney" } })).to.throw(ZodError);
    expect(() => parseConsentFile([])).to.throw(ZodError);
  });
});
