import classes from "./ChainText.module.css";

/** Text that somebody wrote to the chain: of any length, any direction, never markup. */
export function ChainText({ text, empty = "without a name" }: Readonly<{ text: string; empty?: string }>) {
  if (text.trim() === "") return <span className={classes["empty"]}>{empty}</span>;
  return (
    <bdi className={classes["text"]} title={text}>
      {text}
    </bdi>
  );
}
