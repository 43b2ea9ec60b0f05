import { randomBytes } from "node:crypto";
import pg from "pg";
import { IN_MEMORY } from "../../services/database/open-database.ts";

/**
 * Where an empty database is that nobody else uses: in memory; with TFGRID_TEST_POSTGRES, a connection string, a new one of
 * that PostgreSQL, which is thrown away as a whole.
 */
export async function freshDatabase(): Promise<string> {
  const server = process.env["TFGRID_TEST_POSTGRES"];
  if (server === undefined) return IN_MEMORY;
  const name = `tfgrid_${randomBytes(8).toString("hex")}`;
  const client = new pg.Client({ connectionString: server });
  await client.connect();
  await client.query(`create database ${name}`);
  await client.end();
  const location = new URL(server);
  location.pathname = name;
  return location.href;
}
