import { adminErrors } from '../errors.ts'
import { widgetProblem } from '../form/widgets/declared.ts'
import { resolvePath } from '../paths.ts'
import { heldRelation, type Looked, type Problem, thrown, twice, unknownFields, wrong } from './problem.ts'

/** What is wrong with the options of a form. */
export function formProblems(looked: Looked): Problem[] {
  return [
    ...fieldProblems(looked),
    ...relationProblems(looked),
    ...prepopulatedProblems(looked),
    ...widgetProblems(looked),
  ]
}

function computedNames({ options }: Looked): string[] {
  return (options.readonlyFields ?? []).flatMap((entry) => (typeof entry === 'string' ? [] : [entry.name]))
}

function fieldProblems(looked: Looked): Problem[] {
  const { info, options } = looked
  const problems: Problem[] = []
  if (options.fields !== undefined && options.fieldsets !== undefined)
    problems.push({
      id: 'admin.E005',
      error: adminErrors.BOTH_OPTIONS({ model: info.label, one: 'fields', other: 'fieldsets' }),
    })
  const computed = computedNames(looked)
  const written = [
    ['fields', (options.fields ?? []).flat(), 'E006'],
    ['fieldsets', (options.fieldsets ?? []).flatMap(({ fields }) => fields.flat()), 'E012'],
  ] as const
  for (const [option, names, id] of written) {
    for (const name of twice(names))
      problems.push({ id: `admin.${id}`, error: adminErrors.DUPLICATE_FIELD({ model: info.label, field: name }) })
    for (const name of names) {
      const relation = info.relations.get(name)
      if (relation?.field?.type === 'manyToMany' && relation.through?.automatic !== true)
        problems.push(
          wrong(
            'E013',
            info,
            option,
            name,
            `its links are rows of ${relation.through?.model.label ?? 'another model'} with values of their own; give that model an inline.`,
          ),
        )
    }
  }
  const excluded = options.exclude ?? []
  problems.push(...unknownFields('E015', looked, 'exclude', excluded))
  for (const name of twice(excluded)) problems.push(wrong('E015', info, 'exclude', name, 'it is there twice.'))
  const readonly = (options.readonlyFields ?? []).map((entry) => (typeof entry === 'string' ? entry : entry.name))
  problems.push(
    ...unknownFields(
      'E035',
      looked,
      'readonlyFields',
      readonly.filter((name) => !computed.includes(name)),
    ),
  )
  for (const name of twice(readonly)) problems.push(wrong('E906', info, 'readonlyFields', name, 'it is there twice.'))
  for (const name of computed)
    if (info.column(name) !== undefined || info.relations.has(name))
      problems.push(wrong('E906', info, 'readonlyFields', name, 'a field of the model has this name.'))
  problems.push(
    ...unknownFields(
      'E907',
      looked,
      'quickLook',
      (options.quickLook ?? []).filter((name) => !computed.includes(name)),
    ),
  )
  for (const name of [...readonly.filter((each) => !computed.includes(each)), ...(options.quickLook ?? [])])
    if (info.column(name)?.field.describe().secret === true)
      problems.push(...thrown('E035', () => resolvePath(info, name, 'readonlyFields')))
  const { form } = options
  if (form !== undefined && form.formMeta === undefined)
    problems.push(wrong('E016', info, 'form', form.name ?? 'form', 'it is no form that `modelForm` made.'))
  else if (form !== undefined && modelOf(form.formMeta.model) !== info.model)
    problems.push(wrong('E016', info, 'form', form.name, `it is the form of ${form.formMeta.model.name}.`))
  return problems
}

/** A form knows its model as a class, or as what is known of one. */
function modelOf(model: { readonly name: string }): unknown {
  return 'model' in model ? model.model : model
}

/** Ways of asking for a relation, of which a field can have one. */
const ways = ['autocompleteFields', 'rawIdFields', 'radioFields'] as const

function relationProblems(looked: Looked): Problem[] {
  const { info, options, others } = looked
  const problems = [
    ...unknownFields('E037', looked, 'autocompleteFields', options.autocompleteFields ?? []),
    ...unknownFields('E002', looked, 'rawIdFields', options.rawIdFields ?? []),
    ...unknownFields('E022', looked, 'radioFields', options.radioFields ?? []),
  ]
  const known = (names: readonly string[] = []) => names.filter((name) => info.column(name) ?? info.relations.get(name))
  for (const [option, id] of [
    ['autocompleteFields', 'E038'],
    ['rawIdFields', 'E003'],
  ] as const)
    for (const name of known(options[option]))
      if (heldRelation(info, name) === undefined)
        problems.push(wrong(id, info, option, name, 'it is no foreign key, one-to-one or many-to-many field.'))
  for (const name of known(options.autocompleteFields)) {
    const far = heldRelation(info, name)?.to
    if (far === undefined) continue
    const theirs = others(far)
    if (theirs?.searchFields?.length === 0)
      problems.push(wrong('E040', info, 'autocompleteFields', name, `the admin of ${far.label} has no searchFields.`))
  }
  for (const name of known(options.radioFields)) {
    const toOne = heldRelation(info, name)?.toOne === true
    const choices = info.column(name)?.field.describe().choices
    if (!toOne && choices === undefined)
      problems.push(wrong('E023', info, 'radioFields', name, 'it has no choices, and is no relation to one row.'))
  }
  for (const name of twice(ways.flatMap((way) => [...new Set(options[way] ?? [])])))
    problems.push(wrong('E908', info, 'autocompleteFields', name, `it stands in two of ${ways.join(', ')}.`))
  if (options.accountOf !== undefined && heldRelation(info, options.accountOf)?.toOne !== true)
    problems.push(wrong('E909', info, 'accountOf', options.accountOf, 'it is no relation to one row.'))
  return problems
}

const dates: ReadonlySet<string> = new Set(['date', 'datetime', 'time'])

function prepopulatedProblems(looked: Looked): Problem[] {
  const { info, options } = looked
  const problems: Problem[] = []
  for (const [target, sources] of Object.entries(options.prepopulatedFields ?? {})) {
    problems.push(...unknownFields('E027', looked, 'prepopulatedFields', [target]))
    problems.push(...unknownFields('E030', looked, 'prepopulatedFields', sources))
    const kind = info.column(target)?.field.describe().kind
    if (info.relations.has(target) || (kind !== undefined && dates.has(kind)))
      problems.push(
        wrong('E028', info, 'prepopulatedFields', target, 'a relation, a date or a time is not made from texts.'),
      )
    if (sources.length === 0)
      problems.push(wrong('E030', info, 'prepopulatedFields', target, 'no field is named that it would be made from.'))
    if (sources.includes(target))
      problems.push(wrong('E030', info, 'prepopulatedFields', target, 'it would be made from itself.'))
  }
  return problems
}

function widgetProblems(looked: Looked): Problem[] {
  const { info, options } = looked
  const widgets = options.widgets ?? {}
  const problems = unknownFields('E910', looked, 'widgets', Object.keys(widgets))
  for (const [name, widget] of Object.entries(widgets)) {
    const schema = info.column(name)?.field.describe() ?? info.relations.get(name)?.field?.describe()
    const problem = schema === undefined ? null : widgetProblem(schema, widget)
    if (problem !== null) problems.push(wrong('E910', info, 'widgets', name, problem))
  }
  return problems
}
