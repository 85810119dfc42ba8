import { type ModelOptions, modelIn, withModel, withOptions } from '../state.ts'
import type { Operation } from './operation.ts'

/** The names of the options that change no table. */
export const plainOptionNames = [
  'ordering',
  'managed',
  'label',
  'labelPlural',
  'getLatestBy',
  'permissions',
  'defaultPermissions',
  'baseManagerName',
  'defaultManagerName',
  'defaultRelatedName',
  'selectOnSave',
] as const satisfies readonly (keyof ModelOptions)[]

/** The options that change no table. */
export type PlainOptions = Pick<ModelOptions, (typeof plainOptionNames)[number]>

export interface AlterModelOptionsArguments {
  readonly name: string
  /** All of them: what is left out goes back to its default. */
  readonly options: PlainOptions
}

export type AlterModelOptions = Operation<'alterModelOptions', AlterModelOptionsArguments>

const none: { [K in keyof PlainOptions]?: undefined } = Object.fromEntries(
  plainOptionNames.map((name) => [name, undefined]),
)

/** Sets a model's ordering, names, permissions, and whether migrations look after its table; the database stays as it is. */
export function alterModelOptions(given: AlterModelOptionsArguments): AlterModelOptions {
  const { name, options } = given
  const description = `Change Meta options on ${name}`
  return {
    kind: 'alterModelOptions',
    arguments: given,
    description,
    fragment: `alter_${name}_options`.toLowerCase(),
    reversible: true,
    changeState(state, app) {
      return withModel(state, withOptions(modelIn(state, app, name, description), { ...none, ...options }))
    },
    async forwards() {},
    async backwards() {},
  }
}
