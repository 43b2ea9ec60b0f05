import { NumberInput, Skeleton, Text } from "@mantine/core";
import { useState } from "react";
import { ratesOnNode } from "../../../../../sdk/reservations/offered-node.ts";
import { resizeReservation } from "../../../../../sdk/reservations/resize-reservation.ts";
import type { Capacity } from "../../../../../sdk/rules/capacity.ts";
import { GIB } from "../../../../../sdk/rules/cloud-units.ts";
import type { Reservation } from "../../../../indexer/src/api/answers/reservations.ts";
import { readLatestPricing } from "../../../../../sdk/pricing/read-pricing.ts";
import { useAtNode } from "../../chain/use-at-node.ts";
import { useIndexer } from "../../data/use-indexer.ts";
import { usdPerMonth } from "../../format/amounts.ts";
import { toCapacity, toOffered } from "../../shared/to-offered.ts";
import { TransactionButton } from "../../transactions/TransactionButton.tsx";
import classes from "./Resize.module.css";

const SIZES = [
  { name: "cru", label: "Cores", most: 65_535 },
  { name: "mruBytes", label: "Memory, GiB", most: 1_000_000 },
  { name: "sruBytes", label: "SSD, GiB", most: 10_000_000 },
  { name: "hruBytes", label: "HDD, GiB", most: 10_000_000 },
  { name: "ips", label: "Public IPs", most: 8 },
] as const;

/** What was typed, in the unit of the label; the rest stays as it is, to the byte. */
type Typed = Partial<Record<(typeof SIZES)[number]["name"], number>>;

/** Asks the node for more or less, at a price that is shown first. */
export function Resize({ reservation }: Readonly<{ reservation: Reservation }>) {
  const { reservationId, nodeId, deploymentHash } = reservation;
  const [typed, setTyped] = useState<Typed>({});
  const { data: pricing } = useAtNode(["pricing"], readLatestPricing);
  const { data: node } = useIndexer("readNode", nodeId);
  if (pricing === undefined || node === undefined) return <Skeleton height={120} />;
  const { capacity, ipv4Count } = wantedOf(reservation, typed);
  const offered = { ...toOffered(node), dedicationId: reservation.kind === "included" ? reservationId : 0 };
  const wish = { capacity, ipv4Count, isDedicated: false, isCertified: false, country: undefined };
  const { discountableUsdPerSecond: usdPerSecond } = ratesOnNode(offered, wish, pricing);
  return (
    <section aria-label="Resize">
      <div className={classes["sizes"]}>
        {SIZES.map(({ name, label, most }) => (
          <NumberInput
            key={name}
            label={label}
            min={0}
            max={most}
            clampBehavior="strict"
            allowDecimal={false}
            allowNegative={false}
            value={typed[name] ?? sizeOf(reservation, name)}
            onChange={(value) => {
              setTyped({ ...typed, [name]: Number(value) });
            }}
          />
        ))}
      </div>
      <Text size="sm" mb="sm">
        {`List price for 30 days: ${usdPerMonth(usdPerSecond)}, by the present pricing. The node has to acknowledge it; until then all stays as it is.`}
      </Text>
      <TransactionButton
        label={`Resize reservation ${reservationId}`}
        isDisabled={Object.keys(typed).length === 0}
        send={({ grid, signer }) =>
          resizeReservation(grid, signer, {
            ...{ reservationId, capacity, ipv4Count, deploymentHash },
            mostUsdPerSecond: usdPerSecond,
          })
        }
      >
        Ask the node for it
      </TransactionButton>
    </section>
  );
}

function sizeOf({ capacity, ips }: Reservation, name: keyof Typed): number {
  if (name === "ips") return ips.length;
  return name === "cru" ? capacity.cru : Number(capacity[name]) / Number(GIB);
}

function wantedOf(reservation: Reservation, typed: Typed): { capacity: Capacity; ipv4Count: number } {
  const present = toCapacity(reservation.capacity);
  const bytes = (name: Exclude<keyof Typed, "cru" | "ips">) => {
    const gib = typed[name];
    return gib === undefined ? present[name] : BigInt(gib) * GIB;
  };
  return {
    capacity: {
      cru: typed.cru ?? present.cru,
      mruBytes: bytes("mruBytes"),
      sruBytes: bytes("sruBytes"),
      hruBytes: bytes("hruBytes"),
    },
    ipv4Count: typed.ips ?? reservation.ips.length,
  };
}
