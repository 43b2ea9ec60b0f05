import type { Statement } from "../../../../indexer/src/api/answers/reservations.ts";
import { shortTft } from "../../format/amounts.ts";
import { shortTime } from "../../format/times.ts";
import { Meter } from "../../shared/Meter.tsx";
import { Panel } from "../../shared/Panel.tsx";

/** Who got the money. */
export function StatementPanel({ statement }: Readonly<{ statement: Statement }>) {
  const { settledTo, farmUnits, providerUnits, poolUnits, refundedUnits } = statement;
  const parts = [
    { label: "The farm", units: BigInt(farmUnits) },
    { label: "The solution provider", units: BigInt(providerUnits) },
    { label: "Foundation and stakers", units: BigInt(poolUnits) },
    { label: "Back to you, for time not served", units: BigInt(refundedUnits) },
  ];
  const total = parts.reduce((sum, { units }) => sum + units, 0n);
  return (
    <Panel title="Who got the money">
      <p>
        {settledTo === undefined || total === 0n
          ? "Nothing is settled yet."
          : `Of what was charged until ${shortTime(settledTo)}, ${shortTft(total)} TFT are settled.`}
      </p>
      {total > 0n &&
        parts.map(({ label, units }) => (
          <Meter
            key={label}
            label={label}
            share={total === 0n ? 0 : Number(units) / Number(total)}
            text={`${shortTft(units)} TFT`}
          />
        ))}
    </Panel>
  );
}
