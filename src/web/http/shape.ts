/**
 * A base class whose instances pass `instanceof like`, but which runs none of its constructor: the platform's own
 * `Request`, `Response` and `Headers` cost more to construct than the whole rest of a small request.
 */
export function shapeOf<T extends object>(like: { readonly prototype: T }): new () => T {
  function Shape(): void {}
  Shape.prototype = like.prototype
  return Shape as unknown as new () => T
}
