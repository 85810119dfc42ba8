import type { Expression } from './expression.ts'
import type { Node } from './node.ts'

/** What a variable gets inside a template: a value, one item of it, one part of each item, or something that no check knows. */
export type Binding =
  | { readonly kind: 'value'; readonly expression: Expression }
  | { readonly kind: 'item'; readonly expression: Expression; readonly part: number | null }
  | { readonly kind: 'text' | 'number' | 'unknown' }

/** A message for translators. */
export interface Message {
  readonly text: string
  readonly plural: string | null
  readonly context: string | null
  /** From a `{% comment %}Translators: …{% endcomment %}` just before. */
  readonly position: number
}

/** What one template asks of another. */
export interface Reference {
  readonly kind: 'extends' | 'include'
  /** A text is the name; anything else is known only while rendering. */
  readonly template: Expression
  /** Variables that the other template gets beside, or instead of, those in force here. */
  readonly values: ReadonlyMap<string, Binding>
  readonly isolated: boolean
  readonly position: number
}

/**
 * Reads a template without running it: each node says to it what it contains, in the order in which it would show it. The
 * checks of `nuages check` and `makemessages` are made from outlines.
 */
export interface Outline {
  /** Text as it stands. */
  text(text: string, position: number): void
  /** A value that is shown here, escaped or not. */
  shows(expression: Expression): void
  /** A value that is read, and not shown as it is. */
  reads(expression: Expression): void
  /** Nodes that are shown in turn, in the scope of this one. */
  nodes(nodes: readonly Node[]): void
  /** Nodes of which one list or none is shown: the branches of a condition. */
  branches(branches: readonly (readonly Node[])[]): void
  /** Nodes with variables of their own. */
  scoped(bindings: ReadonlyMap<string, Binding>, nodes: readonly Node[]): void
  /** A variable that is set from here to the end of the scope. */
  sets(name: string, binding: Binding): void
  block(name: string, nodes: readonly Node[], position: number): void
  refers(reference: Reference): void
  /** The address of a named route; `quiet` where a route that is not there is no error. */
  route(
    name: Expression,
    values: readonly Expression[],
    named: ReadonlyMap<string, Expression>,
    quiet: boolean,
    position: number,
  ): void
  message(message: Message): void
}
