import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect } from "chai";
import { id as hashOf } from "ethers";
import { expectRefusal } from "./expect-refusal.ts";
import type { TestGrid } from "./grids.ts";
import { CHAINS, HASH, HOUR, SIZE, startTenancy } from "./tenancy.ts";
import type { Tenancy } from "./tenancy.ts";

for (const { client, startGrid } of CHAINS) {
  describe(`tfgrid reserve, reservation, name, usage, settle and collect, against ${client}`, function () {
    this.timeout(300_000);

    let grid: TestGrid;
    let tenancy: Tenancy;
    let farm: number;
    let node: number;
    let account: number;
    let id: number;

    const show = () => tenancy.show(id);
    const now = () => tenancy.now();

    /** Statement files about the node, from where its streams are settled to until now. */
    async function sign(attestors: readonly number[], to?: number): Promise<string> {
      return tenancy.sign(`--from ${(await show()).settledTo} --to ${to ?? (await now())}`, attestors);
    }

    before(async () => {
      grid = await startGrid();
      tenancy = await startTenancy(grid, { name: "reserved", country: "Utopia" });
      ({ farm, node } = tenancy);
    });

    it("lets a newcomer open an account, pay in and reserve in one transaction", async () => {
      const command = `reserve --country utopia ${SIZE} --hash ${HASH} --deposit 2000 --traffic-per-day 10GB --ref web`;
      const dry = await grid.runHere(`${command} --account 17 --dry-run`);
      expect(dry.out, dry.err).to.contain(`Reserve on node ${node}`).and.to.contain("Nothing was sent.");

      const reserved = await grid.json<{ reservation: number; account: number; node: number }>(
        `${command} --account 17`,
      );
      ({ reservation: id, account } = reserved);
      expect(reserved.node).to.equal(node);
      expect(await show()).to.include({ state: "pending", nodeId: node });
    });

    it("prints the first reservation when a reference is repeated", async () => {
      const again = await grid.runHere(`reserve --paid-by ${account} --node ${node} ${SIZE} --ref web --account 17`);

      expect(again.code, again.err).to.equal(0);
      expect(again.out).to.equal(`Reservation ${id} of account ${account} has the reference "web" already.\n`);
    });

    it("opens no second account for who repeats himself as a newcomer", async () => {
      const again = await grid.runHere(`reserve --node ${node} ${SIZE} --deposit 2000 --ref web --account 17`);

      expect(again.code, again.err).to.equal(0);
      expect(again.out).to.equal(`Reservation ${id} of account ${account} has the reference "web" already.\n`);
    });

    it("quotes a whole node with its farmer's fee", async () => {
      const rates = async () =>
        (await grid.json<{ rates: Record<string, string> }>(`quote --dedicated --node ${node}`)).rates;
      const before = await rates();
      await grid.json(`node offer --node ${node} --extra-fee 30 --account 15`);
      const { discountableUsdPerSecond, plainUsdPerSecond } = await rates();
      expect([discountableUsdPerSecond, before["plainUsdPerSecond"]]).to.deep.equal([
        before["discountableUsdPerSecond"],
        "0",
      ]);
      expect(BigInt(plainUsdPerSecond!) * 2_592_000n).to.be.closeTo(30n * 10n ** 18n, 2_592_000n);
      expectRefusal(await grid.runHere("quote --cru 2"), /^It is not said how much is wanted\./);
      expectRefusal(await grid.runHere("quote --dedicated --node 99999"), /^There is no node 99999\./);
    });

    it("runs once the node acknowledged, by its own signature", async () => {
      expectRefusal(await grid.runHere(`reservation ack --id ${id} --account 16`), /Neither did node \d+ sign this/);

      const acked = await grid.runHere(`reservation ack --id ${id} --key-file reserved.json --account 16`);
      expect(acked.out, acked.err).to.equal(`Node ${node} runs reservation ${id}.\n`);
      expect((await show()).state).to.equal("active");
      expect((await grid.runHere(`reservation list --farm ${farm}`)).out)
        .to.contain("active")
        .and.to.contain("shared");
    });

    it("settles by the statements of three attestors, and of no fewer", async () => {
      await grid.travelTo((await now()) + 2 * HOUR);
      const two = await sign([4, 5]);
      expectRefusal(
        await grid.runHere(`settle --statement ${two} --account 16`),
        /^2 signatures are too few: 3 are needed/,
      );
      expectRefusal(
        await grid.runHere(`availability sign --node ${node} --from 1 --out x.json --account 16`),
        /is not one of the attestors/,
      );

      const three = await sign([6, 4, 5]);
      const settled = await grid.runHere(`settle --statement ${three} --account 16`);
      expect(settled.out, settled.err).to.match(/^1 stream settled; the farms earned 0\.\d+ TFT\.\n$/);
    });

    it("refuses a statement that is too old", async () => {
      const old = await sign([4, 5, 6], (await show()).settledTo + 60);
      await grid.travelTo((await now()) + 7 * HOUR);

      expectRefusal(await grid.runHere(`settle --statement ${old} --account 16`), /more than 6 hours old/);
    });

    it("charges traffic that the node signed", async () => {
      await grid.json(`usage sign --id ${id} --bytes 5GB --key-file reserved.json --out voucher.json`);
      const charged = await grid.runHere("usage submit --voucher voucher.json --account 16");
      expect(charged.out, charged.err).to.contain(`5000000000 bytes of reservation ${id} are now paid for`);

      expectRefusal(
        await grid.runHere("usage submit --voucher voucher.json --account 16"),
        /No traffic of reservation/,
      );
    });

    it("asks the node for changes, which the tenant may give up", async () => {
      const other = hashOf("another deployment");
      await grid.json(`reservation update --id ${id} --hash ${other} --account 17`);
      expect((await show()).update?.deploymentHash).to.equal(other);
      await grid.json(`reservation withdraw-update --id ${id} --account 17`);
      expect((await show()).update).to.equal(undefined);
      await grid.json(`reservation traffic --id ${id} --per-day 1GB --account 17`);
    });

    it("collects what a farm earned, in one go", async () => {
      await tenancy.reportPrice();
      const three = await sign([4, 5, 6]);
      const collected = await grid.runHere(`collect --farm ${farm} --statement ${three} --account 15`);

      expect(collected.out, collected.err).to.match(/Farm \d+ was paid \d+\.\d+ TFT of its earnings from tenants/);
    });

    it("shows offers, notices and requests of the farmer", async () => {
      expect((await grid.runHere(`node offer --node ${node} --extra-fee 5 --account 15`)).out).to.contain(
        "extra fee 5 USD",
      );
      expect((await grid.runHere(`node notice --node ${node} --account 15`)).out).to.contain("leaves");
      expectRefusal(
        await grid.runHere(`reserve --paid-by ${account} --node ${node} ${SIZE} --account 17`),
        /The farmer of node \d+ gave notice/,
      );
      expect((await grid.runHere(`node withdraw-notice --node ${node} --account 15`)).out).to.contain("stays");
      expect((await grid.runHere(`node request-service --node ${node} --account 15`)).out).to.contain(
        "Attestors have until",
      );
    });

    it("says once what is new", async () => {
      const first = await grid.runHere(`watch --once --farm ${farm} --state watched.json`);
      expect(first.out, first.err).to.contain(`{"kind":"serviceRequested","nodeId":${node}`);
      expect((await grid.runHere(`watch --once --farm ${farm} --state watched.json`)).out).to.equal("");
      expect((await grid.runHere(`watch --once --account ${account}`)).code).to.equal(0);
      expectRefusal(await grid.runHere("watch --once"), /^It is not said what to watch\./);
    });

    it("posts each line to a webhook, and says it again when that fails", async () => {
      const posted: string[] = [];
      let status = 500;
      const server = createServer((request, response) => {
        request.on("data", (chunk: Buffer) => posted.push(chunk.toString()));
        request.on("end", () => response.writeHead(status).end());
      }).listen(0, "127.0.0.1");
      await once(server, "listening");
      const { port } = server.address() as AddressInfo;
      const watch = `watch --once --farm ${farm} --state hooked.json --webhook http://127.0.0.1:${port}`;
      expectRefusal(await grid.runHere(watch), /^The webhook answered 500\./);
      status = 204;
      const said = await grid.runHere(watch);
      server.close();

      const lines = said.out.trimEnd().split("\n");
      expect(posted).to.deep.equal([lines[0], ...lines]);
    });

    it("reserves, shows and gives up names", async () => {
      const { contracts } = tenancy;
      const limits = "--max-usd 100 --max-charge 1000 --until 2200-01-01";
      await grid.json(`account approve --id ${account} --operator ${contracts["Names"]} ${limits} --account 17`);
      const reserved = await grid.runHere(`name reserve --name my-name --paid-by ${account} --account 17`);
      expect(reserved.out, reserved.err).to.contain(`Account ${account} has the name my-name`);
      expect((await grid.runHere("name show --name my-name")).out).to.contain(`Account ${account} has the name`);
      await grid.travelTo((await now()) + HOUR);
      const settledNames = await grid.runHere("earnings settle-names --account 16");
      expect(settledNames.out, settledNames.err).to.match(/^1 name settled; the protocol pool got 0\.\d+ TFT\.\n$/);
      const versions = await grid.json<{ version: number }[]>("pricing list");
      const paid = await grid.runHere(`earnings pay-pool --pricing ${versions.at(-1)!.version} --account 16`);
      expect(paid.out, paid.err).to.contain("TFT went to the foundation");
      expect((await grid.runHere("name release --name my-name --account 17")).out).to.contain("is given up");
      expect((await grid.runHere("name show --name my-name")).out).to.contain("it is kept for account");
    });

    it("refuses in clear words", async () => {
      const refusals: [string, RegExp][] = [
        ["reservation show --id 99999", /^There is no reservation 99999\./],
        ["reservation list", /^It is not said whose reservations/],
        [`reserve --node ${node} ${SIZE} --account 17`, /^It is not said who pays\./],
        [`reserve --node 99999 ${SIZE} --deposit 1 --account 17`, /^There is no node 99999\./],
        [`reserve --country nowhere ${SIZE} --deposit 1 --account 17`, /^None of the \d+ nodes has that free now/],
        [
          `reserve --paid-by ${account} --node ${node} ${SIZE} --max-usd-per-month 0.01 --account 17`,
          /It costs .* USD a month/,
        ],
        [`reserve --paid-by ${account} --node ${node} ${SIZE} --file missing --account 17`, /cannot be read/],
        [`reserve --paid-by ${account} --node ${node} ${SIZE} --hash 0x12 --account 17`, /It must be a hash/],
        [`reservation release --id ${id} --account 16`, /has a right to stay/],
        [`reservation cancel --id ${id} --account 16`, /neither|manager|owner/i],
      ];
      for (const [command, message] of refusals) expectRefusal(await grid.runHere(command), message);
    });

    it("ends when its tenant cancels", async () => {
      const cancelled = await grid.runHere(`reservation cancel --id ${id} --account 17`);

      expect(cancelled.out, cancelled.err).to.equal(`Reservation ${id} is closed: cancelled.\n`);
      expect(await show()).to.include({ state: "closed", reason: "cancelled" });
    });
  });
}
