import type { Expression } from '../expression.ts'
import type { Generator, LoopCode } from '../generator.ts'
import type { TagCompiler } from '../library.ts'
import type { Node } from '../node.ts'
import type { Binding, Outline } from '../outline.ts'
import type { Parser, Tag } from '../parser.ts'

class ForNode implements Node {
  readonly names: readonly string[]
  readonly list: Expression
  readonly reversed: boolean
  readonly nodes: readonly Node[]
  readonly empty: readonly Node[]
  readonly position: number

  constructor(
    names: readonly string[],
    list: Expression,
    reversed: boolean,
    nodes: readonly Node[],
    empty: readonly Node[],
    position: number,
  ) {
    this.names = names
    this.list = list
    this.reversed = reversed
    this.nodes = nodes
    this.empty = empty
    this.position = position
  }

  emit(to: Generator): void {
    to.at(this.position)
    const list = to.name('a')
    const loop: LoopCode = {
      index: to.name('i'),
      length: to.name('n'),
      object: to.name('l'),
      objectNeeded: to.options.dynamic,
      outer: to.loop,
    }
    const { index, length, object } = loop
    to.line('{')
    to.line(`const ${list} = h_list(${to.settled(to.value(this.list, 'list'))}, f), ${length} = ${list}.length;`)
    if (this.empty.length > 0) {
      to.line(`if (${length} === 0) {`)
      to.forget()
      to.nodes(this.empty)
      to.line('} else {')
    }
    const outerObject = loop.outer?.object ?? `${to.context}["forloop"]`
    const declareObject = to.placeholder()
    const variables = this.names.map((name) => [name, to.name('w')] as const)
    const names = new Map<string, string>([['forloop', object], ...variables])
    const dynamic = to.options.dynamic ? to.name('c') : undefined
    if (dynamic !== undefined) to.line(`const ${dynamic} = h_nest(${to.context}, f);`)
    to.line(`let ${variables.map(([, variable]) => variable).join(', ')};`)
    to.scoped({ loop, ...(dynamic === undefined ? { names } : { context: dynamic }) }, () => {
      to.line(`for (let ${index} = 0; ${index} < ${length}; ${index}++) {`)
      const advance = to.placeholder()
      const item = `${list}[${this.reversed ? `${length} - 1 - ${index}` : index}]`
      to.forget()
      if (variables.length === 1) to.line(`${variables[0]![1]} = ${item};`)
      else {
        to.at(this.position)
        const values = to.name('u')
        to.line(`const ${values} = h_unpack(${to.settled(item)}, ${variables.length});`)
        variables.forEach(([, variable], i) => {
          to.line(`${variable} = ${values}[${i}];`)
        })
      }
      if (dynamic !== undefined) {
        to.line(`${dynamic}["forloop"] = ${object};`)
        for (const [name, variable] of variables) {
          if (name !== '__proto__') to.line(`${dynamic}[${JSON.stringify(name)}] = ${variable};`)
        }
      }
      to.nodes(this.nodes)
      to.line('}')
      if (loop.objectNeeded) {
        advance(`${object}.index = ${index};`)
        declareObject(`const ${object} = new h_Loop(${length}, ${outerObject});`)
      }
    })
    to.line(this.empty.length > 0 ? '}}' : '}')
    to.forget()
  }

  outline(to: Outline): void {
    const alone = this.names.length === 1
    const items = this.names.map((name, i): [string, Binding] => [
      name,
      { kind: 'item', expression: this.list, part: alone ? null : i },
    ])
    to.loop(new Map(items), this.nodes, this.empty)
  }
}

