import { fileURLToPath } from "node:url";
import type { HDNodeWallet, JsonRpcProvider, TypedDataDomain, TypedDataField } from "ethers";
import type { BrowserContext } from "playwright-core";

const ANNOUNCEMENT = fileURLToPath(new URL("announce-wallet.js", import.meta.url));

/** What a wallet is asked. */
interface WalletRequest {
  readonly method: string;
  readonly params?: readonly unknown[];
}

type WalletAnswer =
  { readonly result: unknown } | { readonly error: { readonly code: number; readonly message: string } };

const DECLINED = { code: 4001, message: "The user rejected the request." };

/** What requests need a person to say yes. */
const ASKING = new Set(["eth_sendTransaction", "eth_signTypedData_v4", "wallet_switchEthereumChain"]);

/** A wallet in the browser (EIP-6963, EIP-1193) over a key here. */
export class TestWallet {
  /** Whether the person says no to what is asked. */
  declines = false;
  chainId: number;
  readonly #key: HDNodeWallet;
  readonly #node: JsonRpcProvider;

  constructor(key: HDNodeWallet, node: JsonRpcProvider, chainId: number) {
    this.#key = key;
    this.#node = node;
    this.chainId = chainId;
  }

  get address(): string {
    return this.#key.address;
  }

  /** Puts the wallet into every page of a context. */
  async install(context: BrowserContext): Promise<void> {
    await context.exposeFunction("askTestWallet", (request: WalletRequest) => this.#answer(request));
    await context.addInitScript({ path: ANNOUNCEMENT });
  }

  async #answer({ method, params = [] }: WalletRequest): Promise<WalletAnswer> {
    if (this.declines && ASKING.has(method)) return { error: DECLINED };
    try {
      return { result: await this.#do(method, params) };
    } catch (error) {
      return { error: { code: -32000, message: error instanceof Error ? error.message : String(error) } };
    }
  }

  async #do(method: string, params: readonly unknown[]): Promise<unknown> {
    switch (method) {
      case "eth_accounts":
      case "eth_requestAccounts":
        return [this.address];
      case "eth_chainId":
        return `0x${this.chainId.toString(16)}`;
      case "wallet_switchEthereumChain":
        this.chainId = Number((params[0] as { chainId: string }).chainId);
        return null;
      case "eth_sendTransaction": {
        const { to, data, value, gas } = params[0] as Record<"to" | "data" | "value" | "gas", string | undefined>;
        const request = { to: to ?? null, data: data ?? "0x", value: value ?? 0, ...(gas && { gasLimit: gas }) };
        return (await this.#key.sendTransaction(request)).hash;
      }
      case "eth_signTypedData_v4":
        return this.#sign(JSON.parse(String(params[1])) as TypedData);
      default:
        return this.#node.send(method, [...params]);
    }
  }

  #sign({ domain, types, message }: TypedData): Promise<string> {
    // Ethers derives the domain's type itself.
    const own = Object.fromEntries(Object.entries(types).filter(([name]) => name !== "EIP712Domain"));
    return this.#key.signTypedData(domain, own, message);
  }
}

interface TypedData {
  readonly domain: TypedDataDomain;
  readonly types: Record<string, TypedDataField[]>;
  readonly message: Record<string, unknown>;
}
