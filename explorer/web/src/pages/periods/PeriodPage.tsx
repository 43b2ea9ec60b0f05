import { Anchor, Text } from "@mantine/core";
import { formatDuration } from "../../../../../sdk/network/format-time.ts";
import type { Attempt, PeriodWithAttempts } from "../../../../indexer/src/api/answers/periods.ts";
import { PageSkeleton } from "../../app/PageSkeleton.tsx";
import { indexer } from "../../data/indexer.ts";
import { useChainNow } from "../../data/use-chain-now.ts";
import { useIndexer } from "../../data/use-indexer.ts";
import { shortDate } from "../../format/times.ts";
import { Address } from "../../shared/Address.tsx";
import { Fact, Facts } from "../../shared/Facts.tsx";
import { PageTitle } from "../../shared/PageTitle.tsx";
import { Panel } from "../../shared/Panel.tsx";
import { ProblemAlert } from "../../shared/ProblemAlert.tsx";
import { Stat, Stats } from "../../shared/Stat.tsx";
import { Tft } from "../../shared/Tft.tsx";
import { Time } from "../../shared/Time.tsx";
import { useNumberParameter } from "../../shared/use-number-parameter.ts";
import { Measurements } from "./Measurements.tsx";
import { PeriodState } from "./PeriodState.tsx";

/** The rule sets by their ids: docs/measurements.md. */
const RULE_SETS: Readonly<Record<number, string>> = { 1: "conformance", 2: "proportional" };

/** One minting period: who proposed what, whether it is final, and everything that was measured. */
export function PeriodPage() {
  const period = useNumberParameter("period");
  const { data, error } = useIndexer("readPeriod", period);
  if (data !== undefined) return <PeriodOf period={data} />;
  return error === null ? <PageSkeleton /> : <ProblemAlert title="The month cannot be read" error={error} />;
}

function PeriodOf({ period: answer }: Readonly<{ period: PeriodWithAttempts }>) {
  const { period, startsAt, endsAt, state, nodes, settledNodes, claimedUnits, attempts } = answer;
  return (
    <>
      <PageTitle title={`Month ${period}`}>{`${shortDate(startsAt)} to ${shortDate(endsAt)}`}</PageTitle>
      <Stats>
        <Stat label="State" value={<PeriodState state={state} />} />
        <Stat label="Nodes measured" value={nodes} note={`${settledNodes} settled`} />
        <Stat label="Claimed" value={<Tft units={claimedUnits} />} />
      </Stats>
      {attempts.length === 0 && <Text c="dimmed">Nobody has proposed measurements yet.</Text>}
      {attempts.map((attempt) => (
        <AttemptPanel key={`${attempt.batch}-${attempt.attempt}`} attempt={attempt} />
      ))}
      {nodes > 0 && <Measurements period={period} />}
      <Panel title="Check it yourself">
        <Text size="sm" mb="xs">
          <code>{`npm run -s tfgrid -- audit --period ${period}`}</code> recomputes all of it from the chain&apos;s
          events.
        </Text>
        <Anchor href={indexer.files.measurementsOfPeriod(period)} download size="sm">
          Save the measurements as CSV
        </Anchor>
      </Panel>
    </>
  );
}

function AttemptPanel({ attempt }: Readonly<{ attempt: Attempt }>) {
  const { batch, state, root, dataHash, count, publishedCount, attestorSetVersion, ruleSetId, rejections } = attempt;
  const what = batch === 0 ? "Measurements" : `Correction ${batch}`;
  const title = attempt.attempt === 0 ? what : `${what}, attempt ${attempt.attempt + 1}`;
  return (
    <Panel title={title} aside={<PeriodState state={state} />}>
      <Facts>
        <Fact label="Proposed">
          <Time seconds={attempt.proposed.at} />
        </Fact>
        <Fact label="Signed by">{`attestors of set ${attestorSetVersion}`}</Fact>
        <Fact label="Rules">{RULE_SETS[ruleSetId] ?? `rule set ${ruleSetId}`}</Fact>
        <Fact label="Published">{`${publishedCount} of ${count} nodes`}</Fact>
        <Fact label="Root">
          <Address value={root} />
        </Fact>
        <Fact label="Hash of the data">
          <Address value={dataHash} />
        </Fact>
        <Fact label="Rejected before">{`${rejections} times${attempt.isUnrejectable ? "; it cannot be rejected again" : ""}`}</Fact>
        {attempt.finalAt !== undefined && state !== "rejected" && (
          <Fact label="Final">
            <Time seconds={attempt.finalAt} /> <Countdown until={attempt.finalAt} />
          </Fact>
        )}
      </Facts>
    </Panel>
  );
}

/** How long the review still goes. */
function Countdown({ until }: Readonly<{ until: number }>) {
  const now = useChainNow();
  return now === undefined || now >= until ? null : (
    <Text span c="dimmed">{`(in ${formatDuration(until - now)})`}</Text>
  );
}
