import { ValidationError } from '../../../../base/schema/index.ts'
import { gettext } from '../../../../web/i18n/index.ts'
import { type CleanContext, JsonInput } from '../../../forms/index.ts'
import { fill } from '../../format.ts'

const token =
  /\s*(?:([{}[\],:])|("(?:[^"\\\p{Cc}]|\\(?:["\\/bfnrt]|u[\da-fA-F]{4}))*")|(-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null)(?![\w.]))/uy

/** What may come next, by what came last inside of a list or an object. */
type Expects = 'value' | 'valueOrEnd' | 'key' | 'keyOrEnd' | 'colon' | 'commaOrEnd' | 'end'

/**
 * The line (from 1) on which a text stops being JSON; null where it is JSON. JavaScript's own message tells a place for some mistakes
 * only. Grammar: RFC 8259.
 */
export function brokenLine(text: string): number | null {
  const open: ('{' | '[')[] = []
  let expects: Expects = 'value'
  let at = 0
  const after = (): Expects => (open.length === 0 ? 'end' : 'commaOrEnd')
  while (true) {
    token.lastIndex = at
    const found = token.exec(text)
    if (found === null) break
    const [, mark, string, other] = found
    const isKey = expects === 'key' || expects === 'keyOrEnd'
    const isValue = expects === 'value' || expects === 'valueOrEnd'
    if (string !== undefined && isKey) expects = 'colon'
    else if ((string !== undefined || other !== undefined) && isValue) expects = after()
    else if ((mark === '{' || mark === '[') && isValue) {
      open.push(mark)
      expects = mark === '{' ? 'keyOrEnd' : 'valueOrEnd'
    } else if (mark === '}' && open.at(-1) === '{' && (expects === 'keyOrEnd' || expects === 'commaOrEnd')) {
      open.pop()
      expects = after()
    } else if (mark === ']' && open.at(-1) === '[' && (expects === 'valueOrEnd' || expects === 'commaOrEnd')) {
      open.pop()
      expects = after()
    } else if (mark === ':' && expects === 'colon') expects = 'value'
    else if (mark === ',' && expects === 'commaOrEnd') expects = open.at(-1) === '{' ? 'key' : 'value'
    else break
    at = token.lastIndex
  }
  const rest = text.slice(at)
  if (expects === 'end' && rest.trim() === '') return null
  return text.slice(0, at + (rest.length - rest.trimStart().length)).split('\n').length
}

/** A JSON document that says on which line it breaks. */
export class JsonLineInput extends JsonInput {
  override async clean(raw: unknown, context?: CleanContext): Promise<unknown> {
    try {
      return await super.clean(raw, context)
    } catch (error) {
      const line = error instanceof ValidationError && typeof raw === 'string' ? brokenLine(raw) : null
      if (line === null) throw error
      throw new ValidationError(fill(gettext('This is not valid JSON: look at line %(line)d.'), { line }), {
        code: 'invalid',
      })
    }
  }
}
