import { path } from 'nuages/http'
import { setLanguage } from 'nuages/languages'
import { article, articleTags, home, search, section, tag } from './views.ts'

export const urls = [
  path('', home, { name: 'home' }),
  path('language/', setLanguage(), { name: 'setLanguage' }),
  path('search/', search, { name: 'search' }),
  path('about/<str:name>/', tag, { name: 'tag' }),
  path('<slug:slug>/', section, { name: 'section' }),
  path('<slug:section>/<slug:slug>/', article, { name: 'article' }),
  path('<slug:section>/<slug:slug>/tags/', articleTags, { name: 'articleTags' }),
]
