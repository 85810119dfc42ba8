/** Any model class, for code that does not know which. */
export type AnyModelClass = abstract new (...args: never) => object

/**
 * Given to a model class's constructor by the one place that reads its fields. Everybody else is refused, because rows
 * are built without running initialisers.
 */
export const internal: unique symbol = Symbol('nuages.model.fields')

/** Where a class made at run time (a link table, a historical model) keeps its fields instead of initialisers. */
export const declaredFields: unique symbol = Symbol('nuages.model.declared')

/** Marks the class from which all models descend, and so tells models from other classes. */
export const modelRoot: unique symbol = Symbol('nuages.model.root')

/** Is this a class that extends Model? */
export function isModelClass(value: unknown): value is AnyModelClass {
  return typeof value === 'function' && modelRoot in value
}
