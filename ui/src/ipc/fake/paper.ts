// A small true PDF, so that the preview has pages to paint.

function escape(line: string): string {
  return line.replace(/[‘’]/gu, "'").replace(/[“”]/gu, '"').replace(/…/gu, "...").replace(/[^\x20-\x7e]/gu, "?").replace(/[\\()]/gu, "\\$&");
}

function wrapped(line: string, width = 74): string[] {
  const lines: string[] = [""];
  for (const word of line.split(" ")) {
    const now = lines[lines.length - 1] ?? "";
    if (now.length + word.length + 1 > width) lines.push(word);
    else lines[lines.length - 1] = now === "" ? word : `${now} ${word}`;
  }
  return lines;
}

/** Pages of plain lines, as a PDF in base64. */
export function paper(pages: { title: string; lines: string[] }[]): string {
  const objects: string[] = ["<< /Type /Catalog /Pages 2 0 R >>", "", "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"];
  const kids: number[] = [];
  for (const page of pages) {
    const body = page.lines.flatMap((line) => [...wrapped(line), ""]);
    const stream = [
      "BT /F1 20 Tf 60 760 Td 26 TL",
      ...wrapped(page.title, 44).map((line) => `(${escape(line)}) Tj T*`),
      "/F1 11.5 Tf 16 TL T*",
      ...body.map((line) => `(${escape(line)}) Tj T*`),
      "ET",
    ].join("\n");
    objects.push(`<< /Length ${stream.length} >>\nstream\n${stream}\nendstream`);
    objects.push(
      `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents ${objects.length} 0 R /Resources << /Font << /F1 3 0 R >> >> >>`,
    );
    kids.push(objects.length);
  }
  objects[1] = `<< /Type /Pages /Count ${kids.length} /Kids [${kids.map((kid) => `${kid} 0 R`).join(" ")}] >>`;
  let file = "%PDF-1.4\n";
  const offsets = objects.map((object, index) => {
    const at = file.length;
    file += `${index + 1} 0 obj\n${object}\nendobj\n`;
    return at;
  });
  const table = offsets.map((at) => `${String(at).padStart(10, "0")} 00000 n \n`).join("");
  const start = file.length;
  file += `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${table}trailer << /Size ${objects.length + 1} /Root 1 0 R >>\nstartxref\n${start}\n%%EOF`;
  return btoa(file);
}
