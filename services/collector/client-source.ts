import { isIPv6 } from "node:net";

/** A customer of a provider has a network of so many groups of an IPv6 address. */
const NETWORK_GROUPS = 4;

/** Who a request is from: its IPv4 address, or its IPv6 network, because whoever has one address of it has all. */
export function clientSource(address: string): string {
  if (!isIPv6(address) || address.includes(".")) return address;
  const [head = "", tail] = address.split("::");
  const first = head === "" ? [] : head.split(":");
  const last = tail === undefined || tail === "" ? [] : tail.split(":");
  const zeros = tail === undefined ? 0 : 8 - first.length - last.length;
  return [...first, ...Array<string>(zeros).fill("0"), ...last].slice(0, NETWORK_GROUPS).join(":");
}
