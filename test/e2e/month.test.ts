import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { expect } from "chai";
import { TFT__factory } from "../../typechain-types/factories/contracts/token/TFT__factory.ts";
import type { AuditDocument } from "../../sdk/audit/audit-document.ts";
import { writeMeasurements } from "../../sdk/measurements/measurements-document.ts";
import { RULE_SETS } from "../../sdk/rules/rule-sets.ts";
import type { Measurement } from "../../sdk/rules/measurement.ts";
import { exampleMeasurement } from "../helpers/batches.ts";
import { attest, signed } from "./attest.ts";
import type { TestChain } from "./chains.ts";
import { startLocalChain, startPublicChain } from "./chains.ts";
import { commandsOn } from "./commands.ts";
import type { UnsignedCall } from "./contract-wallet.ts";
import { deployContractWallet, sendCalls } from "./contract-wallet.ts";
import { expectRefusal } from "./expect-refusal.ts";
import type { TestGrid } from "./grids.ts";
import { LOCAL_PARAMETERS, deployGrid } from "./grids.ts";

const HARDWARE = "--cru 8 --mru 32GiB --sru 1024GiB --country Belgium --city Ghent";

interface PeriodStatus {
  readonly proposableAt: number;
  readonly batches: readonly {
    readonly state: string;
    readonly finalAt?: number;
    readonly signers: readonly string[];
  }[];
}

interface Claimed {
  readonly payout: string;
  readonly claimedUnits: string;
}

const CHAINS: [where: string, startChain: () => Promise<TestChain>][] = [
  ["a Hardhat node", startLocalChain],
  ["a public chain with blocks 12 s apart", startPublicChain],
];

