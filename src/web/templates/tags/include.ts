import type { Expression } from '../expression.ts'
import type { Generator } from '../generator.ts'
import type { TagCompiler } from '../library.ts'
import type { Node } from '../node.ts'
import { bindingsOf, type Outline } from '../outline.ts'
import type { Parser, Tag } from '../parser.ts'
import { relativeName } from './inheritance.ts'

class IncludeNode implements Node {
  readonly template: Expression
  readonly values: ReadonlyMap<string, Expression>
  readonly only: boolean
  readonly position: number

  constructor(template: Expression, values: ReadonlyMap<string, Expression>, only: boolean, position: number) {
    this.template = template
    this.values = values
    this.only = only
    this.position = position
  }

  emit(to: Generator): void {
    to.at(this.position)
    const template = to.settled(to.value(this.template, 'value', true))
    const given = Array.from(this.values, ([name, value]) => [name, to.value(value, 'value')] as const)
    const scope = this.only
      ? `{${given.map(([name, code]) => `[${JSON.stringify(name)}]: ${code}`).join(', ')}}`
      : to.scope(given)
    const name = to.variant.asynchronous ? 'includeAsync' : 'include'
    to.line(`o += ${to.await}h_${name}(${template}, ${scope}, f, ${to.autoescape}, k0);`)
  }

  outline(to: Outline): void {
    const { template, values, only: isolated, position } = this
    to.refers({ kind: 'include', template, values: bindingsOf(values), isolated, position })
  }
}

export const include: TagCompiler = (parser: Parser, tag: Tag) => {
  const words = parser.words(tag)
  if (words.length === 0) parser.fail('{% include %} takes a template', tag.position)
  const template = parser.expression(relativeName(parser, words[0]!, tag), tag.position)
  const values = new Map<string, Expression>()
  let only = false
  let withSeen = false
  for (let i = 1; i < words.length; ) {
    const option = words[i++]!
    if (option === 'only' && !only) only = true
    else if (option === 'with' && !withSeen) {
      withSeen = true
      const before = i
      for (; i < words.length && words[i] !== 'only'; i++) {
        const pair = /^([\p{L}\p{N}_]+)=(.+)$/su.exec(words[i]!)
        if (pair === null) break
        values.set(pair[1]!, parser.expression(pair[2]!, tag.position))
      }
      if (i === before) parser.fail("'with' in {% include %} needs at least one name=value", tag.position)
    } else {
      parser.fail(`'${option}' is not expected here: {% include "name" with a=1 b=2 only %}`, tag.position)
    }
  }
  return new IncludeNode(template, values, only, tag.position)
}
