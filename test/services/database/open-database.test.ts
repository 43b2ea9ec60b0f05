import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect } from "chai";
import { DatabaseNewerError } from "../../../services/database/migrate.ts";
import { FolderInUseError } from "../../../services/database/lock-folder.ts";
import { IN_MEMORY, openDatabase } from "../../../services/database/open-database.ts";
import { rejection } from "../../helpers/rejection.ts";

const FIRST = ["create table testing.things (number bigint primary key, bytes bytea)"];
const SECOND = ["alter table testing.things add column word text"];

const open = (location: string, migrations = [FIRST]) => openDatabase({ location, migrations, schema: "testing" });

describe("a database in a folder", () => {
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), "tfgrid-database-"));
  });

  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  it("keeps what was committed, and takes each migration once", async () => {
    const before = await open(folder);
    await before.query("insert into testing.things values ($1, $2)", [2 ** 50, new Uint8Array([1, 2])]);
    await before.close();

    const after = await open(folder, [FIRST, SECOND]);
    expect(await after.query("select * from testing.things")).to.deep.equal([
      { number: 2 ** 50, bytes: new Uint8Array([1, 2]), word: null },
    ]);
    await after.close();
    expect(await rejection(open(folder))).to.be.instanceOf(DatabaseNewerError);
  });

  it("belongs to one process; that of a dead one is taken over", async () => {
    const first = await open(folder);
    expect(await rejection(open(folder))).to.be.instanceOf(FolderInUseError);
    await first.close();

    writeFileSync(path.join(folder, "tfgrid.lock"), "999999999 1");
    await (await open(folder)).close();
  });
});

describe("a database", () => {
  it("keeps all of a transaction or nothing", async () => {
    const database = await open(IN_MEMORY);
    const failure = new Error("no");
    const failed = database.transaction(async ({ query }) => {
      await query("insert into testing.things values (1)");
      throw failure;
    });
    expect(await rejection(failed)).to.equal(failure);
    expect(await database.query("select * from testing.things")).to.deep.equal([]);

    const result = await database.transaction(({ query }) =>
      query("insert into testing.things values (2) returning number"),
    );
    expect(result).to.deep.equal([{ number: 2 }]);
    await database.close();
  });
});
