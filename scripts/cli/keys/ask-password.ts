import { createInterface } from "node:readline";
import { Writable } from "node:stream";
import { GridError } from "../../../sdk/grid-error.ts";

/** Asks for a password at the terminal without showing it. */
export async function askPassword(question: string): Promise<string> {
  if (!process.stdin.isTTY) throw new PasswordMissingError();
  process.stderr.write(question);
  const silent = new Writable({ write: (_chunk, _encoding, done) => done() });
  const terminal = createInterface({ input: process.stdin, output: silent, terminal: true });
  try {
    return await new Promise<string>((resolve) => terminal.question("", resolve));
  } finally {
    terminal.close();
    process.stderr.write("\n");
  }
}

/** A password is needed and nobody is there to type it. */
export class PasswordMissingError extends GridError {
  override readonly name = "PasswordMissingError";

  constructor() {
    super("The keystore needs a password, and there is no terminal to ask at.", {
      hint: "Set TFGRID_KEYSTORE_PASSWORD.",
    });
  }
}
