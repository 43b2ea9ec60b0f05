import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { Page } from "playwright-core";
import type { Stack } from "./stack.ts";
import type { TestWallet } from "./wallet.ts";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** How somebody looks at the page. */
export interface Look {
  readonly width: number;
  readonly colorScheme: "light" | "dark";
}

export const DESKTOP: Look = { width: 1280, colorScheme: "light" };
export const PHONE: Look = { width: 390, colorScheme: "dark" };

/** A page, and all that went wrong in it. */
export interface OpenPage {
  readonly page: Page;
  /** Errors on the console, refused by the security policy or thrown; and whatever went to another origin. */
  readonly problems: string[];
  readonly close: () => Promise<void>;
}

/** Opens the page as somebody who came for the first time. */
export async function openPage(
  { browser, url }: Stack,
  { look = DESKTOP, wallet }: { readonly look?: Look; readonly wallet?: TestWallet } = {},
): Promise<OpenPage> {
  const context = await browser.newContext({
    viewport: { width: look.width, height: 900 },
    colorScheme: look.colorScheme,
    reducedMotion: "reduce",
    baseURL: url,
  });
  await wallet?.install(context);
  await context.addInitScript(sumShifts);
  const page = await context.newPage();
  const problems: string[] = [];
  page.on("console", (message) => {
    if (message.type() === "error") problems.push(message.text());
  });
  page.on("pageerror", (error) => problems.push(error.message));
  page.on("request", (request) => {
    if (!/^(data|blob):/.test(request.url()) && new URL(request.url()).origin !== new URL(url).origin) {
      problems.push(`asked ${request.url()}`);
    }
  });
  return { page, problems, close: () => context.close() };
}

/** Goes to a view and waits until all of it is there. */
export async function visit(page: Page, path: string): Promise<void> {
  await page.goto(path);
  await page.locator("main h1").waitFor();
  await page.waitForLoadState("networkidle");
  await page.locator("main [aria-busy=true]").first().waitFor({ state: "detached" });
  // Placeholders of Mantine have no text.
  await page.waitForFunction(() => document.querySelector("main .mantine-Skeleton-root") === null);
}

/** What the accessibility checker finds, one line each. */
export async function accessibilityProblems(page: Page): Promise<string[]> {
  await page.evaluate(AXE);
  return page.evaluate(async () => {
    interface Found {
      readonly violations: readonly { id: string; help: string; nodes: readonly { html: string }[] }[];
    }
    const { axe } = globalThis as unknown as { axe: { run: () => Promise<Found> } };
    const { violations } = await axe.run();
    return violations.map(({ id, help, nodes }) => `${id}: ${help}: ${nodes.map(({ html }) => html).join(" ")}`);
  });
}

/** By how much the page is wider than the window, in pixels. */
export function overflow(page: Page): Promise<number> {
  return page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
}

/** How much moved while the page came, as browsers count it. */
export function layoutShift(page: Page): Promise<number> {
  return page.evaluate(() => (globalThis as unknown as { shifted: number }).shifted);
}

/** Connects the wallet. */
export async function connect(page: Page): Promise<void> {
  await page.getByRole("button", { name: "Connect wallet" }).first().click();
  await page.getByRole("button", { name: "Test wallet" }).first().click();
  await page.getByRole("button", { name: /^Account 0x/ }).waitFor();
}

/** Runs in the page. */
function sumShifts(): void {
  interface Shift extends PerformanceEntry {
    readonly value: number;
    readonly hadRecentInput: boolean;
  }
  const counter = globalThis as unknown as { shifted: number };
  counter.shifted = 0;
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries() as Shift[]) if (!entry.hadRecentInput) counter.shifted += entry.value;
  }).observe({ type: "layout-shift", buffered: true });
}
