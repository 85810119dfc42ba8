import { escapeHtml } from '../../base/text/index.ts'
import type { Recording } from './recording.ts'

interface Bar {
  readonly at: number
  readonly duration: number
  readonly label: string
}

const width = 760
/** Beside the bars, for what they are called. */
const labelWidth = 440
const rowHeight = 22
const barHeight = 12
const mostBars = 60

/** What took place when, as a picture: renderings above, statements below, each a bar from its beginning to its end. */
export function timeline({ queries, renderings, response, start }: Recording): string {
  const whole = Math.max(response?.duration ?? performance.now() - start, 0.1)
  const bars: Bar[] = [
    ...renderings.map(({ at, duration, template }) => ({ at, duration, label: `render ${template}` })),
    ...queries.map(({ at, duration, sql }) => ({ at, duration, label: sql.slice(0, 60) })),
  ].toSorted((one, other) => one.at - other.at)
  if (bars.length === 0) return `<p class="note">Neither template nor statement in ${whole.toFixed(1)} ms.</p>`
  const shown = bars.slice(0, mostBars)
  const rows = shown.map(({ at, duration, label }, i) => {
    const x = Math.max(0, Math.min(at / whole, 1)) * width
    const length = Math.max(2, Math.min((duration / whole) * width, width - x))
    const y = i * rowHeight
    const text = `<text x="${(x + length + 6).toFixed(1)}" y="${y + 14}"`
    return `<rect x="${x.toFixed(1)}" y="${y + 4}" width="${length.toFixed(1)}" height="${barHeight}" rx="2" fill="currentColor" fill-opacity="${label.startsWith('render ') ? 0.35 : 0.75}"/>${text} font-size="12" font-family="ui-monospace, monospace" fill="currentColor">${escapeHtml(label)} · ${duration.toFixed(1)} ms</text>`
  })
  const height = shown.length * rowHeight
  const rest = bars.length > mostBars ? `<p class="note">${bars.length - mostBars} more.</p>` : ''
  return `<div class="scroll"><svg viewBox="0 0 ${width + labelWidth} ${height}" width="${width + labelWidth}" height="${height}" role="img" aria-label="Time line of ${bars.length} events in ${whole.toFixed(1)} ms">${rows.join('')}</svg></div>${rest}`
}
