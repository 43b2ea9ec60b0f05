import { GridError } from "../grid-error.ts";
import { formatIp } from "./format-ip.ts";

/** A public IPv4 address as a farmer offers it; addresses as numbers of 32 bits. */
export interface PublicIp {
  readonly ip: number;
  /** Length of its network's prefix, 1 to 31. */
  readonly prefixLength: number;
  /** Another address of the same network. */
  readonly gateway: number;
}

/** @throws IpMalformedError */
export function parseIp(text: string): number {
  const parts = text.split(".");
  const isIp = parts.length === 4 && parts.every((part) => /^(0|[1-9]\d{0,2})$/.test(part) && Number(part) < 256);
  if (!isIp) throw new IpMalformedError(text);
  return parts.reduce((ip, part) => ip * 256 + Number(part), 0);
}

/**
 * An address with the length of its network's prefix, such as 185.206.122.10/24.
 * @throws IpMalformedError
 */
export function parsePublicIp(text: string, gateway: number): PublicIp {
  const [, ip, prefix] = /^([\d.]+)\/(\d{1,2})$/.exec(text) ?? [];
  if (ip === undefined || Number(prefix) > 32) throw new IpMalformedError(text);
  return { ip: parseIp(ip), prefixLength: Number(prefix), gateway };
}

export function formatPublicIp({ ip, prefixLength }: PublicIp): string {
  return `${formatIp(ip)}/${prefixLength}`;
}

/** A text is no IPv4 address. */
export class IpMalformedError extends GridError {
  override readonly name = "IpMalformedError";

  constructor(text: string) {
    super(`"${text}" is no IPv4 address.`, {
      hint: "Write addresses with their network as 185.206.122.10/24, and gateways as 185.206.122.1.",
    });
  }
}
