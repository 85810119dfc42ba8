import { type Service, service, tryUse, use } from '../../../base/context/index.ts'
import { ormService } from '../../../data/orm/index.ts'
import type { ModelInfo, ModelRegistry } from '../../../data/query/index.ts'
import { authErrors } from '../errors.ts'
import type { FieldRulesDeclaration } from './field-rules.ts'
import type { RuleDeclaration } from './rule.ts'

/** The rules of the current project: what its apps list in `rules`. */
export const rulesService: Service<RuleBook> = service<RuleBook>('object rules')

interface ModelRules {
  readonly rules: RuleDeclaration[]
  readonly fields: FieldRulesDeclaration[]
}

const kinds: readonly unknown[] = ['nuages.rule', 'nuages.fieldRules']
const none: ModelRules = Object.freeze({ rules: [], fields: [] })

/** Rules by model. Immutable. Throws `NUAGES_AUTH_NOT_A_RULE`. */
export class RuleBook {
  readonly #declarations: readonly (RuleDeclaration | FieldRulesDeclaration)[]
  readonly #indexes = new WeakMap<ModelRegistry, ReadonlyMap<ModelInfo, ModelRules>>()

  constructor(declarations: readonly object[]) {
    for (const each of declarations)
      if (!kinds.includes((each as { kind?: unknown }).kind)) throw authErrors.NOT_A_RULE({ given: typeof each })
    this.#declarations = declarations as readonly (RuleDeclaration | FieldRulesDeclaration)[]
  }

  /** The rules for an action on a model; a proxy without rules of its own for it has those of its model. */
  rulesFor(info: ModelInfo, action: string, registry: ModelRegistry): readonly RuleDeclaration[] {
    const own = this.#of(info, registry).rules.filter((each) => each.action === action)
    return own.length > 0 || info.concrete === info ? own : this.rulesFor(info.concrete, action, registry)
  }

  /** The actions of which a model has rules. */
  actions(info: ModelInfo, registry: ModelRegistry): readonly string[] {
    const own = this.#of(info, registry).rules.map(({ action }) => action)
    const inherited = info.concrete === info ? [] : this.actions(info.concrete, registry)
    return [...new Set([...own, ...inherited])]
  }

  /** The field rules of a model, those of a proxy's model among them. */
  fieldRules(info: ModelInfo, registry: ModelRegistry): readonly FieldRulesDeclaration[] {
    const { fields } = this.#of(info, registry)
    return info.concrete === info ? fields : [...fields, ...this.fieldRules(info.concrete, registry)]
  }

  /** Throws where a rule is about a class that is no model of the project. */
  check(registry: ModelRegistry): void {
    this.#index(registry)
  }

  #of(info: ModelInfo, registry: ModelRegistry): ModelRules {
    return this.#index(registry).get(info) ?? none
  }

  #index(registry: ModelRegistry): ReadonlyMap<ModelInfo, ModelRules> {
    const known = this.#indexes.get(registry)
    if (known !== undefined) return known
    const index = new Map<ModelInfo, ModelRules>()
    for (const each of this.#declarations) {
      const info = registry.of(each.model)
      let rules = index.get(info)
      if (rules === undefined) index.set(info, (rules = { rules: [], fields: [] }))
      if (each.kind === 'nuages.rule') rules.rules.push(each)
      else rules.fields.push(each)
    }
    this.#indexes.set(registry, index)
    return index
  }
}

/** The rules of a model for an action, in the current project. */
export function rulesFor(info: ModelInfo, action: string): readonly RuleDeclaration[] {
  return tryUse(rulesService)?.rulesFor(info, action, use(ormService).registry) ?? []
}

/** The field rules of a model in the current project. */
export function fieldRulesFor(info: ModelInfo): readonly FieldRulesDeclaration[] {
  return tryUse(rulesService)?.fieldRules(info, use(ormService).registry) ?? []
}

/** The actions of which a model has rules in the current project. */
export function ruledActions(info: ModelInfo): readonly string[] {
  return tryUse(rulesService)?.actions(info, use(ormService).registry) ?? []
}
