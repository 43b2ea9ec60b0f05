import { exactTft, shortTft } from "../format/amounts.ts";

/** An amount of TFT; the exact one, to the last of its seven decimals, is its title. */
export function Tft({ units }: Readonly<{ units: string | bigint }>) {
  return <span title={`${exactTft(units)} TFT`}>{shortTft(units)} TFT</span>;
}
