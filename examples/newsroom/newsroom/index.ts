import { authApp } from 'nuages/auth'
import { defineApp } from 'nuages/project'
import { registrations } from './admin.ts'
import { forgetPages } from './kept-pages.ts'
import * as models from './models.ts'
import { keepAddresses } from './moved.ts'
import { rules } from './rules.ts'
import { urls } from './urls.ts'

export const newsroom = defineApp({
  label: 'newsroom',
  dir: import.meta.dirname,
  models,
  urls,
  rules,
  admin: registrations,
  events: [keepAddresses, ...forgetPages],
  requires: [authApp],
})
