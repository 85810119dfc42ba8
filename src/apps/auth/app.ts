import type { AppDefinition } from '../../base/settings/index.ts'
import { contentTypesApp } from './content-types/app.ts'
import { Group, Permission, User } from './models.ts'
import { userCacheEvents } from './user-cache.ts'

/** Users, groups and permissions, under Django's label and tables. */
export const authApp: AppDefinition = {
  label: 'auth',
  dir: import.meta.dirname,
  models: { Permission, Group, User },
  admin: [],
  requires: [contentTypesApp],
  events: userCacheEvents,
}
