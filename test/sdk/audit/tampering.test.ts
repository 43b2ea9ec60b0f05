import { expect } from "chai";
import hre from "hardhat";
import { LogsIncompleteError } from "../../../sdk/audit/logs-incomplete-error.ts";
import { refusalOf } from "../measurements/scene.ts";
import type { Scene } from "../measurements/scene.ts";
import { closedPeriod, differencesOf } from "./audit-scene.ts";
import type { Tampering } from "./audit-scene.ts";
import {
  acceptedBatch,
  always,
  changeSignatures,
  changeTerms,
  changing,
  isBatch,
  ofNode,
  shiftTime,
  where,
  without,
} from "./tamper.ts";

const connection = await hre.network.create();
const { networkHelpers } = connection;

async function closed() {
  return closedPeriod(connection);
}

/** What is changed, and what must then be found: a part of each difference, in order. */
type Case = [what: string, tamper: (from: Scene) => Tampering, found: RegExp[]];

/** What is changed, and the error that it must end with. */
type Refusal = [what: string, tamper: (from: Scene) => Tampering, message: RegExp];

const DIFFERENCES: Case[] = [
  [
    "a byte of a chunk",
    ({ grid }) =>
      changing(
        grid.Measurements,
        "LeavesPublished",
        // The last byte of the uptime of node 1.
        where(acceptedBatch, ({ leaves, firstPosition }) =>
          firstPosition === 0n ? { leaves: `${(leaves as string).slice(0, 32)}01${(leaves as string).slice(34)}` } : {},
        ),
      ),
    [
      /^Batch 0, attempt 1: its chunks hash to 0x\w{64}; 0x\w{64} was signed\.$/,
      /^Batch 0, attempt 1: its leaves have the root 0x\w{64}; 0x\w{64} was signed\.$/,
      /^Claim of node 1, batch 0, .* paid 283\.7000000 TFT \(paid\); by the rules it is 283\.4163000 TFT \(paid\)\.$/,
    ],
  ],
  [
    "the version of a leaf",
    ({ grid }) =>
      changing(
        grid.Measurements,
        "LeavesPublished",
        where(acceptedBatch, ({ leaves }) => ({ leaves: `0x02${(leaves as string).slice(4)}` })),
      ),
    [
      /its chunks hash to/,
      /its leaves have the root/,
      /^Batch 0, position 0: this is no leaf: leaf version 2 is unknown/,
      /^Batch 0, position 1: this is no leaf/,
      /^Batch 1, position 0: .* corrects position 1 of batch 0, which is no earlier leaf of the node\.$/,
      /^Claim of node 1, .* is of no leaf: there is none at position 0 of batch 0\.$/,
      /^Claim of node 2, .* is of no leaf/,
    ],
  ],
  [
    "the number of leaves that was proposed",
    ({ grid }) =>
      changing(
        grid.Measurements,
        "MeasurementsProposed",
        where(acceptedBatch, () => ({ count: 2 })),
      ),
    [
      /^Batch 0, attempt 1: its chunks hold 3 leaves; 2 were signed\.$/,
      /^Batch 0, attempt 1: no signatures over it are in transaction 0x\w{64}, which proposed it\.$/,
    ],
  ],
  [
    "the day from which the batch is final",
    ({ grid }) =>
      changing(
        grid.Measurements,
        "MeasurementsPublished",
        where(acceptedBatch, ({ finalAt }) => ({ finalAt: (finalAt as bigint) - 60n })),
      ),
    [/^Batch 0, attempt 1: the chain says that it is final at \d+ \(.*\); by its review window it is at \d+ \(.*\)\.$/],
  ],
  [
    "who signed",
    ({ grid, stranger }) =>
      changeSignatures(grid, ([first, ...others]) => [{ ...first!, member: stranger.address }, ...others]),
    [
      /^Batch 0, attempt 1: 0x\w{40} signed, who is none of set 1\.$/,
      /^Batch 0, attempt 1: the signature of 0x\w{40} is not his over the proposal\.$/,
      /^Batch 0, attempt 1: 2 attestors signed; 3 are needed\.$/,
    ],
  ],
  [
    "one attestor's signature for another's",
    ({ grid }) =>
      changeSignatures(grid, ([first, second, third]) => [
        { ...first!, signature: second!.signature },
        second!,
        third!,
      ]),
    [/the signature of 0x\w{40} is not his over the proposal/, /2 attestors signed; 3 are needed/],
  ],
  [
    "the same attestor twice",
    ({ grid }) => changeSignatures(grid, ([first, second]) => [first!, second!, second!]),
    [/^Batch 0, attempt 1: 2 attestors signed; 3 are needed\.$/],
  ],
  [
    "how many attestors are needed",
    ({ grid }) =>
      changing(
        grid.Attestors,
        "SignerSetRotated",
        where(always, () => ({ threshold: 4 })),
      ),
    [
      /attempt 0: 3 attestors signed; 4 are needed/,
      /attempt 1: 3 attestors signed; 4 are needed/,
      /^Batch 1, attempt 0/,
    ],
  ],
  [
    "since when the attestors speak",
    ({ grid }) =>
      changing(
        grid.Attestors,
        "SignerSetRotated",
        where(always, () => ({ activeFrom: 2 ** 39 })),
      ),
    Array.from({ length: 3 }, () => /names attestor set 1; at \S+Z set none spoke\.$/),
  ],
  [
    "whom Measurements asks",
    ({ grid, stranger }) =>
      changing(
        grid.Measurements,
        "MeasurementsStarted",
        where(always, () => ({ attestors: stranger.address })),
      ),
    [/^Measurements asks the attestors of 0x\w{40}; the address book names 0x\w{40}\.$/],
  ],
  [
    "an amount",
    ({ grid }) =>
      changing(
        grid.FarmingRewards,
        "RewardSettled",
        where(ofNode(3n), ({ tft }) => ({ tft: (tft as bigint) + 1n })),
      ),
    [
      /^Claim of node 3, batch 0, .* paid 283\.7000001 TFT \(paid\); by the rules it is 283\.7000000 TFT \(paid\)\.$/,
      /^Claim of farm 2 .* is worth 283\.7000001 TFT; 283\.7000000 TFT were minted and 0\.0000000 TFT are owed\.$/,
    ],
  ],
  [
    "why a node earned nothing",
    ({ grid }) =>
      changing(
        grid.FarmingRewards,
        "RewardSettled",
        where(
          ({ nodeId, batch }) => nodeId === 2n && batch === 0n,
          () => ({ outcome: 4 }),
        ),
      ),
    [/node 2, .* paid 0\.0000000 TFT \(belowMinimumUptime\); by the rules it is 0\.0000000 TFT \(violation\)\.$/],
  ],
  [
    "a claim into two",
    ({ grid }) =>
      changing(grid.FarmingRewards, "RewardSettled", (values) =>
        values["nodeId"] === 3n ? [values, values] : [values],
      ),
    [
      /^Claim of node 3, .*: the node was settled before, with 283\.7000000 TFT in all\.$/,
      /^Claim of node 3, .* paid 283\.7000000 TFT \(paid\); by the rules it is 0\.0000000 TFT \(paid\)\.$/,
      /^Claim of farm 2 .* is worth 567\.4000000 TFT; 283\.7000000 TFT were minted and 0\.0000000 TFT are owed\.$/,
    ],
  ],
  [
    "whose claim it is",
    ({ grid }) =>
      changing(
        grid.FarmingRewards,
        "RewardSettled",
        where(ofNode(3n), () => ({ farmId: 1 })),
      ),
    [
      /the leaf's terms pay farm 2\.$/,
      /^Claim of farm 1 .* went to 0x\w{40}; the farm's payout address was 0x\w{40}\.$/,
    ],
  ],
  [
    "what was minted",
    ({ grid, otherPayout }) =>
      changing(
        grid.TFT,
        "Transfer",
        where(
          ({ to }) => to === otherPayout.address,
          ({ value }) => ({ value: (value as bigint) * 2n }),
        ),
      ),
    [/^Claim of farm 2 .* is worth 283\.7000000 TFT; 567\.4000000 TFT were minted and 0\.0000000 TFT are owed\.$/],
  ],
  [
    "to whom it was minted",
    ({ grid, otherPayout, stranger }) =>
      changing(
        grid.TFT,
        "Transfer",
        where(
          ({ to }) => to === otherPayout.address,
          () => ({ to: stranger.address }),
        ),
      ),
    [/^Claim of farm 2 .* went to 0x\w{40}; the farm's payout address was 0x\w{40}\.$/],
  ],
  [
    "a mint into two",
    ({ grid, otherPayout }) =>
      changing(grid.TFT, "Transfer", (values) => (values["to"] === otherPayout.address ? [values, values] : [values])),
    [/^Transaction 0x\w{64}: 283\.7000000 TFT were minted to 0x\w{40} for no claimed leaf\.$/],
  ],
  [
    "the mint away",
    ({ grid, otherPayout }) =>
      changing(
        grid.TFT,
        "Transfer",
        without(({ to }) => to === otherPayout.address),
      ),
    [/^Claim of farm 2 .* is worth 283\.7000000 TFT; 0\.0000000 TFT were minted and 0\.0000000 TFT are owed\.$/],
  ],
  [
    "a connection price",
    ({ grid }) => changeTerms(grid, 3n, { connectionPriceMusd: 160 }),
    [/^Claim of node 3, .* by the rules it is 141\.8500000 TFT \(paid\)\.$/],
  ],
  [
    "whom terms pay",
    ({ grid }) => changeTerms(grid, 3n, { farmId: 1 }),
    [
      /^Batch 0, position 2: the leaf of node 3 of farm 2 names terms 0, which pay farm 1\.$/,
      /^Claim of node 3, .*: the leaf's terms pay farm 1\.$/,
    ],
  ],
  [
    "the first period of terms",
    ({ grid, period }) => changeTerms(grid, 3n, { fromPeriod: period + 1 }),
    [
      /^Batch 0, position 2: the leaf of node 3 of farm 2 names terms 0, which cover periods from \d+ on, not period \d+\.$/,
      /^Claim of node 3, .*: the leaf's terms 0 do not cover the period\.$/,
    ],
  ],
  [
    "terms away",
    ({ grid }) => changing(grid.Directory, "TermsOpened", without(ofNode(3n))),
    [
      /^Batch 0, position 2: .* names terms 0, which did not exist when period \d+ began\.$/,
      /the leaf's terms 0 do not cover the period/,
    ],
  ],
  [
    "the first period that is paid",
    ({ grid }) =>
      changing(
        grid.FarmingRewards,
        "RewardsStarted",
        where(always, () => ({ firstPeriod: 2 ** 20 })),
      ),
    Array.from({ length: 4 }, () => /: this contract pays periods 1048576 to 16777215\.$/),
  ],
];

const REFUSALS: Refusal[] = [
  ["all logs", () => ({ logs: () => [] }), /the beginning of Directory is missing/],
  [
    "the first chunk",
    ({ grid }) =>
      changing(
        grid.Measurements,
        "LeavesPublished",
        without((values) => acceptedBatch(values) && values["firstPosition"] === 0n),
      ),
    /leaves of batch 0, attempt 1, of period \d+, which were published in block \d+, are missing/,
  ],
  [
    "the last chunk",
    ({ grid }) =>
      changing(
        grid.Measurements,
        "LeavesPublished",
        without((values) => acceptedBatch(values) && values["firstPosition"] === 1n),
      ),
    /leaves of batch 0, attempt 1, of period \d+, which were published in block \d+, are missing/,
  ],
  [
    "that all leaves are published",
    ({ grid }) => changing(grid.Measurements, "MeasurementsPublished", without(acceptedBatch)),
    /it has all leaves of batch 0 of period \d+, but not that they are all/,
  ],
  [
    "an attempt's proposal",
    ({ grid }) => changing(grid.Measurements, "MeasurementsProposed", without(isBatch(0n, 0n))),
    /the proposal of batch 0, attempt 0, of period \d+ is missing/,
  ],
  ["a rejection", ({ grid }) => changing(grid.Measurements, "MeasurementsRejected", without(always)), /./],
  [
    "a batch",
    ({ grid }) => ({
      logs: (logs) =>
        logs.filter((log) => {
          const event = log.address === grid.Measurements.target ? grid.Measurements.interface.parseLog(log) : null;
          return event?.args["batch"] !== 1n;
        }),
    }),
    /by them batch 1 of period \d+ is at attempt 0 after 0 rejections, not proposed, and by the contract at attempt 0 after 0 rejections, with 1 leaves published, all\./,
  ],
  [
    "a claim",
    ({ grid }) => changing(grid.FarmingRewards, "RewardSettled", without(ofNode(3n))),
    /the claim of node 3 for period \d+ is missing/,
  ],
  ["the proposing transactions", () => ({ transaction: () => null }), /transaction 0x\w{64} is missing/],
  [
    "the creation of farms",
    ({ grid }) => changing(grid.Directory, "FarmCreated", without(always)),
    /the creation of farm 1 is missing/,
  ],
];

describe("an audit behind an endpoint that changes", () => {
  for (const [what, tamper, found] of DIFFERENCES) {
    it(`${what}, finds it`, async () => {
      const from = await networkHelpers.loadFixture(closed);
      const differences = await differencesOf(from, tamper(from));
      expect(differences, differences.join("\n")).to.have.length(found.length);
      for (const [index, pattern] of found.entries()) expect(differences[index]).to.match(pattern);
    });
  }
});

describe("an audit behind an endpoint that changes the time of", () => {
  const DAY = 86_400;

  it("a proposal, finds that it came too early", async () => {
    const from = await networkHelpers.loadFixture(closed);
    const [proposed] = await from.grid.Measurements.queryFilter(from.grid.Measurements.filters.MeasurementsProposed);
    const [difference, ...others] = await differencesOf(from, shiftTime(-DAY, proposed!.blockNumber));
    expect(others).to.deep.equal([]);
    expect(difference).to.match(
      /^Batch 0, attempt 0 was proposed at \d+ \(\S+Z\); that was possible from \d+ \(\S+Z\) on\.$/,
    );
  });

  it("a rejection, finds that it came too late, and the next attempt too early", async () => {
    const from = await networkHelpers.loadFixture(closed);
    const [rejected] = await from.grid.Measurements.queryFilter(from.grid.Measurements.filters.MeasurementsRejected);
    const [late, early, ...others] = await differencesOf(from, shiftTime(3 * DAY, rejected!.blockNumber));
    expect(others).to.deep.equal([]);
    expect(late).to.match(/^Batch 0, attempt 0 was rejected at \d+ .*; that was possible before \d+ \(\S+Z\)\.$/);
    expect(early).to.match(/^Batch 0, attempt 1 was proposed at \d+ .*; that was possible from \d+ .* on\.$/);
  });

  it("a publication, finds that it came too late", async () => {
    const from = await networkHelpers.loadFixture(closed);
    const [published] = await from.grid.Measurements.queryFilter(from.grid.Measurements.filters.MeasurementsPublished);
    const differences = await differencesOf(from, shiftTime(3 * DAY, published!.blockNumber));
    expect(differences[0]).to.match(/^Batch 0, attempt 0 was published at \d+ .*; that was possible before \d+/);
  });

  it("a claim, finds that the batch was not final", async () => {
    const from = await networkHelpers.loadFixture(closed);
    const { FarmingRewards } = from.grid;
    const [claimed] = await FarmingRewards.queryFilter(FarmingRewards.filters.RewardSettled(2));
    const [difference, ...others] = await differencesOf(from, shiftTime(-DAY, claimed!.blockNumber));
    expect(others).to.deep.equal([]);
    expect(difference).to.match(/^Claim of node 3, batch 0, .* came at \S+Z; batch 0 is final at \S+Z\.$/);
  });
});

describe("an audit behind an endpoint that keeps back", () => {
  for (const [what, tamper, message] of REFUSALS) {
    it(`${what}, is refused`, async () => {
      const from = await networkHelpers.loadFixture(closed);
      const error = await refusalOf(differencesOf(from, tamper(from)));
      expect(error).to.be.instanceOf(LogsIncompleteError);
      expect(error.message).to.match(message);
    });
  }
});
