import type { BrowserProvider, JsonRpcProvider, TransactionRequest } from "ethers";
import { JsonRpcSigner } from "ethers";

/** What the page wants to know while the wallet sends. */
export interface SendListener {
  readonly onAsk: () => void;
  readonly onSent: (hash: string) => void;
}

/**
 * The wallet's account. Transactions are tried out by the page's own node, because wallets drop what a contract says when it
 * refuses.
 */
export class WalletSigner extends JsonRpcSigner {
  readonly #node: JsonRpcProvider;
  readonly #listener: SendListener;

  constructor(wallet: BrowserProvider, address: string, node: JsonRpcProvider, listener: SendListener) {
    super(wallet, address);
    this.#node = node;
    this.#listener = listener;
  }

  override estimateGas(request: TransactionRequest): Promise<bigint> {
    return this.#node.estimateGas({ ...request, from: this.address });
  }

  override signTypedData(...typedData: Parameters<JsonRpcSigner["signTypedData"]>): Promise<string> {
    this.#listener.onAsk();
    return super.signTypedData(...typedData);
  }

  /** The hash is told as soon as the wallet gives it: whoever reloads the page now still finds the transaction. */
  override async sendUncheckedTransaction(request: TransactionRequest): Promise<string> {
    this.#listener.onAsk();
    const hash = await super.sendUncheckedTransaction(request);
    this.#listener.onSent(hash);
    return hash;
  }
}
