/** Text as somebody typed it: a widget shows it as it is, and takes it for no value. */
export class AsTyped {
  readonly #text: string

  constructor(text: string) {
    this.#text = text
  }

  toString(): string {
    return this.#text
  }
}
