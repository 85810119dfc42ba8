import type { Field, FieldState } from '../../query/index.ts'
import { fieldsInside } from '../field-names.ts'
import type { Questions } from '../making/questions.ts'
import { addField, alterField, removeField } from '../operations/index.ts'
import { isProxy, type ModelState, type ProjectState, referenceKey, referencesOf, sameField } from '../state.ts'
import { hasColumn } from '../tables/fields.ts'
import { givenByDatabase, knownValue } from '../tables/fills.ts'
import { fieldFree, fieldGone, fieldMade, keyFree, modelMade, type Step } from './step.ts'

/** Steps for the fields of models that are in both states: removed, added, altered. */
export async function changedFields(
  before: ProjectState,
  after: ProjectState,
  questions: Questions,
  live: ReadonlyMap<FieldState, Field>,
): Promise<Step[]> {
  const removed: Step[] = []
  const added: Step[] = []
  const altered: Step[] = []
  for (const [key, model] of after.models) {
    const old = before.models.get(key)
    if (old === undefined || isProxy(old) !== isProxy(model)) continue
    for (const [name, field] of Object.entries(old.fields)) {
      const next = model.fields[name]
      if (next === undefined || moves(field, next)) removed.push(removal(key, model, name, field))
    }
    for (const [name, field] of Object.entries(model.fields)) {
      const past = old.fields[name]
      if (past === undefined || moves(past, field)) {
        added.push(await addition(key, model, name, field, past !== undefined, questions, live.get(field)))
      } else if (!sameField(past, field)) {
        altered.push(await alteration(key, model, name, past, field, questions, live.get(field)))
      }
    }
  }
  return [...removed, ...added, ...altered]
}

/** The values are kept in another place: nothing can be altered, the old field goes and a new one comes. */
function moves(a: FieldState, b: FieldState): boolean {
  if ((a.type === 'manyToMany') !== (b.type === 'manyToMany')) return true
  return a.type === 'manyToMany' && referenceKey(a, 'through') !== referenceKey(b, 'through')
}

const isKey = (field: FieldState) => field.options.primaryKey === true
const lower = (model: ModelState) => model.name.toLowerCase()

function removal(key: string, model: ModelState, name: string, field: FieldState): Step {
  const operation = removeField({ model: lower(model), name })
  return {
    app: model.app,
    operation,
    provides: [
      fieldGone(key, name),
      ...(isKey(field) ? [keyFree(key)] : []),
      ...fieldsInside(field).map((each) => fieldFree(key, each)),
    ],
    needs: [fieldFree(key, name)],
  }
}

async function addition(
  key: string,
  model: ModelState,
  name: string,
  field: FieldState,
  replaces: boolean,
  questions: Questions,
  live: Field | undefined,
): Promise<Step> {
  const counts = field.type === 'auto' || field.type === 'bigAuto'
  const needed = hasColumn(field) && field.options.null !== true && !counts && !givenByDatabase(field)
  const auto = field.options.autoNowAdd === true && field.options.default === undefined
  const known = auto ? undefined : knownValue(field, live)
  const answer =
    needed && (auto || known === undefined)
      ? await questions.fill({ app: model.app, model: model.name, name, field, reason: auto ? 'autoNowAdd' : 'added' })
      : known?.write === true
        ? { value: known.value }
        : null
  const fill = answer === null ? {} : { fill: answer.value }
  return {
    app: model.app,
    operation: addField({ model: lower(model), name, field, ...fill }),
    provides: [fieldMade(key, name)],
    needs: [
      ...fieldsInside(field).map((each) => fieldMade(key, each)),
      ...referencesOf(field).map(modelMade),
      ...(replaces ? [fieldGone(key, name)] : []),
      ...(isKey(field) ? [keyFree(key)] : []),
    ],
  }
}

async function alteration(
  key: string,
  model: ModelState,
  name: string,
  past: FieldState,
  field: FieldState,
  questions: Questions,
  live: Field | undefined,
): Promise<Step> {
  const losesNull =
    hasColumn(field) && !givenByDatabase(field) && past.options.null === true && field.options.null !== true
  // An empty text or the moment of the migration is nothing that somebody chose for rows that had no value.
  const known =
    losesNull && (field.options.default !== undefined || live?.defaultValue() !== undefined)
      ? knownValue(field, live)
      : undefined
  const answer =
    losesNull && known === undefined
      ? await questions.fill({ app: model.app, model: model.name, name, field, reason: 'notNull' })
      : known?.write === true
        ? { value: known.value }
        : null
  const fill = answer === null ? {} : { fill: answer.value }
  const left = referencesOf(past).filter((target) => !referencesOf(field).includes(target))
  return {
    app: model.app,
    operation: alterField({ model: lower(model), name, field, ...fill }),
    provides: [
      // A computed column that is new computes from what the field is then.
      fieldMade(key, name),
      ...(left.length > 0 ? [fieldGone(key, name)] : []),
      ...(isKey(past) && !isKey(field) ? [keyFree(key)] : []),
    ],
    needs: [
      ...referencesOf(field).map(modelMade),
      ...fieldsInside(field).map((each) => fieldMade(key, each)),
      ...(isKey(field) && !isKey(past) ? [keyFree(key)] : []),
    ],
  }
}
