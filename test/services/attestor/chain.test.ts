import { expect } from "chai";
import hre from "hardhat";
import { developmentAccount } from "../../../scripts/cli/keys/development-accounts.ts";
import { setPowerState } from "../../../sdk/directory/set-power-state.ts";
import { setPowerTarget } from "../../../sdk/directory/set-power-target.ts";
import type { SignedHeartbeat } from "../../../sdk/heartbeats/heartbeat.ts";
import { HEARTBEAT_SECONDS } from "../../../sdk/heartbeats/heartbeat.ts";
import { acknowledgeAndWait } from "../../../sdk/reservations/acknowledge.ts";
import { cancelReservation } from "../../../sdk/reservations/cancel-reservation.ts";
import { openAndReserveAndWait } from "../../../sdk/reservations/open-and-reserve.ts";
import { periodEnd, periodStart, REAL_GRID_SCHEDULE } from "../../../sdk/rules/minting-period.ts";
import { RULE_SETS } from "../../../sdk/rules/rule-sets.ts";
import { mergeStatements } from "../../../sdk/service/merge-statements.ts";
import { previewFarm } from "../../../services/attestor/preview-farm.ts";
import { readChainFacts } from "../../../services/attestor/read-chain-facts.ts";
import { AvailabilityRefusedError } from "../../../services/attestor/state-availability.ts";
import { goToPeriod } from "../../helpers/periods.ts";
import { rejection } from "../../helpers/rejection.ts";
import { HASH, offeredNode, OPENING, REQUEST } from "../../sdk/reservations/reservation-fixture.ts";
import { Attestorship } from "./fleet.ts";
import { exampleHeartbeat, signWith, sourceOf } from "./nodes.ts";

const connection = await hre.network.create();
const { networkHelpers } = connection;
const { time } = networkHelpers;

const HOUR = 3600;

/** The key of node 1. */
const KEY = developmentAccount(31337n, 14).privateKey;

/** Node 1 serves reservation 1, which holds an address, since `period`; its first terms begin with the one after. */
async function fixture() {
  const context = await offeredNode(connection);
  const { grid, tenant, nodeKey, source } = context;
  const period = Number(await grid.Directory.currentPeriod());
  await openAndReserveAndWait(grid, tenant, { request: REQUEST, ...OPENING });
  await acknowledgeAndWait(grid, nodeKey, { reservationId: 1, deploymentHash: HASH, signature: "0x" });
  const servedFrom = Number(await grid.Escrow.settledTo(1n));
  const scope = { chainId: 31337n, directory: source.book.contracts.Directory };
  return { ...context, period, servedFrom, scope };
}

type Context = Awaited<ReturnType<typeof fixture>>;

/** What node 1 sent in a time, a heartbeat every 40 minutes, up since long. */
function heartbeats({ scope }: Context, from: number, until: number): SignedHeartbeat[] {
  const count = Math.floor((until - from) / HEARTBEAT_SECONDS) + 1;
  return Array.from({ length: count }, (_, index) => {
    const sentAt = from + index * HEARTBEAT_SECONDS;
    return signWith(KEY, exampleHeartbeat({ sequence: index + 1, sentAt, uptimeSeconds: sentAt - from + HOUR }), scope);
  });
}

async function factsOf({ source, period }: Context) {
  const toBlock = await source.provider.getBlockNumber();
  const { nodes } = await readChainFacts(source, { period, toBlock });
  return nodes.get(1)!;
}

describe("readChainFacts", () => {
  it("dates keys, power and addresses by the blocks that tell of them", async () => {
    const context = await networkHelpers.loadFixture(fixture);
    const { grid, farmer, nodeKey, tenant } = context;
    const reserved = await timeOf(grid.Reservations.queryFilter(grid.Reservations.filters.Reserved));
    await cancelReservation(grid, tenant, { reservationId: 1 });
    const cancelled = await time.latest();
    await setPowerTarget(grid, farmer, { nodeId: 1, isDown: true });
    const asked = await time.latest();
    await setPowerState(grid, nodeKey, { nodeId: 1, isDown: true });
    const down = await time.latest();

    const { keys, terms, powerEvents, ipIntervals } = await factsOf(context);
    expect(keys).to.deep.equal([{ key: nodeKey.address.toLowerCase(), from: 0, until: Number.POSITIVE_INFINITY }]);
    expect(terms.map(({ farmId, fromPeriod }) => [farmId, fromPeriod])).to.deep.equal([[1, context.period + 1]]);
    expect(powerEvents).to.deep.equal([
      [asked, "powerTarget", "down"],
      [down, "powerState", "down"],
    ]);
    expect(ipIntervals).to.deep.equal([{ from: reserved, to: cancelled }]);
  });

  it("knows of power before the period only what still holds, and of later power nothing", async () => {
    const context = await networkHelpers.loadFixture(fixture);
    const { grid, farmer, nodeKey, tenant, period } = context;
    await cancelReservation(grid, tenant, { reservationId: 1 });
    for (const isDown of [true, false, true]) await setPowerTarget(grid, farmer, { nodeId: 1, isDown });
    const asked = await time.latest();
    await setPowerState(grid, nodeKey, { nodeId: 1, isDown: true });
    const down = await time.latest();
    await goToPeriod(connection, grid, BigInt(period) + 4n);
    await setPowerTarget(grid, farmer, { nodeId: 1, isDown: false });

    const { powerEvents, ipIntervals } = await factsOf({ ...context, period: period + 1 });
    expect(powerEvents).to.deep.equal([
      [asked, "powerTarget", "down"],
      [down, "powerState", "down"],
    ]);
    expect(ipIntervals.map(({ to }) => to)).to.deep.equal([0]);
  });
});

