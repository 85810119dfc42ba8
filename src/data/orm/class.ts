/** Any model class, for code that does not know which. Rows need not be of a kind that `new` makes: rows come from queries. */
export type AnyModelClass = abstract new (...args: never) => object

/**
 * Given to a model class's constructor by the one place that reads its fields. Everybody else is refused, because rows
 * are built without running initialisers.
 */
export const internal: unique symbol = Symbol('nuages.model.fields')

/** Where a class made at run time (a link table, a historical model) keeps its fields instead of initialisers. */
export const declaredFields: unique symbol = Symbol('nuages.model.declared')
