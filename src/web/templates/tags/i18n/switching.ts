import { zoneOffset } from '../../../../base/time/index.ts'
import { english, type Locale, withLocale } from '../../../i18n/index.ts'
import { templatesErrors } from '../../errors.ts'
import type { Expression } from '../../expression.ts'
import type { Generator } from '../../generator.ts'
import type { TagCompiler } from '../../library.ts'
import type { Node } from '../../node.ts'
import type { Outline } from '../../outline.ts'
import type { Parser, Tag } from '../../parser.ts'
import type { EnvironmentChanges, EnvironmentPair } from '../../runtime/environment.ts'
import type { Render } from '../../runtime/render.ts'

/** Puts changed environments in force and gives those that were. */
function enter(render: Render, changes: EnvironmentChanges): EnvironmentPair {
  const { on, off } = render
  const changed = on.changed(changes)
  render.on = changed.on
  render.off = changed.off
  return { on, off }
}

/** Nodes that are rendered in another environment: `{% localize %}`, `{% localtime %}`, `{% timezone %}`. */
class SwitchNode implements Node {
  readonly value: Expression | null
  /** What changes, from the value where there is one. */
  readonly changes: (value: unknown) => EnvironmentChanges
  readonly nodes: readonly Node[]
  readonly position: number

  constructor(
    value: Expression | null,
    changes: (value: unknown) => EnvironmentChanges,
    nodes: readonly Node[],
    position: number,
  ) {
    this.value = value
    this.changes = changes
    this.nodes = nodes
    this.position = position
  }

  emit(to: Generator): void {
    to.at(this.position)
    const value = this.value === null ? 'null' : to.settled(to.value(this.value, 'value', true))
    const before = to.name('e')
    to.line(`const ${before} = ${to.constant(enter)}(f.r, ${to.constant(this.changes)}(${value}));`)
    to.nodes(this.nodes)
    to.line(`f.r.on = ${before}.on; f.r.off = ${before}.off;`)
  }

  outline(to: Outline): void {
    if (this.value !== null) to.reads(this.value)
    to.nodes(this.nodes)
  }
}

/** A tag that takes `on`, `off` or nothing, which means on. */
function onOff(changes: (on: boolean) => EnvironmentChanges): TagCompiler {
  return (parser: Parser, tag: Tag) => {
    const words = parser.words(tag)
    if (words.length > 1 || (words.length === 1 && words[0] !== 'on' && words[0] !== 'off')) {
      parser.fail(`{% ${tag.name} %} takes 'on' or 'off'`, tag.position)
    }
    const given = changes(words[0] !== 'off')
    return new SwitchNode(null, () => given, parser.body(`end${tag.name}`), tag.position)
  }
}

/** `{% localize %}`, `{% localize off %}`. */
export const localize: TagCompiler = onOff((on) => ({ localize: on }))

/** `{% localtime %}`, `{% localtime off %}`: whether instants are shown in the current time zone, or in UTC. */
export const localtime: TagCompiler = onOff((on) => ({ localtime: on }))

/** A zone's name; null for the engine's own. */
function zoneOf(value: unknown): EnvironmentChanges {
  if (value === null) return { timezone: null }
  if (typeof value !== 'string') {
    throw templatesErrors.BAD_ARGUMENT({ name: '{% timezone %}', reason: `it got ${typeof value}, not a zone's name` })
  }
  zoneOffset(new Date(0), value)
  return { timezone: value }
}

/** `{% timezone "Europe/Paris" %}`; `None` is the engine's own. */
export const timezone: TagCompiler = (parser: Parser, tag: Tag) => {
  const words = parser.words(tag)
  if (words.length !== 1) parser.fail('{% timezone %} takes one time zone', tag.position)
  const value = parser.expression(words[0]!, tag.position)
  return new SwitchNode(value, zoneOf, parser.body('endtimezone'), tag.position)
}

/** The language of a code: untranslated English for null, the one in force for ''. */
function languageOf(render: Render, value: unknown): Locale {
  if (value === null) return english
  if (value === '') return render.on.locale
  if (typeof value !== 'string') {
    throw templatesErrors.BAD_ARGUMENT({
      name: '{% language %}',
      reason: `it got ${typeof value}, not the code of a language`,
    })
  }
  return render.engine.translations?.locale(value) ?? english
}

/**
 * `{% language "de" %}`. Its nodes are written as a function, so that `gettext` in functions which they call is in that
 * language too.
 */
class LanguageNode implements Node {
  readonly code: Expression
  readonly nodes: readonly Node[]
  readonly position: number

  constructor(code: Expression, nodes: readonly Node[], position: number) {
    this.code = code
    this.nodes = nodes
    this.position = position
  }

  emit(to: Generator): void {
    to.at(this.position)
    const [locale, before] = [to.name('l'), to.name('e')]
    const value = to.settled(to.value(this.code, 'value', true))
    to.line(`const ${locale} = ${to.constant(languageOf)}(f.r, ${value});`)
    to.line(`const ${before} = ${to.constant(enter)}(f.r, {locale: ${locale}});`)
    to.line(`${to.await}${to.constant(withLocale)}(${locale}, ${to.variant.asynchronous ? 'async ' : ''}() => {`)
    to.nodes(this.nodes)
    to.line('});')
    to.forget()
    to.line(`f.r.on = ${before}.on; f.r.off = ${before}.off;`)
  }

  outline(to: Outline): void {
    to.reads(this.code)
    to.nodes(this.nodes)
  }
}

export const language: TagCompiler = (parser: Parser, tag: Tag) => {
  const words = parser.words(tag)
  if (words.length !== 1) parser.fail('{% language %} takes the code of a language', tag.position)
  const code = parser.expression(words[0]!, tag.position)
  return new LanguageNode(code, parser.body('endlanguage'), tag.position)
}
