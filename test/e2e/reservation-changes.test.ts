import { readFileSync } from "node:fs";
import path from "node:path";
import { expect } from "chai";
import { Directory__factory } from "../../typechain-types/factories/contracts/directory/Directory__factory.ts";
import type { UnsignedCall } from "./contract-wallet.ts";
import { sendCalls } from "./contract-wallet.ts";
import { expectRefusal } from "./expect-refusal.ts";
import type { TestGrid } from "./grids.ts";
import { CHAINS, HASH, HOUR, SIZE, startTenancy } from "./tenancy.ts";
import type { Tenancy } from "./tenancy.ts";

const MINUTE = 60;

interface Listed {
  readonly reservationId: number;
  readonly accountId: number;
  readonly state: string;
}

interface Awaited {
  readonly stream: number;
  readonly status: string;
  readonly settledTo: number;
  readonly to?: number;
}

for (const { client, startGrid } of CHAINS) {
  describe(`tfgrid reserve for another wallet, and reservation update, against ${client}`, function () {
    this.timeout(300_000);

    let grid: TestGrid;
    let tenancy: Tenancy;
    let farm: number;
    let node: number;
    let account: number;
    let id: number;

    const show = () => tenancy.show(id);
    const list = () => grid.json<Listed[]>(`reservation list --node ${node}`);
    const bookedCores = async () => {
      const { contracts } = tenancy;
      return Number((await Directory__factory.connect(contracts["Directory"]!, grid.provider).bookedOf(node)).cru);
    };

    before(async () => {
      grid = await startGrid();
      tenancy = await startTenancy(grid, { name: "changed", country: "Arcadia" });
      ({ farm, node } = tenancy);
    });

    it("hands a newcomer's calls to another wallet, without any key", async () => {
      const { address } = grid.wallet(17);
      const command = `reserve --node ${node} ${SIZE} --hash ${HASH} --deposit 1000 --ref for-a-wallet --from ${address}`;
      const { code, out, err } = await grid.runHere(`${command} --unsigned`);
      expect(code, err).to.equal(0);
      const calls = JSON.parse(out) as UnsignedCall[];
      expect(calls.map(({ to }) => to)).to.deep.equal([tenancy.contracts["TFT"], tenancy.contracts["Escrow"]]);
      expect(await list()).to.deep.equal([]);

      await sendCalls(grid.wallet(17), calls);
      const [reservation] = await list();
      ({ accountId: account, reservationId: id } = reservation!);
      expect(reservation!.state).to.equal("pending");
      const again = await grid.runHere(`${command} --unsigned`);
      expect(again.out).to.equal(`Reservation ${id} of account ${account} has the reference "for-a-wallet" already.\n`);
    });

    it("lets the account's reservations cost more, for what follows", async () => {
      const operator = tenancy.contracts["Reservations"];
      const limits = "--max-usd 1000 --max-charge 100 --until 2200-01-01";
      await grid.json(`account approve --id ${account} --operator ${operator} ${limits} --account 17`);
      await tenancy.acknowledge(id);
      expect((await show()).state).to.equal("active");
    });

    it("shows what it would send, and sends nothing", async () => {
      const dry = await grid.runHere(`reserve --paid-by ${account} --node ${node} ${SIZE} --account 17 --dry-run`);

      expect(dry.out, dry.err)
        .to.contain(`Reserve on node ${node}`)
        .and.to.contain(`Node ${node} is asked for it, at`)
        .and.to.contain("Nothing was sent.");
      expect(await list()).to.have.length(1);
    });

    it("says before anything is sent what would be refused", async () => {
      const command = `reserve --paid-by ${account} --node ${node} --cru 9 --mru 4 --account 17`;

      expectRefusal(await grid.runHere(`${command} --dry-run`), /has .* free/i);
    });

    it("writes a batch for Safe, which its owner sends", async () => {
      const reserve = `reserve --paid-by ${account} --node ${node} ${SIZE} --ref safe --safe reserve.json`;
      const written = await grid.runHere(reserve);
      expect(written.out, written.err).to.contain("holds a batch of 1 calls");
      const file = path.join(grid.place.folder, "reserve.json");
      const { transactions } = JSON.parse(readFileSync(file, "utf8")) as { transactions: UnsignedCall[] };
      expect(transactions.map(({ to }) => to)).to.deep.equal([tenancy.contracts["Reservations"]]);

      await sendCalls(grid.wallet(17), transactions);
      const reserved = (await list()).at(-1)!;
      expect(reserved).to.deep.include({ accountId: account, state: "pending" });
      await grid.json(`reservation cancel --id ${reserved.reservationId} --account 17`);
    });

    it("grows, once the node acknowledged", async () => {
      const before = await show();
      const asked = await grid.runHere(`reservation update --id ${id} --cru 6 --mru 12 --account 17`);
      expect(asked.out, asked.err).to.equal(`Node ${node} is asked for the change of reservation ${id}.\n`);
      expect(await show()).to.deep.include({ state: "active", capacity: before.capacity, streamId: before.streamId });
      expect((await grid.runHere(`reservation show --id ${id}`)).out).to.match(
        /waits for.* 6 cores, 12\.0 GiB memory, 100\.0 GiB SSD/,
      );
      expect(await bookedCores()).to.equal(6);
      expectRefusal(
        await grid.runHere(`reservation update --id ${id} --cru 7 --account 17`),
        /Another change of reservation \d+ waits for its node/,
      );

      await grid.travelTo((await tenancy.now()) + MINUTE);
      await tenancy.acknowledge(id);
      const after = await show();
      expect([after.state, after.capacity.cru, after.update]).to.deep.equal(["active", 6, undefined]);
      expect(after.streamId).to.be.above(before.streamId);
      expect(BigInt(after.discountableUsdPerSecond) > BigInt(before.discountableUsdPerSecond)).to.equal(true);
    });

    it("shrinks likewise, and keeps what it has until then", async () => {
      const before = await show();
      await grid.json(`reservation update --id ${id} --cru 1 --mru 2 --sru 50 --hash ${HASH} --account 17`);
      expect([(await show()).capacity.cru, await bookedCores()]).to.deep.equal([6, 6]);

      await grid.travelTo((await tenancy.now()) + MINUTE);
      await tenancy.acknowledge(id);
      const after = await show();
      expect([after.capacity.cru, await bookedCores()]).to.deep.equal([1, 1]);
      expect(BigInt(after.discountableUsdPerSecond) < BigInt(before.discountableUsdPerSecond)).to.equal(true);
    });

    it("gives up a growth that waits, with what was held for it", async () => {
      await grid.json(`reservation update --id ${id} --cru 8 --account 17`);
      expect(await bookedCores()).to.equal(8);
      await grid.json(`reservation withdraw-update --id ${id} --account 17`);

      expect(await bookedCores()).to.equal(1);
      expectRefusal(await grid.runHere(`reservation update --id ${id} --cru 9 --account 17`), /has .* free/i);
      expectRefusal(await grid.runHere(`reservation update --id 99999 --cru 1 --account 17`), /no reservation 99999/);
    });

    it("is settled by the statements that availability show asks for, one for each stream", async () => {
      await grid.travelTo((await tenancy.now()) + HOUR);
      const awaited = await grid.json<Awaited[]>(`availability show --farm ${farm}`);
      expect(awaited.map(({ status }) => status)).to.deep.equal(["stopped", "stopped", "running"]);
      const files: string[] = [];
      for (const { settledTo, to } of awaited) {
        files.push(await tenancy.sign(`--from ${settledTo}${to === undefined ? "" : ` --to ${to}`}`));
      }
      const settled = await grid.runHere(`settle --statement ${files.join(" ")} --account 16`);

      expect(settled.out, settled.err).to.match(/^3 streams settled; the farms earned 0\.\d+ TFT\.\n$/);
      expect((await grid.runHere(`availability show --farm ${farm}`)).out)
        .to.contain("running")
        .and.not.to.contain("stopped");
    });
  });
}
