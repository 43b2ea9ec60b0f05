import { expect } from "chai";
import { parseBytes, SizeMalformedError } from "../../../sdk/directory/parse-bytes.ts";

describe("sizes as people write them", () => {
  const sizes: [text: string, bytes: bigint][] = [
    ["0", 0n],
    ["34359738368", 34_359_738_368n],
    ["64GiB", 64n * 2n ** 30n],
    ["64 gib", 64n * 2n ** 30n],
    ["1 TB", 10n ** 12n],
    ["1.5TB", 1_500_000_000_000n],
    ["0.000001 KB", 0n],
    ["2.25 TiB", 2_473_901_162_496n],
  ];
  for (const [text, bytes] of sizes) {
    it(`reads ${text} as ${bytes} bytes`, () => {
      expect(parseBytes(text)).to.equal(bytes);
    });
  }

  for (const text of ["", "GiB", "-1", "1,5TB", "1e9", "64 giga", "1.2345678 TB"]) {
    it(`refuses "${text}"`, () => {
      expect(() => parseBytes(text)).to.throw(SizeMalformedError, `"${text}" is not a size.`);
    });
  }
});
