import { didYouMean } from '../../../base/errors/index.ts'
import type { AnyModelClass } from '../class.ts'
import { ormErrors } from '../errors.ts'
import type { BaseField } from '../fields/base.ts'
import type { Target } from '../fields/relation.ts'
import type { ModelRecord } from './record.ts'

/** The models of a registry while it is being built. */
export class Project {
  readonly records: ModelRecord[] = []
  readonly byModel = new Map<AnyModelClass, ModelRecord>()
  readonly byLabel = new Map<string, ModelRecord>()
  readonly #byTable = new Map<string, ModelRecord>()
  readonly #keys = new Map<ModelRecord, BaseField>()

  add(record: ModelRecord): void {
    const known = this.byLabel.get(record.label)
    if (known !== undefined)
      throw ormErrors.DUPLICATE_MODEL({ what: `model '${record.label}'`, first: known.name, second: record.name })
    const same = record.concrete === record ? this.#byTable.get(record.table) : undefined
    if (same !== undefined)
      throw ormErrors.DUPLICATE_MODEL({
        what: `kept in table '${record.table}'`,
        first: same.label,
        second: record.label,
      })
    this.records.push(record)
    this.byModel.set(record.model, record)
    this.byLabel.set(record.label, record)
    if (record.concrete === record) this.#byTable.set(record.table, record)
  }

  /** Lets a class and its label stand for another model, which is in its place. */
  replace(model: AnyModelClass, label: string, by: ModelRecord): void {
    this.byModel.set(model, by)
    if (!this.byLabel.has(label)) this.byLabel.set(label, by)
  }

  /** The model that a relation of `record` names. */
  find(target: Target, record: ModelRecord, property: string): ModelRecord {
    const model = typeof target === 'function' ? target() : target
    if (typeof model !== 'function' && typeof model !== 'string')
      throw ormErrors.NOT_A_MODEL({ where: `${record.name}.${property}`, what: String(model) })
    const found = typeof model === 'string' ? this.byLabel.get(model.toLowerCase()) : this.byModel.get(model)
    if (found !== undefined) return found
    const name = typeof model === 'string' ? model : model.name
    throw ormErrors.RELATION_OUTSIDE({ model: record.name, property, target: name })
  }

  /** A model's key field, placed; a key that is itself a one-to-one is followed to the end. */
  keyOf(record: ModelRecord): BaseField {
    let bound = this.#keys.get(record)
    if (bound === undefined) {
      const { fields, key } = record.declaration
      bound = record.concrete === record ? this.place(record, key, fields.get(key)!) : this.keyOf(record.concrete)
      this.#keys.set(record, bound)
    }
    return bound
  }

  /** The field that a foreign key holds the values of. */
  #pointedAt(record: ModelRecord, property: string, field: BaseField, target: ModelRecord): BaseField {
    const { toField } = field.options as { toField?: string }
    const { fields, key } = target.declaration
    if (toField === undefined || toField === key || toField === 'pk') return this.keyOf(target)
    const found = fields.get(toField)
    const unique = found?.options.unique === true || found?.type === 'oneToOne'
    if (found?.hasColumn && unique) return this.place(target, toField, found)
    const problem =
      found === undefined
        ? `\`toField\` names '${toField}', which ${target.name} does not have${didYouMean(toField, [...fields.keys()])}.`
        : `\`toField\` names ${target.name}.${toField}, which is not \`unique: true\`.`
    throw ormErrors.BAD_OPTION({ model: record.name, property, problem })
  }

  /** The field, knowing its property and what is at its other end. */
  place(record: ModelRecord, property: string, field: BaseField): BaseField {
    const { to, through } = field.options as { to?: Target; through?: Target }
    if (to === undefined) return field.bound({ property, target: null, through: null, key: null })
    const target = this.find(to, record, property)
    const holdsKey = field.type === 'foreignKey' || field.type === 'oneToOne'
    return field.bound({
      property,
      target: target.label,
      through: through === undefined ? null : this.find(through, record, property).label,
      key: holdsKey ? this.#pointedAt(record, property, field, target) : null,
    })
  }
}
