import type { AppliedFilter, Expression } from '../expression.ts'
import type { Node } from '../node.ts'
import type { Binding, Message, Outline, Reference, Written } from '../outline.ts'

/** An outline that goes through all nodes and notes nothing: what readers of outlines begin with. */
export class Walker implements Outline {
  text(_text: string, _position: number): void {}
  shows(_expression: Expression): void {}
  reads(_expression: Expression): void {}
  tests(_expression: Expression): void {}
  writes(_what: Written, _position: number): void {}

  nodes(nodes: readonly Node[]): void {
    for (const node of nodes) node.outline(this)
  }

  branches(branches: readonly (readonly Node[])[]): void {
    for (const nodes of branches) this.nodes(nodes)
  }

  loop(_bindings: ReadonlyMap<string, Binding>, nodes: readonly Node[], empty: readonly Node[]): void {
    this.nodes(nodes)
    this.nodes(empty)
  }

  scoped(_bindings: ReadonlyMap<string, Binding>, nodes: readonly Node[]): void {
    this.nodes(nodes)
  }

  escaping(_on: boolean, nodes: readonly Node[]): void {
    this.nodes(nodes)
  }

  filtered(_filters: readonly AppliedFilter[], nodes: readonly Node[]): void {
    this.nodes(nodes)
  }

  sets(_name: string, _binding: Binding): void {}
  setsAny(): void {}

  block(_name: string, nodes: readonly Node[], _position: number): void {
    this.nodes(nodes)
  }

  partial(_name: string, nodes: readonly Node[], _shown: boolean, _position: number): void {
    this.nodes(nodes)
  }

  showsPartial(_name: string, _position: number): void {}
  refers(_reference: Reference): void {}

  route(
    _name: Expression,
    _values: readonly Expression[],
    _named: ReadonlyMap<string, Expression>,
    _quiet: boolean,
    _position: number,
  ): void {}

  file(_path: Expression, _position: number): void {}
  message(_message: Message): void {}
}
