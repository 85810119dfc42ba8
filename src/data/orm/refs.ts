/** A row of which only the key is known. */
export declare class RefRuntime {
  readonly pk: unknown
  load(): Promise<object | null>
}
/** `Author.ref(3)`: a relation's value by key. `load()` reads the row. */
export declare function makeRef(model: abstract new (...args: never) => object, pk: unknown): RefRuntime
/**
 * What `row.<property>` answers for a relation: null, the loaded row, a `RefRuntime`, or for to-many a `ManyRuntime`.
 * The registry defines accessors on the model's prototype that call it.
 */
export declare function relationValue(row: object, property: string): unknown
/** What `row.<property> = value` does for a foreign key or one-to-one: takes null, a row, a ref or a bare key. */
export declare function setRelationValue(row: object, property: string, value: unknown): void
