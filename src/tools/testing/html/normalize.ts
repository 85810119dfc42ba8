import { escapeHtml } from '../../../base/text/index.ts'
import { HtmlElement, parseHtml } from './tree.ts'

/** Attributes whose presence is their value. */
const flags = new Set(
  'allowfullscreen async autofocus autoplay checked controls default defer disabled formnovalidate hidden inert ismap itemscope loop multiple muted nomodule novalidate open playsinline readonly required reversed selected'.split(
    ' ',
  ),
)

const preserving = new Set(['pre', 'textarea', 'script', 'style'])

/**
 * A page or a piece of one, written in one way: attributes and classes in alphabetical order, runs of white space as one space and none beside tags, one tag a line. Two that
 * browsers take for the same are the same text. Semantics: Django's `assertHTMLEqual`.
 */
export function normalizedHtml(source: string): string {
  return written(parseHtml(source), 0).join('\n')
}

function written(parent: HtmlElement, depth: number): string[] {
  const indent = '  '.repeat(depth)
  const keep = preserving.has(parent.name)
  const lines: string[] = []
  for (const child of parent.children) {
    if (child instanceof HtmlElement) {
      const inner = written(child, depth + 1)
      const end = inner.length > 0 ? [`${indent}</${child.name}>`] : []
      lines.push(`${indent}<${child.name}${attributesOf(child)}>`, ...inner, ...end)
      continue
    }
    const text = keep ? child : child.replace(/[\t\n\f\r ]+/g, ' ').trim()
    if (text !== '') lines.push(`${indent}${escapeHtml(text)}`)
  }
  return lines
}

function attributesOf({ attributes }: HtmlElement): string {
  const parts = [...attributes].map(([name, value]) => {
    if (flags.has(name)) return ` ${name}`
    const words =
      name === 'class' ? [...new Set(value.split(/\s+/).filter((each) => each !== ''))].sort().join(' ') : value
    return ` ${name}="${escapeHtml(words)}"`
  })
  return parts.sort().join('')
}
