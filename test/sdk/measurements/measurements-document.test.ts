import { expect } from "chai";
import { parseMeasurements, writeMeasurements } from "../../../sdk/measurements/measurements-document.ts";
import { DocumentMalformedError } from "../../../sdk/measurements/parse-document.ts";
import { LeafValueDoesNotFitError } from "../../../sdk/rules/leaf.ts";
import { measured } from "./scene.ts";

const DOCUMENT = {
  period: 63,
  ruleSetId: 1,
  measurements: [
    measured(1, { nruBytes: 2n ** 64n - 1n, ipSeconds: 2 ** 48 - 1 }),
    measured(2, { violation: "clockSkew", corrects: { batch: 0, position: 7 } }),
  ],
};

describe("measurements document", () => {
  it("reads what it writes, to the last digit", () => {
    expect(parseMeasurements(writeMeasurements(DOCUMENT))).to.deep.equal(DOCUMENT);
  });

  it("has one line per node, so that two files can be compared", () => {
    expect(writeMeasurements(DOCUMENT).trimEnd().split("\n")).to.have.length(4);
  });

  it("refuses an uptime that has underflowed and shows every digit of it", () => {
    const text = writeMeasurements(DOCUMENT).replace(
      '"uptimeSeconds":2630880',
      '"uptimeSeconds":"18446673260621881349"',
    );
    expect(() => parseMeasurements(text))
      .to.throw(LeafValueDoesNotFitError)
      .with.property(
        "message",
        "node 1 of farm 1: uptimeSeconds is 18446673260621881349, but a leaf holds whole numbers from 0 to 4294967295 there",
      );
  });

  it("refuses a number that JSON has rounded", () => {
    const text = writeMeasurements(DOCUMENT).replace('"uptimeSeconds":2630880', '"uptimeSeconds":18446673260621881349');
    expect(() => parseMeasurements(text)).to.throw(
      DocumentMalformedError,
      /measurements.0.uptimeSeconds: must be a whole number, beyond 2\^53 in quotation marks/,
    );
  });

  it("refuses a batch that means none in a leaf", () => {
    const text = writeMeasurements(DOCUMENT).replace('"batch":0', '"batch":65535');
    expect(() => parseMeasurements(text)).to.throw(LeafValueDoesNotFitError, /batch is 65535/);
  });

  it("refuses fields that it does not know, rather than leave out what somebody measured", () => {
    const text = writeMeasurements(DOCUMENT).replace('"violation":"none"', '"violation":"none","nru":5');
    expect(() => parseMeasurements(text)).to.throw(DocumentMalformedError, /Unrecognized key: "nru"/);
  });

  it("refuses another format, an empty list and text that is no JSON", () => {
    const text = writeMeasurements(DOCUMENT);
    for (const defect of [text.replace("-1", "-2"), '{"format":"tfgrid-measurements-1"', `${text.split("[")[0]!}[]}`]) {
      expect(() => parseMeasurements(defect), defect).to.throw(DocumentMalformedError, "This is not a file of");
    }
  });
});
