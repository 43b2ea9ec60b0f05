import { expect } from "chai";
import { expectRefusal } from "./expect-refusal.ts";
import type { TestGrid } from "./grids.ts";
import { CHAINS, HASH, HOUR, SIZE, startTenancy } from "./tenancy.ts";
import type { Tenancy } from "./tenancy.ts";

interface ShownAccount {
  readonly status: string;
  readonly forecasts: { readonly atPresentPrice: { readonly pausesAt: string; readonly exhaustsAt: string } };
}

interface Awaited {
  readonly status: string;
  readonly settledTo: number;
  readonly stopIndex: string;
}

for (const { client, startGrid } of CHAINS) {
  describe(`who pays for a reservation and who is paid, through tfgrid, against ${client}`, function () {
    this.timeout(300_000);

    let grid: TestGrid;
    let tenancy: Tenancy;
    let farm: number;
    let node: number;
    let provider: string;
    let account: number;
    let id: number;

    const showAccount = () => grid.json<ShownAccount>(`account show --id ${account}`);
    const forecast = async () => (await showAccount()).forecasts.atPresentPrice;
    const watched = async () => (await grid.runHere(`watch --once --account ${account}`)).out;

    before(async () => {
      grid = await startGrid();
      tenancy = await startTenancy(grid, { name: "paid", country: "Elysium" });
      ({ farm, node } = tenancy);
      provider = grid.wallet(18).address;
    });

    it("reserves with a solution provider once that is approved", async () => {
      const command = `reserve --node ${node} ${SIZE} --hash ${HASH} --provider ${provider} --deposit 200 --account 17`;
      expectRefusal(await grid.runHere(command), /solution provider/i);
      const approve = `provider approve --provider ${provider} --share-bps 1000 --account`;
      expectRefusal(await grid.runHere(`${approve} 17`), /does not hold the role/);
      const approved = await grid.runHere(`${approve} 1`);
      expect(approved.out, approved.err).to.equal(`${provider} gets 10 % of what its customers pay.\n`);

      ({ account, reservation: id } = await grid.json<{ account: number; reservation: number }>(command));
      await tenancy.acknowledge(id);
      expect(await tenancy.show(id)).to.include({ state: "active", provider });
    });

    it("settles for whatever farm a statement's node is of, and pays the provider", async () => {
      await grid.travelTo((await tenancy.now()) + HOUR);
      const statement = await tenancy.sign(`--from ${(await tenancy.show(id)).settledTo}`);
      const settled = await grid.runHere(`settle --statement ${statement} --account 16`);
      expect(settled.out, settled.err).to.match(/^1 stream settled; the farms earned 0\.\d+ TFT\.\n$/);

      const before = await tenancy.tft.balanceOf(provider);
      const paid = await grid.runHere(`earnings pay-provider --provider ${provider} --account 16`);
      expect(paid.out, paid.err).to.match(new RegExp(`^0\\.\\d+ TFT went to ${provider}\\.\\n$`));
      expect((await tenancy.tft.balanceOf(provider)) > before).to.equal(true);
      expectRefusal(await grid.runHere(`earnings pay-provider --provider ${provider} --account 16`), /nothing to pay/i);
    });

    it("collects what is there, and says so when a node served at no time", async () => {
      expect((await grid.runHere(`collect --farm ${farm} --account 15`)).out).to.contain(
        "of its earnings from tenants",
      );
      await grid.travelTo((await tenancy.now()) + HOUR);
      const from = (await tenancy.show(id)).settledTo;
      const statement = await tenancy.sign(`--from ${from} --served 0`);
      const collected = await grid.runHere(`collect --farm ${farm} --statement ${statement} --account 15`);

      expect(collected.out, collected.err).to.contain(
        `Farm ${farm} has no settled earnings from tenants to be paid out.\n`,
      );
      expect((await tenancy.show(id)).settledTo).to.be.at.least(from + HOUR);
    });

    it("closes a stream, and with it what it paid for", async () => {
      const limits = "--max-usd 1000 --max-charge 100 --until 2200-01-01";
      for (const operator of ["Reservations", "Names"]) {
        const { [operator]: address } = tenancy.contracts;
        await grid.json(`account approve --id ${account} --operator ${address} ${limits} --account 17`);
      }
      const reserve = `reserve --paid-by ${account} --node ${node} ${SIZE} --hash ${HASH} --account 17`;
      const { reservation } = await grid.json<{ reservation: number }>(reserve);
      await tenancy.acknowledge(reservation);
      const { streamId } = await tenancy.show(reservation);
      expectRefusal(
        await grid.runHere(`account close-stream --stream ${streamId} --account 16`),
        /may not close|pays/i,
      );

      const closed = await grid.runHere(`account close-stream --stream ${streamId} --account 17`);
      expect(closed.out, closed.err).to.match(
        new RegExp(`^Stream ${streamId} is closed; 0\\.\\d{7} TFT of it are not settled yet\\.\\n$`),
      );
      expect(await tenancy.show(reservation)).to.include({ state: "closed", reason: "cancelled" });
      expectRefusal(await grid.runHere(`account close-stream --stream ${streamId} --account 17`), /closed|stopped/i);
    });

    it("pauses without money, and resumes by a top-up", async () => {
      await grid.json(`name reserve --name kept-name-${node} --paid-by ${account} --account 17`);
      const { pausesAt } = await forecast();
      await grid.travelTo(Number(pausesAt) - HOUR);
      expect(await watched()).to.contain(`{"kind":"pauseAhead","accountId":${account},"at":${pausesAt}}`);
      await grid.travelTo(Number(pausesAt));
      expect(await watched()).to.contain(`{"kind":"paused","accountId":${account}}`);
      expect((await showAccount()).status).to.equal("paused");
      expect((await tenancy.show(id)).state).to.equal("paused");

      await grid.json(`account deposit --id ${account} --amount 100 --account 17`);
      expect((await showAccount()).status).to.equal("active");
      expect((await tenancy.show(id)).state).to.equal("active");
      expect(await watched()).not.to.contain("paused");
    });

    it("is released by anybody when the money is used up", async () => {
      const { exhaustsAt } = await forecast();
      await grid.travelTo(Number(exhaustsAt) + HOUR);
      expect(await watched()).to.contain(`{"kind":"exhausted","accountId":${account}}`);
      expect(await tenancy.show(id)).to.include({ state: "closed", reason: "exhausted" });

      const released = await grid.runHere(`reservation release --id ${id} --account 16`);
      expect(released.out, released.err).to.equal(`Reservation ${id} is closed: exhausted.\n`);
    });

    it("is settled up to where the money ended, also what nobody wrote down yet", async () => {
      const shown = await grid.runHere(`availability show --farm ${farm}`);
      expect(shown.out, shown.err).to.match(/dead .* --from \d+ --stop-index \d+/);
      const dead = (await grid.json<Awaited[]>(`availability show --farm ${farm}`)).find(
        ({ status }) => status === "dead",
      )!;
      const statement = await tenancy.sign(`--from ${dead.settledTo} --stop-index ${dead.stopIndex}`);
      const settled = await grid.runHere(`collect --farm ${farm} --statement ${statement} --account 15`);
      expect(settled.out, settled.err).to.match(new RegExp(`Farm ${farm} was paid \\d+\\.\\d+ TFT of its earnings`));

      const again = await grid.runHere(`collect --farm ${farm} --account 15`);
      expect(again.out, again.err).to.contain(`Farm ${farm} has no settled earnings from tenants to be paid out.\n`);
      const names = await grid.runHere("earnings settle-names --account 16");
      expect(names.out, names.err).to.match(/^\d+ names? settled; the protocol pool got \d+\.\d+ TFT\.\n$/);
      expect((await grid.runHere(`name release --name kept-name-${node} --account 16`)).out).to.contain("is given up");
    });
  });
}
