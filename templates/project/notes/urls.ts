import { path } from 'nuages/http'
import { home } from './views.ts'

export const urls = [path('', home, { name: 'home' })]
