import { escapeHtml } from './escape.ts'

/** Every kind of line end as `\n`. */
export function normalizeNewlines(text: string): string {
  return text.includes('\r') ? text.replace(/\r\n?/g, '\n') : text
}

/** Paragraphs in `<p>`, lines ended with `<br>`. Django's `linebreaks`. */
export function linebreaks(text: string, escaping: boolean): string {
  return normalizeNewlines(text)
    .split(/\n{2,}/)
    .map((paragraph) => `<p>${(escaping ? escapeHtml(paragraph) : paragraph).replaceAll('\n', '<br>')}</p>`)
    .join('\n\n')
}

/** Lines numbered from 1, the numbers as wide as the last. */
export function numberLines(text: string, escaping: boolean): string {
  const lines = text.split('\n')
  const width = String(lines.length).length
  return lines
    .map((line, i) => `${String(i + 1).padStart(width, '0')}. ${escaping ? escapeHtml(line) : line}`)
    .join('\n')
}

/** Python's line ends, and the white space at which its `textwrap` breaks. */
const lineEnds = /\r\n|[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]/
const breaks = /([\t\n\v\f\r ]+)/

/**
 * Breaks lines at spaces so that none is longer than `width`, where it can be; longer words stay whole. Spaces at a break go,
 * other line breaks stay, a tabulator becomes up to eight spaces. Django's `wordwrap`.
 */
export function wrapText(text: string, width: number): string {
  const lines = text.split(lineEnds)
  // A line end at the end ends the last line, and only `\n` is kept there.
  if (lines.length > 1 && lines.at(-1) === '' && !text.endsWith('\n')) lines.pop()
  return lines.map((line) => wrapLine(line, width)).join('\n')
}

function wrapLine(line: string, width: number): string {
  const chunks = expandTabs(line)
    .split(breaks)
    .filter((chunk) => chunk !== '')
  const lines: string[] = []
  let current = ''
  let size = 0
  let last = ''
  const flush = () => {
    const kept = last.trim() === '' ? current.slice(0, current.length - last.length) : current
    if (kept !== '') lines.push(kept)
    current = ''
    size = 0
    last = ''
  }
  for (const chunk of chunks) {
    const length = lengthOf(chunk)
    if (current !== '' && size + length > width) flush()
    // White space begins the first line only.
    if (current === '' && lines.length > 0 && chunk.trim() === '') continue
    if (size + length > width && chunk.trim() === '') {
      if (length > width) continue
    }
    current += chunk
    size += length
    last = chunk
  }
  flush()
  return lines.length === 0 ? line : lines.join('\n')
}

function lengthOf(text: string): number {
  let length = 0
  for (const _ of text) length++
  return length
}

function expandTabs(line: string): string {
  if (!line.includes('\t')) return line
  let out = ''
  let column = 0
  for (const character of line) {
    const step = character === '\t' ? 8 - (column % 8) : 1
    out += character === '\t' ? ' '.repeat(step) : character
    column += step
  }
  return out
}

/** Takes the white space between a `>` and the next `<` away. */
export function removeSpacesBetweenTags(text: string): string {
  return text.replace(/>\s+(?=<)/g, '>')
}
