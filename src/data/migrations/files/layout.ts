/**
 * TypeScript that is to be laid out as Biome and Prettier leave it: on one line where it fits, else one item a line. A text
 * stands as it is.
 */
export type Source = string | ListSource | CallSource | ChainSource

/** A list or an object. */
interface ListSource {
  readonly kind: 'array' | 'record'
  readonly items: readonly Item[]
}

interface Item {
  /** What stands before it: `name: `. */
  readonly before: string
  readonly value: Source
}

interface CallSource {
  readonly kind: 'call'
  readonly name: string
  readonly of: readonly Source[]
}

/** `Q({ … }).or({ … }).not()` */
interface ChainSource {
  readonly kind: 'chain'
  readonly head: Source
  readonly calls: readonly CallSource[]
}

const width = 120

export function array(values: readonly Source[]): Source {
  return { kind: 'array', items: values.map((value) => ({ before: '', value })) }
}

export function record(entries: readonly (readonly [name: string, value: Source])[]): Source {
  return { kind: 'record', items: entries.map(([name, value]) => ({ before: `${keyOf(name)}: `, value })) }
}

export function call(name: string, ...of: readonly Source[]): Source {
  return { kind: 'call', name, of }
}

/** `head.name(…)`; a chain is made longer. */
export function method(head: Source, name: string, ...of: readonly Source[]): Source {
  const next: CallSource = { kind: 'call', name, of }
  const begun = typeof head === 'object' && head.kind === 'chain' ? head : { head, calls: [] }
  return { kind: 'chain', head: begun.head, calls: [...begun.calls, next] }
}

/** A text in quotes: single ones, unless double ones need fewer escapes. */
export function quoted(text: string): string {
  const count = (mark: string) => text.split(mark).length - 1
  const quote = count("'") > count('"') ? '"' : "'"
  const body = JSON.stringify(text)
    .slice(1, -1)
    .replaceAll('\\"', '"')
    .replaceAll(quote, `\\${quote}`)
    .replace(/[\u007f-\u009f\u2028\u2029]/g, (mark) => `\\u${mark.charCodeAt(0).toString(16).padStart(4, '0')}`)
  return quote + body + quote
}

/** A value of plain data. */
export function plain(value: unknown): Source {
  if (typeof value === 'string') return quoted(value)
  if (typeof value === 'bigint') return `${value}n`
  if (value instanceof Date) return `new Date(${quoted(value.toISOString())})`
  if (Array.isArray(value)) return array(value.map(plain))
  if (typeof value !== 'object' || value === null) return Object.is(value, -0) ? '-0' : String(value)
  return record(Object.entries(value).map(([name, each]) => [name, plain(each)]))
}

/** In brackets, `__proto__` is a property as others are. */
function keyOf(name: string): string {
  if (name === '__proto__') return "['__proto__']"
  return /^[\p{ID_Start}_$][\p{ID_Continue}$]*$/u.test(name) ? name : quoted(name)
}

/**
 * The text of a source that begins `column` characters into a line of the indentation `indent`, with `trail` more characters
 * behind it on its last line.
 */
export function layOut(source: Source, indent: number, column: number, trail = 0): string {
  if (typeof source === 'string') return source
  const flat = flatOf(source)
  if (flat !== null && column + flat.length + trail <= width) return flat
  if (isList(source)) return list(source, indent)
  if (source.kind === 'call') return callText(source, indent, column)
  return chainText(source, indent, column, trail)
}

/** On one line; null where it has to be on several. */
function flatOf(source: Source): string | null {
  if (typeof source === 'string') return source
  if (source.kind === 'call') {
    const of = source.of.map(flatOf)
    return of.includes(null) ? null : `${source.name}(${of.join(', ')})`
  }
  if (source.kind === 'chain') {
    if (isLong(source)) return null
    const parts = [source.head, ...source.calls].map(flatOf)
    return parts.includes(null) ? null : parts.join('.')
  }
  if (isSpread(source)) return null
  const items = source.items.map(({ before, value }) => {
    const flat = flatOf(value)
    return flat === null ? null : before + flat
  })
  if (items.includes(null)) return null
  if (source.kind === 'array') return `[${items.join(', ')}]`
  return items.length === 0 ? '{}' : `{ ${items.join(', ')} }`
}

