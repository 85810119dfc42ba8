import { escapeXml } from '../../base/text/index.ts'
import type { FeedStylesheet } from './types.ts'

type Attributes = Readonly<Record<string, string | number | null>>

/** One element; its content is XML already. Attributes that are null are left out. */
export function element(name: string, attributes: Attributes, content: string | null): string {
  let tag = `<${name}`
  for (const [key, value] of Object.entries(attributes))
    if (value !== null) tag += ` ${key}="${escapeXml(String(value)).replace(/\s/g, ' ')}"`
  return content === null ? `${tag}/>` : `${tag}>${content}</${name}>`
}

/** One element with a text; nothing where that is null. */
export function textElement(name: string, text: string | null, attributes: Attributes = {}): string {
  return text === null ? '' : element(name, attributes, escapeXml(text))
}

/** What stands before the root element. */
export function prologue(stylesheets: readonly FeedStylesheet[]): string {
  const lines = stylesheets.map(({ url, type = 'text/xsl', media }) => {
    const attributes = [`href="${escapeXml(url)}"`, `type="${escapeXml(type)}"`]
    if (media !== undefined) attributes.push(`media="${escapeXml(media)}"`)
    return `<?xml-stylesheet ${attributes.join(' ')}?>\n`
  })
  return `<?xml version="1.0" encoding="utf-8"?>\n${lines.join('')}`
}
