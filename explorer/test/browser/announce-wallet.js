// Runs in the page before everything else: a wallet as extensions put it there (EIP-6963). Plain JavaScript, because a
// compiler's helpers would not be there.
{
  const listeners = {};
  const provider = {
    request: async (request) => {
      const answer = await globalThis.askTestWallet(request);
      if ("error" in answer) throw Object.assign(new Error(answer.error.message), { code: answer.error.code });
      if (request.method === "wallet_switchEthereumChain") {
        for (const listener of listeners.chainChanged ?? []) listener(request.params[0].chainId);
      }
      return answer.result;
    },
    on: (event, listener) => {
      (listeners[event] ??= []).push(listener);
    },
    removeListener: () => undefined,
  };
  const info = {
    uuid: "7f3e1a52-5a0b-4c0e-9a35-000000000001",
    name: "Test wallet",
    icon: "data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg'/>",
    rdns: "test.wallet",
  };
  const announce = () => {
    dispatchEvent(
      new CustomEvent("eip6963:announceProvider", { detail: Object.freeze({ info: Object.freeze(info), provider }) }),
    );
  };
  addEventListener("eip6963:requestProvider", announce);
  announce();
}
