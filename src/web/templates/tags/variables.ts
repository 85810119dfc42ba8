import { unquote } from '../../../base/text/index.ts'
import { formatDate } from '../../../base/time/index.ts'
import { templatesErrors } from '../errors.ts'
import type { Expression } from '../expression.ts'
import { namedFormat } from '../filters/dates.ts'
import type { Generator } from '../generator.ts'
import type { TagCompiler } from '../library.ts'
import type { Node } from '../node.ts'
import { bindingsOf, type Outline } from '../outline.ts'
import type { Parser, Tag } from '../parser.ts'
import type { Environment } from '../runtime/environment.ts'
import { equal, numberOf } from '../runtime/values.ts'

class WithNode implements Node {
  readonly values: ReadonlyMap<string, Expression>
  readonly nodes: readonly Node[]
  readonly position: number

  constructor(values: ReadonlyMap<string, Expression>, nodes: readonly Node[], position: number) {
    this.values = values
    this.nodes = nodes
    this.position = position
  }

  emit(to: Generator): void {
    to.at(this.position)
    const values = Array.from(this.values, ([name, value]) => [name, to.value(value, 'value')] as const)
    to.withValues(values, () => to.nodes(this.nodes))
    to.forget()
  }

  outline(to: Outline): void {
    to.scoped(bindingsOf(this.values), this.nodes)
  }
}

export const withTag: TagCompiler = (parser: Parser, tag: Tag) => {
  const words = parser.words(tag)
  const values = new Map<string, Expression>()
  if (words[1] === 'as') {
    for (let i = 0; i < words.length; i += 4) {
      const [value, as, name, and] = words.slice(i, i + 4)
      if (as !== 'as' || name === undefined || (and !== undefined && and !== 'and')) break
      values.set(name, parser.expression(value!, tag.position))
      if (and === undefined) i = words.length
      else if (i + 4 >= words.length) parser.fail("{% with %} ends with 'and'", tag.position)
    }
    const wanted = Math.floor((words.length + 1) / 4)
    if (values.size !== wanted)
      parser.fail(`{% ${tag.content} %}: write {% with name=value name=value %}`, tag.position)
  } else {
    for (const word of words) {
      const pair = /^([\p{L}\p{N}_]+)=(.+)$/su.exec(word)
      if (pair === null) parser.fail(`'${word}' in {% with %} is not name=value`, tag.position)
      values.set(pair[1]!, parser.expression(pair[2]!, tag.position))
    }
  }
  if (values.size === 0) parser.fail('{% with %} needs at least one name=value', tag.position)
  return new WithNode(values, parser.body('endwith'), tag.position)
}

class FirstOfNode implements Node {
  readonly values: readonly Expression[]
  readonly as: string | null
  readonly position: number

  constructor(values: readonly Expression[], as: string | null, position: number) {
    this.values = values
    this.as = as
    this.position = position
  }

  emit(to: Generator): void {
    to.at(this.position)
    const value = to.name('y')
    const t = to.temporary()
    const tries = this.values.map((each) => `h_test(${t} = ${to.settled(to.value(each, 'null'))})`)
    to.line(`const ${value} = ${tries.join(' || ')} ? ${t} : '';`)
    if (this.as === null) to.write(value)
    else to.set(this.as, value)
  }

  outline(to: Outline): void {
    for (const each of this.values) {
      to.tests(each)
      if (this.as === null) to.shows(each)
    }
    if (this.as !== null) to.sets(this.as, { kind: 'unknown' })
  }
}

export const firstof: TagCompiler = (parser: Parser, tag: Tag) => {
  const words = parser.words(tag)
  if (words.length === 0) parser.fail('{% firstof %} needs values', tag.position)
  const as = words.length >= 2 && words.at(-2) === 'as' ? words.at(-1)! : null
  const list = as === null ? words : words.slice(0, -2)
  return new FirstOfNode(
    list.map((word) => parser.expression(word, tag.position)),
    as,
    tag.position,
  )
}

class NowNode implements Node {
  readonly format: string
  readonly as: string | null
  readonly position: number

  constructor(format: string, as: string | null, position: number) {
    this.format = format
    this.as = as
    this.position = position
  }

  emit(to: Generator): void {
    const code = `${to.constant(now)}(${JSON.stringify(this.format)}, ${to.environment})`
    if (this.as === null) to.line(`o += ${code};`)
    else to.set(this.as, code)
  }

  outline(to: Outline): void {
    if (this.as === null) to.writes('text', this.position)
    else to.sets(this.as, { kind: 'text' })
  }
}

function now(format: string, environment: Environment): string {
  return formatDate(environment.now(), namedFormat(format, 'DATE_FORMAT', environment), {
    timeZone: environment.currentTimezone,
    names: environment.locale.names,
  })
}

