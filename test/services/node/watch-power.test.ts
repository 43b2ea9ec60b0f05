import { expect } from "chai";
import hre from "hardhat";
import { NodeServedElsewhereError } from "../../../services/node/watch-power.ts";
import { setPowerStateAndWait } from "../../../sdk/directory/set-power-state.ts";
import { setPowerTargetAndWait } from "../../../sdk/directory/set-power-target.ts";
import { rejection } from "../../helpers/rejection.ts";
import { offeredNode } from "../../sdk/reservations/reservation-fixture.ts";
import { startWatch } from "./chain-watch.ts";
import { temporaryFolders } from "./temporary-folder.ts";

const connection = await hre.network.create();
const { networkHelpers } = connection;

async function fixture() {
  return offeredNode(connection);
}

describe("the agent's power", () => {
  const emptyFolder = temporaryFolders();

  async function watched() {
    const context = await networkHelpers.loadFixture(fixture);
    const folder = emptyFolder();
    const { grid, farmer } = context;
    const ask = (isDown: boolean) => setPowerTargetAndWait(grid, farmer, { nodeId: 1, isDown });
    const isDown = async () => (await grid.Directory.nodeOf(1)).isDown;
    return { ...context, folder, watch: startWatch(context.source, context.nodeKey, folder), ask, isDown };
  }

  it("goes down when the farmer asks, after the hook, and up again", async () => {
    const { watch, ask, isDown } = await watched();
    expect(await watch.lookAtPower()).to.be.false;
    await ask(true);

    expect(await watch.lookAtPower()).to.be.true;
    expect(await isDown()).to.be.true;
    expect(watch.hook.events).to.deep.equal([{ kind: "power", key: "1-power-1", nodeId: 1, isDown: true }]);
    expect(await watch.lookAtPower()).to.be.true;
    await ask(false);
    expect(await watch.lookAtPower()).to.be.false;
    expect(await isDown()).to.be.false;
    await ask(true);
    await watch.lookAtPower();
    expect(watch.hook.events.map(({ key }) => key)).to.deep.equal(["1-power-1", "1-power-2"]);
  });

  it("stays up while the hook refuses", async () => {
    const { watch, ask, isDown } = await watched();
    watch.hook.failing = "power";
    await ask(true);

    expect(await watch.lookAtPower()).to.be.false;
    expect(await isDown()).to.be.false;
    await ask(false);
    expect(await watch.lookAtPower()).to.be.false;
  });

  it("does not run the hook again when only the chain did not answer", async () => {
    const { watch, source, stranger, nodeKey, ask, isDown, folder } = await watched();
    await ask(true);
    watch.state.change({ power: { key: "1-power-1", isHookDone: true } });
    const again = startWatch(source, nodeKey, folder);

    expect(await again.lookAtPower()).to.be.true;
    expect(again.hook.events).to.deep.equal([]);
    expect(await isDown()).to.be.true;
    const foreign = startWatch(source, stranger, emptyFolder());
    expect(await rejection(foreign.lookAtPower())).to.be.instanceOf(NodeServedElsewhereError);
  });

  it("says that it is up when it starts while the chain says down", async () => {
    const { watch, grid, nodeKey, ask, isDown } = await watched();
    await ask(true);
    await setPowerStateAndWait(grid, nodeKey, { nodeId: 1, isDown: true });
    await ask(false);

    expect(await watch.lookAtPower()).to.be.false;
    expect(await isDown()).to.be.false;
    expect(watch.hook.events).to.deep.equal([]);
  });
});
