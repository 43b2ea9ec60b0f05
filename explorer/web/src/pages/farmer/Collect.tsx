import { Group } from "@mantine/core";
import { payFarm } from "../../../../../sdk/escrow/pay-farm.ts";
import { sendCall } from "../../../../../sdk/network/call.ts";
import { payOwed } from "../../../../../sdk/rewards/pay-owed.ts";
import { shortTft } from "../../format/amounts.ts";
import { TransactionButton } from "../../transactions/TransactionButton.tsx";
import type { FarmClaims } from "./read-claims.ts";

/** What a farmer can receive now, each with its transaction. */
export function Collect({ farmId, claims }: Readonly<{ farmId: number; claims: FarmClaims }>) {
  const { parts, owedUnits, earnedUnits } = claims;
  return (
    <Group align="start" mb="md">
      {parts.map(({ call, items }, index) => (
        <TransactionButton
          key={call.data}
          label={`Claim rewards of farm ${farmId}${parts.length > 1 ? `, part ${index + 1} of ${parts.length}` : ""}`}
          send={({ signer }) => sendCall(signer, call)}
        >
          {`Claim ${shortTft(items.reduce((sum, { units }) => sum + units, 0n))} TFT`}
        </TransactionButton>
      ))}
      {owedUnits > 0n && (
        <TransactionButton
          label={`Have farm ${farmId} paid what it is owed`}
          send={({ grid, signer }) => payOwed(grid, signer, { farmId })}
        >
          Have what is owed paid
        </TransactionButton>
      )}
      {earnedUnits > 0n && (
        <TransactionButton
          label={`Collect what farm ${farmId} earned from reservations`}
          send={({ grid, signer }) => payFarm(grid, signer, { farmId })}
        >
          {`Collect ${shortTft(earnedUnits)} TFT`}
        </TransactionButton>
      )}
    </Group>
  );
}