// A farm of two nodes, one of which is found in violation at first. Each step needs those before.
for (const [where, startChain] of CHAINS)
  describe(`a month of a contract wallet that is farmer, attestor and payout address, on ${where}`, function () {
    this.timeout(300_000);

    let grid: TestGrid;
    let wallet: Awaited<ReturnType<typeof deployContractWallet>>;
    let farm: number;
    let period: number;
    let measurements: Measurement[];
    /** The command that submits what was signed. */
    let submit: string;

    const status = () => grid.json<PeriodStatus>(`period status --period ${period}`);
    const finalAt = async (batch: number) => (await status()).batches[batch]!.finalAt!;
    const claim = () => `rewards claim --farm ${farm}`;
    /** How attestors name their keys: the owner of the wallet signs for it. */
    const attestors = () => [`--account 14 --party ${wallet.address}`, "--account 5", "--account 6"];

    before(async () => {
      const chain = await startChain();
      const { wallet: account, write } = commandsOn(chain);
      wallet = await deployContractWallet(account(14));
      const parameters = JSON.parse(readFileSync(LOCAL_PARAMETERS, "utf8")) as { attestors: { members: string[] } };
      parameters.attestors.members[0] = wallet.address;
      grid = await deployGrid(chain, write("month.json", parameters));
      ({ period } = await grid.json<{ period: number }>("status"));
      period += 1;
    });

    after(() => grid?.stop());

    it("begins with a farm whose calls the wallet sends, and nodes that join with its signature", async () => {
      await wallet.send(await grid.json(`farm create --name month --from ${wallet.address} --unsigned`));
      [{ farm }] = await grid.json<[{ farm: number }]>(`farm list --owner ${wallet.address}`);
      for (const name of ["n1", "n2"]) {
        const key = await grid.newKey(name);
        const party = `--party ${wallet.address} --account 14`;
        await grid.json(
          `node consent join --farm ${farm} --node-key ${key} ${party} ${HARDWARE} --out ${name}.consent`,
        );
        const node = `--node-key-file ${name}.json --consent ${name}.consent ${HARDWARE}`;
        await grid.json(`node register --farm ${farm} ${node} --account 19`);
      }

      expect(await grid.json(`node list --farm ${farm}`)).to.have.length(2);
    });

    it("is signed by attestors only, and for the wallet by nobody but its owner", async () => {
      const good = exampleMeasurement({ farmId: farm });
      measurements = [good, { ...good, nodeId: 2, violation: "uptimeTooLow" }];
      writeMeasured("measured.json", measurements);
      await grid.travelTo((await status()).proposableAt);
      submit = await signed(grid.runHere, "measured.json", "first", attestors());

      const sign = "period sign --proposal first.json --out forged.json --account 15";
      expectRefusal(await grid.runHere(sign), /is not one of the attestors of set 1\./);
      await grid.json(`${sign} --party ${wallet.address}`);
      expectRefusal(
        await grid.runHere(`${submit.replace("first-0.json", "forged.json")} --account 0`),
        `The signature of ${wallet.address} is not his over this proposal.`,
      );
    });

    it("is proposed and published by a wallet that sends calls it did not make", async () => {
      for (const left of [2, 1]) {
        const calls = await grid.json<UnsignedCall[]>(`${submit} --unsigned`);
        expect(calls).to.have.length(left);
        await sendCalls(grid.wallet(19), calls.slice(0, 1));
      }

      const [{ state, signers }] = (await status()).batches as [PeriodStatus["batches"][0]];
      expect([state, signers.includes(wallet.address)]).to.deep.equal(["reviewing", true]);
    });

    it("is rejected by the guardian, and proposed a second time", async () => {
      const rejected = await grid.run(`period reject --period ${period} --account 2`);
      expect(rejected.out).to.contain(`Batch 0 of period ${period} is rejected, for the first time.`);
      const { code, err } = await attest(grid.runHere, "measured.json", "second", attestors());
      expect(code, err).to.equal(0);
    });

    it("is not claimed before it is final, nor with the leaves of another period", async () => {
      expectRefusal(
        await grid.runHere(`${claim()} --period ${period} --account 19`),
        `Period ${period} is not final yet`,
      );
      await grid.travelTo(await finalAt(0));
      writeMeasured("later.json", measurements, period + 1);
      await grid.json("period propose --measurements later.json --out later-proposal.json");
      expectRefusal(
        await grid.runHere(`${claim()} --period ${period} --leaves later-proposal.json --account 19`),
        `The file of leaves proves period ${period + 1}, but period ${period} is to be claimed.`,
      );
    });

    it("is claimed to the wallet, and the second time nothing is left", async () => {
      const first = await grid.json<Claimed>(`${claim()} --account 19`);
      expect([first.payout, BigInt(first.claimedUnits)]).to.deep.equal([wallet.address, await balance()]);

      const second = await grid.run(`${claim()} --account 19`);
      expect([second.code, second.out]).to.satisfy(([code, out]: [number, string]) => {
        return code === 0 && out.startsWith(`There is nothing left to claim for farm ${farm}.`);
      });
    });

    it("is corrected, and what that adds is claimed with calls that another wallet sends", async () => {
      const before = await balance();
      const corrects = { batch: 0, position: 1 };
      writeMeasured("corrected.json", [exampleMeasurement({ farmId: farm, nodeId: 2, corrects })]);
      const { code, err } = await attest(grid.runHere, "corrected.json", "correction", attestors());
      expect(code, err).to.equal(0);
      await grid.travelTo(await finalAt(1));
      await sendCalls(grid.wallet(19), await grid.json<UnsignedCall[]>(`${claim()} --unsigned`));

      // Both nodes are equal, so now the wallet has twice what the first one earned.
      expect(await balance()).to.equal(2n * before);
      expect((await grid.run(`${claim()} --account 19`)).out).to.contain("nothing left to claim");
    });

    it("leaves receipts that add up to what the wallet holds", async () => {
      const { totalUnits } = await grid.json<{ totalUnits: string }>(`rewards receipts --farm ${farm}`);

      expect(BigInt(totalUnits)).to.equal(await balance());
    });

    it("is audited, each attempt with the wallet's signature, and all agrees", async () => {
      const audit = await grid.json<AuditDocument>(`audit --period ${period}`);

      expect(audit.differences).to.deep.equal([]);
      expect(
        audit.batches.map(({ batch, attempt, rejectedAt }) => [batch, attempt, rejectedAt !== null]),
      ).to.deep.equal([
        [0, 0, true],
        [0, 1, false],
        [1, 0, false],
      ]);
      for (const { signers } of audit.batches) {
        expect(signers).to.deep.include({ member: wallet.address, kind: "contract" });
      }
      expect(BigInt(audit.totals.units)).to.equal(await balance());
    });

    it("is audited from any endpoint, always with the same document", async () => {
      const command = `audit --period ${period} --json`;
      const [first, second] = [
        await grid.runHere(command),
        await grid.runHere(`${command} --rpc ${grid.place.env["TFGRID_RPC_URL"]}`),
      ];
      expect([first.code, first.out]).to.deep.equal([0, second.out]);

      const refused = await grid.runHere(`audit --period ${period} --rpc localhost`);
      expectRefusal(refused, "It must be an http or https url.");
      expectRefusal(
        await grid.runHere(`audit --period ${period + 1}`),
        `Nothing was proposed for period ${period + 1}`,
      );
    });

    async function balance(): Promise<bigint> {
      const { contracts } = await grid.json<{ contracts: { TFT: string } }>("status");
      return TFT__factory.connect(contracts.TFT, grid.provider).balanceOf(wallet.address);
    }

    function writeMeasured(name: string, stated: readonly Measurement[], ofPeriod = period): void {
      const text = writeMeasurements({ period: ofPeriod, ruleSetId: RULE_SETS.conformance.id, measurements: stated });
      writeFileSync(path.join(grid.place.folder, name), text);
    }
  });
