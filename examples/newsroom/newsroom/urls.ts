import { path } from 'nuages/http'
import { article, home, search, section, tag } from './views.ts'

export const urls = [
  path('', home, { name: 'home' }),
  path('search/', search, { name: 'search' }),
  path('about/<str:name>/', tag, { name: 'tag' }),
  path('<slug:slug>/', section, { name: 'section' }),
  path('<slug:section>/<slug:slug>/', article, { name: 'article' }),
]
