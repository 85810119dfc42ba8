import { defineErrors, didYouMean } from '../../base/errors/index.ts'

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
    hint: 'The options are: abstract, constraints, indexes, label, labelPlural, managed, ordering, table, uniqueTogether.',
  },
  BAD_META: {
    status: null,
    message: ({ model, option, name, known }: { model: string; option: string; name: string; known: readonly string[] }) =>
      `meta.${option} of ${model} names '${name}', which is no field of it${didYouMean(name, known)}.`,
    hint: 'Name fields by property (`publishedAt`), across relations with two underscores (`author__name`).',
  },
  NOT_A_MODEL: {
    status: null,
    message: ({ where, what }: { where: string; what: string }) => `${where} needs a model class, not ${what}.`,
    hint: 'Give a class that extends Model; a relation names it in a function: `() => Author`.',
  },
  EXTENDS_MODEL: {
    status: null,
    message: ({ model, base }: { model: string; base: string }) =>
      `${model} extends ${base}, which has a table of its own in the same project.`,
    hint: 'Share fields through a base class that is not among the models, or mark it `static meta = meta<Base>()({ abstract: true })`.',
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
  REVERSE_MISMATCH: {
    status: null,
    message: ({ model, property, problem }: { model: string; property: string; problem: string }) =>
      `${model}.${property}: ${problem}.`,
    hint: '`reverse(() => Book, "author")` names the property of Book that points here; a one-to-one is answered by `reverseOne`.',
  },
  BAD_THROUGH: {
    status: null,
    message: ({ model, property, through, problem }: { model: string; property: string; through: string; problem: string }) =>
      `${model}.${property} goes through ${through}, ${problem}.`,
    hint: 'The link model needs one foreign key to each side; `throughFields: ["article", "tag"]` chooses among several.',
  },
  UNKNOWN_FIELD_TYPE: {
    status: null,
    message: ({ type, known }: { type: string; known: readonly string[] }) =>
      `There is no field type '${type}'${didYouMean(type, known)}.`,
    hint: 'A custom field is made known with `registerField` before migrations that use it are read.',
  },

  // ---- queries and rows ----------------------------------------------------------------------------------------------
})
