import type { ModelInfo, ModelRegistry } from '../../data/query/index.ts'
import { gettextLazy } from '../../web/i18n/index.ts'
import { Group, User } from '../auth/index.ts'
import { defaultFields } from './model-admin.ts'
import type { Fieldset } from './options/form.ts'
import { type AdminOptions, admin } from './registration.ts'

/** How users (of the project's own class too) and groups are shown, where a site does not say otherwise. */
export function ofPeople(registry: ModelRegistry): ReadonlyMap<ModelInfo, AdminOptions> {
  return new Map(
    registrations.map(({ model, options }) => {
      const info = registry.of(model)
      return [info, withOwnFields(info, options)] as const
    }),
  )
}

/** What a project's class of users has beside Django's columns stands in a section of its own. */
function withOwnFields(info: ModelInfo, options: AdminOptions): AdminOptions {
  const { fieldsets } = options
  if (fieldsets === undefined) return options
  const placed = new Set(fieldsets.flatMap(({ fields }) => fields.flat()))
  const own = defaultFields(info).filter((name) => !placed.has(name))
  if (own.length === 0) return options
  const [person, ...others] = fieldsets
  const further: Fieldset = { title: gettextLazy('Further details'), fields: own }
  return { ...options, fieldsets: [person!, further, ...others] }
}

const registrations = [
  admin(User, {
    icon: 'user',
    listDisplay: ['username', 'email', 'firstName', 'lastName', 'isStaff', 'isActive'],
    listFilter: ['isStaff', 'isSuperuser', 'isActive', 'groups'],
    searchFields: ['username', 'firstName', 'lastName', 'email'],
    ordering: ['username'],
    readonlyFields: ['lastLogin', 'dateJoined'],
    fieldsets: [
      { title: gettextLazy('Person'), fields: ['username', ['firstName', 'lastName'], 'email'] },
      { title: gettextLazy('Access'), fields: ['isActive', 'isStaff', 'isSuperuser', 'groups', 'userPermissions'] },
      { title: gettextLazy('Dates'), fields: [['lastLogin', 'dateJoined']] },
    ],
  }),
  admin(Group, {
    icon: 'shield',
    listDisplay: ['name'],
    searchFields: ['name'],
    ordering: ['name'],
    fields: ['name', 'permissions'],
  }),
]
