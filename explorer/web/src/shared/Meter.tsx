import classes from "./Meter.module.css";

interface MeterProps {
  readonly label: string;
  /** From 0 to 1. */
  readonly share: number;
  readonly text: string;
}

/** How much of something is used. */
export function Meter({ label, share, text }: MeterProps) {
  const percent = Math.min(100, Math.max(0, share * 100));
  return (
    <div className={classes["row"]}>
      <div className={classes["words"]}>
        <span>{label}</span>
        <span className={classes["text"]}>{text}</span>
      </div>
      <div
        role="meter"
        aria-label={label}
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={Math.round(percent)}
        aria-valuetext={text}
        className={classes["track"]}
      >
        <div className={classes["fill"]} style={{ width: `${percent}%` }} />
      </div>
    </div>
  );
}
