import { expect } from "chai";
import { Wallet } from "ethers";
import type { Page } from "playwright-core";
import { NO_CONSENT } from "../../../sdk/directory/consent.ts";
import { registerNodeAndWait } from "../../../sdk/directory/register-node.ts";
import { signConsentToJoin } from "../../../sdk/directory/sign-consent.ts";
import { acknowledgeAndWait } from "../../../sdk/reservations/acknowledge.ts";
import { signAcknowledgement } from "../../../sdk/reservations/node-signatures.ts";
import { nodeKey } from "../../../scripts/replay/run-chain.ts";
import type { OpenPage } from "./open-page.ts";
import { accessibilityProblems, connect, DESKTOP, layoutShift, openPage, overflow, PHONE, visit } from "./open-page.ts";
import type { Stack } from "./stack.ts";
import { startStack } from "./stack.ts";
import { TestWallet } from "./wallet.ts";

const VIEWS = [
  "/",
  "/nodes/1",
  "/farms",
  "/farms/1",
  "/farmer",
  "/tenant",
  "/reservations/1",
  "/periods",
  "/periods/62",
  "/policy",
];

/** The farmer of farm 1, and the tenant. */
const [FARMER, TENANT] = [12, 17];

/** What real node 577 is on the chain. */
const HOST = { nodeId: 1, realNodeId: 577 };

const HOSTILE = [
  `<img src=x onerror="window.wasHacked=1">`,
  `<script>window.wasHacked=1</script>`,
  "\u202Egnp.exe\u202E مرحبا",
  "W".repeat(50),
];

