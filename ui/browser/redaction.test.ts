// What may identify a family in a quote: shown, taken out by one key, put back by another, and told where
// the quote is picked.
import { describe, expect, test } from "vitest";

import { accessible } from "./accessible";
import { aWindowEach, page, settled, shot, type Scheme } from "./window";

const press = (key: string) => page.keyboard.press(key);
const words = () => page.locator("[name=words]").inputValue();
const details = () => page.getByTestId("quote-detail");
const PASSAGE = "In November we asked the council to assess Euan.";

/** Selects a letter’s words as a hand would, from the beginning of one run to the end of another. */
async function select(from: string, to: string): Promise<void> {
  await page.getByTestId("letter-text").evaluate(
    (article, [from, to]) => {
      const range = document.createRange();
      const walker = document.createTreeWalker(article, NodeFilter.SHOW_TEXT);
      let begun = false;
      for (let node = walker.nextNode(); node; node = walker.nextNode()) {
        const text = node.textContent ?? "";
        if (!begun && text.includes(from)) {
          range.setStart(node, text.indexOf(from));
          begun = true;
        }
        if (begun && text.includes(to)) {
          range.setEnd(node, text.indexOf(to) + to.length);
          break;
        }
      }
      document.getSelection()?.removeAllRanges();
      document.getSelection()?.addRange(range);
    },
    [from, to] as const,
  );
  await page.getByTestId("mark-quotable").waitFor();
}

/** To the letter about Euan, with a passage marked that names him. */
async function markAName(): Promise<void> {
  await press("j");
  await expect.poll(() => page.locator("h1.readable").innerText()).toContain("43 weeks");
  await page.getByTestId("worth-quoting").first().waitFor();
  await select("In ", "Euan.");
  await press("q");
  await page.getByTestId("toast").filter({ hasText: "One detail in it may identify the family" }).waitFor();
}

describe("a quote", () => {
  aWindowEach();

  test("worth quoting says why beside the letter, and its words stand out when it is pointed at", async () => {
    await press("j");
    const offered = page.getByTestId("worth-quoting");
    await expect.poll(() => offered.allInnerTexts()).toEqual([expect.stringContaining("Nobody rings back")]);
    expect(await offered.innerText()).toMatch(/Speaks of the letter’s themes, stands by itself, nothing identifying was found in it\./u);
    await offered.hover();
    await expect.poll(() => page.locator("mark.lit").count()).toBeGreaterThan(0);
    await shot("worth-quoting");
    await offered.getByRole("button", { name: /Mark as quotable/u }).click();
    await page.getByTestId("toast").filter({ hasText: "Marked as quotable." }).waitFor();
    await expect.poll(() => offered.count()).toBe(0);
  });

  test("X shows the quotes first, then takes out names; B puts them back, and Z as well", async () => {
    await markAName();
    await press("Enter");
    await page.getByTestId("story-review").waitFor();
    await press("x");
    await expect.poll(words).toBe(PASSAGE);
    await expect.poll(() => page.locator("[data-testid=passage] blockquote mark").allInnerTexts()).toEqual(["Euan name"]);
    await press("x");
    await expect.poll(words).toBe("In November we asked the council to assess [name].");
    await expect.poll(() => page.getByTestId("quote-details").innerText()).toContain("Nothing else was found");
    expect(await page.locator("[data-testid=passage] blockquote").innerText(), "the letter keeps it").toContain("Euan");
    await press("b");
    await expect.poll(words).toBe(PASSAGE);
    await press("x");
    await expect.poll(words).toContain("[name]");
    await press("z");
    await expect.poll(words).toBe(PASSAGE);
  });

  test("each detail is taken out by itself from the keyboard, and what was typed is kept", async () => {
    await press("j");
    await expect.poll(() => page.locator("h1.readable").innerText()).toContain("43 weeks");
    await select("We live in", "Euan.");
    await press("q");
    await press("Enter");
    await page.getByTestId("story-review").waitFor();
    await page.getByRole("tab", { name: "Quotable" }).click();
    await expect.poll(() => details().allInnerTexts()).toEqual([
      expect.stringMatching(/town\s+Hitchin/u),
      expect.stringMatching(/postcode\s+SG4 9TP/u),
      expect.stringMatching(/name\s+Euan/u),
    ]);
    await page.locator("[name=words]").fill("We live in Hitchin, SG4 9TP. … we asked the council to assess Euan.");
    const button = page.getByRole("button", { name: "Take out the town “Hitchin”, and print “[town]”" });
    await button.focus();
    await press("Enter");
    await expect.poll(words).toBe("We live in [town], SG4 9TP. … we asked the council to assess Euan.");
    const back = page.getByRole("button", { name: "Put back the town “Hitchin”, now “[town]”" });
    await back.waitFor();
    await expect.poll(() => back.evaluate((one) => one === document.activeElement), { message: "the hand is where it was" }).toBe(true);
    await shot("redaction-one");
    await press("Enter");
    await expect.poll(words).toBe("We live in Hitchin, SG4 9TP. … we asked the council to assess Euan.");
  });

  test("what is left in on purpose is remembered, undone, and asked about again when the words change", async () => {
    await markAName();
    await press("Enter");
    await page.getByTestId("story-review").waitFor();
    await press("x");
    const stays = page.getByTestId("stays");
    await page.getByTestId("keep-details").click();
    await stays.waitFor();
    await shot("redaction-stays");
    await press("z");
    await stays.waitFor({ state: "detached" });
    await page.getByTestId("keep-details").click();
    await stays.waitFor();
    await page.locator("[name=words]").fill(`${PASSAGE} Nobody answered.`);
    await page.getByRole("button", { name: "Keep changes" }).click();
    await page.getByTestId("keep-details").waitFor();
    expect(await stays.count(), "other words were not decided about").toBe(0);
  });

  test("where it is picked, what is left in it is told by its number, and the pack’s check as well", async () => {
    await markAName();
    await press("c");
    await page.getByTestId("consent-take-offer").click();
    await page.getByRole("button", { name: "Record consent" }).click();
    await page.getByTestId("consent-dialog").waitFor({ state: "detached" });
    await page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur());
    await press("e");
    await settled();
    await page.getByTestId("nav-debates").click();
    await page.getByTestId("debate-row").click();
    await page.getByRole("tab", { name: "Quotes" }).click();
    const quote = page.locator("[data-testid=quotables] [data-testid=quote]").filter({ hasText: "Euan" });
    await expect.poll(() => quote.getByTestId("quote-identifying").innerText()).toContain("One detail may identify the family");
    await shot("redaction-picked");
    await quote.getByTestId("quote-use").click();
    const check = page.getByTestId("checks").locator("[data-level=look]").filter({ hasText: "may identify a family" });
    await check.waitFor({ state: "attached" });
    await page.getByTestId("checks").locator("summary").click();
    expect(await check.innerText()).not.toContain("Euan");
    await shot("redaction-check");
  });
});

describe.each<Scheme>(["light", "dark"])("in %s", (scheme) => {
  aWindowEach({ scheme });

  test("the details can be looked at", async () => {
    await press("j");
    await select("We live in", "Euan.");
    await press("q");
    await press("Enter");
    await page.getByTestId("story-review").waitFor();
    await press("x");
    await details().first().waitFor();
    await shot(`redaction-before-${scheme}`);
    await accessible(`details found, ${scheme}`);
    await press("x");
    await page.getByTestId("put-back").waitFor();
    await shot(`redaction-after-${scheme}`);
    await accessible(`details taken out, ${scheme}`);
  });
});
