import { Text } from "@mantine/core";
import type { NodeWithHistory } from "../../../../indexer/src/api/answers/nodes.ts";
import { usdPerMonth } from "../../format/amounts.ts";
import { Address } from "../../shared/Address.tsx";
import { ChainText } from "../../shared/ChainText.tsx";
import { Fact, Facts } from "../../shared/Facts.tsx";
import { Panel } from "../../shared/Panel.tsx";
import { Time } from "../../shared/Time.tsx";

/** Everything else that is known of a node. */
export function NodeFactsPanel({ node }: Readonly<{ node: NodeWithHistory }>) {
  const { key, serialNumber, hasSecureBoot, offer, registered, noticeEndsAt, power } = node;
  return (
    <Panel title="About it">
      <Facts>
        <Fact label="Key">{key === undefined ? "none: it is removed" : <Address value={key} />}</Fact>
        <Fact label="Serial number">
          <ChainText text={serialNumber} empty="not told" />
        </Fact>
        <Fact label="Secure boot">{hasSecureBoot ? "yes" : "no"}</Fact>
        <Fact label="Offered">{offer.isDedicatedOnly ? "as a whole only" : "in parts and as a whole"}</Fact>
        <Fact label="Extra fee">
          {offer.extraFeeRate === "0" ? "none" : `${usdPerMonth(offer.extraFeeRate)} in 30 days`}
        </Fact>
        <Fact label="Registered">
          <Time seconds={registered.at} />
        </Fact>
        {noticeEndsAt !== undefined && (
          <Fact label="Notice">
            ends <Time seconds={noticeEndsAt} />: no new reservations
          </Fact>
        )}
      </Facts>
      {power.length > 0 && (
        <ul>
          {power.map(({ isTarget, isDown, changed }) => (
            <li key={`${changed.transaction}${String(isTarget)}`}>
              <Text size="sm">
                <Time seconds={changed.at} />: {powerText(isTarget, isDown)}
              </Text>
            </li>
          ))}
        </ul>
      )}
    </Panel>
  );
}

function powerText(isTarget: boolean, isDown: boolean): string {
  if (isTarget) return isDown ? "its farmer asked it to switch off" : "its farmer asked it to wake";
  return isDown ? "it switched off" : "it woke";
}
