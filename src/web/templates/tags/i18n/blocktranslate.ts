import { templatesErrors } from '../../errors.ts'
import type { Expression } from '../../expression.ts'
import type { Generator } from '../../generator.ts'
import type { Token } from '../../lexer.ts'
import type { TagCompiler } from '../../library.ts'
import { type Node, OutputNode, TextNode } from '../../node.ts'
import { bindingsOf, type Outline } from '../../outline.ts'
import type { Parser, Tag } from '../../parser.ts'
import type { Environment } from '../../runtime/environment.ts'
import { isDecimal } from '../../runtime/values.ts'
import { interpolate, lookUp, lookUpPlural, messageLines } from './messages.ts'

/** A text with variables: what the catalogs know, and the variables' names. */
interface MessageText {
  readonly id: string
  readonly names: readonly string[]
}

function messageOf(tokens: readonly Token[], trimmed: boolean): MessageText {
  let id = ''
  const names: string[] = []
  for (const { kind, content } of tokens) {
    if (kind === 'text') id += content.replaceAll('%', '%%')
    else {
      id += `%(${content})s`
      names.push(content)
    }
  }
  id = messageLines(id)
  return { id: trimmed ? joinLines(id) : id, names }
}

/** Lines without the space around them, joined by one space. */
function joinLines(text: string): string {
  return text
    .trim()
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .join(' ')
}

/** A count as the plural rules take it. */
function countOf(value: unknown, name: string): number | bigint {
  if (typeof value === 'number' || typeof value === 'bigint') return value
  if (typeof value === 'boolean') return Number(value)
  if (isDecimal(value)) return value.toNumber()
  throw templatesErrors.BAD_ARGUMENT({
    name: '{% blocktranslate %}',
    reason: `'${name}' has to be a number to count by`,
  })
}

/** What one `{% blocktranslate %}` knows before it is rendered. */
interface Messages {
  readonly singular: string
  readonly plural: string | null
}

/** The text with its values, which are escaped: the template's own where the catalog's is broken. */
function translateBlock(
  messages: Messages,
  count: number | bigint | null,
  context: unknown,
  environment: Environment,
  values: ReadonlyMap<string, string>,
): string {
  const { singular, plural } = messages
  const sense = environment.text(context)
  const { locale } = environment
  const found =
    plural === null || count === null
      ? lookUp(locale, sense, singular)
      : lookUpPlural(locale, sense, singular, plural, count)
  const text = interpolate(found, values)
  if (text !== null) return text
  const own = interpolate(plural === null || count === null || Number(count) === 1 ? singular : plural, values)
  if (own !== null) return own
  throw templatesErrors.BAD_ARGUMENT({
    name: '{% blocktranslate %}',
    reason: `the text '${singular}' has a variable that no message can name; give it a name: {% blocktranslate with name=… %}`,
  })
}

interface BlockOptions {
  readonly values: ReadonlyMap<string, Expression>
  readonly count: readonly [name: string, value: Expression] | null
  readonly context: Expression | null
  readonly as: string | null
}

class BlockTranslateNode implements Node {
  readonly messages: Messages
  readonly names: readonly string[]
  readonly options: BlockOptions
  readonly position: number

  constructor(singular: MessageText, plural: MessageText | null, options: BlockOptions, position: number) {
    this.messages = { singular: singular.id, plural: plural?.id ?? null }
    this.names = [...new Set([...singular.names, ...(plural?.names ?? [])])]
    this.options = options
    this.position = position
  }

  emit(to: Generator): void {
    to.at(this.position)
    const { values, count, context, as } = this.options
    const result = to.name('y')
    to.line(`let ${result};`)
    const sense = to.name('y')
    to.line(`const ${sense} = ${context === null ? '""' : to.settled(to.value(context, 'value', true))};`)
    const write = (number: string) => {
      const shown = this.names.map((name) => `[${JSON.stringify(name)}, ${this.#shown(to, name)}]`)
      const code = `${to.constant(this.messages)}, ${number}, ${sense}, ${to.environment}, new Map([${shown.join(', ')}])`
      to.line(`${result} = ${to.constant(translateBlock)}(${code});`)
    }
    const counted = () => {
      if (count === null) {
        write('null')
        return
      }
      const [name, expression] = count
      const value = to.name('n')
      to.line(`const ${value} = ${to.settled(to.value(expression, 'value', true))};`)
      const number = to.name('n')
      to.line(`const ${number} = ${to.constant(countOf)}(${value}, ${JSON.stringify(name)});`)
      to.withValues([[name, value]], () => write(number))
    }
    if (values.size === 0) counted()
    else {
      const given = Array.from(values, ([name, value]) => [name, to.value(value, 'value')] as const)
      to.withValues(given, counted)
    }
    to.forget()
    if (as === null) to.line(`o += ${result};`)
    else to.set(as, `new h_SafeString(${result})`)
  }

