import { use } from '../../../base/context/index.ts'
import { ormService, rowInfo, untyped, Value } from '../../../data/orm/index.ts'

/** What a user was given: permissions of their own, and those of their groups. */
export interface GivenPermissions {
  readonly own: ReadonlySet<string>
  readonly ofGroups: ReadonlySet<string>
  readonly all: ReadonlySet<string>
}

/** A user as far as permissions go. */
export interface PermittedUser {
  readonly pk: unknown
  readonly isActive: boolean
  readonly isSuperuser: boolean
}

const none: ReadonlySet<string> = new Set()
const nothing: GivenPermissions = Object.freeze({ own: none, ofGroups: none, all: none })

/** What was read, by the user's row: a row lives as long as its request. */
const reading = new WeakMap<object, Promise<GivenPermissions>>()
const known = new WeakMap<object, GivenPermissions>()

/** A user's permissions, read once for each row of a user: one query. A superuser has every permission that there is. */
export function givenPermissions(user: PermittedUser): Promise<GivenPermissions> {
  if (!user.isActive || user.pk === null) return Promise.resolve(nothing)
  let promise = reading.get(user)
  if (promise === undefined) {
    const begun = (user.isSuperuser ? everything() : grantedPermissions(user)).then((given) => {
      if (reading.get(user) === begun) known.set(user, given)
      return given
    })
    promise = begun
    reading.set(user, promise)
    promise.catch(() => reading.delete(user))
  }
  return promise
}

/** The same where they are read already, else null. */
export function knownPermissions(user: PermittedUser): GivenPermissions | null {
  return known.get(user) ?? null
}

async function everything(): Promise<GivenPermissions> {
  const rows = untyped(use(ormService).registry.byLabel('auth.permission')!)
    .orderBy()
    .values('contentType__appLabel', 'codename')
  const all = new Set<string>()
  for (const row of await rows) all.add(`${String(row['contentType__appLabel'])}.${String(row['codename'])}`)
  return { own: all, ofGroups: all, all }
}

/** What a user's rows give, whether or not the account is active: what somebody would have who took it over. Read anew each time. */
export async function grantedPermissions(user: { readonly pk: unknown }): Promise<GivenPermissions> {
  const rows = (relation: string) =>
    untyped(rowInfo(user))
      .filter({ pk: user.pk, [`${relation}__isnull`]: false })
      .orderBy()
      .annotate({ by: Value(relation) })
      .values(`${relation}__contentType__appLabel`, `${relation}__codename`, 'by')
  const own = new Set<string>()
  const ofGroups = new Set<string>()
  for (const row of await rows('userPermissions').union(rows('groups__permissions'))) {
    // The columns of a union have the names of its first part.
    const name = `${String(row['userPermissions__contentType__appLabel'])}.${String(row['userPermissions__codename'])}`
    ;(row['by'] === 'userPermissions' ? own : ofGroups).add(name)
  }
  return { own, ofGroups, all: new Set([...own, ...ofGroups]) }
}
