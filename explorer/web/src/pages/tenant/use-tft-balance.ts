import { useAtNode } from "../../chain/use-at-node.ts";

/** What a wallet holds, in units of 10^-7 TFT. */
export function useTftBalance(address: string) {
  return useAtNode(["tftBalance", address], ({ grid }) => grid.TFT.balanceOf(address));
}
