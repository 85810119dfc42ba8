import type { AppDefinition } from '../../base/settings/index.ts'
import { Session } from './models.ts'

/** Sessions in the database, under Django's label and table. */
export const sessionsApp: AppDefinition = {
  label: 'sessions',
  dir: import.meta.dirname,
  models: { Session },
  admin: [],
}
