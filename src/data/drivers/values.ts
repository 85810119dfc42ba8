/** A value that cannot be sent; the session makes a coded error of it. */
export class Unsendable extends Error {}

/** A value that the driver's types cannot hold; the session makes a coded error of it. */
export class Unreadable extends Error {
  readonly wideInteger: boolean

  constructor(message: string, wideInteger = false) {
    super(message)
    this.wideInteger = wideInteger
  }
}
