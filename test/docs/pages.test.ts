import { existsSync, globSync, readFileSync } from "node:fs";
import { expect } from "chai";
import { ROLE_NAMES, ROLES } from "../../sdk/access/roles.ts";
import type { Role } from "../../sdk/access/roles.ts";
import { REAL_GRID_SCHEDULE } from "../../sdk/rules/minting-period.ts";
import { integersIn, readPage, section, tablesIn } from "./markdown.ts";

const DOCS = new URL("../../docs/", import.meta.url);

const pages = globSync("docs/**/*.md").map((file) => file.slice("docs/".length));

/** The anchors that a page offers, as they are made from its headings. */
function anchorsOf(page: string): string[] {
  const headings = [...page.matchAll(/^#+ (.*)$/gm)].map(([, heading = ""]) => heading);
  return headings.map((heading) =>
    heading
      .toLowerCase()
      .replace(/[^\w\- ]/g, "")
      .replaceAll(" ", "-"),
  );
}

describe("docs", () => {
  for (const name of pages) {
    it(`${name} links to what exists`, () => {
      const targets = [...readPage(name).matchAll(/\]\((?!https?:)([^)#]*)(?:#([^)]*))?\)/g)];
      for (const [, path = "", anchor] of targets) {
        const url = new URL(path, new URL(name, DOCS));
        expect(existsSync(url), path).to.be.true;
        if (anchor !== undefined) expect(anchorsOf(readFileSync(url, "utf8")), `#${anchor}`).to.include(anchor);
      }
    });
  }

  it("README.md lists every page", () => {
    const listed = readPage("README.md");
    const own = pages.filter((name) => !name.includes("/") && name !== "README.md");
    for (const name of own) expect(listed).to.contain(`](${name})`);
  });

  it("trust.md has a row for every role, naming what it reaches", () => {
    const { rows } = tablesIn(section(readPage("trust.md"), "Roles"))[0]!;
    expect(rows.map(([who]) => who)).to.deep.equal(ROLE_NAMES.map((name) => `\`${name}\``));
    for (const [index, name] of ROLE_NAMES.entries()) {
      const role: Role = ROLES[name];
      const named = [...rows[index]![1]!.matchAll(/`(\w+)`/g)].map(([, functionName]) => functionName);
      expect(named, name).to.have.members(Object.values(role.functions).flat());
    }
  });

  it("succession.md counts rightly until the first claims of a successor", () => {
    const { lengthSeconds } = REAL_GRID_SCHEDULE;
    const seconds = 2 * lengthSeconds + (27 + 72) * 3600;
    const text = section(readPage("succession.md"), "A successor of FarmingRewards");
    expect(integersIn(text)).to.include.members([lengthSeconds, seconds, Math.floor(seconds / 86_400)].map(BigInt));
  });
});
