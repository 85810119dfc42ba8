import { path } from 'nuages/http'
import { setLanguage } from 'nuages/languages'
import { api } from './api.ts'
import { archive } from './archive.ts'
import { feeds } from './feeds.ts'
import { kept } from './kept-pages.ts'
import { search } from './search.ts'
import { sitemap } from './sitemap.ts'
import { article, articleTags, home, section, tag } from './views.ts'

export const urls = [
  path('', kept(home), { name: 'home' }),
  path('language/', setLanguage(), { name: 'setLanguage' }),
  path('search/', search, { name: 'search' }),
  ...api,
  path('about/<str:name>/', tag, { name: 'tag' }),
  ...archive,
  ...feeds,
  ...sitemap,
  path('<slug:slug>/', kept(section), { name: 'section' }),
  path('<slug:section>/<slug:slug>/', article, { name: 'article' }),
  path('<slug:section>/<slug:slug>/tags/', articleTags, { name: 'articleTags' }),
]
