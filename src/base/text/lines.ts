import { escapeHtml } from './escape.ts'

/** Every kind of line end as `\n`. */
export function normalizeNewlines(text: string): string {
  return text.includes('\r') ? text.replace(/\r\n?/g, '\n') : text
}

/** Paragraphs in `<p>`, lines ended with `<br>`. Django's `linebreaks`. */
export function linebreaks(text: string, escape: boolean): string {
  return normalizeNewlines(text)
    .split(/\n{2,}/)
    .map((paragraph) => `<p>${(escape ? escapeHtml(paragraph) : paragraph).replaceAll('\n', '<br>')}</p>`)
    .join('\n\n')
}

/** Lines numbered from 1, the numbers as wide as the last. */
export function numberLines(text: string, escape: boolean): string {
  const lines = text.split('\n')
  const width = String(lines.length).length
  return lines.map((line, i) => `${String(i + 1).padStart(width, '0')}. ${escape ? escapeHtml(line) : line}`).join('\n')
}

/** Breaks lines at spaces so that none is longer than `width`, where it can be. Line breaks stay. */
export function wrapText(text: string, width: number): string {
  return text
    .split('\n')
    .map((line) => wrapLine(line, width))
    .join('\n')
}

function wrapLine(line: string, width: number): string {
  if (line.length <= width) return line
  const lines: string[] = []
  let rest = line
  while (rest.length > width) {
    let space = rest.lastIndexOf(' ', width)
    if (space <= 0) space = rest.indexOf(' ', 1)
    if (space === -1) break
    lines.push(rest.slice(0, space))
    rest = rest.slice(space + 1)
  }
  lines.push(rest)
  return lines.join('\n')
}

/** Takes the white space between a `>` and the next `<` away. */
export function removeSpacesBetweenTags(text: string): string {
  return text.replace(/>\s+(?=<)/g, '>')
}
