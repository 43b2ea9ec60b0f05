import { expect } from "chai";
import { id } from "ethers";
import hre from "hardhat";
import { REORGANISED_BLOCKS } from "../../../services/node/watch-reservations.ts";
import { readTraffic } from "../../../services/node/read-traffic.ts";
import { openState, StateUnreadableError } from "../../../services/node/agent-state.ts";
import { depositAndWait } from "../../../sdk/escrow/deposit.ts";
import { readAccount } from "../../../sdk/escrow/read-account.ts";
import { cancelReservationAndWait } from "../../../sdk/reservations/cancel-reservation.ts";
import { openAndReserveAndWait } from "../../../sdk/reservations/open-and-reserve.ts";
import { readReservation } from "../../../sdk/reservations/read-reservation.ts";
import { resizeReservationAndWait } from "../../../sdk/reservations/resize-reservation.ts";
import { updateHashAndWait } from "../../../sdk/reservations/update-hash.ts";
import { withdrawUpdateAndWait } from "../../../sdk/reservations/withdraw-update.ts";
import { HASH, offeredNode, OPENING, REQUEST } from "../../sdk/reservations/reservation-fixture.ts";
import { writeFileSync } from "node:fs";
import path from "node:path";
import { keptHook, startWatch } from "./chain-watch.ts";
import { temporaryFolders } from "./temporary-folder.ts";

const connection = await hre.network.create();
const { networkHelpers } = connection;

/** Reservation 1 of account 1 waits for node 1. */
async function pending() {
  const context = await offeredNode(connection);
  await openAndReserveAndWait(context.grid, context.tenant, { request: REQUEST, ...OPENING });
  return context;
}