export const nowTag: TagCompiler = (parser: Parser, tag: Tag) => {
  const words = parser.words(tag)
  const as = words.length === 3 && words[1] === 'as' ? words[2]! : null
  if (words.length !== 1 && as === null) parser.fail('{% now %} takes one format', tag.position)
  const word = words[0]!
  const format = unquote(word) ?? word.slice(1, -1)
  return new NowNode(format, as, tag.position)
}

class WidthRatioNode implements Node {
  readonly parts: readonly [Expression, Expression, Expression]
  readonly as: string | null
  readonly position: number

  constructor(parts: readonly [Expression, Expression, Expression], as: string | null, position: number) {
    this.parts = parts
    this.as = as
    this.position = position
  }

  emit(to: Generator): void {
    to.at(this.position)
    const [value, most, width] = this.parts.map((each) => to.settled(to.value(each, 'value', true)))
    const code = `${to.constant(widthRatio)}(${value}, ${most}, ${width})`
    if (this.as === null) to.line(`o += ${code};`)
    else to.set(this.as, code)
  }

  outline(to: Outline): void {
    for (const each of this.parts) to.reads(each)
    if (this.as === null) to.writes('number', this.position)
    else to.sets(this.as, { kind: 'number' })
  }
}

function widthRatio(value: unknown, most: unknown, width: unknown): string {
  const wide = Math.trunc(numberOf(width))
  if (Number.isNaN(wide)) {
    throw templatesErrors.BAD_ARGUMENT({ name: 'widthratio', reason: 'the third value, the width, is not a number' })
  }
  const [part, whole] = [numberOf(value), numberOf(most)]
  if (Number.isNaN(part) || Number.isNaN(whole)) return ''
  if (whole === 0) return '0'
  const ratio = (part / whole) * wide
  if (!Number.isFinite(ratio)) return ''
  const down = Math.floor(ratio)
  const half = ratio - down
  return String(half < 0.5 || (half === 0.5 && down % 2 === 0) ? down : down + 1)
}

export const widthratio: TagCompiler = (parser: Parser, tag: Tag) => {
  const words = parser.words(tag)
  const as = words.length === 5 && words[3] === 'as' ? words[4]! : null
  if (words.length !== 3 && as === null) {
    parser.fail('{% widthratio %} takes a value, the greatest value and a width', tag.position)
  }
  const [value, most, width] = words.slice(0, 3).map((word) => parser.expression(word, tag.position))
  return new WidthRatioNode([value!, most!, width!], as, tag.position)
}

/** One group of `{% regroup %}`. Iterates as its two parts, so that `{% for grouper, list in groups %}` works. */
export class Group {
  readonly grouper: unknown
  readonly list: unknown[]

  constructor(grouper: unknown, list: unknown[]) {
    this.grouper = grouper
    this.list = list
  }

  *[Symbol.iterator](): Iterator<unknown> {
    yield this.grouper
    yield this.list
  }
}

class RegroupNode implements Node {
  readonly list: Expression
  readonly by: Expression
  readonly name: string
  readonly position: number

  constructor(list: Expression, by: Expression, name: string, position: number) {
    this.list = list
    this.by = by
    this.name = name
    this.position = position
  }

  emit(to: Generator): void {
    to.at(this.position)
    const [list, groups, index] = [to.name('a'), to.name('g'), to.name('i')]
    const item = to.name('w')
    to.line(`const ${list} = h_list(${to.settled(to.value(this.list, 'list'))}, f), ${groups} = [];`)
    to.line(`for (let ${index} = 0; ${index} < ${list}.length; ${index}++) {`)
    to.line(`const ${item} = ${list}[${index}];`)
    to.scoped({ names: new Map([[regrouped, item]]) }, () => {
      to.line(`${to.constant(addToGroups)}(${groups}, ${to.settled(to.value(this.by, 'list', true))}, ${item});`)
    })
    to.line('}')
    to.set(this.name, groups)
  }

  outline(to: Outline): void {
    to.sets(this.name, { kind: 'groups', expression: this.list, by: this.by })
  }
}

/** The variable that holds the item while `{% regroup %}` reads its attribute. No template can write it. */
const regrouped = 'regroup item'

function addToGroups(groups: Group[], grouper: unknown, item: unknown): void {
  const last = groups.at(-1)
  if (last !== undefined && equal(last.grouper, grouper)) last.list.push(item)
  else groups.push(new Group(grouper, [item]))
}

export const regroup: TagCompiler = (parser: Parser, tag: Tag) => {
  const words = parser.words(tag)
  if (words.length !== 5 || words[1] !== 'by' || words[3] !== 'as') {
    parser.fail('Write {% regroup list by attribute as name %}', tag.position)
  }
  const { base, filters, position } = parser.expression(`x.${words[2]}`, tag.position)
  if (base.kind !== 'variable') parser.fail('{% regroup %} groups by an attribute', tag.position)
  const path = [regrouped, ...base.path.slice(1)]
  const by: Expression = { base: { kind: 'variable', name: words[2]!, path }, filters, position }
  return new RegroupNode(parser.expression(words[0]!, tag.position), by, words[4]!, tag.position)
}