  /** A variable as it is printed. Its name is taken as a whole: dots and filters have no meaning here. */
  #shown(to: Generator, name: string): string {
    const value = to.settled(to.value(named(name, this.position), 'print'))
    return to.shown(value)
  }

  outline(to: Outline): void {
    const { values, count, context, as } = this.options
    if (context !== null) to.reads(context)
    const sense = context === null ? '' : context.base.kind === 'literal' ? String(context.base.value) : null
    if (sense !== null) {
      const { singular: text, plural } = this.messages
      to.message({ text, plural, context: sense === '' ? null : sense, position: this.position })
    }
    const bindings = new Map(bindingsOf(values))
    if (count !== null) bindings.set(count[0], { kind: 'value', expression: count[1] })
    const shown = this.names.map((name) => new OutputNode(named(name, this.position)))
    const { singular, plural } = this.messages
    const text = new TextNode(plural === null ? singular : `${singular} ${plural}`, this.position)
    to.scoped(bindings, [text, ...shown])
    if (as !== null) to.sets(as, { kind: 'text' })
  }
}

function named(name: string, position: number): Expression {
  return { base: { kind: 'variable', name, path: [name] }, filters: [], position }
}

const pairOf = /^([\p{L}\p{N}_]+)=(.+)$/su

/** `name=value name=value`, or the older `value as name and value as name`, from the front of the words. */
function takeValues(parser: Parser, words: string[], tag: Tag): Map<string, Expression> {
  const values = new Map<string, Expression>()
  if (words.length > 0 && pairOf.test(words[0]!)) {
    for (let pair = pairOf.exec(words[0]!); pair !== null; pair = pairOf.exec(words[0] ?? '')) {
      words.shift()
      values.set(pair[1]!, parser.expression(pair[2]!, tag.position))
    }
    return values
  }
  while (words.length >= 3 && words[1] === 'as') {
    const [value, , name] = words.splice(0, 3)
    values.set(name!, parser.expression(value!, tag.position))
    if (words[0] !== 'and') break
    words.shift()
  }
  return values
}

/**
 * `{% blocktranslate %}text with {{ variables }}{% endblocktranslate %}`, with `with`, `count`, `context`, `trimmed` and `asvar`.
 */
export const blocktranslate: TagCompiler = (parser: Parser, tag: Tag) => {
  const fail = (reason: string) => parser.fail(`{% ${tag.name} %}: ${reason}`, tag.position)
  const words = parser.words(tag)
  const seen = new Set<string>()
  let values: ReadonlyMap<string, Expression> = new Map()
  let count: readonly [string, Expression] | null = null
  let context: Expression | null = null
  let as: string | null = null
  while (words.length > 0) {
    const option = words.shift()!
    if (seen.has(option)) fail(`'${option}' is given twice`)
    seen.add(option)
    if (option === 'with') {
      values = takeValues(parser, words, tag)
      if (values.size === 0) fail("'with' needs at least one name=value")
    } else if (option === 'count') {
      const counts = Array.from(takeValues(parser, words, tag))
      if (counts.length !== 1) fail("'count' needs exactly one name=value")
      count = counts[0]!
    } else if (option === 'context') {
      context = parser.expression(words.shift() ?? fail("'context' needs a value"), tag.position)
    } else if (option === 'asvar') as = words.shift() ?? fail("'asvar' needs a name")
    else if (option !== 'trimmed') {
      fail(`'${option}' is not expected: there are with, count, context, trimmed and asvar`)
    }
  }
  const trimmed = seen.has('trimmed')
  const singular = messageOf(parser.pieces(tag), trimmed)
  let plural: MessageText | null = null
  let end = parser.next()
  if (count !== null) {
    if (end.content !== 'plural') fail(`{% plural %} has to follow, and {% ${end.content} %} does`)
    plural = messageOf(parser.pieces(end), trimmed)
    end = parser.next()
  }
  if (end.content !== `end${tag.name}`) {
    fail(`{% ${end.content} %} cannot stand inside: only text and variables can be translated as one`)
  }
  return new BlockTranslateNode(singular, plural, { values, count, context, as }, tag.position)
}
