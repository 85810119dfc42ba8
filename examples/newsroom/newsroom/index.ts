import { authApp } from 'nuages/auth'
import { defineApp } from 'nuages/project'
import { registrations } from './admin.ts'
import * as models from './models.ts'
import { urls } from './urls.ts'

export const newsroom = defineApp({
  label: 'newsroom',
  dir: import.meta.dirname,
  models,
  urls,
  admin: registrations,
  requires: [authApp],
})
