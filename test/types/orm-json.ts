/** Lookups into typed documents. Nothing here is run. */
import { F } from 'nuages/orm'
import { Book, Profile } from './orm-models.ts'

await Profile.filter({ settings__theme: 'dark', settings__theme__icontains: 'da', settings__size__width__gt: 3 })
await Profile.filter({ settings__size: { width: 3 }, settings__has_key: 'size', settings__size__has_key: 'width' })
await Profile.filter({ settings__theme__isnull: true, settings__theme: null, settings__size__width: F('id') })
await Profile.filter({
  tree__children__0__children__1__name__startswith: 'a',
  tree__weight__lt: 3,
  tree__children__0: null,
})
await Book.filter({ data__owner__name: 'x', data__anything__at__all__gt: 3 })
await Book.filter({ author__profile__settings__theme: 'dark' })
// @ts-expect-error no key 'thema'
await Profile.filter({ settings__thema: 'dark' })
// @ts-expect-error no key 'with', further in
await Profile.filter({ settings__size__with__gt: 3 })
// @ts-expect-error a width is a number
await Profile.filter({ settings__size__width: 'x' })
// @ts-expect-error a number has no text lookups
await Profile.filter({ settings__size__width__icontains: 'x' })
// @ts-expect-error no key 'nmae' in a list's third level
await Profile.filter({ tree__children__0__children__1__nmae: 'a' })
// @ts-expect-error no key 'thema', across relations
await Book.filter({ author__profile__settings__thema: 'dark' })