describe("the agent's reservations", () => {
  const emptyFolder = temporaryFolders();

  /** A watch over reservation 1, which runs. */
  async function running() {
    const context = await networkHelpers.loadFixture(pending);
    const folder = emptyFolder();
    const watch = startWatch(context.source, context.nodeKey, folder);
    await watch.look();
    return { ...context, watch, folder };
  }

  const stateOf = async ({ grid }: Awaited<ReturnType<typeof pending>>) => (await readReservation(grid, 1)).state;

  it("are deployed by the hook, then acknowledged, each once", async () => {
    const context = await running();
    const { watch, folder, source, nodeKey } = context;

    expect(await stateOf(context)).to.equal("active");
    expect(watch.hook.kinds()).to.deep.equal(["deploy"]);
    const [event] = watch.hook.events;
    expect(event).to.deep.include({ kind: "deploy", key: "31337-1-1-1", nodeId: 1 });
    expect(event!["reservation"]).to.deep.include({ reservationId: 1, deploymentHash: HASH, ips: ["185.206.122.3"] });
    await watch.look();
    const again = startWatch(source, nodeKey, folder);
    await again.look();
    expect([watch.hook.kinds().length, again.hook.kinds().length]).to.deep.equal([1, 0]);
  });

  it("are not acknowledged while the hook fails, and are later", async () => {
    const context = await networkHelpers.loadFixture(pending);
    const watch = startWatch(context.source, context.nodeKey, emptyFolder());
    watch.hook.failing = "deploy";
    await watch.look();
    await watch.look();

    expect(await stateOf(context)).to.equal("pending");
    expect(watch.log.messages()).to.include("The hook failed; it is run again later.");
    watch.hook.failing = undefined;
    await watch.look();
    expect(await stateOf(context)).to.equal("active");
    expect(new Set(watch.hook.events.map(({ key }) => key))).to.deep.equal(new Set(["31337-1-1-1"]));
  });

  it("get the same key when the agent was killed within the hook", async () => {
    const context = await networkHelpers.loadFixture(pending);
    const [folder, hook] = [emptyFolder(), keptHook()];
    hook.dying = "deploy";
    void startWatch(context.source, context.nodeKey, folder, hook).look();
    while (hook.events.length === 0) await new Promise((resolve) => setImmediate(resolve));
    hook.dying = undefined;
    await startWatch(context.source, context.nodeKey, folder, hook).look();

    expect(await stateOf(context)).to.equal("active");
    expect(hook.events.map(({ key }) => key)).to.deep.equal(["31337-1-1-1", "31337-1-1-1"]);
  });

  it("are removed when they were closed while a hook was interrupted", async () => {
    const context = await networkHelpers.loadFixture(pending);
    const watch = startWatch(context.source, context.nodeKey, emptyFolder());
    watch.hook.failing = "deploy";
    await watch.look();
    await cancelReservationAndWait(context.grid, context.tenant, { reservationId: 1 });
    await watch.look();

    expect(watch.hook.kinds()).to.deep.equal(["deploy", "remove"]);
    expect(watch.hook.events[1]!.key).to.equal("31337-1-1-2");
  });

  it("are changed by the hook before the change is acknowledged, and changed back when it is withdrawn", async () => {
    const context = await running();
    const { grid, tenant, watch } = context;
    const larger = { ...REQUEST.capacity, cru: 4 };
    const wish = { reservationId: 1, capacity: larger, ipv4Count: 1, deploymentHash: id("larger") };
    await resizeReservationAndWait(grid, tenant, { ...wish, mostUsdPerSecond: 10n ** 16n });
    await watch.look();
    expect(await readReservation(grid, 1)).to.deep.include({ capacity: larger, deploymentHash: id("larger") });
    expect(watch.hook.kinds()).to.deep.equal(["deploy", "update"]);

    watch.hook.failing = "update";
    await updateHashAndWait(grid, tenant, { reservationId: 1, deploymentHash: id("third") });
    await watch.look();
    await withdrawUpdateAndWait(grid, tenant, { reservationId: 1 });
    watch.hook.failing = undefined;
    await watch.look();
    const keys = watch.hook.events.map(({ kind, key }) => `${kind} ${key.split("-").at(-1)!}`);
    expect(keys).to.deep.equal(["deploy 1", "update 2", "update 3", "update 4"]);
    expect((await readReservation(grid, 1)).update).to.equal(undefined);
  });

  it("are paused, resumed, and removed when the money is used up", async () => {
    const context = await running();
    const { grid, source, tenant, watch } = context;
    const { pausesAt } = (await readAccount(source, 1)).forecasts.atPresentPrice;
    await networkHelpers.time.increaseTo(pausesAt! + 3600n);
    await watch.look();
    await watch.look();
    expect(watch.hook.kinds()).to.deep.equal(["deploy", "pause"]);

    await grid.TFT.connect(tenant).approve(grid.Escrow, 10_000_000_000n);
    await depositAndWait(grid, tenant, { accountId: 1, units: 10_000_000_000n });
    await watch.look();
    expect(watch.hook.kinds()).to.deep.equal(["deploy", "pause", "resume"]);
    const { exhaustsAt } = (await readAccount(source, 1)).forecasts.atPresentPrice;
    await networkHelpers.time.increaseTo(exhaustsAt! + 3600n);
    await watch.look();
    expect(watch.hook.kinds()).to.deep.equal(["deploy", "pause", "resume", "remove"]);
    expect(watch.hook.events.at(-1)!["reservation"]).to.deep.include({ state: "closed", reason: "exhausted" });
  });

  it("survive a reorganisation that closes, opens or takes them away", async () => {
    const context = await networkHelpers.loadFixture(pending);
    const { grid, source, tenant, nodeKey } = context;
    const watch = startWatch(source, nodeKey, emptyFolder());
    const beforeDeploying = await networkHelpers.takeSnapshot();
    await watch.look();
    const beforeCancelling = await networkHelpers.takeSnapshot();
    await cancelReservationAndWait(grid, tenant, { reservationId: 1 });
    await watch.look();
    expect(watch.hook.kinds()).to.deep.equal(["deploy", "remove"]);

    await beforeCancelling.restore();
    await watch.look();
    expect(watch.hook.kinds()).to.deep.equal(["deploy", "remove", "deploy"]);
    await beforeDeploying.restore();
    await watch.look();
    expect(await stateOf(context)).to.equal("active");
    expect(watch.hook.kinds()).to.deep.equal(["deploy", "remove", "deploy"]);
  });

  it("are found when their block was reorganised, and forgotten when it is buried", async () => {
    const context = await offeredNode(connection);
    const { grid, source, tenant, nodeKey } = context;
    const watch = startWatch(source, nodeKey, emptyFolder());
    const before = await networkHelpers.takeSnapshot();
    await networkHelpers.mine(10);
    await watch.look();
    await before.restore();
    await openAndReserveAndWait(grid, tenant, { request: REQUEST, ...OPENING });
    await networkHelpers.mine(20);
    await watch.look();
    expect(watch.hook.kinds()).to.deep.equal(["deploy"]);

    await cancelReservationAndWait(grid, tenant, { reservationId: 1 });
    await watch.look();
    await networkHelpers.mine(REORGANISED_BLOCKS);
    await watch.look();
    expect(watch.state.record(1)).to.equal(undefined);
    await watch.look();
    expect(watch.hook.kinds()).to.deep.equal(["deploy", "remove"]);
  });

  it("tell their traffic, which never falls, and repeat it when the hook fails", async () => {
    const { watch } = await running();
    const tell = (output: string) => {
      watch.hook.output = output;
      return readTraffic(watch.parts);
    };

    expect(await tell("{}")).to.deep.equal([]);
    expect(await tell('{"1": "5000", "9": "7"}')).to.deep.equal([{ reservationId: 1, bytes: 5000n }]);
    for (const bad of ['{"1": "4000"}', "nonsense", '{"1": 9000}', '{"1": "-1"}']) {
      expect(await tell(bad), bad).to.deep.equal([{ reservationId: 1, bytes: 5000n }]);
    }
    watch.hook.failing = "traffic";
    expect(await tell('{"1": "6000"}')).to.deep.equal([{ reservationId: 1, bytes: 5000n }]);
    watch.hook.failing = undefined;
    expect(await tell('{"1": "18446744073709551615"}')).to.deep.equal([{ reservationId: 1, bytes: 2n ** 64n - 1n }]);
    expect(watch.hook.events.at(-1)).to.deep.include({ kind: "traffic", reservationIds: [1] });
  });

  it("wait when the chain refuses the acknowledgement, and say why", async () => {
    const context = await networkHelpers.loadFixture(pending);
    const watch = startWatch(context.source, context.stranger, emptyFolder());
    await watch.look();

    expect(await stateOf(context)).to.equal("pending");
    expect(watch.log.lines.at(-1)!["reason"]).to.match(/Neither did node 1 sign this/);
  });

  it("need a state that can be read", () => {
    const folder = emptyFolder();
    writeFileSync(path.join(folder, "state.json"), "{}");

    expect(() => openState(folder)).to.throw(StateUnreadableError, "does not say what the agent has done");
  });
});
