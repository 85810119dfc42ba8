import { sourceOf } from '../../../base/schema/index.ts'
import type { ModelInfo } from '../../../data/query/index.ts'

/**
 * The names of the project's permissions, so that the compiler knows them:
 * `declare module 'nuages/auth' { interface RegisteredPermissions { names: PermissionsOf<typeof newsApp> } }`.
 */
// biome-ignore lint/suspicious/noEmptyInterface: filled by module augmentation
export interface RegisteredPermissions {}

/** A permission by its name: 'news.change_article'. Only those of `RegisteredPermissions`, where the project registers them. */
export type PermissionName = RegisteredPermissions extends { names: infer N extends string } ? N : `${string}.${string}`

type Standard = 'add' | 'change' | 'delete' | 'view'

/**
 * The names of the permissions that every model of an app has: 'news.add_article' … Those of `meta.permissions` are not in it;
 * add them by hand: `PermissionsOf<typeof newsApp> | 'news.publish_article'`.
 */
export type PermissionsOf<App> = App extends { readonly label: infer L extends string; readonly models: infer M }
  ? `${L}.${Standard}_${Lowercase<{ [K in keyof M]: M[K] extends abstract new (...args: never) => object ? K : never }[keyof M] & string>}`
  : never

/** A permission that a model has, by what it declares. */
export interface DeclaredPermission {
  /** 'change_article'. */
  readonly codename: string
  /** 'Can change article'. */
  readonly name: string
}

const longestName = 255

/** The codename of one of a model's actions: 'change_article'. Django's `get_permission_codename`. */
export function permissionCodename(info: ModelInfo, action: string): string {
  return `${action}_${info.name.toLowerCase()}`
}

/** The permission for an action on a model: 'news.change_article'; of an action that is a codename of `meta.permissions`, that one. */
export function permissionFor(info: ModelInfo, action: string): string {
  const own = info.permissions.some(({ codename }) => codename === action)
  return `${info.app}.${own ? action : permissionCodename(info, action)}`
}

/** The permissions of a model: those of its actions, and its own. The names are Django's, in the language of the source. */
export function declaredPermissions(info: ModelInfo): readonly DeclaredPermission[] {
  const one = sourceOf(info.labels.one)
  const usual = info.defaultPermissions.map((action) => ({
    codename: permissionCodename(info, action),
    name: `Can ${action} ${one}`.slice(0, longestName),
  }))
  return [...usual, ...info.permissions]
}

/** Every model that has permissions: not the link tables that were made by themselves. */
export function modelsWithPermissions(models: readonly ModelInfo[]): readonly ModelInfo[] {
  return models.filter((info) => !info.automatic)
}