export const forTag: TagCompiler = (parser: Parser, tag: Tag) => {
  const words = parser.words(tag)
  const reversed = words.at(-1) === 'reversed' && words.at(-3) === 'in'
  const at = words.length - (reversed ? 3 : 2)
  if (at < 1 || words[at] !== 'in') {
    parser.fail(`{% ${tag.content} %}: write {% for name in list %} or {% for name in list reversed %}`, tag.position)
  }
  const names = words.slice(0, at).join(' ').split(/ *, */)
  for (const name of names) {
    if (!/^[\p{L}\p{N}_.]+$/u.test(name)) {
      parser.fail(`{% ${tag.content} %}: '${name}' is no name for a variable`, tag.position)
    }
  }
  const list = parser.expression(words[at + 1]!, tag.position)
  const nodes = parser.parse(['empty', 'endfor'])
  let empty: readonly Node[] = []
  if (parser.next().name === 'empty') empty = parser.body('endfor')
  return new ForNode(names, list, reversed, nodes, empty, tag.position)
}

/** One `{% cycle %}` of the source; `{% cycle name %}` and `{% resetcycle name %}` speak of the same. */
interface Cycle {
  readonly values: readonly Expression[]
  readonly name: string | null
  silent: boolean
}

class CycleNode implements Node {
  readonly cycle: Cycle
  readonly position: number

  constructor(cycle: Cycle, position: number) {
    this.cycle = cycle
    this.position = position
  }

  emit(to: Generator): void {
    to.at(this.position)
    const { values, name, silent } = this.cycle
    const key = to.constant(this.cycle)
    const value = to.name('y')
    const cases = values.map((each, i) => `case ${i}: ${value} = ${to.settled(to.value(each, 'value'))}; break;`)
    to.line(`let ${value}; switch (h_cycle(${key}, f, ${values.length})) { ${cases.join(' ')} }`)
    if (name !== null) to.setUpward(name, value)
    if (!silent) to.write(value)
  }

  outline(to: Outline): void {
    const { values, name, silent } = this.cycle
    for (const each of values) {
      if (silent) to.reads(each)
      else to.shows(each)
    }
    if (name !== null) to.sets(name, { kind: 'unknown' })
  }
}

class ResetCycleNode implements Node {
  readonly cycle: Cycle
  readonly position: number

  constructor(cycle: Cycle, position: number) {
    this.cycle = cycle
    this.position = position
  }

  emit(to: Generator): void {
    to.line(`h_resetCycle(${to.constant(this.cycle)}, f);`)
  }

  outline(): void {}
}

function cycles(memory: Map<string, unknown>): { named: Map<string, Cycle>; last: Cycle | null } {
  let known = memory.get('cycles') as { named: Map<string, Cycle>; last: Cycle | null } | undefined
  if (known === undefined) {
    known = { named: new Map(), last: null }
    memory.set('cycles', known)
  }
  return known
}

export const cycle: TagCompiler = (parser: Parser, tag: Tag) => {
  let words = parser.words(tag)
  const known = cycles(parser.memory)
  if (words.length === 0) parser.fail('{% cycle %} needs values', tag.position)
  if (words.length === 1) {
    const found = known.named.get(words[0]!)
    if (found === undefined) {
      parser.fail(`There is no cycle named '${words[0]}' before this one, and one value makes no cycle`, tag.position)
    }
    return new CycleNode(found, tag.position)
  }
  let name: string | null = null
  let silent = false
  if (words.length > 4 && words.at(-3) === 'as') {
    if (words.at(-1) !== 'silent')
      parser.fail(`'${words.at(-1)}' is not expected after the name: only 'silent' is`, tag.position)
    silent = true
    words = words.slice(0, -1)
  }
  if (words.length >= 3 && words.at(-2) === 'as') {
    name = words.at(-1)!
    words = words.slice(0, -2)
  }
  const made: Cycle = { values: words.map((word) => parser.expression(word, tag.position)), name, silent }
  if (name !== null) known.named.set(name, made)
  known.last = made
  return new CycleNode(made, tag.position)
}

export const resetcycle: TagCompiler = (parser: Parser, tag: Tag) => {
  const words = parser.words(tag)
  const known = cycles(parser.memory)
  if (words.length > 1) parser.fail('{% resetcycle %} takes one name at most', tag.position)
  const found = words.length === 1 ? known.named.get(words[0]!) : known.last
  if (!found)
    parser.fail(`There is no cycle${words.length === 1 ? ` named '${words[0]}'` : ''} before this`, tag.position)
  return new ResetCycleNode(found, tag.position)
}
