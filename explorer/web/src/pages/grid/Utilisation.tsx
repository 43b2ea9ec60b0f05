import { Skeleton } from "@mantine/core";
import { useIndexer } from "../../data/use-indexer.ts";
import { wholeNumber } from "../../format/amounts.ts";
import { shortBytes } from "../../format/bytes.ts";
import { Meter } from "../../shared/Meter.tsx";
import { Panel } from "../../shared/Panel.tsx";

/** How much of each resource is reserved. */
export function Utilisation() {
  const { data } = useIndexer("readTotals");
  return (
    <Panel title="Reserved capacity">
      {data === undefined ? <Skeleton height={150} /> : <Meters {...data.capacity} />}
    </Panel>
  );
}

interface Amounts {
  readonly cru: number;
  readonly mruBytes: string;
  readonly sruBytes: string;
  readonly hruBytes: string;
}

function Meters({ offered, reserved }: Readonly<{ offered: Amounts; reserved: Amounts }>) {
  return (
    <>
      <Meter
        label="Cores"
        share={shareOf(reserved.cru, offered.cru)}
        text={`${wholeNumber(reserved.cru)} of ${wholeNumber(offered.cru)}`}
      />
      <BytesMeter label="Memory" reserved={reserved.mruBytes} offered={offered.mruBytes} />
      <BytesMeter label="SSD" reserved={reserved.sruBytes} offered={offered.sruBytes} />
      <BytesMeter label="HDD" reserved={reserved.hruBytes} offered={offered.hruBytes} />
    </>
  );
}

function BytesMeter({ label, reserved, offered }: Readonly<{ label: string; reserved: string; offered: string }>) {
  const text = `${shortBytes(reserved)} of ${shortBytes(offered)}`;
  return <Meter label={label} share={shareOf(Number(reserved), Number(offered))} text={text} />;
}

function shareOf(part: number, whole: number): number {
  return whole === 0 ? 0 : part / whole;
}
