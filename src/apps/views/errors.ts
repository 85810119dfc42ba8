import { defineErrors } from '../../base/errors/index.ts'
import { Http404 } from '../../web/http/index.ts'

export const viewsErrors = defineErrors('VIEWS', {
  NO_SUCH_PAGE: {
    status: 404,
    message: ({ number, pages }: { number: string; pages: number }) =>
      `There is no page '${number}': ${pages === 0 ? 'the list is empty' : `the pages are 1 to ${pages}`}.`,
    hint: "Ask for one of those, or for 'last'. `invalidPage: 'nearest'` of a list shows the nearest page instead.",
    as: Http404,
  },
  NO_SUCH_PLACE: {
    status: 404,
    message: () => 'The place in the list that the address names is not one that this list gave.',
    hint: 'Begin with the first page: leave `after` and `before` out of the address.',
    as: Http404,
  },
  NO_ROWS: {
    status: 404,
    message: ({ names }: { names: string }) => `There are no ${names} here.`,
    hint: 'Nothing is wrong with the address. A view with `allowEmpty: true` shows an empty list instead.',
    as: Http404,
  },
  NO_ROW: {
    status: 404,
    message: ({ name, asked }: { name: string; asked: string }) => `There is no ${name} with ${asked}.`,
    hint: 'The address may be out of date, or the queryset of the view leaves the row out.',
    as: Http404,
  },
  NO_SUCH_DATE: {
    status: 404,
    message: ({ date }: { date: string }) => `${date} is no date that this archive shows.`,
    hint: 'The calendar has no such date, or it lies in the future; `allowFuture: true` of the view shows that.',
    as: Http404,
  },
  BAD_PAGINATION: {
    status: null,
    message: ({ what, given }: { what: string; given: unknown }) => `${String(given)} cannot be ${what}.`,
    hint: 'The rows of a page are a whole number from 1; orphans one from 0, below the rows of a page.',
  },
  NOT_UNIQUE: {
    status: 500,
    message: ({ model, path }: { model: string; path: string }) =>
      `Rows of ${model} are to be found by '${path}', which several of them may have.`,
    hint: 'Say `unique: true` in the field, name a unique one with `by`, or give a `queryset` within which there is one.',
  },
  NO_PARAMETER: {
    status: 500,
    message: ({ view, name }: { view: string; name: string }) =>
      `${view} needs the parameter '${name}', and its route has none of that name.`,
    hint: "Write it into the route, as in '<slug:slug>/', or give the view the name that the route has.",
  },
  BAD_FIELD: {
    status: 500,
    message: ({ view, model, field, problem }: { view: string; model: string; field: string; problem: string }) =>
      `${view} cannot use '${field}' of ${model}: ${problem}.`,
    hint: 'Name a field of the model by its own name.',
  },
  NO_SUCCESS_URL: {
    status: 500,
    message: ({ view }: { view: string }) => `${view} does not know where to go when it is done.`,
    hint: 'Give `successUrl`: an address, or a function of the row.',
  },
  NO_FIELDS: {
    status: null,
    message: ({ view, model }: { view: string; model: string }) =>
      `${view} of ${model} does not say which fields it asks for.`,
    hint: "Give `fields: ['title', …]`, or a form class of `modelForm`: a form never gets a field by accident.",
  },
  NO_TARGET: {
    status: null,
    message: () => 'A redirect needs either `url` or `name`.',
    hint: "Give `redirectView({ url: '/new/' })` or `redirectView({ name: 'news:article' })`.",
  },
})
