import { path } from 'nuages/http'
import { confirm, leave, subscribe } from './views.ts'

export const urls = [
  path('', subscribe, { name: 'newsletter' }),
  path('confirm/<str:token>/', confirm, { name: 'newsletterConfirm' }),
  path('leave/<str:token>/', leave, { name: 'newsletterLeave' }),
]
