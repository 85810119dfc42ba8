import type { DatabaseValue } from '../../query/index.ts'
import type { Decode } from './decode.ts'

/** An array's text as a list, lists in lists where it has several dimensions; items are read with `decode`. */
export function parseArray(written: string, decode: Decode): readonly DatabaseValue[] {
  // '[0:1]={…}': bounds of its own, which a list does not keep.
  const start = written.indexOf('{')
  let at = start + 1
  const item = (text: string) => {
    const bytes = Buffer.from(text)
    return decode(bytes, 0, bytes.length)
  }
  const list = (): DatabaseValue[] => {
    const found: unknown[] = []
    for (;;) {
      const character = written[at]
      if (character === undefined || character === '}') {
        at++
        return found as DatabaseValue[]
      }
      if (character === ',') at++
      else if (character === '{') {
        at++
        found.push(list())
      } else if (character === '"') found.push(item(quoted()))
      else {
        const from = at
        while (at < written.length && written[at] !== ',' && written[at] !== '}') at++
        const text = written.slice(from, at)
        found.push(text === 'NULL' ? null : item(text))
      }
    }
  }
  const quoted = () => {
    const from = ++at
    while (written[at] !== '"') at += written[at] === '\\' ? 2 : 1
    const text = written.slice(from, at++)
    return text.includes('\\') ? text.replace(/\\(.)/gs, '$1') : text
  }
  return list()
}
