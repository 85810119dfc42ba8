import type { Expression } from './expression.ts'
import type { Generator } from './generator.ts'
import type { Outline } from './outline.ts'

/** A piece of a parsed template. It writes the JavaScript that renders it. */
export interface Node {
  /** Offset in the source. */
  readonly position: number
  emit(to: Generator): void
  /** Says what the node contains, to a reader that never runs it. */
  outline(to: Outline): void
}

/** Text as it stands. */
export class TextNode implements Node {
  readonly text: string
  readonly position: number

  constructor(text: string, position: number) {
    this.text = text
    this.position = position
  }

  emit(to: Generator): void {
    to.text(this.text)
  }

  outline(to: Outline): void {
    if (this.text !== '') to.text(this.text, this.position)
  }
}

/** `{{ … }}`. */
export class OutputNode implements Node {
  readonly expression: Expression
  readonly position: number

  constructor(expression: Expression) {
    this.expression = expression
    this.position = expression.position
  }

  emit(to: Generator): void {
    to.at(this.position)
    to.output(this.expression)
  }

  outline(to: Outline): void {
    to.shows(this.expression)
  }
}