describe("the explorer in a browser", function () {
  this.timeout(240_000);
  let stack: Stack;
  let open: OpenPage | undefined;

  before(async () => {
    stack = await startStack();
    await registerHostileNodes(stack);
    await stack.indexed();
  });

  afterEach(async () => {
    await open?.close();
    open = undefined;
  });

  after(() => stack.stop());

  for (const look of [DESKTOP, PHONE]) {
    for (const view of VIEWS) {
      it(`shows ${view} to a visitor, ${look.colorScheme} and ${look.width} px wide`, async () => {
        open = await openPage(stack, { look });
        const { page, problems } = open;
        await visit(page, view);
        expect(problems).to.deep.equal([]);
        expect(await accessibilityProblems(page)).to.deep.equal([]);
        expect(await overflow(page)).to.equal(0);
        expect(await layoutShift(page)).to.be.lessThan(0.1);
      });
    }
  }

  it("shows what strangers wrote as text", async () => {
    open = await openPage(stack, { look: PHONE });
    const { page, problems } = open;
    for (const text of HOSTILE) {
      await visit(page, `/?country=${encodeURIComponent(text)}`);
      await page.getByRole("table").getByText(text, { exact: true }).first().waitFor();
      expect(await overflow(page)).to.equal(0);
    }
    expect(await page.evaluate(() => "wasHacked" in globalThis)).to.equal(false);
    expect(problems).to.deep.equal([]);
  });

  it("lets the keyboard skip to what matters", async () => {
    open = await openPage(stack);
    await visit(open.page, "/");
    await open.page.keyboard.press("Tab");
    await open.page.keyboard.press("Enter");
    expect(await open.page.evaluate(() => document.activeElement?.id)).to.equal("main");
  });

  it("lets a farmer decline, claim once, and change the payout address", async () => {
    const wallet = new TestWallet(stack.wallet(FARMER), stack.provider, stack.book.chainId);
    open = await openPage(stack, { wallet });
    const { page, problems } = open;
    await visit(page, "/farmer");
    await connect(page);
    const claim = page.getByRole("button", { name: "Claim rewards of farm 1" });

    wallet.declines = true;
    await claim.click();
    await page.getByText("You declined it in your wallet. Nothing was sent.").first().waitFor();
    wallet.declines = false;

    const before = await stack.grid.TFT.balanceOf(await payoutOf(stack, 1));
    await claim.click();
    await claim.waitFor({ state: "detached" });
    expect((await stack.grid.TFT.balanceOf(await payoutOf(stack, 1))) > before).to.equal(true);
    await page.getByText("Everything that was measured is settled.").waitFor();

    const payout = Wallet.createRandom().address;
    await page.getByLabel("New payout address").fill(payout);
    await page.getByRole("button", { name: "Change the payout address of farm 1" }).click();
    await page.getByRole("button", { name: "Keep the payout address of farm 1" }).waitFor();
    expect((await stack.grid.Directory.farmOf(1)).pendingPayout).to.equal(payout);
    expect(problems).to.deep.equal([]);
  });

  it("takes a tenant from a deposit to the end of a reservation", async () => {
    const { grid, provider } = stack;
    const wallet = new TestWallet(stack.wallet(TENANT), stack.provider, stack.book.chainId);
    open = await openPage(stack, { wallet });
    const { page, problems } = open;
    await visit(page, "/tenant");
    await connect(page);
    await page.getByLabel("Paid by").selectOption({ label: "A new account" });
    await page.getByRole("radio", { name: `Node ${HOST.nodeId}`, exact: true }).check();
    await page.getByLabel("Deposit, TFT").last().fill("60");
    await page.getByText("With the deposit.").waitFor();
    await page.getByRole("button", { name: `Open an account and reserve on node ${HOST.nodeId}` }).click();
    await ownReservation(page).click();
    await stands(page, "pending");

    const statement = { reservationId: 3, streamId: 3, deploymentHash: `0x${"0".repeat(64)}` };
    const signature = await signAcknowledgement(grid, nodeKey(HOST.realNodeId), statement);
    await acknowledgeAndWait(grid, stack.wallet(0), { ...statement, signature });
    await stands(page, "active");

    await provider.send("evm_increaseTime", [20 * 86_400]);
    await provider.send("evm_mine", []);
    await stands(page, "paused");

    await page.getByRole("link", { name: "Your reservations" }).click();
    const account = page.getByRole("region", { name: "Account 2" });
    await account.getByLabel("Deposit, TFT").fill("500");
    await account.getByText("With the deposit.").waitFor();
    await page.getByRole("button", { name: "Deposit to account 2" }).click();
    await account.getByText(/^Now\. Active until/).waitFor();

    await ownReservation(page).click();
    await stands(page, "active");
    await page.getByRole("button", { name: "Cancel reservation 3" }).click();
    await stands(page, "closed: cancelled");
    expect(await accessibilityProblems(page)).to.deep.equal([]);
    expect(problems).to.deep.equal([]);
  });

  it("offers to switch a wallet that is on another chain", async () => {
    const wallet = new TestWallet(stack.wallet(TENANT), stack.provider, 1);
    open = await openPage(stack, { wallet });
    await visit(open.page, "/tenant");
    await connect(open.page);
    const change = open.page.getByRole("button", { name: /^Switch to / }).first();
    await change.click();
    await change.waitFor({ state: "detached" });
    expect(wallet.chainId).to.equal(stack.book.chainId);
  });

  it("says that the indexer is away, and how old what it shows is", async () => {
    open = await openPage(stack);
    await visit(open.page, "/");
    await stack.stopIndexer();
    const warning = open.page.getByRole("status").filter({ hasText: "The indexer does not answer" });
    await warning.waitFor();
    expect(await warning.innerText()).to.match(/What you see is of \d/);
    expect(await open.page.getByRole("table").first().isVisible()).to.equal(true);
  });
});

/** The tenant's third reservation in the list of his. */
function ownReservation(page: Page) {
  return page.getByRole("region", { name: "Your reservations" }).getByRole("link", { name: "3", exact: true });
}

/** Waits until the page of a reservation says that it stands so. */
function stands(page: Page, state: string): Promise<void> {
  return page.getByRole("region", { name: "About it" }).getByText(state, { exact: true }).waitFor();
}

async function payoutOf({ grid }: Stack, farmId: number): Promise<string> {
  return (await grid.Directory.farmOf(farmId)).payout;
}

/** Nodes in places whose names are no names. */
async function registerHostileNodes({ grid, wallet, provider }: Stack): Promise<void> {
  for (const text of HOSTILE) {
    const key = Wallet.createRandom().connect(provider);
    const registration = {
      farmId: 1,
      key: key.address,
      capacity: { cru: 4, mruBytes: 2n ** 34n, sruBytes: 2n ** 39n, hruBytes: 0n },
      ipv4Count: 0,
      isVirtualized: false,
      details: { country: text, city: text, latitude: 0, longitude: 0, serialNumber: text, hasSecureBoot: false },
    };
    const nodeConsent = await signConsentToJoin(grid, key, { registration, deadline: 2n ** 40n });
    await registerNodeAndWait(grid, wallet(FARMER), { registration, nodeConsent, farmerConsent: NO_CONSENT });
  }
}
