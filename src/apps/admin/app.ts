import type { AppDefinition } from '../../base/settings/index.ts'
import { authApp, contentTypesApp } from '../auth/index.ts'
import { sessionsApp } from '../sessions/index.ts'
import * as models from './models.ts'

/** The admin's own app: its log (`django_admin_log`) and its templates. */
export const adminApp: AppDefinition = Object.freeze({
  label: 'admin',
  dir: import.meta.dirname,
  models,
  admin: [],
  requires: [contentTypesApp, authApp, sessionsApp],
})
