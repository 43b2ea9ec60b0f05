import type { Artifact } from "@nomicfoundation/ignition-core";
import { expect } from "chai";
import { compareBytecode } from "../../../sdk/deployment/compare-bytecode.ts";

const ARTIFACT = {
  deployedBytecode: "0x600000000000ff",
  immutableReferences: { "7": [{ start: 1, length: 2 }], "9": [{ start: 4, length: 1 }] },
} as unknown as Artifact;

describe("comparing deployed code with the build", () => {
  it("leaves out where immutable values stand", () => {
    expect(compareBytecode("0x60abcd00efff", ARTIFACT)).to.equal("different");
    expect(compareBytecode("0x60abcd00ef00ff", ARTIFACT)).to.equal("same");
  });

  it("compares immutable values with what the constructor makes of them", () => {
    expect(compareBytecode("0x60abcd00ef00ff", ARTIFACT, "0x60abcd00ef00ff")).to.equal("same");
    expect(compareBytecode("0x60abcd00ef00ff", ARTIFACT, "0x60abcd00ee00ff")).to.equal("different");
  });

  it("sees a single byte elsewhere", () => {
    expect(compareBytecode("0x600000000000fe", ARTIFACT)).to.equal("different");
    expect(compareBytecode("0x600000010000ff", ARTIFACT)).to.equal("different");
  });

  it("takes a contract without immutable values", () => {
    const plain = { deployedBytecode: "0x6001" } as unknown as Artifact;

    expect(compareBytecode("0x6001", plain)).to.equal("same");
  });

  it("says that nothing is there", () => {
    expect(compareBytecode("0x", ARTIFACT)).to.equal("missing");
  });
});
