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

/**
 * Breaks lines at spaces so that none is longer than `width`, where it can be. Spaces at a break go, other line breaks
 * stay. Django's `wordwrap`.
 */
export function wrapText(text: string, width: number): string {
  return text
    .split('\n')
    .map((line) => wrapLine(line, width))
    .join('\n')
}

function wrapLine(line: string, width: number): string {
  const lines: string[] = []
  let current = ''
  for (const piece of line.split(/(\s+)/)) {
    if (piece === '') continue
    const fits = current.length + piece.length <= width
    if (piece.trim() === '') {
      if (fits && (current !== '' || lines.length === 0)) current += piece
      else if (!fits && current !== '') {
        lines.push(current)
        current = ''
      }
    } else if (fits || current === '') current += piece
    else {
      lines.push(current)
      current = piece
    }
  }
  lines.push(current)
  const kept = lines.map((each) => each.trimEnd()).filter((each, i) => each !== '' || (i === 0 && lines.length === 1))
  return kept.length === 0 ? line : kept.join('\n')
}

/** Takes the white space between a `>` and the next `<` away. */
export function removeSpacesBetweenTags(text: string): string {
  return text.replace(/>\s+(?=<)/g, '>')
}
