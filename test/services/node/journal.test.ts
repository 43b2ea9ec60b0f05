import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { expect } from "chai";
import { JournalForeignError, JournalUnreadableError } from "../../../services/node/journal-files.ts";
import { openJournal, readJournalPeriod } from "../../../services/node/journal.ts";
import { JournalLockedError } from "../../../services/node/lock-folder.ts";
import { periodAt, periodEnd, REAL_GRID_SCHEDULE } from "../../../sdk/rules/minting-period.ts";
import { keptLog } from "./kept-log.ts";
import { exampleHeartbeat, IDENTITY, START } from "./machine.ts";
import { temporaryFolders } from "./temporary-folder.ts";

const PERIOD = periodAt(REAL_GRID_SCHEDULE, START);
const FILE = `period-${PERIOD}.ndjson`;

describe("the journal", () => {
  const emptyFolder = temporaryFolders();
  const log = keptLog();
  const open = (folder: string, identity = IDENTITY) =>
    openJournal({ folder, identity, schedule: REAL_GRID_SCHEDULE, log });
  const sequencesIn = (folder: string) => {
    const journal = open(folder);
    const found = journal.after(0).map(({ sequence }) => sequence);
    journal.close();
    return found;
  };

  /** A folder with the heartbeats 1 to `count`. */
  function writtenFolder(count: number): string {
    const folder = emptyFolder();
    const journal = open(folder);
    for (let sequence = 1; sequence <= count; sequence++) journal.append(exampleHeartbeat(sequence));
    journal.close();
    return folder;
  }

  it("gives back what was written, after a restart too", () => {
    const folder = writtenFolder(3);
    const journal = open(folder);

    expect(journal.after(0)).to.deep.equal([1, 2, 3].map((sequence) => exampleHeartbeat(sequence)));
    expect(journal.after(2)).to.deep.equal([exampleHeartbeat(3)]);
    expect(journal.last()).to.deep.equal(exampleHeartbeat(3));
    expect(journal.highestSequence()).to.equal(3);
    journal.close();
  });

  it("survives a crash at every byte of a write", () => {
    const whole = readFileSync(path.join(writtenFolder(2), FILE));
    const firstLine = whole.indexOf("\n") + 1;
    const folder = emptyFolder();
    open(folder).close();
    for (let length = firstLine; length < whole.length; length++) {
      writeFileSync(path.join(folder, FILE), whole.subarray(0, length));
      const before = log.lines.length;
      const journal = open(folder);

      expect(journal.after(0), `${length} bytes`).to.deep.equal([exampleHeartbeat(1)]);
      expect(log.lines.length - before, `${length} bytes`).to.equal(length === firstLine ? 0 : 1);
      journal.append(exampleHeartbeat(2));
      journal.close();
      expect(readFileSync(path.join(folder, FILE)).equals(whole), `${length} bytes`).to.be.true;
    }
    expect(log.messages().at(-1)).to.contain("ends within a heartbeat that was never sent");
  });

  it("leaves a damaged line out, and never uses its number again", () => {
    const folder = writtenFolder(3);
    const file = path.join(folder, FILE);
    const lines = readFileSync(file, "utf8").split("\n");
    writeFileSync(file, [lines[0], lines[1], lines[2]!.replace("sequence", "s\u0000quence"), ""].join("\n"));
    const journal = open(folder);

    expect(journal.after(0).map(({ sequence }) => sequence)).to.deep.equal([1, 2]);
    expect(journal.highestSequence()).to.equal(3);
    expect(log.messages().at(-1)).to.contain("damaged");
    journal.close();
  });

  it("does not know a number before its first heartbeat, until collectors told it", () => {
    const journal = open(emptyFolder());

    expect(journal.highestSequence()).to.equal(undefined);
    journal.raiseSequence(0);
    expect(journal.highestSequence()).to.equal(0);
    journal.raiseSequence(41);
    expect(journal.highestSequence()).to.equal(41);
    journal.close();
  });

  it("forgets what is never to be sent, but not its numbers", () => {
    const folder = writtenFolder(4);
    const journal = open(folder);
    journal.abandon([exampleHeartbeat(3), exampleHeartbeat(4)]);
    journal.close();

    const again = open(folder);
    expect(again.after(0).map(({ sequence }) => sequence)).to.deep.equal([1, 2]);
    expect(again.highestSequence()).to.equal(4);
    again.close();
  });

  it("is for one agent at a time", () => {
    const folder = emptyFolder();
    const journal = open(folder);

    expect(() => open(folder)).to.throw(JournalLockedError, "Another agent is using the journal");
    journal.close();
    open(folder).close();
  });

  it("is for one node of one grid", () => {
    const folder = writtenFolder(1);

    for (const changes of [{ nodeId: 8 }, { chainId: 1n }, { directory: `0x${"22".repeat(20)}` }]) {
      expect(() => open(folder, { ...IDENTITY, ...changes })).to.throw(JournalForeignError, "is the journal of node 7");
    }
    // Refusing gave the lock back.
    open(folder, { ...IDENTITY, directory: IDENTITY.directory.toLowerCase() }).close();
    writeFileSync(path.join(folder, "journal.json"), "{}");
    expect(() => open(folder)).to.throw(JournalUnreadableError);
  });

  it("keeps a file per period, compacts closed ones and deletes old ones", () => {
    const folder = emptyFolder();
    const journal = open(folder);
    const periods = [0, 1, 2, 3].map((index) => PERIOD + index);
    for (const [index, period] of periods.entries()) {
      journal.append(exampleHeartbeat(index + 1, { sentAt: periodEnd(REAL_GRID_SCHEDULE, period) - 1 }));
    }
    journal.tidy({ closedBefore: PERIOD + 3, oldestPeriod: PERIOD + 1 });

    const files = readdirSync(folder).filter((name) => name.startsWith("period-"));
    expect(files.toSorted()).to.deep.equal([
      `period-${PERIOD + 1}.ndjson.gz`,
      `period-${PERIOD + 2}.ndjson.gz`,
      `period-${PERIOD + 3}.ndjson`,
    ]);
    expect(journal.after(0).map(({ sequence }) => sequence)).to.deep.equal([2, 3, 4]);
    journal.close();
    expect(sequencesIn(folder)).to.deep.equal([2, 3, 4]);
  });

  it("reads a period twice written when it was killed while compacting", () => {
    const folder = writtenFolder(2);
    const plain = readFileSync(path.join(folder, FILE));
    const journal = open(folder);
    journal.tidy({ closedBefore: PERIOD + 1, oldestPeriod: PERIOD });
    journal.close();
    writeFileSync(path.join(folder, FILE), plain);

    expect(sequencesIn(folder)).to.deep.equal([1, 2]);
  });

  it("can be read while an agent uses it", () => {
    const folder = emptyFolder();
    const journal = open(folder);
    journal.append(exampleHeartbeat(1));
    journal.append(exampleHeartbeat(2, { sentAt: periodEnd(REAL_GRID_SCHEDULE, PERIOD) }));

    expect(readJournalPeriod(folder, IDENTITY, PERIOD).map(({ sequence }) => sequence)).to.deep.equal([1]);
    expect(readJournalPeriod(path.join(folder, "nowhere"), IDENTITY, PERIOD)).to.deep.equal([]);
    expect(() => readJournalPeriod(folder, { ...IDENTITY, nodeId: 8 }, PERIOD)).to.throw(JournalForeignError);
    journal.close();
  });
});
