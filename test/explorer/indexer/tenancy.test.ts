import { config } from "chai";
import fc from "fast-check";
import { expectAccounts, expectCredits, expectDelegates, expectPrice, expectStreams } from "./expect-money.ts";
import { expectNamesAndNotices, expectReservations } from "./expect-reservations.ts";
import { act, step } from "./random-steps.ts";
import { readTables } from "./read-tables.ts";
import { startIndexer } from "./start-indexer.ts";
import type { RunningIndexer } from "./start-indexer.ts";
import { newTenancy, startWorld } from "./tenancy-world.ts";
import type { TenancyWorld } from "./tenancy-world.ts";

const SEED = 20_260_331;
const RUNS = 4;
const STEPS = 80;
/** The index is compared after so many steps. */
const STRIDE = 20;

// What differs is among many digits.
config.truncateThreshold = 0;

describe("Indexer of money and reservations", function () {
  this.timeout(600_000);
  let world: TenancyWorld;
  let indexer: RunningIndexer;

  before(async () => {
    world = await startWorld();
    const { bookFile: addressBook, rpcUrl } = world;
    indexer = await startIndexer({ addressBook, rpcUrl, env: { GRID_POINTS_PER_MINUTE: "1000000" } });
    await indexer.reach(await world.provider.getBlockNumber());
  });

  after(async () => {
    await indexer?.stop();
    await world?.stop();
  });

  it("tells what the contracts tell after whatever happened, to the last digit", async () => {
    const steps = fc.array(step, { minLength: STEPS, maxLength: STEPS });
    await fc.assert(
      fc.asyncProperty(steps, async (history) => {
        const scene = { ...world, ...(await newTenancy(world)) };
        for (const [index, each] of history.entries()) {
          await act(scene, each);
          if ((index + 1) % STRIDE === 0) await expectEqual(world, indexer);
        }
      }),
      { numRuns: RUNS, seed: SEED, endOnFailure: true },
    );
  });
});

/** Everything in the index, at the latest block, against the contracts' views of that block. */
async function expectEqual({ grid, provider }: TenancyWorld, { url, reach }: RunningIndexer): Promise<void> {
  const block = (await provider.getBlock("latest"))!;
  await reach(block.number);
  const moment = { grid, tables: await readTables(url), blockTag: block.number, now: block.timestamp };
  const quote = await expectPrice(moment);
  await expectAccounts(moment, quote);
  await expectDelegates(moment);
  await expectStreams(moment, quote);
  await expectCredits(moment);
  await expectReservations(moment, quote);
  await expectNamesAndNotices(moment);
}
