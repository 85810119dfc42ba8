import { didYouMean } from '../../../../base/errors/index.ts'
import type { ValueSchema } from '../../../../base/schema/index.ts'
import type { ModelInfo } from '../../../../data/query/index.ts'
import { adminErrors } from '../../errors.ts'
import type { FormOptions, WidgetDeclaration } from '../../options/form.ts'
import { resolvePath } from '../../paths.ts'

type Way = Exclude<WidgetDeclaration, (...args: never) => unknown>

const fits: Readonly<Record<Way, { readonly test: (schema: ValueSchema) => boolean; readonly needs: string }>> = {
  autocomplete: { test: isRelation, needs: 'a relation' },
  rawId: { test: isRelation, needs: 'a relation' },
  radio: {
    test: (schema) => schema.choices !== undefined || (isRelation(schema) && !schema.relation?.many) || maybe(schema),
    needs: 'a field with choices, a relation to one row, or a boolean that may be null',
  },
  select: {
    test: (schema) => schema.choices !== undefined || isRelation(schema) || maybe(schema),
    needs: 'a field with choices, a relation, or a boolean that may be null',
  },
  picker: { test: (schema) => schema.relation?.many === true, needs: 'a relation to many rows' },
  textarea: { test: isText, needs: 'a text' },
  markdown: { test: isText, needs: 'a text' },
  code: { test: isText, needs: 'a text' },
  json: { test: ({ kind }) => kind === 'json' || kind === 'array', needs: 'a JSON field or a list' },
  switch: { test: (schema) => schema.kind === 'boolean' && !schema.null, needs: 'a boolean that is never null' },
}

function isRelation({ relation }: ValueSchema): boolean {
  return relation !== undefined
}

function maybe({ kind, null: isNull }: ValueSchema): boolean {
  return kind === 'boolean' && isNull
}

function isText({ kind, choices }: ValueSchema): boolean {
  return (kind === 'string' || kind === 'text') && choices === undefined
}

/**
 * How the registration says that single fields are asked for, by field; `widgets` before the lists. Throws the coded error of a name that is no
 * field of the model, or of a field that cannot be asked for so.
 */
export function declaredWidgets(info: ModelInfo, options: FormOptions): ReadonlyMap<string, WidgetDeclaration> {
  const declared = new Map<string, WidgetDeclaration>()
  const add = (option: string, name: string, how: WidgetDeclaration) => {
    const problem = widgetProblem(schemaOf(info, name, option), how)
    if (problem !== null) throw wrong(info, option, name, problem)
    declared.set(name, how)
  }
  for (const name of options.radioFields ?? []) add('radioFields', name, 'radio')
  for (const name of options.rawIdFields ?? []) add('rawIdFields', name, 'rawId')
  for (const name of options.autocompleteFields ?? []) add('autocompleteFields', name, 'autocomplete')
  for (const [name, how] of Object.entries(options.widgets ?? {})) add('widgets', name, how)
  return declared
}

/** Why a field cannot be asked for so, as the end of a sentence; null where it can. */
export function widgetProblem(schema: ValueSchema, how: WidgetDeclaration): string | null {
  if (typeof how !== 'string') return null
  const way = Object.hasOwn(fits, how) ? fits[how] : undefined
  if (way === undefined) return `there is no widget '${how}'${didYouMean(how, Object.keys(fits))}.`
  return way.test(schema) ? null : `'${how}' needs ${way.needs}.`
}

function schemaOf(info: ModelInfo, name: string, option: string): ValueSchema {
  if (name.includes('__')) throw wrong(info, option, name, 'a form holds fields of the model itself.')
  resolvePath(info, name, option)
  const schema = info.column(name)?.field.describe() ?? info.relations.get(name)?.field?.describe()
  if (schema === undefined) throw wrong(info, option, name, 'it is no field that this model declares.')
  return schema
}

function wrong(info: ModelInfo, option: string, path: string, problem: string) {
  return adminErrors.WRONG_PATH({ model: info.label, option, path, problem })
}