/** More than two calls of which one is given a chain: always one a line. */
function isLong({ head, calls }: ChainSource): boolean {
  const all = [...(isCall(head) ? [head] : []), ...calls]
  return all.length > 2 && all.some(({ of }) => of.some(hasChain))
}

function hasChain(source: Source): boolean {
  if (typeof source === 'string') return false
  if (source.kind === 'chain') return true
  return source.kind === 'call' ? source.of.some(hasChain) : source.items.some(({ value }) => hasChain(value))
}

function isCall(source: Source): source is CallSource {
  return typeof source === 'object' && source.kind === 'call'
}

/** Several lists, or several objects, of more than one item each: always one a line. */
function isSpread({ kind, items }: ListSource): boolean {
  if (kind !== 'array' || items.length < 2) return false
  return ['array', 'record'].some((same) =>
    items.every(({ value }) => isList(value) && value.kind === same && value.items.length > 1),
  )
}

function isList(source: Source): source is ListSource {
  return typeof source === 'object' && (source.kind === 'array' || source.kind === 'record')
}

function list({ kind, items }: ListSource, indent: number): string {
  const [open, close] = kind === 'array' ? '[]' : '{}'
  const inside = ' '.repeat(indent + 2)
  const end = `\n${' '.repeat(indent)}${close}`
  if (kind === 'array' && items.length > 1 && items.every(({ value }) => /^-?[\d.]+$/.test(String(value))))
    return `${open}\n${inside}${filled(
      items.map(({ value }) => String(value)),
      indent + 2,
    )}${end}`
  const lines = items.map(
    ({ before, value }) => `${inside}${before}${layOut(value, indent + 2, indent + 2 + before.length, 1)},`,
  )
  return `${open}\n${lines.join('\n')}${end}`
}

/** Numbers, as many on a line as fit. */
function filled(numbers: readonly string[], indent: number): string {
  const lines = ['']
  for (const number of numbers) {
    const part = `${number},`
    const line = lines.at(-1)!
    const next = line === '' ? part : `${line} ${part}`
    if (line !== '' && indent + next.length > width) lines.push(part)
    else lines[lines.length - 1] = next
  }
  return lines.join(`\n${' '.repeat(indent)}`)
}

/** The last argument is opened where it is an object or a list; else the arguments stand one a line. */
function callText({ name, of }: CallSource, indent: number, column: number): string {
  const last = of.at(-1)
  const head = of.slice(0, -1).map(flatOf)
  const before = `${name}(${head.map((each) => `${each}, `).join('')}`
  const twice = of.length > 1 && isList(of.at(-2)!) && isList(last!)
  if (last !== undefined && isList(last) && !twice && !head.includes(null) && column + before.length < width)
    return `${before}${list(last, indent)})`
  const inside = ' '.repeat(indent + 2)
  const lines = of.map((each) => `${inside}${layOut(each, indent + 2, indent + 2, 1)},\n`)
  return of.length === 0 ? `${name}()` : `${name}(\n${lines.join('')}${' '.repeat(indent)})`
}

/** Two calls stay together, and the last one opens; of more each has a line of its own. */
function chainText({ head, calls }: ChainSource, indent: number, column: number, trail: number): string {
  const callsOfHead = isCall(head) ? 1 : 0
  if (calls.length + callsOfHead <= 2) {
    let text = layOut(head, indent, column, 1)
    for (const each of calls) {
      const at = text.includes('\n') ? text.length - text.lastIndexOf('\n') - 1 : column + text.length
      text += `.${layOut(each, indent, at + 1, trail)}`
    }
    return text
  }
  const inside = ' '.repeat(indent + 2)
  const lines = calls.map((each) => `\n${inside}.${layOut(each, indent + 2, indent + 3, 1)}`)
  return `${layOut(head, indent, column)}${lines.join('')}`
}
