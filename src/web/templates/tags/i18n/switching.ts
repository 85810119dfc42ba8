import { english, type Locale, withLocale, withTimeZone } from '../../../i18n/index.ts'
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

/** Nodes that are rendered in another environment: `{% localize %}`, `{% localtime %}`. */
class SwitchNode implements Node {
  readonly changes: EnvironmentChanges
  readonly nodes: readonly Node[]
  readonly position: number

  constructor(changes: EnvironmentChanges, nodes: readonly Node[], position: number) {
    this.changes = changes
    this.nodes = nodes
    this.position = position
  }

  emit(to: Generator): void {
    const before = to.name('e')
    to.line(`const ${before} = ${to.constant(enter)}(f.r, ${to.constant(this.changes)});`)
    to.nodes(this.nodes)
    to.line(`f.r.on = ${before}.on; f.r.off = ${before}.off;`)
  }

  outline(to: Outline): void {
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
    return new SwitchNode(changes(words[0] !== 'off'), parser.body(`end${tag.name}`), tag.position)
  }
}

/** `{% localize %}`, `{% localize off %}`. */
export const localize: TagCompiler = onOff((on) => ({ localize: on }))

/** `{% localtime %}`, `{% localtime off %}`: whether instants are shown in the current time zone, or in UTC. */
export const localtime: TagCompiler = onOff((on) => ({ localtime: on }))

/** What a tag switches for its nodes and for the functions that they call. */
interface Switch {
  readonly changes: EnvironmentChanges
  /** Runs the nodes so that `nuages/i18n` knows of it. */
  around<R>(work: () => R): R
}

/** The zone of that name; the engine's own for null. */
function zoneOf(render: Render, value: unknown): Switch {
  const zone = value === null ? render.engine.timezone : value
  if (typeof zone !== 'string') {
    const reason = `it got a value of type ${typeof zone}, not the name of a zone`
    throw templatesErrors.BAD_ARGUMENT({ name: '{% timezone %}', reason })
  }
  return { changes: { timezone: zone }, around: (work) => withTimeZone(zone, work) }
}

/** The language of a code: English without any catalog for null, the one in force for ''. */
function languageOf(render: Render, value: unknown): Switch {
  let locale: Locale
  if (value === null) locale = english
  else if (value === '') locale = render.on.locale
  else if (typeof value === 'string') locale = render.engine.translations?.locale(value) ?? english
  else {
    const reason = `it got a value of type ${typeof value}, not the code of a language`
    throw templatesErrors.BAD_ARGUMENT({ name: '{% language %}', reason })
  }
  return { changes: { locale }, around: (work) => withLocale(locale, work) }
}

/** `{% language %}`, `{% timezone %}`: the nodes are written as a function, which is called in the new surroundings. */
class AroundNode implements Node {
  readonly value: Expression
  readonly find: (render: Render, value: unknown) => Switch
  readonly nodes: readonly Node[]
  readonly position: number

  constructor(
    value: Expression,
    find: (render: Render, value: unknown) => Switch,
    nodes: readonly Node[],
    position: number,
  ) {
    this.value = value
    this.find = find
    this.nodes = nodes
    this.position = position
  }

  emit(to: Generator): void {
    to.at(this.position)
    const [found, before] = [to.name('l'), to.name('e')]
    const value = to.settled(to.value(this.value, 'value', true))
    to.line(`const ${found} = ${to.constant(this.find)}(f.r, ${value});`)
    to.line(`const ${before} = ${to.constant(enter)}(f.r, ${found}.changes);`)
    to.line(`${to.await}${found}.around(${to.variant.asynchronous ? 'async ' : ''}() => {`)
    to.nodes(this.nodes)
    to.line('});')
    to.forget()
    to.line(`f.r.on = ${before}.on; f.r.off = ${before}.off;`)
  }

  outline(to: Outline): void {
    to.reads(this.value)
    to.nodes(this.nodes)
  }
}

function around(find: (render: Render, value: unknown) => Switch, what: string): TagCompiler {
  return (parser: Parser, tag: Tag) => {
    const words = parser.words(tag)
    if (words.length !== 1) parser.fail(`{% ${tag.name} %} takes ${what}`, tag.position)
    const value = parser.expression(words[0]!, tag.position)
    return new AroundNode(value, find, parser.body(`end${tag.name}`), tag.position)
  }
}

/** `{% timezone "Europe/Paris" %}`; `None` is the engine's own. */
export const timezone: TagCompiler = around(zoneOf, 'a time zone')

/** `{% language "de" %}`: `gettext` in functions that its nodes call is in that language too. */
export const language: TagCompiler = around(languageOf, 'the code of a language')
