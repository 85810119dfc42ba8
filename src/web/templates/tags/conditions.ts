import type { Condition } from '../condition.ts'
import type { Generator } from '../generator.ts'
import type { TagCompiler } from '../library.ts'
import type { Node } from '../node.ts'
import { type Outline, testCondition } from '../outline.ts'
import type { Parser, Tag } from '../parser.ts'

/** A condition (null for `else`) and what it guards. */
interface Branch {
  readonly condition: Condition | null
  readonly nodes: readonly Node[]
  readonly position: number
}

class IfNode implements Node {
  readonly branches: readonly Branch[]
  readonly position: number

  constructor(branches: readonly Branch[], position: number) {
    this.branches = branches
    this.position = position
  }

  emit(to: Generator): void {
    let open = 0
    for (const { condition, nodes, position } of this.branches) {
      if (condition !== null) {
        to.at(position)
        to.line(`if (${to.condition(condition)}) {`)
        to.forget()
        to.nodes(nodes)
        to.forget()
        to.line('} else {')
        open++
      } else to.nodes(nodes)
    }
    to.line('}'.repeat(open))
    to.forget()
  }

  outline(to: Outline): void {
    for (const { condition } of this.branches) if (condition !== null) testCondition(to, condition)
    const branches = this.branches.map(({ nodes }) => nodes)
    to.branches(this.branches.at(-1)!.condition === null ? branches : [...branches, []])
  }
}

const mostBranches = 500

export const ifTag: TagCompiler = (parser: Parser, tag: Tag) => {
  const branches: Branch[] = []
  let opening = tag
  let seenElse = false
  for (;;) {
    const condition = opening.name === 'else' ? null : parser.condition(parser.words(opening), opening.position)
    const nodes = parser.parse(seenElse ? ['endif'] : ['elif', 'else', 'endif'])
    branches.push({ condition, nodes, position: opening.position })
    if (branches.length > mostBranches) parser.fail(`{% if %} has more than ${mostBranches} branches`, opening.position)
    const next = parser.next()
    if (next.name !== 'elif' && next.content !== next.name) {
      parser.fail(
        `{% ${next.content} %}: '${next.name}' takes nothing${next.name === 'else' ? ' (elif does)' : ''}`,
        next.position,
      )
    }
    if (next.name === 'endif') return new IfNode(branches, tag.position)
    if (next.name === 'else') seenElse = true
    opening = next
  }
}

/** `{% ifchanged %}`: shows its nodes when the text or the values are others than the last time around the loop. */
class IfChangedNode implements Node {
  readonly values: readonly Condition[]
  readonly nodes: readonly Node[]
  readonly otherwise: readonly Node[]
  readonly position: number

  constructor(values: readonly Condition[], nodes: readonly Node[], otherwise: readonly Node[], position: number) {
    this.values = values
    this.nodes = nodes
    this.otherwise = otherwise
    this.position = position
  }

  emit(to: Generator): void {
    to.at(this.position)
    const key = to.constant(this)
    const loop = to.loop
    if (loop !== null) to.needLoop(loop)
    const owner = loop === null ? `${to.context}["forloop"]` : loop.object
    const now = to.name('n')
    to.line('{')
    if (this.values.length > 0) {
      const values = this.values.map((each) =>
        each.kind === 'value' ? to.settled(to.value(each.expression, 'null', true)) : to.condition(each),
      )
      to.line(`const ${now} = [${values.join(', ')}];`)
      to.line(`if (h_changed(${key}, ${owner}, f, ${now})) {`)
      to.forget()
      to.nodes(this.nodes)
    } else {
      const text = to.captured(() => to.nodes(this.nodes))
      to.line(`if (h_changed(${key}, ${owner}, f, [${text}])) {`)
      to.line(`o += ${text};`)
    }
    to.forget()
    if (this.otherwise.length > 0) {
      to.line('} else {')
      to.nodes(this.otherwise)
    }
    to.line('}}')
    to.forget()
  }

  outline(to: Outline): void {
    for (const value of this.values) testCondition(to, value)
    to.branches([this.nodes, this.otherwise])
  }
}

export const ifchanged: TagCompiler = (parser: Parser, tag: Tag) => {
  const values = parser
    .words(tag)
    .map((word): Condition => ({ kind: 'value', expression: parser.expression(word, tag.position) }))
  const nodes = parser.parse(['else', 'endifchanged'])
  let otherwise: readonly Node[] = []
  if (parser.next().name === 'else') otherwise = parser.body('endifchanged')
  return new IfChangedNode(values, nodes, otherwise, tag.position)
}
