// What a screen reader and a keyboard would stumble over.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

import { expect } from "vitest";

import { page } from "./window";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

interface Finding {
  id: string;
  nodes: { html: string; failureSummary?: string }[];
}

/** Nothing on the page is in anybody’s way. */
export async function accessible(name: string): Promise<void> {
  await page.evaluate(axe);
  const found = await page.evaluate(async () => {
    const run = (window as unknown as { axe: { run(context: Document, options: object): Promise<{ violations: Finding[] }> } }).axe;
    const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
    const { violations } = await run.run(document, { runOnly: tags });
    return violations.map((one) => `${one.id}: ${one.nodes.map((node) => `${node.html.slice(0, 160)} (${node.failureSummary})`).join(" | ")}`);
  });
  expect(found, `${name} has accessibility violations`).toEqual([]);
}
