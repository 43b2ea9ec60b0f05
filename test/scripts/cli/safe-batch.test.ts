import { expect } from "chai";
import { id } from "ethers";
import type { SendContext } from "../../../scripts/cli/context.ts";
import { safeBatch } from "../../../scripts/cli/send/safe-batch.ts";

const DIRECTORY = "0x5FC8d32690cc91D4c39d9d3abcBD16989F875707";
const SAFE = "0xFABB0ac9d68B0B445fB7357272Ff202C5651694a";

const CALL = { contract: "Directory", functionName: "acceptFarm", to: DIRECTORY, value: 0n, data: "0x1234" } as const;

/** The text that Safe's Transaction Builder hashes for this batch, written out by its rules: keys first, then values. */
const CANONICAL =
  `{["chainId","createdAt","meta","transactions","version"]` +
  `"84532",1700000000000,` +
  `{["createdFromOwnerAddress","createdFromSafeAddress","description","name","txBuilderVersion"]` +
  `"","${SAFE}","Take over farm 1",null,"1.17.1",},` +
  `[{["contractInputsValues","contractMethod","data","to","value"]null,null,"0x1234","${DIRECTORY}","0",}],` +
  `"1.0",}`;

describe("a batch for Safe", () => {
  const plan = {
    steps: [{ call: CALL, summary: "Take over farm 1" }],
    answer: () => ({ document: {}, text: "" }),
  };
  const batch = safeBatch({ chainId: 84532n, sender: SAFE } as SendContext, plan, 1_700_000_000_000);

  it("holds chain, safe and calls as strings", () => {
    expect(batch.chainId).to.equal("84532");
    expect(batch.meta["createdFromSafeAddress"]).to.equal(SAFE);
    expect(batch.transactions).to.deep.equal([
      { to: DIRECTORY, value: "0", data: "0x1234", contractMethod: null, contractInputsValues: null },
    ]);
  });

  it("carries the checksum that the Transaction Builder computes", () => {
    expect(batch.meta["checksum"]).to.equal(id(CANONICAL));
  });
});
