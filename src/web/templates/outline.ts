import type { Condition } from './condition.ts'
import type { AppliedFilter, Expression } from './expression.ts'
import type { Node } from './node.ts'

/** What a variable gets inside a template: a value, one item of it, one part of each item, or something that no check knows. */
export type Binding =
  | { readonly kind: 'value'; readonly expression: Expression }
  | { readonly kind: 'item'; readonly expression: Expression; readonly part: number | null }
  /** What `{% regroup %}` makes of a list: groups by `by`, a variable whose first step stands for the item. */
  | { readonly kind: 'groups'; readonly expression: Expression; readonly by: Expression }
  | { readonly kind: 'text' | 'number' | 'unknown' }

/** A message for translators. */
export interface Message {
  readonly text: string
  readonly plural: string | null
  readonly context: string | null
  readonly position: number
}

/** What one template asks of another. */
export interface Reference {
  /** `call`: the other template gets what a function gives, which nothing here says. */
  readonly kind: 'extends' | 'include' | 'call'
  /** A text is the name; names of which the first that exists is taken; anything else is known only while rendering. */
  readonly template: Expression | readonly string[]
  /** Variables that the other template gets beside, or instead of, those in force here. */
  readonly values: ReadonlyMap<string, Binding>
  readonly isolated: boolean
  readonly position: number
}

/** What a tag writes by itself: a number, an address, markup of its own, or text that is escaped and that nothing here knows. */
export type Written = 'number' | 'address' | 'html' | 'text'

/**
 * Reads a template without running it: each node says to it what it contains, in the order in which it would show it. The
 * checks of `nuages check` and `makemessages` are made from outlines. Every expression of a node is told: by `shows`,
 * `reads` or `tests`, or in a binding, a reference, a route or a file.
 */
export interface Outline {
  /** Text as it stands. */
  text(text: string, position: number): void
  /** A value that is shown here, escaped or not. */
  shows(expression: Expression): void
  /** A value that is read, and not shown as it is. */
  reads(expression: Expression): void
  /** A value of which only the truth is asked: it need not exist, nor need it in the `branches` that follow. */
  tests(expression: Expression): void
  /** Something that a tag writes by itself. */
  writes(what: Written, position: number): void
  /** Nodes that are shown in turn, in the scope of this one. */
  nodes(nodes: readonly Node[]): void
  /** Nodes of which one list or none is shown: the branches of a condition. An empty list says that none may be. */
  branches(branches: readonly (readonly Node[])[]): void
  /** Nodes that are shown for each item with `forloop` and these variables; `empty` instead where there is no item. */
  loop(bindings: ReadonlyMap<string, Binding>, nodes: readonly Node[], empty: readonly Node[]): void
  /** Nodes with variables of their own. */
  scoped(bindings: ReadonlyMap<string, Binding>, nodes: readonly Node[]): void
  /** Nodes in which values are escaped, or not. */
  escaping(on: boolean, nodes: readonly Node[]): void
  /** Nodes whose text goes through filters. */
  filtered(filters: readonly AppliedFilter[], nodes: readonly Node[]): void
  /** A variable that is set from here to the end of the scope. */
  sets(name: string, binding: Binding): void
  /** From here on there may be variables that only a function knows. */
  setsAny(): void
  block(name: string, nodes: readonly Node[], position: number): void
  /** A named part; `shown` where it is shown at its definition too. */
  partial(name: string, nodes: readonly Node[], shown: boolean, position: number): void
  /** Shows a named part of this template. */
  showsPartial(name: string, position: number): void
  refers(reference: Reference): void
  /** The address of a named route; `quiet` where a route that is not there is no error. */
  route(
    name: Expression,
    values: readonly Expression[],
    named: ReadonlyMap<string, Expression>,
    quiet: boolean,
    position: number,
  ): void
  /** The address of a static file. */
  file(path: Expression, position: number): void
  message(message: Message): void
}

/** Tells an outline of every value of a condition. */
export function testCondition(to: Outline, condition: Condition): void {
  switch (condition.kind) {
    case 'value':
      to.tests(condition.expression)
      return
    case 'not':
      testCondition(to, condition.operand)
      return
    default:
      testCondition(to, condition.left)
      testCondition(to, condition.right)
  }
}

/** Variables that are given as expressions, as an outline takes them. */
export function bindingsOf(values: ReadonlyMap<string, Expression>): ReadonlyMap<string, Binding> {
  return new Map(Array.from(values, ([name, expression]) => [name, { kind: 'value', expression }] as const))
}