describe("previewFarm", () => {
  it("tells what a node is about to earn, and why", async () => {
    const context = await networkHelpers.loadFixture(fixture);
    const { source, scope } = context;
    const period = context.period + 1;
    const [start, end] = [periodStart(REAL_GRID_SCHEDULE, period), periodEnd(REAL_GRID_SCHEDULE, period)];
    const sent = heartbeats(context, start, end + HEARTBEAT_SECONDS);
    const gappy = sent.filter(({ sequence }) => sequence < 100 || sequence > 110);
    const preview = (collected: readonly SignedHeartbeat[], now: number) =>
      previewFarm(source, {
        farmId: 1,
        period,
        ruleSet: RULE_SETS.proportional,
        collectors: [sourceOf("a", collected)],
        scope,
        now,
      });

    const [whole, less] = await Promise.all([preview(sent, end + HOUR), preview(gappy, end + HOUR)]);
    expect(whole.nodes[0]!.worth?.reward).to.include({ uptimePermille: 1000, outcome: "paid" });
    expect(whole.nodes[0]!.history.gaps).to.deep.equal([]);
    expect(less.nodes[0]!.worth!.reward.uptimePermille).to.equal(989);
    expect(less.nodes[0]!.history.gaps).to.have.length(1);
    expect((await preview([], end + HOUR)).nodes[0]).to.include({ measurement: undefined, worth: undefined });
  });
});

describe("stateAvailability", () => {
  let attestors: Attestorship | undefined;

  afterEach(() => attestors?.remove());

  function stating(context: Context, sent: readonly SignedHeartbeat[], index = 0) {
    attestors ??= new Attestorship(context);
    const attestor = attestors.start(index, [sourceOf("a", sent)]);
    return (changes: object = {}) => {
      const { servedFrom } = context;
      return attestor.stateAvailability({
        nodeId: 1,
        from: servedFrom,
        to: servedFrom + 5 * HOUR,
        stopIndex: 0n,
        ...changes,
      });
    };
  }

  async function refusalOf(statement: Promise<unknown>): Promise<string> {
    const refusal = await rejection(statement);
    return refusal instanceof AvailabilityRefusedError ? refusal.code : String(refusal);
  }

  it("signs what a quorum can settle with: the time that heartbeats prove", async () => {
    const context = await networkHelpers.loadFixture(fixture);
    const { servedFrom, grid } = context;
    // Two hours are missing: all but the 41 minutes that the next heartbeat proves.
    const sent = heartbeats(context, servedFrom, servedFrom + 6 * HOUR).filter(
      ({ sequence }) => sequence < 4 || sequence > 6,
    );
    await time.increaseTo(servedFrom + 6 * HOUR);
    const files = await Promise.all([0, 1, 2].map(async (index) => stating(context, sent, index)()));

    const [statement] = await mergeStatements(grid, files);
    expect(statement!.availability.servedSeconds).to.equal(5 * HOUR - (4 * HEARTBEAT_SECONDS - 2460));
  });

  it("waits for heartbeats that may still come, and then goes by what it has", async () => {
    const context = await networkHelpers.loadFixture(fixture);
    const { servedFrom } = context;
    const state = stating(context, heartbeats(context, servedFrom, servedFrom + 4 * HOUR));
    await time.increaseTo(servedFrom + 5 * HOUR + 60);
    expect(await refusalOf(state())).to.equal("dataExpected");

    await time.increaseTo(servedFrom + 5 * HOUR + 2 * HEARTBEAT_SECONDS);
    expect((await state()).availability.servedSeconds).to.be.lessThan(5 * HOUR);
  });

  it("signs only from where a stream is settled to, and for moments that the price index confirms", async () => {
    const context = await networkHelpers.loadFixture(fixture);
    const { servedFrom } = context;
    const state = stating(context, heartbeats(context, servedFrom, servedFrom + 7 * HOUR));
    await time.increaseTo(servedFrom + 8 * HOUR);

    expect(await refusalOf(state({ from: servedFrom + 1 }))).to.equal("notTiling");
    expect(await refusalOf(state({ to: servedFrom + 9 * HOUR }))).to.equal("notOver");
    expect(await refusalOf(state({ nodeId: 2 }))).to.equal("unknownNode");
    expect(await refusalOf(state({ stopIndex: 1n }))).to.equal("stopUnproven");
  });
});

async function timeOf(events: Promise<readonly { getBlock: () => Promise<{ timestamp: number }> }[]>): Promise<number> {
  const [event] = await events;
  return (await event!.getBlock()).timestamp;
}
