import { existsSync } from "node:fs";

const PLACES = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

/** Where Chromium is, as the system's packages put it, or as CHROMIUM_PATH says. */
export function findChromium(): string {
  const found = [process.env["CHROMIUM_PATH"], ...PLACES].find((file) => file !== undefined && existsSync(file));
  if (found !== undefined) return found;
  throw new Error("The tests need Chromium: install the package chromium, or name the program in CHROMIUM_PATH.");
}
