import { defineErrors, didYouMean, NuagesError } from '../../base/errors/index.ts'
import { databaseTitle } from '../query/index.ts'

/** No row matches. Django's `DoesNotExist`; a request that ends in it is answered with 404. */
export class DoesNotExist extends NuagesError {}

/** More than one row matches where one was asked for. Django's `MultipleObjectsReturned`. */
export class MultipleObjectsReturned extends NuagesError {}

/** A row that others point at with `protect`, or with `restrict`. Django's `ProtectedError`. */
export class ProtectedError extends NuagesError {
  /** The rows that stand in the way. */
  get rows(): readonly object[] {
    return this.data.rows as readonly object[]
  }
}

/** A row that others point at with `restrict` which do not go with it. Django's `RestrictedError`. */
export class RestrictedError extends ProtectedError {}

/** What a declaration, a query or a row can do wrong, and what to do about it. */
export const ormErrors = defineErrors('ORM', {
  // ---- declarations: found when a model is first read or a registry is built -----------------------------------------
  MODEL_CONSTRUCTED: {
    status: null,
    message: ({ model }: { model: string }) => `${model} cannot be made with \`new\`: rows come from queries.`,
    hint: 'Write `Book.build({ … })` for an unsaved row, `await Book.create({ … })` for a saved one, `Book.ref(3)` for a key.',
  },
  PROPERTY_NOT_FIELD: {
    status: null,
    message: ({ model, property }: { model: string; property: string }) =>
      `${model}.${property} is a property but no field, and rows are built without running initialisers.`,
    hint: 'Make it a field (`field.char(…)`), a getter or a method; `declare` a property that only the types need.',
  },
  PRIVATE_STATE: {
    status: null,
    message: ({ model, name }: { model: string; name: string }) =>
      `${model} has the private member ${name}, which rows would not have: they are built without running initialisers.`,
    hint: 'Use a getter, a method or a WeakMap beside the class.',
  },
  BAD_FIELD_NAME: {
    status: null,
    message: ({ model, property, reason }: { model: string; property: string; reason: string }) =>
      `${model}.${property} cannot be a field's name: ${reason}.`,
    hint: 'Rename the property; `column: "…"` keeps the name of the column in the database.',
  },
  BAD_OPTION: {
    status: null,
    message: ({ model, property, problem }: { model: string; property: string; problem: string }) =>
      `${model}.${property}: ${problem}`,
    hint: 'Correct the options of the field; the ORM reference lists them.',
  },
  UNSUPPORTED_FIELD: {
    status: null,
    message: ({ field, type, database }: { field: string; type: string; database: string }) =>
      `${field} is a field of type '${type}', which ${databaseTitle(database)} does not have.`,
    hint: 'Use PostgreSQL for this model, or a field that every database has: `field.json()` holds lists.',
  },
  BAD_CUSTOM_FIELD: {
    status: null,
    message: ({ type, problem }: { type: string; problem: string }) => `customField({ type: '${type}' }): ${problem}.`,
    hint: 'The reference of fields shows a custom field with all of its parts.',
  },
  ASYNC_SCHEMA: {
    status: null,
    message: ({ vendor }: { vendor: string }) => `A JSON field's schema (${vendor}) does not answer at once.`,
    hint: 'Give the field a schema without asynchronous steps; check those in `validate()` of the model or in a form.',
  },
  NAME_CLASH: {
    status: null,
    message: ({ model, name, first, second }: { model: string; name: string; first: string; second: string }) =>
      `${model} has two meanings for '${name}': ${first} and ${second}.`,
    hint: 'Rename one of them.',
  },
  TWO_KEYS: {
    status: null,
    message: ({ model, properties }: { model: string; properties: string }) =>
      `${model} has more than one primary key: ${properties}.`,
    hint: 'Leave `primaryKey: true` on one field and use `unique` or `uniqueTogether` for the others.',
  },
  UNKNOWN_META: {
    status: null,
    message: ({ model, option, known }: { model: string; option: string; known: readonly string[] }) =>
      `meta of ${model} has no option '${option}'${didYouMean(option, known)}.`,
    hint: 'The options are: abstract, comment, constraints, defaultPermissions, getLatestBy, indexes, label, labelPlural, managed, naturalKey, ordering, permissions, proxy, swappable, table, uniqueTogether.',
  },
  BAD_META: {
    status: null,
    message: ({
      model,
      option,
      name,
      known,
    }: {
      model: string
      option: string
      name: string
      known: readonly string[]
    }) => `meta.${option} of ${model} names '${name}', which is no field of it${didYouMean(name, known)}.`,
    hint: 'Name fields by property (`publishedAt`), across relations with two underscores (`author__name`).',
  },
  NOT_A_MODEL: {
    status: null,
    message: ({ where, what }: { where: string; what: string }) => `${where} needs a model class, not ${what}.`,
    hint: 'Give a class that extends Model; a relation names it in a function: `() => Author`.',
  },
  BAD_RULE: {
    status: null,
    message: ({ model, rule, problem }: { model: string; rule: string; problem: string }) =>
      `${rule} in meta of ${model}: ${problem}`,
    hint: 'An index or a unique rule is of `fields` or of `expressions`; a check has a `check`. All of them speak of the model’s own columns.',
  },
  BAD_PROXY: {
    status: null,
    message: ({ model, problem }: { model: string; problem: string }) => `${model} cannot be a proxy: ${problem}.`,
    hint: 'A proxy extends one model of the project and adds methods, scopes, an ordering, names and permissions, but nothing that its table would have to hold.',
  },
  EXTENDS_MODEL: {
    status: null,
    message: ({ model, base }: { model: string; base: string }) =>
      `${model} extends ${base}, which has a table of its own in the same project.`,
    hint: 'Share fields through a base class that is not among the models, or mark it `static meta = meta<Base>()({ abstract: true })`; for another class on the same table say `proxy: true`.',
  },
  DUPLICATE_MODEL: {
    status: null,
    message: ({ what, first, second }: { what: string; first: string; second: string }) =>
      `${first} and ${second} both are ${what}.`,
    hint: 'Rename one of the classes, or give one of them another `table` in its meta.',
  },
  MODEL_NOT_IN_PROJECT: {
    status: null,
    message: ({ model, known }: { model: string; known: readonly string[] }) =>
      `${model} belongs to no app of the current project${didYouMean(model, known)}.`,
    hint: 'Export it from the models of one of the project’s apps, or add the app that has it.',
  },
  RELATION_OUTSIDE: {
    status: null,
    message: ({ model, property, target }: { model: string; property: string; target: string }) =>
      `${model}.${property} points at ${target}, which belongs to no app of the project.`,
    hint: 'Add the app that has the model to the project, or export the model from its app.',
  },
  RELATION_UNPLACED: {
    status: null,
    message: ({ target }: { target: string }) =>
      `A relation to '${target}', named by its label, was used before a registry had found the model.`,
    hint: 'Give the model to `buildRegistry` together with the one that it points at.',
  },
  REVERSE_MISMATCH: {
    status: null,
    message: ({ model, property, problem }: { model: string; property: string; problem: string }) =>
      `${model}.${property}: ${problem}.`,
    hint: '`reverse(() => Book, "author")` names the property of Book that points here; a one-to-one is answered by `reverseOne`.',
  },
  BAD_THROUGH: {
    status: null,
    message: ({
      model,
      property,
      through,
      problem,
    }: {
      model: string
      property: string
      through: string
      problem: string
    }) => `${model}.${property} goes through ${through}, ${problem}.`,
    hint: 'The link model needs one foreign key to each side; `throughFields: ["article", "tag"]` chooses among several.',
  },
  UNKNOWN_EVENT: {
    status: null,
    message: ({ where, event, known }: { where: string; event: string; known: readonly string[] }) =>
      `${where}: there is no event '${event}'${didYouMean(event, known)}.`,
    hint: 'The events are: beforeSave, afterSave, beforeDelete, afterDelete, manyChanged, afterCommit.',
  },
  UNKNOWN_FIELD_TYPE: {
    status: null,
    message: ({ type, known }: { type: string; known: readonly string[] }) =>
      `There is no field type '${type}'${didYouMean(type, known)}.`,
    hint: 'Check the spelling in the migration; the ORM reference lists the types of fields.',
  },

  // ---- queries and rows ----------------------------------------------------------------------------------------------
  UNKNOWN_FIELD: {
    status: null,
    message: ({ model, name, path, known }: { model: string; name: string; path: string; known: readonly string[] }) =>
      `${model} has no field '${name}'${didYouMean(name, known)}${path === name ? '' : `, written in '${path}'`}.`,
    hint: 'Paths name fields by property and go across relations with two underscores: `author__name`.',
  },
  GENERIC_PATH: {
    status: null,
    message: (d: { model: string; property: string; path: string; type: string; key: string }) =>
      `${d.model}.${d.property} names rows of any model and cannot be part of a query${d.path === d.property ? '' : `, as in '${d.path}'`}: it is kept in '${d.type}' and '${d.key}'.`,
    hint: 'Filter by those two, or declare `field.genericReverse(() => Tag, "content")` on the other model and begin the path there.',
  },
  BAD_GENERIC: {
    status: null,
    message: ({ model, property, problem }: { model: string; property: string; problem: string }) =>
      `${model}.${property}: ${problem}.`,
    hint: 'A generic foreign key names two fields beside it: `field.genericForeignKey("contentType", "objectId")`, the first a foreign key to a model with `appLabel` and `model`, as `ContentType` of auth has.',
  },
  UNKNOWN_LOOKUP: {
    status: null,
    message: (d: { model: string; path: string; name: string; type: string; known: readonly string[] }) =>
      `'${d.path}' on ${d.model}: a ${d.type} has no lookup or transform '${d.name}'${didYouMean(d.name, d.known)}.`,
    hint: 'The reference lists the lookups of each field; where a relation was meant, its name comes before the field.',
  },
  UNDEFINED: {
    status: null,
    message: ({ where, name }: { where: string; name: string }) => `${where} was given undefined for '${name}'.`,
    hint: 'Leave the name out, or write null where nothing is meant; undefined never widens a query.',
  },
  BAD_ARGUMENT: {
    status: null,
    message: ({ where, needs, given }: { where: string; needs: string; given: string }) =>
      `${where} takes ${needs}, not ${given}.`,
    hint: 'Give what the method takes; where the value is a promise, await it first.',
  },
  UNREADABLE: {
    status: null,
    message: ({ where, name }: { where: string; name: string }) =>
      `${where} was given something for '${name}' that throws where it is read.`,
    hint: 'The error that was thrown is the `cause`. Give plain values; a proxy may have been revoked.',
  },
  NESTED_TOO_DEEP: {
    status: null,
    message: () => 'Expressions or values of a query stand inside each other more deeply than can be followed.',
    hint: 'Join many terms of one kind in a list or a balanced tree, or compute in several annotations.',
  },
  TOO_DEEP: {
    status: null,
    message: ({ deepest }: { deepest: number }) => `A Q stands inside more than ${deepest} others.`,
    hint: 'Join many conditions of one kind with `and` or `or`, which stay flat, or compare with a list: `id__in`.',
  },
  TOO_LONG: {
    status: null,
    message: ({ deepest }: { deepest: number }) =>
      `An expression computes with more than ${deepest} others inside each other.`,
    hint: 'Add up plain numbers in the program, and give the database their sum; add up rows with `Sum`.',
  },
  NULL_COMPARED: {
    status: null,
    message: ({ model, path }: { model: string; path: string }) =>
      `'${path}' on ${model} was compared with null, which only \`exact\` and \`isnull\` can be.`,
    hint: 'Write `field: null` or `field__isnull: true` for rows without a value.',
  },
  BAD_OPERAND: {
    status: null,
    message: ({ model, path, needs }: { model: string; path: string; needs: string }) =>
      `'${path}' on ${model} compares with ${needs}.`,
    hint: 'Give the lookup the kind of value that it takes.',
  },
  UNSAVED_VALUE: {
    status: null,
    message: ({ model }: { model: string }) =>
      `A ${model} that is not saved has no key to compare with or to point at.`,
    hint: 'Save the row first: `await row.save()`.',
  },
  BAD_ANNOTATION: {
    status: null,
    message: ({ model, name, problem }: { model: string; name: string; problem: string }) =>
      `An annotation of ${model} cannot be called '${name}': ${problem}.`,
    hint: 'Use letters, digits and single underscores, and no name that the model already has.',
  },
  NOT_AN_EXPRESSION: {
    status: null,
    message: ({ where, name }: { where: string; name: string }) => `${where} needs an expression for '${name}'.`,
    hint: 'Write an aggregate or F: `Count("books")`, `F("price").times(2)`.',
  },
  NOT_A_NUMBER: {
    status: null,
    message: ({ model, operator, type }: { model: string; operator: string; type: string }) =>
      `A query of ${model} computes '${operator}' with a ${type}, which is no number.`,
    hint: 'Compute with numbers in the query, and with texts and dates in the program.',
  },
  UNKNOWN_OUTPUT: {
    status: null,
    message: ({ what }: { what: string }) => `What kind of value ${what} gives cannot be told from what it is of.`,
    hint: 'Say it with a field: `.output(field.integer())`.',
  },
  MIXED_KINDS: {
    status: null,
    message: ({ what, first, second }: { what: string; first: string; second: string }) =>
      `${what} has values of two kinds, ${first} and ${second}, and is neither.`,
    hint: 'Say what it is with a field, `.output(field.text())`, or make the values alike with `Cast`.',
  },
  NO_OUTER_QUERY: {
    status: null,
    message: ({ model }: { model: string }) =>
      `A query of ${model} has an OuterRef, but is not a subquery of another query.`,
    hint: 'Use it inside `Exists(…)`, `Subquery(…)` or as the right side of `in`; run alone, compare with a value instead.',
  },
  MISPLACED_AGGREGATE: {
    status: null,
    message: ({ where }: { where: string }) => `An aggregate cannot stand in ${where}.`,
    hint: 'Annotate with it first and use its name: `.annotate({ n: Count("books") }).filter({ n__gt: 3 })`.',
  },
  NOT_AN_AGGREGATE: {
    status: null,
    message: ({ name }: { name: string }) => `aggregate() needs an aggregate for '${name}'.`,
    hint: 'Write Count, Sum, Avg, Min or Max there; `annotate` takes other expressions.',
  },
  NOT_TO_ONE: {
    status: null,
    message: ({ model, path }: { model: string; path: string }) =>
      `selectRelated('${path}') on ${model} would follow something that is no relation to one row.`,
    hint: 'Follow foreign keys and one-to-ones with `selectRelated`, everything else with `prefetchRelated`.',
  },
  NOT_A_RELATION: {
    status: null,
    message: ({ model, path, name, known }: { model: string; path: string; name: string; known: readonly string[] }) =>
      `${model} has no relation '${name}'${didYouMean(name, known)}, written in '${path}'.`,
    hint: 'Name relations by property, deeper ones with two underscores: `author__country`.',
  },
  ALIAS_SELECTED: {
    status: null,
    message: ({ model, path }: { model: string; path: string }) =>
      `'${path}' of ${model} was named by alias(), and is no part of the results.`,
    hint: 'Annotate with it: `.annotate({ shown: F("name") })`, or use `annotate` in place of `alias`.',
  },
  RAW_KEY: {
    status: null,
    message: ({ model, column }: { model: string; column: string }) =>
      `raw() of ${model} got rows without the key: no column is called '${column}'.`,
    hint: 'Select it too: a row without its key can be neither saved nor loaded.',
  },
  BAD_CURSOR: {
    status: 400,
    message: ({ model }: { model: string }) => `A cursor for a page of ${model} is damaged, or of another order.`,
    hint: 'Begin again with the first page; cursors are the `next` and `previous` of a page in the same order.',
  },
  COMBINED: {
    status: null,
    message: ({ model, what, operator }: { model: string; what: string; operator: string }) =>
      `${what} on ${model} after ${operator}().`,
    hint: 'Filter and annotate the querysets before they are put together, or join conditions with `or`, `and` and `Q`.',
  },
  COMBINED_WIDTHS: {
    status: null,
    message: (d: { model: string; operator: string; first: number; other: number }) =>
      `${d.operator}() of ${d.model} puts querysets together that give ${d.first} and ${d.other} values.`,
    hint: 'Ask each of them for as many: `values("id", "name")`, with the same annotations and columns.',
  },
  NOT_MERGEABLE: {
    status: null,
    message: ({ model, what, problem }: { model: string; what: string; problem: string }) =>
      `${what} cannot join these querysets of ${model}: ${problem}.`,
    hint: 'Join what says the same beside its conditions, or use `union`, `intersection` and `difference`.',
  },
  LOCK_OUTSIDE: {
    status: null,
    message: ({ model }: { model: string }) => `selectForUpdate() of ${model} was run outside of a transaction.`,
    hint: 'Read and write the rows in one: `await atomic(async () => { … })`; locks are given up where it ends.',
  },
  SLICED: {
    status: null,
    message: ({ model, what }: { model: string; what: string }) => `${what} on ${model} after slice().`,
    hint: 'Filter, order and change rows before the slice is taken.',
  },
  BAD_SLICE: {
    status: null,
    message: ({ from, to }: { from: string; to: string }) => `slice(${from}, ${to}) is no range of rows.`,
    hint: 'Give whole numbers from 0 on, the second not before the first; `reverse()` counts from the end.',
  },
  NOT_ROWS: {
    status: null,
    message: ({ model, what }: { model: string; what: string }) =>
      `${what} on ${model} needs the model's own rows, not values() or distinct().`,
    hint: 'Leave `values()`, `valuesList()` and `distinct()` out, or filter by `pk__in` of such a queryset.',
  },
  TOO_MANY_COLUMNS: {
    status: null,
    message: ({ what }: { what: string }) => `${what} takes exactly one path.`,
    hint: 'Name one path, or leave `flat` out.',
  },
  BAD_UPDATE: {
    status: null,
    message: ({ model, name, problem }: { model: string; name: string; problem: string }) =>
      `'${name}' of ${model} cannot be set: ${problem}.`,
    hint: 'Set the columns of the model itself, from values and from F of the same row.',
  },
  DOES_NOT_EXIST: {
    status: 404,
    message: ({ model, lookups }: { model: string; lookups: string }) => `No ${model} matches ${lookups}.`,
    hint: 'Use `first()` where there may be no row, or answer the error with 404.',
    as: DoesNotExist,
  },
  MULTIPLE_ROWS: {
    status: null,
    message: ({ model, lookups }: { model: string; lookups: string }) => `More than one ${model} matches ${lookups}.`,
    hint: 'Narrow the lookups, or use `first()` with an order.',
    as: MultipleObjectsReturned,
  },
  ROW_GONE: {
    status: 409,
    message: ({ model, key }: { model: string; key: unknown }) =>
      `${model} ${String(key)} was not saved: it is no longer in the database.`,
    hint: 'Somebody deleted it; create it anew if that is what you mean.',
  },
  NOT_SAVED: {
    status: null,
    message: ({ model, what }: { model: string; what: string }) => `${what} needs a ${model} that is in the database.`,
    hint: 'Save the row first: `await row.save()`.',
  },
  OTHER_DATABASE: {
    status: null,
    message: (d: { model: string; property: string; database: string; other: string }) =>
      `${d.model}.${d.property} would point from database '${d.database}' to a row of database '${d.other}'.`,
    hint: 'Save both rows in one database: `Model.using(name).create({ … })`.',
  },
  OTHER_DATABASE_INSIDE: {
    status: null,
    message: ({ model, database, outer }: { model: string; database: string; outer: string }) =>
      `Rows of ${model} in database '${database}' are asked for inside a query of database '${outer}': a statement is sent to one database.`,
    hint: 'Read the inner rows first (`await rows.valuesList(…, { flat: true })`) and give their values, or name the same database for both.',
  },
  WRONG_MODEL: {
    status: null,
    message: ({ where, model, given }: { where: string; model: string; given: string }) =>
      `${where} takes a ${model}, not a ${given}.`,
    hint: 'Give a row of the model, its key, or `Model.ref(key)`.',
  },
  PROTECTED: {
    status: 409,
    message: ({ model, key, by }: { model: string; key: string; by: string; rows: readonly object[] }) =>
      `${model} ${key} cannot be deleted: ${by} still point at it.`,
    hint: 'Delete those first or point them elsewhere; `onDelete` of their foreign key says so.',
    as: ProtectedError,
  },
  RESTRICTED: {
    status: 409,
    message: ({ model, key, by }: { model: string; key: string; by: string; rows: readonly object[] }) =>
      `${model} ${key} cannot be deleted: ${by} still point at it and would stay.`,
    hint: 'Delete what they belong to as well, or point them elsewhere; `onDelete: "restrict"` of their foreign key says so.',
    as: RestrictedError,
  },
  NOT_LOADED: {
    status: null,
    message: ({ model, property, what }: { model: string; property: string; what: string }) =>
      `${what} of ${model}.${property} is not known: the row is not loaded.`,
    hint: 'Load it with `await row.relation.load()`, or for all rows with `selectRelated` or `prefetchRelated`.',
  },
  DEFERRED: {
    status: null,
    message: ({ model, field }: { model: string; field: string }) =>
      `${model}.${field} is not loaded: only() or defer() left it out. Read it with \`await row.load('${field}')\`.`,
    hint: '`load` reads it for all rows of the same result, `refresh` for one; or let the query load it.',
  },
  DEFERRED_RELATION: {
    status: null,
    message: ({ model, property }: { model: string; property: string }) =>
      `${model}.${property} cannot be left out by only() or defer() and be followed by selectRelated().`,
    hint: 'Name the relation in `only` too, or a column behind it: `only("title", "author__name")`.',
  },
  CANNOT_CLEAR: {
    status: null,
    message: ({ model, property }: { model: string; property: string }) =>
      `Rows cannot be taken out of ${model}.${property}: their foreign key may not be null.`,
    hint: 'Delete them, or give them another row to point at.',
  },
  PREFETCHED_TWICE: {
    status: null,
    message: ({ path }: { path: string }) =>
      `'${path}' is prefetched twice, the second time with a queryset that would have no effect.`,
    hint: 'Put the `Prefetch` with the queryset before paths that lead through it, or give it a `toAttr` of its own.',
  },
  BAD_TO_ATTR: {
    status: null,
    message: ({ model, name }: { model: string; name: string }) =>
      `Rows cannot be put under '${name}': ${model} has a field or a member of that name.`,
    hint: 'Give `toAttr` a name that the model does not have.',
  },
  BAD_KEY: {
    status: null,
    message: ({ model, field }: { model: string; field: string }) =>
      `inBulk by ${model}.${field} needs a unique field.`,
    hint: 'Give the key or a field declared with `unique: true`.',
  },
  NO_LATEST: {
    status: null,
    message: ({ model, what }: { model: string; what: string }) =>
      `${what} on ${model} does not know what to go by: it was given no path, and the model has no \`getLatestBy\`.`,
    hint: 'Name one or more paths: `latest("published")`, or declare `getLatestBy` in the model’s meta.',
  },
  NO_DATABASE: {
    status: null,
    message: ({ name, known }: { name: string; known: readonly string[] }) =>
      `The project has no database '${name}'${didYouMean(name, known)}.`,
    hint: 'Name one of the project’s `databases`.',
  },

  // ---- files -----------------------------------------------------------------------------------------------------------
  FILE_NOT_STORED: {
    status: null,
    message: ({ what, name }: { what: string; name: string }) =>
      `${what} of the file ${JSON.stringify(name)} comes too early: it is stored when its row is saved.`,
    hint: 'Save the row first. `update()` and queries take names: store the file with `storage().save(…)` and give its name.',
  },
  FILE_OF_NO_ROW: {
    status: null,
    message: ({ what, name }: { what: string; name: string }) =>
      `${what} of the file ${JSON.stringify(name)} needs a row, and it belongs to none.`,
    hint: 'Take the file from its row: `article.image`. A file by itself is written with `storage().save(…)`.',
  },
  NO_FILE: {
    status: null,
    message: ({ given }: { given: string }) => `newFile() takes a Blob, a File or an upload, and got a ${given}.`,
    hint: 'Wrap bytes or a text: `new File([bytes], "report.pdf")`.',
  },
  BAD_FILE_FIELD: {
    status: null,
    message: ({ model, property, problem }: { model: string; property: string; problem: string }) =>
      `${model}.${property}: ${problem}.`,
    hint: '`widthField` and `heightField` name whole-number fields of the same model.',
  },
  BAD_THUMBNAIL: {
    status: null,
    message: ({ problem }: { problem: string }) => `A thumbnail cannot be made: ${problem}.`,
    hint: 'Write `await article.image.thumbnail({ width: 300, height: 200, fit: "cover" })`.',
  },
  NO_PICTURE: {
    status: 422,
    message: ({ name, problem }: { name: string; problem: string }) =>
      `No thumbnail can be made of ${JSON.stringify(name)}: ${problem}.`,
    hint: 'Use `field.image`, which takes pictures alone, and `maxPixels` where larger ones are wanted.',
  },
  NO_SHARP: {
    status: null,
    message: () => 'Thumbnails need the package sharp, which is not installed.',
    hint: 'Run `npm install sharp`, or leave thumbnails to a service in front of the site.',
  },
})
