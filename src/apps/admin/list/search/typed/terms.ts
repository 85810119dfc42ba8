/** How a condition compares: `:` by the kind of the field, the others as they look. */
export type Operator = ':' | '=' | '!=' | '>' | '>=' | '<' | '<='

/** A part of what was typed into the search box. */
export type Term =
  /** Words to look for, as they stand or without what quotes them. */
  | { readonly kind: 'word'; readonly source: string; readonly text: string; readonly denied: boolean }
  | {
      readonly kind: 'condition'
      readonly source: string
      readonly name: string
      readonly operator: Operator
      /** The values, one of which has to hold. */
      readonly values: readonly string[]
      readonly denied: boolean
    }
  /** `OR` between what stands before and after it. */
  | { readonly kind: 'or'; readonly source: string }

const quoted = String.raw`"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'`
const value = String.raw`(?:${quoted}|[^\s,"'][^\s,]*)`
const condition = String.raw`(-?)([\p{L}_][\p{L}\p{N}_.]*)(>=|<=|!=|:|=|>|<)(${value}(?:,${value})*)(?=\s|$)`
const pieces = new RegExp(String.raw`${condition}|(-?)(${quoted})|(\S+)`, 'gsu')
const values = new RegExp(value, 'gsu')

/**
 * Splits what was typed at spaces, with quotes around what belongs together: `price>20 author:"Maren Holt" -tag:fiction "quoted phrase"`.
 * Whether a condition means anything is for the reader of conditions to say; whatever has another form is a word.
 */
export function searchTerms(text: string): Term[] {
  return [...text.replaceAll('\0', '').matchAll(pieces)].flatMap(([source, ...parts]): Term[] => {
    const [minus, name, operator, given, no, phrase] = parts
    if (name !== undefined)
      return [
        {
          kind: 'condition',
          source,
          name,
          operator: operator as Operator,
          values: [...given!.matchAll(values)].map(([each]) => unquoted(each)),
          denied: minus === '-',
        },
      ]
    if (phrase !== undefined) {
      const inside = unquoted(phrase)
      return inside === '' ? [] : [{ kind: 'word', source, text: inside, denied: no === '-' }]
    }
    if (source === 'OR') return [{ kind: 'or', source }]
    const denied = /^-[^-\d]/u.test(source)
    return [{ kind: 'word', source, text: denied ? source.slice(1) : source, denied }]
  })
}

function unquoted(text: string): string {
  const mark = text[0]
  if ((mark !== '"' && mark !== "'") || text.length < 2) return text
  return text.slice(1, -1).replace(/\\(.)/gs, '$1')
}
