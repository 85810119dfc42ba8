import { SafeString } from '../../../../base/text/index.ts'
import { LazyText } from '../../../i18n/index.ts'
import { templatesErrors } from '../../errors.ts'
import type { Expression } from '../../expression.ts'
import type { Generator } from '../../generator.ts'
import type { TagCompiler } from '../../library.ts'
import type { Node } from '../../node.ts'
import type { Outline } from '../../outline.ts'
import type { Parser, Tag } from '../../parser.ts'
import type { Environment } from '../../runtime/environment.ts'
import { lookUp, messageLines } from './messages.ts'

/** The variable under which a translated text goes through the filters. No template can write it. */
const translated = 'translated text'

/** The translation of a value, which is a text. It is safe where the text was: a literal of the template. */
function translateValue(value: unknown, context: unknown, environment: Environment): unknown {
  if (typeof value !== 'string' && !(value instanceof SafeString) && !(value instanceof LazyText)) {
    const reason = `it translates texts, and got ${value === null ? 'null' : `a value of type ${typeof value}`}`
    throw templatesErrors.BAD_ARGUMENT({ name: '{% translate %}', reason })
  }
  // Messages are looked up as {% blocktranslate %} has them, so that one catalog serves both.
  const message = messageLines(environment.text(value)).replaceAll('%', '%%')
  const text = lookUp(environment.locale, environment.text(context), message)
  return value instanceof SafeString ? new SafeString(text) : text
}

/** What is shown: `%` is written twice in messages. */
function unescapePercent(text: string): string {
  return text.replaceAll('%%', '%')
}

/** What `as` keeps: text that was escaped is safe. */
function kept(shown: string, value: unknown, environment: Environment): unknown {
  const text = unescapePercent(shown)
  return environment.autoescape || value instanceof SafeString ? new SafeString(text) : text
}

interface TranslateOptions {
  readonly noop: boolean
  readonly context: Expression | null
  readonly as: string | null
}

class TranslateNode implements Node {
  readonly message: Expression
  readonly options: TranslateOptions
  readonly position: number

  constructor(message: Expression, options: TranslateOptions, position: number) {
    this.message = message
    this.options = options
    this.position = position
  }

  emit(to: Generator): void {
    to.at(this.position)
    const { base, filters, position } = this.message
    const { noop, context, as } = this.options
    const [text, shown] = [to.name('y'), to.name('y')]
    const start = this.#start(to)
    to.line(`let ${text} = ${to.settled(start)};`)
    to.line(`if (${text} === undefined) ${text} = ${to.missing(base.kind === 'variable' ? base.name : '')};`)
    if (!noop || filters.length > 0) {
      // A value that does not exist prints `stringIfInvalid`, which no filter changes.
      to.line(to.options.stringIfInvalid === '' ? '{' : 'else {')
      if (!noop) {
        const sense = context === null ? '""' : to.settled(to.value(context, 'value', true))
        const code = `${to.constant(translateValue)}(${text}, ${sense}, ${to.environment})`
        to.line(`${text} = ${code};`)
      }
      if (filters.length > 0) {
        const rest: Expression = {
          base: { kind: 'variable', name: translated, path: [translated] },
          filters,
          position,
        }
        to.withValues([[translated, text]], () => to.line(`${text} = ${to.settled(to.value(rest, 'value'))};`))
      }
      to.line('}')
      to.forget()
      to.at(this.position)
    }
    to.line(`const ${shown} = ${to.shown(text)};`)
    if (as === null) to.line(`o += ${to.constant(unescapePercent)}(${shown});`)
    else to.set(as, `${to.constant(kept)}(${shown}, ${text}, ${to.environment})`)
  }

  /** The text itself; undefined where there is none, unless that is an error. */
  #start(to: Generator): string {
    const { base, filters, position } = this.message
    const first = filters[0]?.name
    const mayLack =
      base.kind === 'variable' && (!to.options.strict || first === 'default' || first === 'default_if_none')
    return mayLack ? to.variable(base) : to.value({ base, filters: [], position }, 'value')
  }

  outline(to: Outline): void {
    const { base } = this.message
    const { context, as } = this.options
    if (context !== null) to.reads(context)
    if (base.kind === 'literal' && typeof base.value === 'string') {
      const sense = context === null ? '' : context.base.kind === 'literal' ? String(context.base.value) : null
      if (sense !== null) {
        to.message({
          text: messageLines(base.value).replaceAll('%', '%%'),
          plural: null,
          context: sense === '' ? null : sense,
          position: this.position,
        })
      }
    }
    if (as === null) to.shows(this.message)
    else {
      to.reads(this.message)
      to.sets(as, { kind: 'text' })
    }
  }
}

/** `{% translate "text" %}`, with `noop`, `context "sense"` and `as name`. */
export const translate: TagCompiler = (parser: Parser, tag: Tag) => {
  const fail = (reason: string) => parser.fail(`{% ${tag.name} %}: ${reason}`, tag.position)
  const words = parser.words(tag)
  if (words.length === 0) fail('it needs a text to translate')
  const message = parser.expression(words.shift()!, tag.position)
  const seen = new Set<string>()
  let context: Expression | null = null
  let as: string | null = null
  while (words.length > 0) {
    const option = words.shift()!
    if (seen.has(option)) fail(`'${option}' is given twice`)
    if (option === 'context') {
      const value = words.shift()
      if (value === undefined || value === 'as' || value === 'noop') fail("'context' needs a value")
      context = parser.expression(value!, tag.position)
    } else if (option === 'as') as = words.shift() ?? fail("'as' needs a name")
    else if (option !== 'noop') fail(`'${option}' is not expected: there are noop, context "…" and as name`)
    seen.add(option)
  }
  return new TranslateNode(message, { noop: seen.has('noop'), context, as }, tag.position)
}
