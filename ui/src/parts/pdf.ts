// Pages of a PDF, painted on canvases by a worker that is part of this window.
import { getDocument, GlobalWorkerOptions, type PDFDocumentProxy } from "pdfjs-dist/legacy/build/pdf.mjs";
import worker from "pdfjs-dist/legacy/build/pdf.worker.min.mjs?url";

GlobalWorkerOptions.workerSrc = worker;

function bytesOf(base64: string): Uint8Array {
  const binary = atob(base64);
  return Uint8Array.from(binary, (letter) => letter.charCodeAt(0));
}

/** Opens a PDF; nothing is fetched, nothing is evaluated. */
export async function openPdf(base64: string): Promise<PDFDocumentProxy> {
  return getDocument({
    data: bytesOf(base64),
    isEvalSupported: false,
    enableXfa: false,
    useWasm: false,
    useSystemFonts: false,
    verbosity: 0,
  } as Parameters<typeof getDocument>[0]).promise;
}

/** Paints every page at a width in CSS pixels, as canvases in the order of the pages. */
export async function paint(pdf: PDFDocumentProxy, width: number, still: () => boolean): Promise<HTMLCanvasElement[]> {
  const sharp = Math.min(2.5, Math.max(1.5, window.devicePixelRatio || 1));
  const pages: HTMLCanvasElement[] = [];
  for (let number = 1; number <= pdf.numPages && still(); number += 1) {
    const page = await pdf.getPage(number);
    const natural = page.getViewport({ scale: 1 });
    const viewport = page.getViewport({ scale: (width / natural.width) * sharp });
    const canvas = document.createElement("canvas");
    canvas.width = Math.round(viewport.width);
    canvas.height = Math.round(viewport.height);
    canvas.setAttribute("role", "img");
    canvas.setAttribute("aria-label", `Page ${number} of ${pdf.numPages}`);
    await page.render({ canvas, viewport }).promise;
    page.cleanup();
    pages.push(canvas);
  }
  return pages;
}
